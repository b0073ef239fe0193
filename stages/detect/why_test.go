package detect_test

import (
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

func TestExplainSaysWhy(t *testing.T) {
	d := detector(t, true)
	for _, tt := range []struct{ text, why string }{
		{"The film tells how gunmen stormed the hotel and killed nine guests.", "fiction"},
		{"Soldiers stormed a hotel and freed hostages in an exercise near Mopti.", "exercise: exercise"},
		{"If rebels attacked the town of Baru, the garrison would be cut off.", "if: If"},
	} {
		out := process(t, d, article.Article{Text: tt.text})
		var why strings.Builder
		for _, list := range [][]article.Detection{out.Detections, out.Considered} {
			for _, got := range list {
				if got.Live() {
					t.Errorf("%s: %s is live", tt.text, got.Theme)
				}
				why.WriteString(got.Why + "|")
			}
		}
		if !strings.Contains(why.String(), tt.why) {
			t.Errorf("%s: %q, want %q; %+v", tt.text, why.String(), tt.why, out.Considered)
		}
	}
	if out := process(t, detector(t, false), article.Article{Text: "If rebels attacked the town of Baru, the garrison would be cut off."}); len(out.Detections) == 0 || out.Detections[0].Why != "" {
		t.Errorf("without being asked: %+v", out.Detections)
	}
}
