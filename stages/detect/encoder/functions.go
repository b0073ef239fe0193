package encoder

import (
	"math"
	"sync"
)

// softmax makes each row of a square into weights that sum to one; scale is
// applied first.
func softmax(square []float32, n int, scale float32) {
	for i := range n {
		row := square[i*n : (i+1)*n]
		top := row[0]
		for _, v := range row {
			top = max(top, v)
		}
		var sum float32
		for j, v := range row {
			row[j] = exp((v - top) * scale)
			sum += row[j]
		}
		inverse := 1 / sum
		for j := range row {
			row[j] *= inverse
		}
	}
}

// exp is e to the power of x, for x of 0 and less, within 2e-7 of it: a power
// of two times a polynomial of the rest.
func exp(x float32) float32 {
	if x < -87 {
		return 0
	}
	const log2e, ln2hi, ln2lo = 1.44269504, 0.693359375, -2.12194440e-4
	k := float32(math.Floor(float64(x*log2e + 0.5)))
	r := x - k*ln2hi
	r -= k * ln2lo
	p := float32(1.9875691500e-4)
	p = p*r + 1.3981999507e-3
	p = p*r + 8.3334519073e-3
	p = p*r + 4.1665795894e-2
	p = p*r + 1.6666665459e-1
	p = p*r + 5.0000001201e-1
	p = p*r*r + r + 1
	return p * math.Float32frombits(uint32(int32(k)+127)<<23)
}

// The activation x·Φ(x) (Hendrycks and Gimpel, 2016) and its slope, in steps
// between which they are taken as straight.
const (
	geluEdge  = 8
	geluSteps = 1 << 13
)

// tables are made when the first text is read: most processes read none.
var tables = sync.OnceValues(func() (f, d *table) {
	f, d = new(table), new(table)
	for i := range f {
		x := (float64(i)/geluSteps*2 - 1) * geluEdge
		phi := 0.5 * (1 + math.Erf(x/math.Sqrt2))
		f[i] = float32(x * phi)
		d[i] = float32(phi + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi))
	}
	return f, d
})

type table [geluSteps + 2]float32

func (t *table) at(x float32) float32 {
	at := (x + geluEdge) * (geluSteps / (2 * geluEdge))
	i := int(at)
	return t[i] + (at-float32(i))*(t[i+1]-t[i])
}

func gelu(to, x []float32) {
	values, _ := tables()
	for i, v := range x {
		switch {
		case v >= geluEdge:
			to[i] = v
		case v > -geluEdge:
			to[i] = values.at(v)
		default:
			to[i] = 0
		}
	}
}

// Slope multiplies gradients of the activation's output by its slope at x.
func Slope(gradient, x []float32) {
	_, slopes := tables()
	for i, v := range x {
		switch {
		case v >= geluEdge:
		case v > -geluEdge:
			gradient[i] *= slopes.at(v)
		default:
			gradient[i] = 0
		}
	}
}
