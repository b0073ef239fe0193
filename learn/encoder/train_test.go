package encoder

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect/encoder"
	"github.com/wirewatch/wirewatch/stages/detect/themes"
)

// tiny is a classifier with random weights, and a passage of two sequences.
func tiny(t *testing.T) (*encoder.Classifier, encoder.Passage) {
	t.Helper()
	v, err := encoder.NewVocabulary([]string{"[UNK]", "[CLS]", "[SEP]", "troops", "cross", "##ed", "the", "river", ".", "rain", "fell"})
	if err != nil {
		t.Fatal(err)
	}
	e := encoder.New(encoder.Shape{Width: 8, Heads: 2, Inner: 12, Layers: 2, Positions: 128}, v)
	r := rand.New(rand.NewPCG(1, 2))
	e.Words.F = make([]float32, len(v.Pieces())*8)
	c := encoder.NewClassifier(encoder.Head{Decision: themes.Decision{Labels: []string{"a", "b", "c"}}}, e, r.NormFloat64, 0)
	c.Parts(func(m *[]float32, _ int) {
		for i := range *m {
			(*m)[i] = float32(0.3 * r.NormFloat64())
		}
	})
	const text = "Troops crossed the river. Rain fell."
	p := v.Read(text, []article.Span{{Start: 0, End: 25}, {Start: 26, End: len(text)}}, 8)
	if len(p.IDs) != 11 || p.Segments != 2 {
		t.Fatalf("read %+v", p)
	}
	return c, p
}

func lossOf(c *encoder.Classifier, e Example) float64 {
	x := c.Encoder.Forward(&e.Batch, &encoder.Tape{Learn: true})
	pooled, _, _ := encoder.Pool(x, c.Encoder.Width, &e.Passage)
	out := c.Top.Apply(make([]float32, e.Segments*len(c.Labels)), pooled)
	return e.Loss(out, make([]float32, len(out)))
}

// TestSlopesAreThoseOfTheLoss moves single weights a little and looks whether
// the loss follows as the gradients say.
func TestSlopesAreThoseOfTheLoss(t *testing.T) {
	c, p := tiny(t)
	e := Example{Passage: p, Loss: Independent([]bool{true, false, false, false, true, false}, 2)}
	o := DefaultOptions()
	o.Drop, o.DropIn, o.Batch = 0, 0, 1
	tr := &training{Options: o, c: c, adam: newAdam(c), random: rand.New(rand.NewPCG(1, 1)), tape: &encoder.Tape{Learn: true}}
	var before, slopes [][]float32
	c.Parts(func(m *[]float32, _ int) { before = append(before, append([]float32(nil), *m...)) })
	tr.slopes([]*Example{&e})
	tr.adam.g.Parts(func(m *[]float32, _ int) { slopes = append(slopes, append([]float32(nil), *m...)) })
	r := rand.New(rand.NewPCG(3, 3))
	part, checked := 0, 0
	c.Parts(func(m *[]float32, _ int) {
		for range 12 {
			i := r.IntN(len(*m))
			const little = 1e-2
			(*m)[i] = before[part][i] + little
			up := lossOf(c, e)
			(*m)[i] = before[part][i] - little
			down := lossOf(c, e)
			(*m)[i] = before[part][i]
			want, got := (up-down)/(2*little), float64(slopes[part][i])
			if math.Abs(want-got) > 0.02+0.03*math.Abs(want) {
				t.Errorf("part %d, weight %d: slope %.4f, want %.4f", part, i, got, want)
			}
			if want != 0 {
				checked++
			}
		}
		part++
	})
	if checked < 200 {
		t.Errorf("only %d weights count in the loss", checked)
	}
}

func TestTrainLearns(t *testing.T) {
	c, p := tiny(t)
	e := Example{Passage: p, Loss: Independent([]bool{true, false, false, false, true, false}, 1)}
	o := DefaultOptions()
	o.Epochs, o.Batch, o.Blocks, o.Top, o.Drop, o.DropIn = 100, 2, 3e-3, 0.02, 0.1, 0
	before := lossOf(c, e)
	Train(c, []Example{e, e, e, e}, o)
	if after := lossOf(c, e); after > before/4 {
		t.Errorf("loss %.3f before, %.3f after", before, after)
	}
}

func TestTrainingIsRepeatable(t *testing.T) {
	var files [2]bytes.Buffer
	for i := range files {
		c, p := tiny(t)
		e := Example{Passage: p, Loss: Independent([]bool{true, false, false, false, true, false}, 1)}
		o := DefaultOptions()
		o.Epochs, o.Batch = 3, 2
		Train(c, []Example{e, e, e, e}, o)
		c.Threshold = make([]float32, 3)
		if err := c.Write(&files[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("the same examples and options give two models")
	}
}

func TestOneOf(t *testing.T) {
	slopes := make([]float32, 2)
	loss := OneOf(1)([]float32{0, 0}, slopes)
	if math.Abs(loss-math.Ln2) > 1e-6 || slopes[0] != 0.5 || slopes[1] != -0.5 {
		t.Errorf("loss %g, slopes %v", loss, slopes)
	}
}
