// Package matrix multiplies matrices of float32. The inner kernel is AVX2 with
// fused multiply-add where the processor has them, plain Go elsewhere; each
// element is summed in the same order whatever the number of workers.
package matrix

import (
	"runtime"
	"sync"
)

// View is a matrix laid over a slice: element (i, j) is Data[i*Row+j*Col].
type View struct {
	Data     []float32
	Row, Col int // strides, in elements
}

// Of is a matrix in row-major order.
func Of(data []float32, columns int) View { return View{data, columns, 1} }

// T is the transposed matrix over the same data.
func (v View) T() View { return View{v.Data, v.Col, v.Row} }

// At is the part of a matrix from element (i, j) on.
func (v View) At(i, j int) View { return View{v.Data[i*v.Row+j*v.Col:], v.Row, v.Col} }

// The tile of the kernel, and the depth of the blocks that stay in the cache.
const (
	tileRows = 6
	tileCols = 16
	depth    = 256
	wide     = 512 // columns of a block of b, a multiple of tileCols
)

// Scratch holds the packed blocks of one multiplication. It serves one
// goroutine at a time.
type Scratch struct {
	a, b []float32
	tile [tileRows * tileCols]float32
}

var scratches = sync.Pool{New: func() any { return new(Scratch) }}

// Add adds to c, m by n, the product of a, m by k, and b, k by n. The columns
// of c must be adjacent.
func (s *Scratch) Add(c, a, b View, m, n, k int) {
	for k0 := 0; k0 < k; k0 += depth {
		kn := min(depth, k-k0)
		s.a = packed(s.a, rounded(m, tileRows)*kn)
		pack(s.a, a.At(0, k0), m, kn, tileRows)
		for n0 := 0; n0 < n; n0 += wide {
			nn := min(wide, n-n0)
			s.b = packed(s.b, rounded(nn, tileCols)*kn)
			pack(s.b, b.At(k0, n0).T(), nn, kn, tileCols)
			s.block(c.At(0, n0), s.b, m, nn, kn)
		}
	}
}

// block multiplies the packed rows of s.a with packed columns.
func (s *Scratch) block(c View, b []float32, m, n, k int) {
	for j := 0; j < n; j += tileCols {
		panel := b[j*k:]
		for i := 0; i < m; i += tileRows {
			if i+tileRows <= m && j+tileCols <= n {
				kernel(k, s.a[i*k:], panel, c.Data[i*c.Row+j:], c.Row)
				continue
			}
			s.tile = [tileRows * tileCols]float32{}
			kernel(k, s.a[i*k:], panel, s.tile[:], tileCols)
			for x := range min(tileRows, m-i) {
				to := c.Data[(i+x)*c.Row+j:]
				for y := range min(tileCols, n-j) {
					to[y] += s.tile[x*tileCols+y]
				}
			}
		}
	}
}

// Add is Scratch.Add on all processors.
func Add(c, a, b View, m, n, k int) {
	Parallel(m, tileRows, func(s *Scratch, from, to int) {
		s.Add(c.At(from, 0), a.At(from, 0), b, to-from, n, k)
	})
}

// Parallel cuts m rows into as many parts as there are processors, at multiples
// of step, and calls do for each.
func Parallel(m, step int, do func(s *Scratch, from, to int)) {
	workers := runtime.GOMAXPROCS(0)
	part := rounded((m+workers-1)/workers, step)
	var wg sync.WaitGroup
	for from := 0; from < m; from += part {
		run := func() {
			s := scratches.Get().(*Scratch)
			defer scratches.Put(s)
			do(s, from, min(from+part, m))
		}
		if from+part >= m {
			run() // the last part needs no goroutine of its own
			break
		}
		wg.Go(run)
	}
	wg.Wait()
}

// Packed is a matrix laid out for the kernel once, to be multiplied often.
type Packed struct {
	data []float32
	k, n int
}

// Pack lays out b, k by n.
func Pack(b View, k, n int) *Packed {
	p := &Packed{data: make([]float32, rounded(n, tileCols)*k), k: k, n: n}
	for k0 := 0; k0 < k; k0 += depth {
		pack(p.data[k0*rounded(n, tileCols):], b.At(k0, 0).T(), n, min(depth, k-k0), tileCols)
	}
	return p
}

// AddPacked adds to c, m by p's columns, the product of a and p.
func (s *Scratch) AddPacked(c, a View, p *Packed, m int) {
	for k0 := 0; k0 < p.k; k0 += depth {
		kn := min(depth, p.k-k0)
		s.a = packed(s.a, rounded(m, tileRows)*kn)
		pack(s.a, a.At(0, k0), m, kn, tileRows)
		s.block(c, p.data[k0*rounded(p.n, tileCols):], m, p.n, kn)
	}
}

// pack copies n rows of k elements in groups of size rows, element by element
// of the group; the last group is filled up with zeros.
func pack(to []float32, from View, n, k, size int) {
	for i := 0; i < n; i += size {
		group := to[i*k : (i+size)*k]
		rows := min(size, n-i)
		if from.Row == 1 {
			for j := range k {
				copy(group[j*size:j*size+rows], from.Data[i+j*from.Col:])
				clear(group[j*size+rows : (j+1)*size])
			}
			continue
		}
		for r := range rows {
			row := from.Data[(i+r)*from.Row:]
			if from.Col == 1 {
				for j, v := range row[:k] {
					group[j*size+r] = v
				}
				continue
			}
			for j := range k {
				group[j*size+r] = row[j*from.Col]
			}
		}
		for r := rows; r < size; r++ {
			for j := range k {
				group[j*size+r] = 0
			}
		}
	}
}

func rounded(n, step int) int { return (n + step - 1) / step * step }

func packed(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}

// plain is the kernel in Go: c, tileRows by tileCols, gets the product of the
// packed a and b added.
func plain(k int, a, b, c []float32, stride int) {
	var sum [tileRows * tileCols]float32
	for p := range k {
		row, col := a[p*tileRows:(p+1)*tileRows], b[p*tileCols:(p+1)*tileCols]
		for i, x := range row {
			to := sum[i*tileCols : (i+1)*tileCols]
			for j, y := range col {
				to[j] += x * y
			}
		}
	}
	for i := range tileRows {
		to := c[i*stride:]
		for j := range tileCols {
			to[j] += sum[i*tileCols+j]
		}
	}
}
