package dateline_test

import (
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/dateline"
)

func TestParseReadsDatelinesInEveryManner(t *testing.T) {
	f := func(text string, want article.Dateline) {
		t.Helper()
		if got := dateline.Parse(text, 2026); got != want {
			t.Errorf("Parse(%q) = %+v, want %+v", text, got, want)
		}
	}
	f("KABUL, Oct 16 (Reuters) - Fighters", article.Dateline{Text: "KABUL, Oct 16 (Reuters) -", City: "Kabul", Country: "AF", Date: "2026-10-16", Source: "Reuters"})
	f("DUSHANBE (AP) — The", article.Dateline{Text: "DUSHANBE (AP) —", City: "Dushanbe", Country: "TJ", Source: "AP"})
	f("MOSCOW, January 21. /TASS/. The", article.Dateline{Text: "MOSCOW, January 21. /TASS/.", City: "Moscow", Country: "RU", Date: "2026-01-21", Source: "TASS"})
	f("Tegucigalpa, Jan 2 (EFE).- Police", article.Dateline{Text: "Tegucigalpa, Jan 2 (EFE).-", City: "Tegucigalpa", Date: "2026-01-02", Source: "EFE"})
	f("(ANSA) - ROMA, 11 OTT - Il ministro", article.Dateline{Text: "(ANSA) - ROMA, 11 OTT -", City: "Roma", Date: "2026-10-11", Source: "ANSA"})
	f("Genève (ats) Le scandale", article.Dateline{Text: "Genève (ats)", City: "Genève", Source: "ats"})
	f("Jan 30 (Reuters) - Gold", article.Dateline{Text: "Jan 30 (Reuters) -", Date: "2026-01-30", Source: "Reuters"})
	f("København /ritzau/: En mand", article.Dateline{Text: "København /ritzau/:", City: "København", Source: "ritzau"})
	f("LUCENA (CÓRDOBA), 2 Oct. (EUROPA PRESS) - La", article.Dateline{Text: "LUCENA (CÓRDOBA), 2 Oct. (EUROPA PRESS) -", City: "Lucena", Date: "2026-10-02", Source: "EUROPA PRESS"})
	f("MADRID, 2 (EUROPA PRESS) - El", article.Dateline{Text: "MADRID, 2 (EUROPA PRESS) -", City: "Madrid", Country: "ES", Source: "EUROPA PRESS"})
	f("Rosario, 3 de octubre (Télam) - El", article.Dateline{Text: "Rosario, 3 de octubre (Télam) -", City: "Rosario", Date: "2026-10-03", Source: "Télam"})
	f("NAMUR 03/10 (BELGA) = De", article.Dateline{Text: "NAMUR 03/10 (BELGA) =", City: "Namur", Date: "2026-10-03", Source: "BELGA"})
	f("Oulu, 3.10. (STT) - X", article.Dateline{Text: "Oulu, 3.10. (STT) -", City: "Oulu", Date: "2026-10-03", Source: "STT"})
	f("Indore, Oct 3 (PTI) The", article.Dateline{Text: "Indore, Oct 3 (PTI)", City: "Indore", Date: "2026-10-03", Source: "PTI"})
	f("LUCENA (CÓRDOBA), 2 (EUROPA PRESS)\n\nLa", article.Dateline{Text: "LUCENA (CÓRDOBA), 2 (EUROPA PRESS)", City: "Lucena", Source: "EUROPA PRESS"})
	f("Brno 30. července (ČTK) - Na", article.Dateline{Text: "Brno 30. července (ČTK) -", City: "Brno", Date: "2026-07-30", Source: "ČTK"})
	f("Izmir, 3 Ekim (AA) - Bir", article.Dateline{Text: "Izmir, 3 Ekim (AA) -", City: "Izmir", Date: "2026-10-03", Source: "AA"})
	f("LUCENA (EFE)", article.Dateline{})
	f("Shares rose 3/14 (up) - X", article.Dateline{})
	f("Fighters in Kabul", article.Dateline{})
	f("Senator Ann Lee (D) Monday said", article.Dateline{})
	f("(More) - The storm goes on", article.Dateline{})
}

func TestLineReadsAnAgencyWithoutBrackets(t *testing.T) {
	got := dateline.Line("MOSKVA, Feb 17 NTB -", 2026)
	if got.City != "Moskva" || got.Date != "2026-02-17" || got.Source != "NTB" {
		t.Errorf("got %+v", got)
	}
}
