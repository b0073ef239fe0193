package detect_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect"
)

func detector(t testing.TB, explain bool) *detect.Detector {
	t.Helper()
	d, err := detect.New(detect.Config{Explain: explain})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func process(t testing.TB, d *detect.Detector, a article.Article) article.Article {
	t.Helper()
	out, err := d.Process(t.Context(), a)
	if err != nil || len(out) != 1 {
		t.Fatalf("Process gave %d articles and error %v", len(out), err)
	}
	return out[0]
}

func live(a article.Article, theme string) *article.Detection {
	for i := range a.Detections {
		if a.Detections[i].Theme == theme && a.Detections[i].Live() {
			return &a.Detections[i]
		}
	}
	return nil
}

func TestEveryEntryFiresAndIsSilentAsItsExamplesSay(t *testing.T) {
	d := detector(t, true)
	lex, err := detect.DefaultLexicon()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range lex.Entries {
		for _, text := range e.Fires {
			a := process(t, d, article.Article{Text: text})
			if !slices.ContainsFunc(slices.Concat(a.Detections, a.Considered), func(x article.Detection) bool {
				return x.Theme == e.Theme && (x.Live() || e.Status != "" && !e.Status.Live())
			}) {
				t.Errorf("entry %s does not fire in %q", e.ID, text)
			}
		}
		for _, text := range e.Silent {
			if x := live(process(t, d, article.Article{Text: text}), e.Theme); x != nil {
				t.Errorf("entry %s: %q raises %s as %s by %s", e.ID, text, x.Theme, x.Status, x.Rule)
			}
		}
	}
}

func TestProcessKeepsTheArticleItIsGiven(t *testing.T) {
	in := article.Article{Text: "Rebels captured the town of Baru on Friday.", Steps: make([]article.Step, 1, 4)}
	out := process(t, detector(t, false), in)
	if len(in.Steps) != 1 || in.Detections != nil {
		t.Errorf("the input was changed: %+v", in)
	}
	if got := out.Steps[1]; got.Stage != "detect" || !strings.HasPrefix(got.Model, "rules-") {
		t.Errorf("step is %+v", got)
	}
}
