package detect_test

import (
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

func TestReasonsBeginWithTheAct(t *testing.T) {
	d := detector(t, false)
	f := func(text, theme, want string) int {
		t.Helper()
		got := live(process(t, d, article.Article{Text: text}), theme)
		if got == nil {
			t.Fatalf("no %s in %q", theme, text)
		}
		if reasons := strings.Join(got.Reasons, "; "); reasons != want {
			t.Errorf("%q: %s, want %s", text, reasons, want)
		}
		return got.Severity
	}
	bomb := f("A car bomb killed 20 people outside a school in the capital.", "terrorism.attack",
		"reported: attack; casualties: ten or more killed; weapon: bomb; target: school; place: capital")
	clash := f("Rebels and soldiers fought for a second day near the river.", "conflict.armed_clash", "reported: armed clash")
	fear := f("There are fears of clashes between rebels and soldiers.", "conflict.armed_clash", "feared: armed clash")
	if bomb <= clash || clash <= fear {
		t.Errorf("bomb %d, clash %d, fear %d", bomb, clash, fear)
	}
}
