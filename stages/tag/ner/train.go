package ner

// Chain is a run of words to learn from, with a bit for each label that each
// word may have: one where the labels are known in full.
type Chain struct {
	feats   [][]uint64
	Allowed []uint64
}

// Chains gives the runs of words that the model decides about, with the labels
// allowed; allowed has an entry for each word. Words outside the runs are in
// no name, whatever is allowed; missed counts those that should be.
func Chains(words []Word, allowed []uint64) (chains []Chain, missed int) {
	d := &decoder{}
	d.prepare(nil, words)
	next := 0
	for from := 0; from < len(words); {
		first, last := d.island(from)
		if first < 0 {
			break
		}
		for ; next < first; next++ {
			if allowed[next]&1 == 0 {
				missed++
			}
		}
		c := Chain{Allowed: allowed[first : last+1]}
		for i := first; i <= last; i++ {
			c.feats = append(c.feats, d.extract(nil, i))
		}
		chains = append(chains, c)
		from, next = last+1, last+1
	}
	return chains, missed
}

// Trainer is an averaged structured perceptron. Where a word may have several
// labels, the best sequence among the allowed ones is what it learns.
// Source: Collins, EMNLP 2002; with latent labels: Sun et al., IJCAI 2009.
type Trainer struct {
	Margin float32 // by how much right labels must beat wrong ones

	model *Model
	rows  map[uint64]int32
	now   [][Labels]float32 // weights
	sum   [][Labels]float64 // weights times the step of their changes
	trans [Labels][Labels]float64
	step  float64

	scores, best [][Labels]float32
	from         [][Labels]Label
	got, want    []Label
}

// NewTrainer returns a trainer without any weight.
func NewTrainer() *Trainer {
	return &Trainer{model: &Model{}, rows: map[uint64]int32{}, step: 1}
}

// Learn looks at a chain once and reports whether it was right already.
func (t *Trainer) Learn(c *Chain) bool {
	n := len(c.feats)
	t.scores, t.best, t.from = sized(t.scores, n), sized(t.best, n), sized(t.from, n)
	t.got, t.want = sized(t.got, n), sized(t.want, n)
	for k, feats := range c.feats {
		t.scores[k] = [Labels]float32{}
		for _, f := range feats {
			if r, ok := t.rows[f]; ok {
				for l := range Labels {
					t.scores[k][l] += t.now[r][l]
				}
			}
		}
	}
	t.step++
	for k := range t.scores {
		for l := range Labels {
			if c.Allowed[k]&(1<<l) == 0 {
				t.scores[k][l] += t.Margin
			}
		}
	}
	viterbi(t.model, t.scores, nil, t.best, t.from, t.got)
	right := true
	for k, l := range t.got {
		right = right && c.Allowed[k]&(1<<l) != 0
	}
	if right {
		return true
	}
	viterbi(t.model, t.scores, c.Allowed, t.best, t.from, t.want)
	gotBefore, wantBefore := Outside, Outside
	for k, feats := range c.feats {
		got, want := t.got[k], t.want[k]
		if got != want {
			t.change(feats, want, got)
		}
		if got != want || gotBefore != wantBefore {
			t.turn(wantBefore, want, 1)
			t.turn(gotBefore, got, -1)
		}
		gotBefore, wantBefore = got, want
	}
	return false
}

func (t *Trainer) change(feats []uint64, want, got Label) {
	for _, f := range feats {
		r, ok := t.rows[f]
		if !ok {
			r = int32(len(t.now))
			t.rows[f] = r
			t.now, t.sum = append(t.now, [Labels]float32{}), append(t.sum, [Labels]float64{})
		}
		t.now[r][want]++
		t.now[r][got]--
		t.sum[r][want] += t.step
		t.sum[r][got] -= t.step
	}
}

func (t *Trainer) turn(from, to Label, by float32) {
	t.model.trans[from][to] += by
	t.trans[from][to] += float64(by) * t.step
}

// Weights gives the mean of the weights over all steps.
func (t *Trainer) Weights() Weights {
	w := Weights{Features: make(map[uint64][Labels]float32, len(t.rows))}
	mean := func(now float32, sum float64) float32 { return float32(float64(now) - sum/t.step) }
	for f, r := range t.rows {
		var row [Labels]float32
		some := false
		for l := range Labels {
			row[l] = mean(t.now[r][l], t.sum[r][l])
			some = some || row[l] != 0
		}
		if some {
			w.Features[f] = row
		}
	}
	for p := range Labels {
		for l := range Labels {
			w.Transitions[p][l] = mean(t.model.trans[p][l], t.trans[p][l])
		}
	}
	return w
}
