// Package encoder reads text with a small transformer: pieces of words in, a
// vector for each out. The architecture is BERT's encoder (Devlin et al., 2019)
// without its pooler; the weights in use begin as those of all-MiniLM-L6-v2
// (Wang et al., 2020; Reimers and Gurevych, 2019; Apache-2.0).
package encoder

import (
	"math"

	"github.com/wirewatch/wirewatch/stages/detect/encoder/matrix"
)

// Shape gives the sizes of an encoder.
type Shape struct {
	Width     int `json:"width"`     // of the vector of a piece
	Heads     int `json:"heads"`     // of attention, Width/Heads wide each
	Inner     int `json:"inner"`     // width between the two layers of a block
	Layers    int `json:"layers"`    // blocks
	Positions int `json:"positions"` // most pieces of a sequence
}

// Linear is y = Wx + b; W is out by in, in row-major order.
type Linear struct {
	W, B    []float32
	in, out int
	packed  *matrix.Packed
}

// NewLinear is a layer of zeros.
func NewLinear(in, out int) Linear {
	return Linear{W: make([]float32, in*out), B: make([]float32, out), in: in, out: out}
}

// Norm is layer normalisation (Ba et al., 2016).
type Norm struct{ Gain, Bias []float32 }

func newNorm(width int) Norm { return Norm{make([]float32, width), make([]float32, width)} }

// Layer is a block: attention and a network of two layers, each with what goes
// in added to what comes out, and normalised.
type Layer struct {
	QKV, Out Linear // queries, keys and values in one; what the heads give
	OutNorm  Norm
	Up, Down Linear
	DownNorm Norm
}

// Encoder is the weights. It is safe for concurrent use.
type Encoder struct {
	Shape
	Vocabulary *Vocabulary
	Words      Rows      // by piece
	Places     []float32 // by position, with the type of the first segment added
	Norm       Norm
	Layers     []Layer
}

// New is an encoder of zeros.
func New(s Shape, v *Vocabulary) *Encoder {
	e := &Encoder{Shape: s, Vocabulary: v, Words: Rows{Width: s.Width}, Places: make([]float32, s.Positions*s.Width), Norm: newNorm(s.Width)}
	for range s.Layers {
		e.Layers = append(e.Layers, Layer{
			QKV: NewLinear(s.Width, 3*s.Width), Out: NewLinear(s.Width, s.Width), OutNorm: newNorm(s.Width),
			Up: NewLinear(s.Width, s.Inner), Down: NewLinear(s.Inner, s.Width), DownNorm: newNorm(s.Width),
		})
	}
	return e
}

// Fast lays out the weights for reading only; they must not change afterwards.
func (e *Encoder) Fast() {
	for i := range e.Layers {
		l := &e.Layers[i]
		for _, w := range []*Linear{&l.QKV, &l.Out, &l.Up, &l.Down} {
			w.packed = matrix.Pack(matrix.Of(w.W, w.in).T(), w.in, w.out)
			w.W = nil
		}
	}
}

// Rows are the vectors of pieces, in float32 or, with a scale for each row, in
// int8.
type Rows struct {
	Width int
	F     []float32
	Q     []int8
	Scale []float32
}

// addTo adds row i to a vector.
func (r *Rows) addTo(to []float32, i int) {
	if r.F != nil {
		for j, w := range r.F[i*r.Width : (i+1)*r.Width] {
			to[j] += w
		}
		return
	}
	scale := r.Scale[i]
	for j, w := range r.Q[i*r.Width : (i+1)*r.Width] {
		to[j] += scale * float32(w)
	}
}

// State is what a layer computed: its input and all that learning needs of the
// way to its output. The matrices have a row for each piece.
type State struct {
	In, QKV, Weights, Heads []float32 // Weights: of attention, a square for each sequence and head
	Mid, Up, Act            []float32 // after attention; before and after the activation
	OutNorm, DownNorm       Normed
	DropOut, DropDown       []float32 // factors: 0 or 1/(1-rate); nil is none
}

