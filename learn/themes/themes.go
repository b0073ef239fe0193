// Package themes trains and scores classifiers of the themes that users label
// themselves.
package themes

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"github.com/wirewatch/wirewatch/stages/detect/themes"
)

// Row is a text with its labels; none is a text that has none of them.
type Row struct {
	ID     string   `json:"id"`
	Text   string   `json:"text"`
	Labels []string `json:"labels"`
}

// maxRow bounds a line that is read, in bytes.
const maxRow = 4 << 20

// ReadRows reads JSON Lines of rows.
func ReadRows(r io.Reader) ([]Row, error) {
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 0, 64<<10), maxRow)
	var out []Row
	for n := 1; in.Scan(); n++ {
		if len(in.Bytes()) == 0 {
			continue
		}
		var row Row
		if err := json.Unmarshal(in.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		slices.Sort(row.Labels)
		row.Labels = slices.Compact(row.Labels)
		out = append(out, row)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", len(out)+1, err)
	}
	return out, nil
}

// Options say how to train.
type Options struct {
	Costs []float64 // of an example on the wrong side; the best of them is taken
	Folds int       // parts that the rows are cut into to find cost and thresholds
	Seed  uint64
	Log   func(format string, args ...any)
}

// DefaultOptions are those that were tried on several sets.
func DefaultOptions() Options {
	return Options{Costs: []float64{0.1, 0.3, 1, 3}, Folds: 5, Seed: 1, Log: func(string, ...any) {}}
}

// Train learns from rows. Cost and thresholds are those that do best on parts
// of the rows that were left out; where there are dev rows, the cost is the one
// that does best on those.
func Train(rows, dev []Row, trained string, o Options) (*themes.Model, error) {
	t, err := newTrainer(rows, o)
	if err != nil {
		return nil, err
	}
	best := -1.0
	var head themes.Head
	cost := 0.0
	for _, c := range o.Costs {
		h := t.head
		h.Threshold = make([]float32, len(h.Labels))
		held := t.held(c)
		score := fit(&h.Decision, held, t.want)
		if len(dev) > 0 {
			planes := t.planes(t.all, c)
			m, err := themes.New(h, t.vocabulary, planes)
			if err != nil {
				return nil, err
			}
			score = measure(&h.Decision, scoresOf(m, dev), labelsOf(dev))
		}
		o.Log("cost %g: %.3f", c, score)
		if score > best {
			best, head, cost = score, h, c
		}
	}
	head.Trained = trained
	return themes.New(head, t.vocabulary, t.planes(t.all, cost))
}

// trainer holds the rows as vectors.
type trainer struct {
	Options
	head       themes.Head
	vocabulary *themes.Vocabulary
	vectors    []themes.Vector
	want       [][]string
	has        [][]bool // by label, then by row
	all        []int
}

func newTrainer(rows []Row, o Options) (*trainer, error) {
	t := &trainer{Options: o, head: themes.Head{Decision: themes.Decision{Single: true, Always: true}}}
	var texts []string
	for i, r := range rows {
		texts = append(texts, r.Text)
		t.want, t.all = append(t.want, r.Labels), append(t.all, i)
		for _, l := range r.Labels {
			if !slices.Contains(t.head.Labels, l) {
				t.head.Labels = append(t.head.Labels, l)
			}
		}
		t.head.Single = t.head.Single && len(r.Labels) == 1
		t.head.Always = t.head.Always && len(r.Labels) > 0
	}
	slices.Sort(t.head.Labels)
	if len(t.head.Labels) == 0 || len(rows) < o.Folds {
		return nil, fmt.Errorf("%d rows with %d labels are too few to learn from", len(rows), len(t.head.Labels))
	}
	if t.head.Single && len(t.head.Labels) == 1 {
		return nil, errors.New("every row has the same label")
	}
	for _, l := range t.head.Labels {
		has := make([]bool, len(rows))
		for i := range rows {
			has[i] = slices.Contains(rows[i].Labels, l)
		}
		t.has = append(t.has, has)
	}
	t.vocabulary = themes.NewVocabulary(texts)
	t.vectors = make([]themes.Vector, len(rows))
	parallel(len(rows), func(i int) { t.vectors[i] = t.vocabulary.Vector(texts[i]) })
	o.Log("%d rows, %d labels, %d features", len(rows), len(t.head.Labels), t.vocabulary.Size())
	return t, nil
}

