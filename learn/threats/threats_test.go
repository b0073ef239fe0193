package threats_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/learn/corpus"
	learn "github.com/wirewatch/wirewatch/learn/encoder"
	"github.com/wirewatch/wirewatch/learn/threats"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/detect/deep"
	"github.com/wirewatch/wirewatch/stages/detect/encoder"
	"github.com/wirewatch/wirewatch/stages/tag"
)

// small is an encoder with random weights that knows a handful of words.
func small(t *testing.T) *encoder.Encoder {
	t.Helper()
	v, err := encoder.NewVocabulary(strings.Fields("[UNK] [CLS] [SEP] men took the headmaster . a villager said bakers won prize for bread"))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	e := encoder.New(encoder.Shape{Width: 16, Heads: 2, Inner: 32, Layers: 1, Positions: encoder.MaxPieces}, v)
	e.Words.F = make([]float32, 16*len(v.Pieces()))
	c := encoder.Classifier{Encoder: e, Top: encoder.NewLinear(1, 1)}
	c.Parts(func(m *[]float32, _ int) {
		for i := range *m {
			(*m)[i] = float32(0.3 * r.NormFloat64())
		}
	})
	return e
}

func TestTrainTeachesThemeAndSense(t *testing.T) {
	taxonomy, err := detect.DefaultTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	const taken, prize = "Men took the headmaster, a villager said.", "Bakers won a prize for bread."
	var rows []corpus.Threat
	for range 40 {
		rows = append(rows, corpus.Threat{Text: taken, Labels: []string{"targeted.kidnap_hostage"},
			Detections: []corpus.Claim{{Theme: "targeted.kidnap_hostage", Status: article.Claimed, Evidence: "Men took the headmaster"}}}, corpus.Threat{Text: prize})
	}
	o := learn.DefaultOptions()
	o.Epochs, o.Blocks, o.Top, o.Words = 12, 3e-3, 2e-2, 1e-3
	var file bytes.Buffer
	if err := threats.Train(rows, taxonomy, small(t), "a test", o).Write(&file); err != nil {
		t.Fatal(err)
	}
	m, err := deep.Load(&file)
	if err != nil {
		t.Fatal(err)
	}
	kidnap := 0
	for i, name := range m.Themes() {
		if name == "targeted.kidnap_hostage" {
			kidnap = i
		}
	}
	yes, no := m.Judge(taken, threats.Spans(taken)), m.Judge(prize, threats.Spans(prize))
	if yes[0].Live[kidnap] < 0 || no[0].Live[kidnap] > 0 {
		t.Errorf("scores %.2f where it is reported, %.2f where not", yes[0].Live[kidnap], no[0].Live[kidnap])
	}
	if got := yes[0].Likeliest(true); got != article.Claimed {
		t.Errorf("it is %s", got)
	}
}

func TestScoreCounts(t *testing.T) {
	tagger, err := tag.New(tag.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	detector, err := detect.New(detect.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	rows := []corpus.Threat{
		{ID: "right", Text: "Gunmen kidnapped nine pupils in Zamfara on Monday, police said.", Labels: []string{"targeted.kidnap_hostage"},
			Detections: []corpus.Claim{{Theme: "targeted.kidnap_hostage", Status: article.Claimed, Evidence: "Gunmen kidnapped nine pupils", SaidBy: "police"}}},
		{ID: "missed", Text: "The bread was good.", Labels: []string{"unrest.riot"}},
		{ID: "raised", Text: "Gunmen kidnapped nine pupils in Zamfara on Monday.", Shadow: []corpus.Claim{{Theme: "targeted.kidnap_hostage", Status: article.Fiction, Evidence: "kidnapped"}}},
		{ID: "silent", Text: "The bread was good."},
	}
	var misses []string
	s, err := threats.Score(t.Context(), tagger, detector, rows, func(line string) { misses = append(misses, line[:6]) })
	if err != nil {
		t.Fatal(err)
	}
	if s.Themes != (threats.Counts{Right: 1, Found: 2, There: 2}) || s.Themes.F1() != 0.5 {
		t.Errorf("themes %+v", s.Themes)
	}
	if s.Clean != (threats.Share{Part: 1, Whole: 2}) || s.Trap != (threats.Share{Part: 1, Whole: 1}) {
		t.Errorf("clean %+v, trap %+v", s.Clean, s.Trap)
	}
	if s.Status != (threats.Share{Part: 1, Whole: 1}) || s.Source != (threats.Share{Part: 1, Whole: 1}) {
		t.Errorf("status %+v, source %+v", s.Status, s.Source)
	}
	if strings.Join(misses, " ") != "missed raised" {
		t.Errorf("misses %q", misses)
	}
}