// Normed is what a normalisation computed: rows of mean 0 and variance 1, and
// one over the deviation of each.
type Normed struct{ Rows, Inverse []float32 }

// Batch is several sequences of pieces, one behind the other.
type Batch struct {
	IDs  []int32
	Ends []int // of each sequence
}

// Add adds a sequence.
func (b *Batch) Add(ids ...int32) {
	b.IDs = append(b.IDs, ids...)
	b.Ends = append(b.Ends, len(b.IDs))
}

// Each calls do with each sequence's range.
func (b *Batch) Each(do func(i, from, to int)) {
	from := 0
	for i, to := range b.Ends {
		do(i, from, to)
		from = to
	}
}

// Tape holds the memory of a pass, to be used again for the next; with Learn
// set, it keeps each layer's state.
type Tape struct {
	Learn    bool
	Drop     func(rows []float32) []float32 // multiplies by random factors and gives them; nil drops none
	Start    Normed                         // of the pieces' vectors
	States   []State
	scratch  matrix.Scratch
	serial   bool
	tmp, out []float32
}

// Forward gives the vector of each piece of a batch, Width wide, in memory that
// the next pass of the tape uses again.
func (e *Encoder) Forward(b *Batch, t *Tape) []float32 {
	n, w := len(b.IDs), e.Width
	x := grown(&t.out, n*w)
	b.Each(func(_, from, to int) {
		for i := from; i < to; i++ {
			row := x[i*w : (i+1)*w]
			copy(row, e.Places[(i-from)*w:(i-from+1)*w])
			e.Words.addTo(row, int(b.IDs[i]))
		}
	})
	e.Norm.apply(x, x, &t.Start, t.Learn)
	if want := len(e.Layers); !t.Learn {
		t.States = t.States[:min(1, len(t.States))]
		if len(t.States) == 0 {
			t.States = make([]State, 1)
		}
	} else if len(t.States) != want {
		t.States = make([]State, want)
	}
	for i := range e.Layers {
		s := &t.States[min(i, len(t.States)-1)]
		copy(grown(&s.In, n*w), x)
		e.layer(&e.Layers[i], s, b, t, x)
	}
	return x
}

// layer reads s.In and writes x.
func (e *Encoder) layer(l *Layer, s *State, b *Batch, t *Tape, x []float32) {
	n, w := len(b.IDs), e.Width
	l.QKV.apply(grown(&s.QKV, n*3*w), s.In, t)
	e.attend(s, b, t)
	out := l.Out.apply(grown(&t.tmp, n*w), s.Heads, t)
	s.DropOut = t.drop(out)
	add(out, s.In)
	l.OutNorm.apply(grown(&s.Mid, n*w), out, &s.OutNorm, t.Learn)
	l.Up.apply(grown(&s.Up, n*e.Inner), s.Mid, t)
	gelu(grown(&s.Act, n*e.Inner), s.Up)
	down := l.Down.apply(grown(&t.tmp, n*w), s.Act, t)
	s.DropDown = t.drop(down)
	add(down, s.Mid)
	l.DownNorm.apply(x, down, &s.DownNorm, t.Learn)
}

func (t *Tape) drop(rows []float32) []float32 {
	if t.Drop == nil {
		return nil
	}
	return t.Drop(rows)
}

// Squares gives where the attention of each sequence begins, and the size of all.
func (e *Encoder) Squares(b *Batch) (at []int, size int) {
	b.Each(func(_, from, to int) {
		at = append(at, size)
		size += e.Heads * (to - from) * (to - from)
	})
	return at, size
}

