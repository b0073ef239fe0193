// Package threats trains and scores the model that judges which threats the
// sentences of a text report.
package threats

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/learn/corpus"
	learn "github.com/wirewatch/wirewatch/learn/encoder"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/detect/deep"
	"github.com/wirewatch/wirewatch/stages/detect/encoder"
	"github.com/wirewatch/wirewatch/stages/detect/themes"
	"github.com/wirewatch/wirewatch/stages/text"
)

// What a label that is there counts for more than one that is not, and how
// much the sense of a claim counts.
const (
	plusLive   = 3
	plusShadow = 2
	sense      = 0.7
)

// Train learns from texts, beginning with an encoder, which it changes.
func Train(texts []corpus.Threat, taxonomy *detect.Taxonomy, e *encoder.Encoder, trained string, o learn.Options) *encoder.Classifier {
	var names []string
	for _, t := range taxonomy.Themes {
		names = append(names, t.ID)
	}
	labels := deep.Labels(names)
	h := encoder.Head{Decision: themes.Decision{Labels: labels, Threshold: make([]float32, len(labels))}, Trained: trained, Limit: 1}
	c := encoder.NewClassifier(h, e, rand.New(rand.NewPCG(o.Seed, 11)).NormFloat64, 0)
	for i := range 2 * len(names) {
		c.Top.B[i] = -3
	}
	var examples []learn.Example
	for i := range texts {
		examples = append(examples, exampleOf(&texts[i], names, e.Vocabulary))
	}
	for _, t := range taxonomy.Themes {
		examples = append(examples, meaning(t, names, e.Vocabulary))
	}
	learn.Train(c, examples, o)
	return c
}

// Spans are the sentences of a text.
func Spans(s string) []article.Span {
	var out []article.Span
	for _, st := range text.Sentences(s) {
		out = append(out, st.Span)
	}
	return out
}

// target is what the outputs of one sentence should be.
type target struct {
	live, shadow, ignored []bool // by theme
	senses                []int  // of its claims, numbers of deep.Statuses
}

func newTarget(n int) target {
	return target{make([]bool, n), make([]bool, n), make([]bool, n), nil}
}

func passage(s string, v *encoder.Vocabulary) (encoder.Passage, []article.Span) {
	spans := Spans(s)
	return v.Read(s, spans, 1), spans
}

func exampleOf(t *corpus.Threat, names []string, v *encoder.Vocabulary) learn.Example {
	p, spans := passage(t.Text, v)
	want := make([]target, len(spans))
	for i := range want {
		want[i] = newTarget(len(names))
		for _, o := range t.Optional {
			want[i].ignored[slices.Index(names, o)] = true
		}
	}
	for _, c := range slices.Concat(t.Detections, t.Shadow) {
		theme := slices.Index(names, c.Theme)
		w := &want[sentenceOf(t.Text, c.Evidence, spans)]
		if c.Status.Live() {
			w.live[theme], w.ignored[theme] = true, false
		} else {
			w.shadow[theme] = true
		}
		w.senses = append(w.senses, slices.Index(deep.Statuses, c.Status))
	}
	return learn.Example{Passage: p, Loss: lossOf(want, len(names))}
}

// sentenceOf gives the first sentence that evidence stands in.
func sentenceOf(s, evidence string, spans []article.Span) int {
	at := strings.Index(s, evidence)
	if i := slices.IndexFunc(spans, func(sp article.Span) bool { return at < sp.End && at+len(evidence) > sp.Start }); i >= 0 {
		return i
	}
	return 0
}

// meaning is a theme's name and definition as an example of it, which says
// nothing of the other themes.
func meaning(t detect.Theme, names []string, v *encoder.Vocabulary) learn.Example {
	p, spans := passage(t.Name+": "+t.Definition, v)
	want := make([]target, len(spans))
	for i := range want {
		want[i] = newTarget(len(names))
		for k, name := range names {
			want[i].live[k] = name == t.ID
			want[i].ignored[k] = name != t.ID
		}
	}
	return learn.Example{Passage: p, Loss: lossOf(want, len(names))}
}

// lossOf is the loss of a text: cross entropy of each theme, live and spoken
// of, and of the senses.
func lossOf(want []target, n int) func(outputs, slopes []float32) float64 {
	return func(outputs, slopes []float32) float64 {
		width, sum := len(outputs)/len(want), 0.0
		for i := range want {
			row, slope := outputs[i*width:(i+1)*width], slopes[i*width:(i+1)*width]
			w := &want[i]
			for k := range n {
				if w.ignored[k] {
					continue
				}
				sum += binary(row[k], w.live[k], plusLive, &slope[k])
				sum += binary(row[n+k], w.shadow[k], plusShadow, &slope[n+k])
			}
			for _, s := range w.senses {
				part := make([]float32, width-2*n)
				sum += sense * learn.OneOf(s)(row[2*n:], part)
				for k, v := range part {
					slope[2*n+k] += sense * v
				}
			}
		}
		return sum
	}
}

func binary(z float32, there bool, plus float32, slope *float32) float64 {
	p := encoder.Probability(z)
	if there {
		*slope = plus * float32(p-1)
		return -float64(plus) * math.Log(max(p, 1e-12))
	}
	*slope = float32(p)
	return -math.Log(max(1-p, 1e-12))
}
