package detect_test

import (
	"os"
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

// TestEveryEntryFiresAndIsSilentAsItsExamplesSay leaves it open which entry of
// a theme fires; wirewatch themes lint warns where it is another one.
func TestEveryEntryFiresAndIsSilentAsItsExamplesSay(t *testing.T) {
	lex, err := detect.DefaultLexicon()
	if err != nil {
		t.Fatal(err)
	}
	faults, err := detect.CheckExamples(t.Context(), detector(t, false), lex)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		if !f.Warning {
			t.Error(f)
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

// plainLine is a line of plain wire copy and what any desk would expect of it.
type plainLine struct{ theme, status, speaker, text string }

func plainCopy(t *testing.T) []plainLine {
	t.Helper()
	raw, err := os.ReadFile("testdata/plain.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []plainLine
	for line := range strings.Lines(string(raw)) {
		if line[0] != '#' {
			f := strings.Split(strings.TrimSpace(line), "\t")
			out = append(out, plainLine{f[0], f[1], f[2], f[3]})
		}
	}
	return out
}

// TestPlainCopyIsUnderstood holds what any desk would expect of plain wire copy.
func TestPlainCopyIsUnderstood(t *testing.T) {
	d := detector(t, true)
	for _, l := range plainCopy(t) {
		out := process(t, d, article.Article{Text: l.text, Language: "en", VersionCreated: "2026-11-20T00:00:00Z"})
		got := live(out, l.theme)
		switch {
		case got == nil:
			t.Errorf("%q: no %s; live %v, rejected %v", l.text, l.theme, themesIn(out.Detections), themesIn(out.Considered))
		case string(got.Status) != l.status:
			t.Errorf("%q: %s is %s, want %s", l.text, l.theme, got.Status, l.status)
		case l.speaker != "-" && l.status != "threatened" && l.status != "asserted" && (got.SaidBy == nil || !strings.EqualFold(got.SaidBy.Text, l.speaker)):
			t.Errorf("%q: %s is said by %+v, want %s", l.text, l.theme, got.SaidBy, l.speaker)
		}
	}
}

func themesIn(all []article.Detection) []string {
	var out []string
	for _, d := range all {
		out = append(out, d.Theme+" "+string(d.Status))
	}
	return out
}

func TestOtherLanguagesAreLeftAlone(t *testing.T) {
	d, err := detect.New(detect.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"Hamas: trois morts dans une explosion à Gaza", "Explosion in Köln: zwei Tote, Polizei ermittelt wegen Terror und Mord",
		"Genocide au Rwanda: la France accusée par les rescapés", "Golpe en Niger: los militares anuncian un coup d'etat",
	} {
		out := process(t, d, article.Article{Text: text})
		if len(out.Detections) > 0 || len(out.Warnings) == 0 {
			t.Errorf("%s: %+v, warnings %+v", text, out.Detections, out.Warnings)
		}
	}
	for _, language := range []string{"", "und", "en", "EN-gb", "en_US", "eng", "English"} {
		out := process(t, d, article.Article{Language: language, Text: "A car bomb killed nine people in La Paz on Sunday, police said."})
		if live(out, "terrorism.attack") == nil {
			t.Errorf("language %q: %+v, warnings %+v", language, out.Detections, out.Warnings)
		}
	}
	for _, text := range []string{"", " \n", "*** ---"} {
		if out := process(t, d, article.Article{Text: text}); len(out.Detections) > 0 || len(out.Warnings) != 1 {
			t.Errorf("%q: %+v, warnings %+v", text, out.Detections, out.Warnings)
		}
	}
}