// attend lets every piece of a sequence look at all the others.
func (e *Encoder) attend(s *State, b *Batch, t *Tape) {
	n, w := len(b.IDs), e.Width
	at, size := e.Squares(b)
	weights := grown(&s.Weights, size)
	clear(weights)
	heads := grown(&s.Heads, n*w)
	clear(heads)
	e.EachHead(b, t, func(scratch *matrix.Scratch, i, from, to, h int) {
		m, d := to-from, e.Width/e.Heads
		q, k, v := e.HeadViews(s.QKV, from, h)
		square := weights[at[i]+h*m*m:][:m*m]
		scratch.Add(matrix.Of(square, m), q, k.T(), m, m, d)
		softmax(square, m, 1/float32(math.Sqrt(float64(d))))
		scratch.Add(matrix.Of(heads, w).At(from, h*d), matrix.Of(square, m), v, m, d, m)
	})
}

// HeadViews are queries, keys and values of a head from a row on.
func (e *Encoder) HeadViews(qkv []float32, row, head int) (q, k, v matrix.View) {
	w, d := e.Width, e.Width/e.Heads
	all := matrix.Of(qkv, 3*w)
	return all.At(row, head*d), all.At(row, w+head*d), all.At(row, 2*w+head*d)
}

// EachHead calls do for each sequence and head.
func (e *Encoder) EachHead(b *Batch, t *Tape, do func(s *matrix.Scratch, i, from, to, head int)) {
	run := func(s *matrix.Scratch, lo, hi int) {
		b.Each(func(i, from, to int) {
			for h := lo; h < hi; h++ {
				do(s, i, from, to, h)
			}
		})
	}
	if t.serial {
		run(&t.scratch, 0, e.Heads)
		return
	}
	matrix.Parallel(e.Heads, 1, run)
}

// apply computes y, a row for each of x.
func (l *Linear) apply(y, x []float32, t *Tape) []float32 {
	n := len(x) / l.in
	for i := range n {
		copy(y[i*l.out:(i+1)*l.out], l.B)
	}
	switch {
	case l.packed != nil:
		t.scratch.AddPacked(matrix.Of(y, l.out), matrix.Of(x, l.in), l.packed, n)
	case t.serial:
		t.scratch.Add(matrix.Of(y, l.out), matrix.Of(x, l.in), matrix.Of(l.W, l.in).T(), n, l.out, l.in)
	default:
		matrix.Add(matrix.Of(y, l.out), matrix.Of(x, l.in), matrix.Of(l.W, l.in).T(), n, l.out, l.in)
	}
	return y
}

// apply normalises the rows of x into y; what it computed is kept on request.
func (n *Norm) apply(y, x []float32, kept *Normed, keep bool) {
	const tiny = 1e-12
	w := len(n.Gain)
	rows := len(x) / w
	if keep {
		grown(&kept.Rows, len(x))
		grown(&kept.Inverse, rows)
	}
	for i := range rows {
		row, to := x[i*w:(i+1)*w], y[i*w:(i+1)*w]
		var sum, squares float64
		for _, v := range row {
			sum += float64(v)
		}
		mean := sum / float64(w)
		for _, v := range row {
			d := float64(v) - mean
			squares += d * d
		}
		inverse := float32(1 / math.Sqrt(squares/float64(w)+tiny))
		middle := float32(mean)
		if keep {
			kept.Inverse[i] = inverse
			hat := kept.Rows[i*w : (i+1)*w]
			for j, v := range row {
				hat[j] = (v - middle) * inverse
				to[j] = hat[j]*n.Gain[j] + n.Bias[j]
			}
			continue
		}
		for j, v := range row {
			to[j] = (v-middle)*inverse*n.Gain[j] + n.Bias[j]
		}
	}
}

func add(to, x []float32) {
	for i, v := range x {
		to[i] += v
	}
}

func grown(s *[]float32, n int) []float32 {
	if cap(*s) < n {
		*s = make([]float32, n+n/4)
	}
	*s = (*s)[:n]
	return *s
}

// Size is how wide the input and the output are.
func (l *Linear) Size() (in, out int) { return l.in, l.out }

// Apply computes y, a row for each of x, on all processors.
func (l *Linear) Apply(y, x []float32) []float32 { return l.apply(y, x, &Tape{}) }
