package matrix

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func random(r *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64())
	}
	return out
}

// product is the definition, in float64.
func product(c, a, b View, m, n, k int) []float64 {
	out := make([]float64, m*n)
	for i := range m {
		for j := range n {
			sum := float64(c.Data[i*c.Row+j*c.Col])
			for x := range k {
				sum += float64(a.Data[i*a.Row+x*a.Col]) * float64(b.Data[x*b.Row+j*b.Col])
			}
			out[i*n+j] = sum
		}
	}
	return out
}

func near(t *testing.T, got View, want []float64, m, n int) {
	t.Helper()
	for i := range m {
		for j := range n {
			g, w := float64(got.Data[i*got.Row+j*got.Col]), want[i*n+j]
			if math.Abs(g-w) > 1e-3*(1+math.Abs(w)) {
				t.Fatalf("element %d,%d is %g, want %g", i, j, g, w)
			}
		}
	}
}

func TestAddIsTheProduct(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range [][3]int{{1, 1, 1}, {6, 16, 8}, {7, 17, 300}, {40, 384, 384}, {13, 1100, 33}, {5, 3, 0}} {
		m, n, k := size[0], size[1], size[2]
		for turned := range 4 {
			t.Run(fmt.Sprintf("%d by %d by %d, %d", m, n, k, turned), func(t *testing.T) {
				a, b := Of(random(r, m*k+1), max(k, 1)), Of(random(r, k*n+1), n)
				if turned&1 != 0 {
					a = Of(random(r, m*k+1), m).T()
				}
				if turned&2 != 0 {
					b = Of(random(r, k*n+1), max(k, 1)).T()
				}
				start := random(r, m*n)
				want := product(Of(start, n), a, b, m, n, k)
				c := Of(append([]float32(nil), start...), n)
				Add(c, a, b, m, n, k)
				near(t, c, want, m, n)
				if k == 0 {
					return
				}
				c = Of(append([]float32(nil), start...), n)
				new(Scratch).AddPacked(c, a, Pack(b, k, n), m)
				near(t, c, want, m, n)
			})
		}
	}
}

func TestKernelsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const k, stride = 37, 20
	a, b := random(r, k*tileRows), random(r, k*tileCols)
	x, y := make([]float32, tileRows*stride), make([]float32, tileRows*stride)
	kernel(k, a, b, x, stride)
	plain(k, a, b, y, stride)
	for i := range x {
		if math.Abs(float64(x[i]-y[i])) > 1e-4 {
			t.Fatalf("element %d is %g and %g", i, x[i], y[i])
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	const m, n, k = 640, 1536, 384
	x, w, c := Of(random(r, m*k), k), Of(random(r, n*k), k).T(), Of(make([]float32, m*n), n)
	for b.Loop() {
		Add(c, x, w, m, n, k)
	}
	b.ReportMetric(2*m*n*k*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}
