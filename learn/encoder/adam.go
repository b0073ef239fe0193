package encoder

import (
	"maps"
	"math"
	"slices"

	"github.com/wirewatch/wirewatch/stages/detect/encoder"
)

// adam is AdamW (Loshchilov and Hutter, 2019); a piece's vector moves only
// when the piece stands in the batch.
type adam struct {
	weights *encoder.Classifier
	g       *gradients
	moments []moment
	turn    int
}

type moment struct{ first, second []float32 }

// rates are the step sizes of a turn.
type rates struct{ words, blocks, top, decay float64 }

func newAdam(c *encoder.Classifier) *adam {
	a := &adam{weights: c, g: newGradients(c)}
	c.Parts(func(m *[]float32, _ int) {
		a.moments = append(a.moments, moment{make([]float32, len(*m)), make([]float32, len(*m))})
	})
	return a
}

// step moves the weights against the gradients, shrunk to a length of one at
// most, and clears them.
func (a *adam) step(r rates) {
	a.turn++
	var weights, slopes [][]float32
	var width []int
	a.weights.Parts(func(m *[]float32, w int) { weights, width = append(weights, *m), append(width, w) })
	a.g.Parts(func(m *[]float32, _ int) { slopes = append(slopes, *m) })
	shrink := a.shrink(slopes, width[0])
	last := len(weights) - 2
	for i := range weights {
		rate := r.blocks
		switch {
		case i <= 3:
			rate = r.words
		case i >= last:
			rate = r.top
		}
		decay := 0.0
		if width[i] > 0 && i > 3 {
			decay = r.decay
		}
		if i == 0 {
			for id := range a.g.pieces {
				a.move(weights, slopes, i, int(id)*width[0], (int(id)+1)*width[0], rate, 0, shrink)
			}
			continue
		}
		ranges(len(weights[i]), 1<<14, func(from, to int) { a.move(weights, slopes, i, from, to, rate, decay, shrink) })
	}
	clear(a.g.pieces)
}

// shrink is the factor that brings the length of all gradients to one.
func (a *adam) shrink(slopes [][]float32, width int) float32 {
	sum := 0.0
	for i, s := range slopes {
		if i == 0 {
			for _, id := range slices.Sorted(maps.Keys(a.g.pieces)) { // a sum depends on its order
				for _, v := range s[int(id)*width : (int(id)+1)*width] {
					sum += float64(v) * float64(v)
				}
			}
			continue
		}
		for _, v := range s {
			sum += float64(v) * float64(v)
		}
	}
	return float32(1 / max(1, math.Sqrt(sum)))
}

// move updates a range of one part of the weights.
func (a *adam) move(weights, slopes [][]float32, part, from, to int, rate, decay float64, shrink float32) {
	const keepFirst, keepSecond, tiny = 0.9, 0.999, 1e-8
	one := 1 / (1 - math.Pow(keepFirst, float64(a.turn)))
	two := 1 / (1 - math.Pow(keepSecond, float64(a.turn)))
	size, fade := float32(rate*one), float32(1-rate*decay)
	scale := float32(two)
	w, s := weights[part][from:to], slopes[part][from:to]
	m, v := a.moments[part].first[from:to], a.moments[part].second[from:to]
	for i, g := range s {
		g *= shrink
		m[i] = keepFirst*m[i] + (1-keepFirst)*g
		v[i] = keepSecond*v[i] + (1-keepSecond)*g*g
		w[i] = w[i]*fade - size*m[i]/(float32(math.Sqrt(float64(v[i]*scale)))+tiny)
		s[i] = 0
	}
}
