package detect_test

import (
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

func TestTimesAreReadAgainstTheDayTheCopyWasFiled(t *testing.T) {
	d := detector(t, true)
	f := func(text, words, from, to string) {
		t.Helper()
		out := process(t, d, article.Article{Text: text, VersionCreated: "2026-11-20T00:00:00Z"}) // a Friday
		if len(out.Detections) == 0 {
			t.Fatalf("nothing detected in %q", text)
		}
		got := article.When{}
		if w := out.Detections[0].When; w != nil {
			got = *w
		}
		if want := (article.When{Text: words, From: from, To: to}); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
	f("Gunmen kidnapped a priest on 4 May.", "4 May", "2026-05-04", "2026-05-04")
	f("Gunmen kidnapped a priest on Dec 14.", "Dec 14", "2025-12-14", "2025-12-14")
	f("Gunmen kidnapped a priest on Nov. 14, 2026.", "Nov. 14, 2026", "2026-11-14", "2026-11-14")
	f("Gunmen kidnapped a priest in August 2020.", "August 2020", "2020-08-01", "2020-08-31")
	f("Gunmen kidnapped a priest in 2024.", "2024", "2024-01-01", "2024-12-31")
	f("Gunmen kidnapped a priest two days ago.", "two days ago", "2026-11-18", "2026-11-18")
	f("Gunmen kidnapped a priest last night.", "last night", "2026-11-19", "2026-11-19")
	f("Gunmen kidnapped a priest overnight.", "overnight", "2026-11-19", "2026-11-20")
	f("Gunmen kidnapped a priest last week.", "last week", "2026-11-09", "2026-11-15")
	f("Gunmen kidnapped a priest last month.", "last month", "2026-10-01", "2026-10-31")
	f("Gunmen kidnapped a priest last year.", "last year", "2025-01-01", "2025-12-31")
	f("Gunmen kidnapped a priest earlier this month.", "earlier this month", "2026-11-01", "2026-11-20")
	f("Gunmen have held the priest hostage since last August.", "since last August", "2026-08-01", "2026-11-20")
	f("Thousands of protesters will march through the capital on Monday.", "Monday", "2026-11-23", "2026-11-23")
	f("Police said on Wednesday that gunmen kidnapped a priest last Sunday.", "last Sunday", "2026-11-15", "2026-11-15")
	f("Police said on Wednesday that gunmen kidnapped a priest.", "", "", "")
}
