package themes

import (
	"math/rand/v2"

	"github.com/wirewatch/wirewatch/stages/detect/themes"
)

// maxRounds bounds how often the examples are looked at, and tolerance is the
// change at which it is enough.
const (
	maxRounds = 60
	tolerance = 0.05
)

// plane fits the plane between the vectors that have a label and those that do
// not: a support vector machine with squared hinge loss, solved in the dual by
// coordinate descent (Hsieh et al., ICML 2008). The last weight is the bias.
func plane(vectors []themes.Vector, has []bool, features int, c float64, seed uint64) []float32 {
	random := rand.New(rand.NewPCG(seed, 11))
	w := make([]float64, features+1)
	alpha := make([]float64, len(vectors))
	diagonal := 1 / (2 * c)
	norm := make([]float64, len(vectors))
	for i, v := range vectors {
		norm[i] = diagonal + 1
		for _, cell := range v {
			norm[i] += float64(cell.Weight) * float64(cell.Weight)
		}
	}
	order := random.Perm(len(vectors))
	for range maxRounds {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		most := 0.0
		for _, i := range order {
			y := -1.0
			if has[i] {
				y = 1
			}
			dot := w[features]
			for _, cell := range vectors[i] {
				dot += w[cell.Feature] * float64(cell.Weight)
			}
			slope := y*dot - 1 + diagonal*alpha[i]
			if alpha[i] == 0 && slope > 0 {
				continue
			}
			most = max(most, slope, -slope)
			next := max(0, alpha[i]-slope/norm[i])
			step := (next - alpha[i]) * y
			alpha[i] = next
			if step == 0 {
				continue
			}
			w[features] += step
			for _, cell := range vectors[i] {
				w[cell.Feature] += step * float64(cell.Weight)
			}
		}
		if most < tolerance {
			break
		}
	}
	out := make([]float32, len(w))
	for i, x := range w {
		out[i] = float32(x)
	}
	return out
}