// planes fits the plane of each label on some of the rows.
func (t *trainer) planes(rows []int, c float64) [][]float32 {
	vectors := make([]themes.Vector, len(rows))
	for k, i := range rows {
		vectors[k] = t.vectors[i]
	}
	out := make([][]float32, len(t.has))
	parallel(len(out), func(l int) {
		has := make([]bool, len(rows))
		for k, i := range rows {
			has[k] = t.has[l][i]
		}
		out[l] = plane(vectors, has, t.vocabulary.Size(), c, t.Seed)
	})
	return out
}

// held gives each row the scores of planes that have not seen it.
func (t *trainer) held(c float64) [][]float32 {
	order := rand.New(rand.NewPCG(t.Seed, 5)).Perm(len(t.all))
	scores := make([][]float32, len(t.all))
	for fold := range t.Folds {
		var in, out []int
		for k, i := range order {
			if k%t.Folds == fold {
				out = append(out, i)
			} else {
				in = append(in, i)
			}
		}
		planes := t.planes(in, c)
		for _, i := range out {
			scores[i] = make([]float32, len(planes))
			for l, p := range planes {
				s := p[len(p)-1]
				for _, cell := range t.vectors[i] {
					s += cell.Weight * p[cell.Feature]
				}
				scores[i][l] = s
			}
		}
	}
	return scores
}

// fit finds the thresholds that do best: one for all labels first, then each
// by itself. It gives the score that they reach.
func fit(h *themes.Decision, scores [][]float32, want [][]string) float64 {
	best := measure(h, scores, want)
	if h.Single {
		return best
	}
	kept := slices.Clone(h.Threshold)
	try := func(set func(float32)) {
		from := kept
		for step := -12; step <= 8; step++ {
			copy(h.Threshold, from)
			set(float32(step) / 10)
			if s := measure(h, scores, want); s > best {
				best, kept = s, slices.Clone(h.Threshold)
			}
		}
	}
	try(func(v float32) {
		for l := range h.Threshold {
			h.Threshold[l] = v
		}
	})
	for l := range h.Labels {
		try(func(v float32) { h.Threshold[l] = v })
	}
	copy(h.Threshold, kept)
	return best
}

// measure is what training makes as great as it can: macro F1 where each row
// has one label, F1 by example else.
func measure(h *themes.Decision, scores [][]float32, want [][]string) float64 {
	got := make([][]string, len(scores))
	for i, s := range scores {
		for _, l := range h.Pick(s) {
			got[i] = append(got[i], h.Labels[l])
		}
	}
	s := Score(h.Labels, want, got)
	if h.Single {
		return s.Macro()
	}
	return s.Example()
}

func scoresOf(m themes.Classifier, rows []Row) [][]float32 {
	out := make([][]float32, len(rows))
	parallel(len(rows), func(i int) { out[i] = m.Scores(rows[i].Text) })
	return out
}

func labelsOf(rows []Row) [][]string {
	var out [][]string
	for _, r := range rows {
		out = append(out, r.Labels)
	}
	return out
}

// Predict gives the labels of rows.
func Predict(m themes.Classifier, rows []Row) [][]string {
	out := make([][]string, len(rows))
	parallel(len(rows), func(i int) { out[i] = themes.Find(m, rows[i].Text) })
	return out
}

// Eval scores a model on rows.
func Eval(m themes.Classifier, rows []Row) Scores {
	return Score(m.Decide().Labels, labelsOf(rows), Predict(m, rows))
}

// parallel calls do for each number below n, on all processors.
func parallel(n int, do func(i int)) {
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), n)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	wg.Wait()
}
