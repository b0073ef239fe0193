// Package encoder trains classifiers that stand on a small transformer: every
// weight of it moves, and what others trained on much text is only where it
// begins.
package encoder

import (
	"cmp"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"github.com/wirewatch/wirewatch/stages/detect/encoder"
)

// Example is a text as the classifier reads it. Loss gives the loss of the
// outputs, a row for each stretch, and writes its slopes by output.
type Example struct {
	encoder.Passage
	Loss func(outputs, slopes []float32) float64
}

// Options say how to train.
type Options struct {
	Epochs int
	Batch  int     // examples a step
	Words  float64 // step sizes at their greatest: of the pieces' vectors,
	Blocks float64 // of the blocks,
	Top    float64 // and of the layer on top
	Decay  float64 // of the blocks' matrices
	Drop   float64 // share of a block's outputs left out
	DropIn float64 // share of the top layer's inputs left out
	Seed   uint64
	Log    func(format string, args ...any)
}

// DefaultOptions are those that were tried on several sets.
func DefaultOptions() Options {
	return Options{Epochs: 5, Batch: 16, Words: 2e-5, Blocks: 8e-5, Top: 2e-3, Decay: 0.01, Drop: 0.1, DropIn: 0.2, Seed: 1, Log: func(string, ...any) {}}
}

// Train moves all weights of a classifier towards a smaller loss on examples.
// The same examples, options and kind of processor give the same weights.
func Train(c *encoder.Classifier, examples []Example, o Options) {
	t := &training{Options: o, c: c, adam: newAdam(c), random: rand.New(rand.NewPCG(o.Seed, 7))}
	t.tape = &encoder.Tape{Learn: true, Drop: func(rows []float32) []float32 { return t.drop(rows, o.Drop) }}
	steps := o.Epochs * max(1, len(examples)/o.Batch)
	turn := 0
	for epoch := range o.Epochs {
		sum, batches := 0.0, t.batches(examples)
		for _, b := range batches {
			sum += t.step(b, factor(turn, steps))
			turn++
		}
		o.Log("epoch %d of %d: loss %.4f", epoch+1, o.Epochs, sum/float64(max(1, len(batches))))
	}
}

// factor of the step size: up to one over a tenth of the way, then down along
// a cosine to a fiftieth.
func factor(turn, steps int) float64 {
	const least = 0.02
	warm := max(1, steps/10)
	if turn < warm {
		return float64(turn+1) / float64(warm)
	}
	way := min(1, float64(turn-warm)/float64(max(1, steps-warm)))
	return least + (1-least)*(1+math.Cos(math.Pi*way))/2
}

type training struct {
	Options
	c      *encoder.Classifier
	adam   *adam
	random *rand.Rand
	tape   *encoder.Tape
}

