package detect_test

import (
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect"
)

func TestClaimsThatAnotherDenies(t *testing.T) {
	d, err := detect.New(detect.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	const claim = "Rebels in Mopti abducted nine teachers on Monday, the governor of the province said. "
	for _, tt := range []struct{ then, deniedBy string }{
		{"The rebels' spokesman called the report a fabrication.", "The rebels' spokesman"},
		{"The rebels' spokesman rejected the claim.", "The rebels' spokesman"},
		{"\"There were no teachers,\" a spokesman for the rebels replied.", "a spokesman for the rebels"},
		{"The army denied it.", "The army"},
		{"The army said that it had no comment.", ""},
		{"The army said that roads to the town were closed.", ""},
		{"The governor added that no ransom had been paid.", ""},
		{"The army rejected calls for new elections.", ""},
	} {
		out := process(t, d, article.Article{Text: claim + tt.then})
		got := live(out, "targeted.kidnap_hostage")
		if got == nil {
			t.Fatalf("%s: %+v", tt.then, out.Detections)
		}
		deniedBy, want := "", article.Claimed
		if got.DeniedBy != nil {
			deniedBy = got.DeniedBy.Text
		}
		if tt.deniedBy != "" {
			want = article.ClaimedDenied
		}
		if deniedBy != tt.deniedBy || got.Status != want {
			t.Errorf("%s: %s, denied by %q, want %s by %q", tt.then, got.Status, deniedBy, want, tt.deniedBy)
		}
		if got.SaidBy == nil || got.SaidBy.Text != "the governor of the province" {
			t.Errorf("%s: said by %+v", tt.then, got.SaidBy)
		}
	}
}
