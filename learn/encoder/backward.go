package encoder

import (
	"math"

	"github.com/wirewatch/wirewatch/stages/detect/encoder"
	"github.com/wirewatch/wirewatch/stages/detect/encoder/matrix"
)

// gradients collects the slopes of the loss by weight: a classifier of the
// same shape, and the pieces that stood in the batch.
type gradients struct {
	*encoder.Classifier
	pieces map[int32]bool
	mid    []float32
	wide   []float32
	qkv    []float32
}

func newGradients(c *encoder.Classifier) *gradients {
	e := encoder.New(c.Encoder.Shape, c.Encoder.Vocabulary)
	e.Words.F = make([]float32, len(c.Encoder.Words.F))
	in, out := c.Top.Size()
	return &gradients{Classifier: &encoder.Classifier{Head: c.Head, Encoder: e, Top: encoder.NewLinear(in, out)}, pieces: map[int32]bool{}}
}

// linear takes the gradient of a layer's output back to its weights and adds
// it to the gradient of its input.
func linear(l, g *encoder.Linear, dy, x, dx []float32) {
	in, out := l.Size()
	n := len(x) / in
	matrix.Add(matrix.Of(g.W, in), matrix.Of(dy, out).T(), matrix.Of(x, in), out, in, n)
	for i := range n {
		for j, v := range dy[i*out : (i+1)*out] {
			g.B[j] += v
		}
	}
	if dx != nil {
		matrix.Add(matrix.Of(dx, in), matrix.Of(dy, out), matrix.Of(l.W, in), n, in, out)
	}
}

// norm takes the gradient of a normalisation's output back to its input, in
// place.
func norm(n, g *encoder.Norm, kept *encoder.Normed, d []float32) {
	w := len(n.Gain)
	for i := range kept.Inverse {
		row, hat := d[i*w:(i+1)*w], kept.Rows[i*w:(i+1)*w]
		var sum, along float64
		for j, v := range row {
			g.Gain[j] += v * hat[j]
			g.Bias[j] += v
			row[j] = v * n.Gain[j]
			sum += float64(row[j])
			along += float64(row[j]) * float64(hat[j])
		}
		mean, slope := float32(sum/float64(w)), float32(along/float64(w))
		for j := range row {
			row[j] = (row[j] - mean - hat[j]*slope) * kept.Inverse[i]
		}
	}
}

func times(d, factors []float32) {
	for i, f := range factors {
		d[i] *= f
	}
}

// back takes dx, the gradient of the encoder's output, back to all its weights.
func (g *gradients) back(e *encoder.Encoder, b *encoder.Batch, t *encoder.Tape, dx []float32) {
	w := e.Width
	for i := len(e.Layers) - 1; i >= 0; i-- {
		g.layer(e, &e.Layers[i], &g.Encoder.Layers[i], &t.States[i], b, t, dx)
	}
	norm(&e.Norm, &g.Encoder.Norm, &t.Start, dx)
	b.Each(func(_, from, to int) {
		for i := from; i < to; i++ {
			g.pieces[b.IDs[i]] = true
			word, place := g.Encoder.Words.F[int(b.IDs[i])*w:], g.Encoder.Places[(i-from)*w:]
			for j, v := range dx[i*w : (i+1)*w] {
				word[j] += v
				place[j] += v
			}
		}
	})
}

// layer turns dx from the gradient of a block's output into that of its input.
func (g *gradients) layer(e *encoder.Encoder, l, d *encoder.Layer, s *encoder.State, b *encoder.Batch, t *encoder.Tape, dx []float32) {
	norm(&l.DownNorm, &d.DownNorm, &s.DownNorm, dx)
	mid := zeros(&g.mid, len(dx))
	copy(mid, dx)
	times(mid, s.DropDown)
	wide := zeros(&g.wide, len(s.Act))
	linear(&l.Down, &d.Down, mid, s.Act, wide)
	encoder.Slope(wide, s.Up)
	linear(&l.Up, &d.Up, wide, s.Mid, dx)

	norm(&l.OutNorm, &d.OutNorm, &s.OutNorm, dx)
	copy(mid, dx)
	times(mid, s.DropOut)
	heads := zeros(&g.wide, len(dx))
	linear(&l.Out, &d.Out, mid, s.Heads, heads)
	qkv := zeros(&g.qkv, len(s.QKV))
	attention(e, s, b, t, heads, qkv)
	linear(&l.QKV, &d.QKV, qkv, s.In, dx)
}

// attention takes the gradient of what the heads give back to queries, keys
// and values.
func attention(e *encoder.Encoder, s *encoder.State, b *encoder.Batch, t *encoder.Tape, dheads, dqkv []float32) {
	d := e.Width / e.Heads
	scale := float32(1 / math.Sqrt(float64(d)))
	at, _ := e.Squares(b)
	e.EachHead(b, t, func(scratch *matrix.Scratch, i, from, to, h int) {
		m := to - from
		weights := s.Weights[at[i]+h*m*m:][:m*m]
		q, k, v := e.HeadViews(s.QKV, from, h)
		dq, dk, dv := e.HeadViews(dqkv, from, h)
		out := matrix.Of(dheads, e.Width).At(from, h*d)
		scratch.Add(dv, matrix.Of(weights, m).T(), out, m, d, m)
		slope := make([]float32, m*m)
		scratch.Add(matrix.Of(slope, m), out, v.T(), m, m, d)
		for r := range m {
			row, p := slope[r*m:(r+1)*m], weights[r*m:(r+1)*m]
			var sum float32
			for j, x := range row {
				sum += x * p[j]
			}
			for j := range row {
				row[j] = (row[j] - sum) * p[j] * scale
			}
		}
		scratch.Add(dq, matrix.Of(slope, m), k, m, d, m)
		scratch.Add(dk, matrix.Of(slope, m).T(), q, m, d, m)
	})
}

func zeros(s *[]float32, n int) []float32 {
	if cap(*s) < n {
		*s = make([]float32, n+n/4)
	}
	*s = (*s)[:n]
	clear(*s)
	return *s
}
