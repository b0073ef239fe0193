package themes

import (
	"fmt"
	"math/rand/v2"
	"slices"

	deep "github.com/wirewatch/wirewatch/learn/encoder"
	"github.com/wirewatch/wirewatch/stages/detect/encoder"
	"github.com/wirewatch/wirewatch/stages/detect/themes"
)

// DeepOptions say how to train a classifier that stands on an encoder.
type DeepOptions struct {
	deep.Options
	Limit int     // most sequences of 126 pieces read of a text
	Plus  float32 // how much more a label that is there counts than one that is not
}

// DefaultDeepOptions are those that were tried on several sets.
func DefaultDeepOptions() DeepOptions {
	o := DeepOptions{Options: deep.DefaultOptions(), Limit: 3, Plus: 2}
	return o
}

// TrainDeep learns from rows, beginning with an encoder that others trained,
// which it changes. Thresholds are those that do best on the dev rows, or
// where there are none, on a tenth of the rows that is left out.
func TrainDeep(rows, dev []Row, e *encoder.Encoder, trained string, o DeepOptions) (*encoder.Classifier, error) {
	if len(dev) == 0 {
		order := rand.New(rand.NewPCG(o.Seed, 5)).Perm(len(rows))
		var in []Row
		for k, i := range order {
			if k < len(rows)/10 {
				dev = append(dev, rows[i])
			} else {
				in = append(in, rows[i])
			}
		}
		rows = in
	}
	d := themes.Decision{Single: true, Always: true}
	for _, r := range rows {
		d.Labels = append(d.Labels, r.Labels...)
		d.Single = d.Single && len(r.Labels) == 1
		d.Always = d.Always && len(r.Labels) > 0
	}
	slices.Sort(d.Labels)
	d.Labels = slices.Compact(d.Labels)
	if len(d.Labels) == 0 || d.Single && len(d.Labels) == 1 {
		return nil, fmt.Errorf("%d rows with %d labels are too few to learn from", len(rows), len(d.Labels))
	}
	d.Threshold = make([]float32, len(d.Labels))
	h := encoder.Head{Decision: d, Trained: trained, Limit: o.Limit}
	bias := float32(0)
	if !d.Single {
		bias = -2
	}
	c := encoder.NewClassifier(h, e, rand.New(rand.NewPCG(o.Seed, 11)).NormFloat64, bias)
	var examples []deep.Example
	for _, r := range rows {
		examples = append(examples, deep.Example{Passage: e.Vocabulary.Read(r.Text, encoder.Whole(r.Text), o.Limit), Loss: lossOf(&d, r.Labels, o.Plus)})
	}
	o.Log("%d rows, %d labels", len(rows), len(d.Labels))
	deep.Train(c, examples, o.Options)
	fit(&c.Decision, scoresOf(c, dev), labelsOf(dev))
	return c, nil
}

func lossOf(d *themes.Decision, labels []string, plus float32) func(outputs, slopes []float32) float64 {
	if d.Single {
		return deep.OneOf(slices.Index(d.Labels, labels[0]))
	}
	want := make([]bool, len(d.Labels))
	for i, l := range d.Labels {
		want[i] = slices.Contains(labels, l)
	}
	return deep.Independent(want, plus)
}
