package detect_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect"
)

func deepDetector(t *testing.T) *detect.Detector {
	t.Helper()
	c := detect.DefaultConfig()
	c.Tier = detect.Deep
	d, err := detect.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDeepTierFindsWhatIsNotNamed(t *testing.T) {
	d := deepDetector(t)
	const text = "Twelve men in two pickups drove off with the headmaster and nine of his pupils before dawn, a trader in the next village said. Their mothers have heard nothing since."
	fast, err := detect.New(detect.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	if got := live(process(t, fast, article.Article{Text: text}), "targeted.kidnap_hostage"); got != nil {
		t.Fatalf("the rules find it too, by %s: take another text", got.Rule)
	}
	out := process(t, d, article.Article{Text: text})
	got := live(out, "targeted.kidnap_hostage")
	if got == nil {
		t.Fatalf("detections %+v", out.Detections)
	}
	if got.Status != article.Claimed || got.SaidBy == nil || got.SaidBy.Text != "a trader in the next village" {
		t.Errorf("it is %s by %+v", got.Status, got.SaidBy)
	}
	if !strings.HasPrefix(got.Rule, "deep-") || got.Model == "" || !strings.Contains(d.Model(), ",deep-"+got.Model) {
		t.Errorf("rule %q, model %q of %q", got.Rule, got.Model, d.Model())
	}
	if again := process(t, d, article.Article{Text: text}); !reflect.DeepEqual(again.Detections, out.Detections) {
		t.Error("the same text is read in two ways")
	}
}

func TestDeepTierStaysSilent(t *testing.T) {
	d := deepDetector(t)
	for _, text := range []string{
		"", "\n\n", "The bakery on Mill Lane won a prize for its rye bread on Saturday, and the queue reached the bridge.",
		"United bombarded the visitors' goal for twenty minutes before the captain struck twice.",
		"Le gouvernement a annoncé mardi que des hommes armés avaient enlevé douze élèves dans le nord du pays, selon la police.",
		strings.Repeat("x", 300_000),
	} {
		if out := process(t, d, article.Article{Text: text}); len(out.Detections) > 0 {
			t.Errorf("%.60q: %+v", text, out.Detections[0])
		}
	}
}

func TestUnknownTierIsRefused(t *testing.T) {
	if _, err := detect.New(detect.Config{Tier: "deeper"}); err == nil || !strings.Contains(err.Error(), "deeper") {
		t.Errorf("error %v", err)
	}
}

// Quotations over several sentences are read sentence by sentence, each under
// its speaker.
func TestDeepTierReadsLongQuotations(t *testing.T) {
	d := deepDetector(t)
	for _, text := range []string{
		`"The militants have killed at least 40 farmers," said Borno state governor Babagana Zulum. "They came on motorcycles at dawn. They burned the whole village."`,
		`"They came on motorcycles at dawn. They shot the farmers where they stood. They burned the whole village," the governor said. "We have nothing left. They will come again and kill us."`,
		"The governor said:\n\n\"They came on motorcycles at dawn. They shot forty farmers.\"\n\n\"They burned the whole village.\"",
		`"They shot forty farmers`,
	} {
		out := process(t, d, article.Article{Text: text})
		for _, got := range out.Detections {
			for _, e := range got.Evidence {
				if e.Len() <= 0 || e.End > len(text) {
					t.Errorf("%s: evidence %+v", text, e)
				}
			}
			if strings.Contains(text, "governor") && got.Live() && got.Status != article.Threatened && got.SaidBy == nil {
				t.Errorf("%s: %s of %q is said by nobody", text, got.Theme, got.Evidence[0].In(text))
			}
		}
	}
}

// What the rules understand of plain copy, the deep tier does not lose: nearly
// all themes, most senses.
func TestPlainCopyOnTheDeepTier(t *testing.T) {
	d, lines := deepDetector(t), plainCopy(t)
	found, right := 0, 0
	for _, l := range lines {
		out := process(t, d, article.Article{Text: l.text, Language: "en", VersionCreated: "2026-11-20T00:00:00Z"})
		if got := live(out, l.theme); got != nil {
			found++
			if string(got.Status) == l.status {
				right++
			}
		} else {
			t.Logf("%s: %v", l.text, themesIn(out.Detections))
		}
	}
	if found*100 < len(lines)*95 || right*100 < found*85 {
		t.Errorf("of %d lines, %d themes are found and %d senses right", len(lines), found, right)
	}
}