// batches groups examples of like length, in random order.
func (t *training) batches(examples []Example) [][]*Example {
	type keyed struct {
		e   *Example
		key float64
	}
	var order []keyed
	for i := range examples {
		if len(examples[i].IDs) > 0 {
			order = append(order, keyed{&examples[i], float64(len(examples[i].IDs)) + 8*t.random.Float64()})
		}
	}
	slices.SortStableFunc(order, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
	var out [][]*Example
	for from := 0; from < len(order); from += t.Batch {
		var b []*Example
		for _, k := range order[from:min(from+t.Batch, len(order))] {
			b = append(b, k.e)
		}
		out = append(out, b)
	}
	t.random.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// step learns from a batch and gives its mean loss.
func (t *training) step(batch []*Example, factor float64) float64 {
	loss := t.slopes(batch)
	t.adam.step(rates{words: t.Words * factor, blocks: t.Blocks * factor, top: t.Top * factor, decay: t.Decay})
	return loss
}

// slopes adds the gradients of a batch and gives its mean loss.
func (t *training) slopes(batch []*Example) float64 {
	p := joined(batch)
	w := t.c.Encoder.Width
	x := t.c.Encoder.Forward(&p.Batch, t.tape)
	pooled, top, count := encoder.Pool(x, w, &p)
	kept := t.drop(pooled, t.DropIn)
	n := len(t.c.Labels)
	out := t.c.Top.Apply(make([]float32, p.Segments*n), pooled)
	slopes := make([]float32, len(out))
	loss, at := 0.0, 0
	for _, e := range batch {
		loss += e.Loss(out[at:at+e.Segments*n], slopes[at:at+e.Segments*n])
		at += e.Segments * n
	}
	for i := range slopes {
		slopes[i] /= float32(len(batch))
	}
	dpooled := make([]float32, len(pooled))
	g := t.adam.g
	linear(&t.c.Top, &g.Top, slopes, pooled, dpooled)
	times(dpooled, kept)
	dx := make([]float32, len(x))
	for i, seg := range p.Segment {
		if seg < 0 {
			continue
		}
		from := dpooled[int(seg)*2*w:]
		for j := range w {
			dx[i*w+j] += from[j] / float32(count[seg])
		}
	}
	for seg := range p.Segments {
		for j := range w {
			if i := top[seg*w+j]; i >= 0 {
				dx[int(i)*w+j] += dpooled[seg*2*w+w+j]
			}
		}
	}
	g.back(t.c.Encoder, &p.Batch, t.tape, dx)
	return loss / float64(len(batch))
}

// joined lays the passages of a batch behind each other.
func joined(batch []*Example) encoder.Passage {
	var p encoder.Passage
	for _, e := range batch {
		base := len(p.IDs)
		p.IDs = append(p.IDs, e.IDs...)
		for _, end := range e.Ends {
			p.Ends = append(p.Ends, base+end)
		}
		for _, s := range e.Segment {
			if s >= 0 {
				s += int32(p.Segments)
			}
			p.Segment = append(p.Segment, s)
		}
		p.Segments += e.Segments
	}
	return p
}

// drop leaves out a share of the numbers and makes up for it in the others; it
// gives what each was multiplied by.
func (t *training) drop(rows []float32, rate float64) []float32 {
	if rate == 0 {
		return nil
	}
	factors := make([]float32, len(rows))
	keep, edge := float32(1/(1-rate)), uint16(rate*(1<<16))
	for i := 0; i < len(rows); i += 4 {
		bits := t.random.Uint64()
		for j := i; j < min(i+4, len(rows)); j++ {
			if uint16(bits) >= edge {
				factors[j] = keep
				rows[j] *= keep
			} else {
				rows[j] = 0
			}
			bits >>= 16
		}
	}
	return factors
}

// ranges calls do for parts of n, on all processors.
func ranges(n, least int, do func(from, to int)) {
	part := max(least, (n+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for from := 0; from < n; from += part {
		wg.Go(func() { do(from, min(from+part, n)) })
	}
	wg.Wait()
}

// Independent is the loss of outputs that may each be there or not: cross
// entropy, weight times as much where one is there.
func Independent(want []bool, weight float32) func(outputs, slopes []float32) float64 {
	return func(outputs, slopes []float32) float64 {
		sum := 0.0
		for i, z := range outputs {
			p := encoder.Probability(z)
			if want[i] {
				sum -= float64(weight) * math.Log(max(p, 1e-12))
				slopes[i] = weight * float32(p-1)
			} else {
				sum -= math.Log(max(1-p, 1e-12))
				slopes[i] = float32(p)
			}
		}
		return sum
	}
}

// OneOf is the loss of outputs of which just one is there: cross entropy.
func OneOf(want int) func(outputs, slopes []float32) float64 {
	return func(outputs, slopes []float32) float64 {
		top := float64(slices.Max(outputs))
		sum := 0.0
		for _, z := range outputs {
			sum += math.Exp(float64(z) - top)
		}
		for i, z := range outputs {
			slopes[i] = float32(math.Exp(float64(z)-top) / sum)
		}
		slopes[want]--
		return math.Log(sum) + top - float64(outputs[want])
	}
}
