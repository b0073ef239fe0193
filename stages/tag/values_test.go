package tag_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/ner"
)

func TestValuesAreResolvedAgainstTheDayOfTheArticle(t *testing.T) {
	f := func(text string, want ...string) {
		t.Helper()
		a := process(t, article.Article{Text: text, VersionCreated: "2026-11-25T10:00:00Z"}) // a Wednesday
		var got []string
		for _, m := range a.Mentions {
			if ner.KindOf(m.Type) < 0 {
				got = append(got, m.Type+":"+a.Quote(m.Span)+"="+m.Canonical)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("values of %q (-want +got):\n%s", text, diff)
		}
	}
	f("He spoke on Monday and will speak again next Friday.", "DATE:Monday=2026-11-23", "DATE:next Friday=2026-11-27")
	f("It began yesterday, not on 14 March 2025 or March 3.", "DATE:yesterday=2026-11-24", "DATE:14 March 2025=2025-03-14", "DATE:March 3=2027-03-03")
	f("In power since last August, it fell in 2021.", "DATE:last August=2026-08", "DATE:2021=2021")
	f("On December 30 the envoy leaves; the office closes next week.", "DATE:December 30=2026-12-30", "DATE:next week=2026-W49")
	f("Rates may rise. They march on.")
	f("The blast came at 9:30 a.m. and again at 0430 GMT.", "TIME:9:30 a.m.=09:30", "TIME:0430 GMT=04:30")
	f("It cost $1.2 million, or 30 billion roubles.", "MONEY:$1.2 million=USD 1200000", "MONEY:30 billion roubles=RUB 30000000000")
	f("Police took 180 kg of heroin and 5.4 percent more cash.", "QUANTITY:180 kg=180 kg", "QUANTITY:5.4 percent=5.4 %")
	f("The wreck lies at 34.5211, 69.1833 near the dam.", "COORDINATES:34.5211, 69.1833=34.5211,69.1833")
	f("It lies at 34°31′N 69°11′E, grid 42SWD12345678.", "COORDINATES:34°31′N 69°11′E=34.516667,69.183333", "COORDINATES:42SWD12345678=42SWD12345678")
	f("Write to desk@wire.example or see https://wire.example/a/b?x=1.", "MAIL:desk@wire.example=desk@wire.example", "URL:https://wire.example/a/b?x=1=https://wire.example/a/b?x=1")
	f("Call +44 20 7946 0958 now.", "PHONE:+44 20 7946 0958=+44 20 7946 0958")
	f("Some 3,000 people and 12 officers left.")
}

func TestDatesOfUndatedArticlesStayOpen(t *testing.T) {
	a := process(t, article.Article{Text: "It rained on Monday, and on March 3."})
	if m := mention(t, &a, "Monday"); m.Type != "DATE" || m.Canonical != "Monday" {
		t.Errorf("Monday is %+v", m)
	}
	if m := mention(t, &a, "March 3"); m.Canonical != "--03-03" {
		t.Errorf("March 3 is %+v", m)
	}
}
