// Package deep judges sentences with a small transformer that was trained on
// the project's own texts: which themes a sentence reports as going on, which
// it only speaks of, and in what sense. It sees what rules cannot: events that
// are told without the words for them.
package deep

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect/encoder"
)

// Model judges sentences. It is safe for concurrent use.
type Model struct {
	c      *encoder.Classifier
	themes []string
}

// The labels of the classifier are these words, each before a theme or status.
const (
	liveLabel   = "live "
	shadowLabel = "shadow "
	statusLabel = "status "
)

// Statuses are those that the model tells apart.
var Statuses = []article.Status{
	article.Asserted, article.Claimed, article.ClaimedDenied, article.Suspected, article.Planned, article.Threatened, article.Concern, article.MentionOnly,
	article.Negated, article.Hypothetical, article.Historical, article.Exercise, article.Fiction, article.Sport, article.Metaphor, article.OtherSense, article.Policy, article.InFurniture,
}

// Labels are those of a classifier for some themes: each theme live, each only
// spoken of, then the statuses.
func Labels(themes []string) []string {
	var out []string
	for _, t := range themes {
		out = append(out, liveLabel+t)
	}
	for _, t := range themes {
		out = append(out, shadowLabel+t)
	}
	for _, s := range Statuses {
		out = append(out, statusLabel+string(s))
	}
	return out
}

// Load reads a model.
func Load(r io.Reader) (*Model, error) {
	c, err := encoder.Load(r)
	if err != nil {
		return nil, err
	}
	m := &Model{c: c}
	for _, l := range c.Labels {
		if t, ok := strings.CutPrefix(l, liveLabel); ok {
			m.themes = append(m.themes, t)
		}
	}
	if !slices.Equal(c.Labels, Labels(m.themes)) {
		return nil, fmt.Errorf("model %s has other labels than those of themes and statuses", c.Name())
	}
	return m, nil
}

//go:embed threats.model
var file []byte

// Default is the model in the binary.
var Default = sync.OnceValues(func() (*Model, error) { return Load(bytes.NewReader(file)) })

// Name is the first digits of the SHA-256 of the model's file.
func (m *Model) Name() string { return m.c.Name() }

// Themes are those that the model knows, in the order of its judgements.
func (m *Model) Themes() []string { return m.themes }

// Judgement is what the model makes of a sentence: scores by theme, the higher
// the surer, 0 in doubt; and by status.
type Judgement struct{ Live, Shadow, Status []float32 }

// maxSequences bounds how much of a text is read, in sequences of 126 pieces of
// words.
const maxSequences = 160

// Judge reads a text whose sentences lie at spans; a sentence that holds no
// words, or lies behind the part that is read, has an empty judgement.
func (m *Model) Judge(s string, spans []article.Span) []Judgement {
	n := len(m.themes)
	out := make([]Judgement, len(spans))
	for i, row := range m.c.Judge(s, spans, maxSequences) {
		if row != nil {
			out[i] = Judgement{row[:n], row[n : 2*n], row[2*n:]}
		}
	}
	return out
}

// Behind is how far the likeliest live sense is behind the likeliest other one.
func (j *Judgement) Behind() float32 {
	live, other := float32(math.Inf(-1)), float32(math.Inf(-1))
	for i, s := range Statuses {
		if s.Live() {
			live = max(live, j.Status[i])
		} else {
			other = max(other, j.Status[i])
		}
	}
	return other - live
}

// Likeliest gives the status with the highest score among those that are live,
// or among those that are not.
func (j *Judgement) Likeliest(live bool) article.Status {
	best := -1
	for i, s := range Statuses {
		if s.Live() == live && (best < 0 || j.Status[i] > j.Status[best]) {
			best = i
		}
	}
	return Statuses[best]
}
