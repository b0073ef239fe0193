package detect_test

import (
	"slices"
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

func TestWhoseWordIsRejected(t *testing.T) {
	d, err := detect.New(detect.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ text, saidBy, deniedBy string }{
		{"The army rejects a monitor's finding that its soldiers kidnapped nine pupils in Mopti.", "a monitor", "The army"},
		{"The army dismissed as false a claim by local elders that its soldiers kidnapped nine pupils in Mopti.", "local elders", "The army"},
		{"The army rejected the accusation that its soldiers kidnapped nine pupils in Mopti.", "", "The army"},
	} {
		out := process(t, d, article.Article{Text: tt.text})
		at := slices.IndexFunc(out.Detections, func(d article.Detection) bool { return d.Theme == "targeted.kidnap_hostage" })
		if at < 0 {
			t.Fatalf("%s: %+v", tt.text, out.Detections)
		}
		got := &out.Detections[at]
		want, saidBy := article.ClaimedDenied, ""
		if tt.saidBy == "" {
			want = article.Negated
		}
		if got.SaidBy != nil {
			saidBy = got.SaidBy.Text
		}
		if got.Status != want || saidBy != tt.saidBy || got.DeniedBy == nil || got.DeniedBy.Text != tt.deniedBy {
			t.Errorf("%s: %s by %q, denied by %+v", tt.text, got.Status, saidBy, got.DeniedBy)
		}
	}
}
