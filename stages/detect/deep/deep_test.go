package deep_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/detect/deep"
	"github.com/wirewatch/wirewatch/stages/detect/encoder"
	"github.com/wirewatch/wirewatch/stages/detect/themes"
)

// The taxonomy may have themes that the model does not know; those are found by
// the rules alone.
func TestModelInTheBinaryKnowsTheTaxonomy(t *testing.T) {
	m, err := deep.Default()
	if err != nil {
		t.Fatal(err)
	}
	taxonomy, err := detect.DefaultTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range m.Themes() {
		if taxonomy.Theme(id) == nil {
			t.Errorf("the taxonomy has no theme %s: train the model anew", id)
		}
	}
	if len(m.Themes()) == 0 {
		t.Error("the model knows no theme")
	}
}

func TestJudgeReadsEverySentence(t *testing.T) {
	m, err := deep.Default()
	if err != nil {
		t.Fatal(err)
	}
	sentence := "The harbour was quiet and the boats stayed in. "
	text := strings.Repeat(sentence, 200)
	var spans []article.Span
	for i := range 200 {
		spans = append(spans, article.Span{Start: i * len(sentence), End: (i + 1) * len(sentence)})
	}
	spans = append(spans, article.Span{Start: len(text), End: len(text)})
	for i, j := range m.Judge(text, spans) {
		if i < 200 && (len(j.Live) != len(m.Themes()) || len(j.Shadow) != len(m.Themes()) || len(j.Status) != len(deep.Statuses)) {
			t.Fatalf("sentence %d has %d, %d and %d scores", i, len(j.Live), len(j.Shadow), len(j.Status))
		}
		if i == 200 && j.Live != nil {
			t.Error("an empty sentence is judged")
		}
	}
}

func TestLoadRefusesOtherLabels(t *testing.T) {
	v, err := encoder.NewVocabulary([]string{"[UNK]", "[CLS]", "[SEP]"})
	if err != nil {
		t.Fatal(err)
	}
	e := encoder.New(encoder.Shape{Width: 4, Heads: 1, Inner: 4, Layers: 1, Positions: encoder.MaxPieces}, v)
	e.Words.F = make([]float32, 12)
	c := encoder.NewClassifier(encoder.Head{Decision: themes.Decision{Labels: []string{"live x", "other"}, Threshold: []float32{0, 0}}}, e, rand.New(rand.NewPCG(1, 1)).NormFloat64, 0)
	var file bytes.Buffer
	if err := c.Write(&file); err != nil {
		t.Fatal(err)
	}
	if _, err := deep.Load(&file); err == nil || !strings.Contains(err.Error(), "labels") {
		t.Errorf("error %v", err)
	}
}
