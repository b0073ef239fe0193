package matrix

import "golang.org/x/sys/cpu"

var vector = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// kernelAVX2 is in kernel_amd64.s; stride is in elements.
//
//go:noescape
func kernelAVX2(k int, a, b, c *float32, stride int)

func kernel(k int, a, b, c []float32, stride int) {
	if !vector || k == 0 {
		plain(k, a, b, c, stride)
		return
	}
	_, _, _ = a[k*tileRows-1], b[k*tileCols-1], c[(tileRows-1)*stride+tileCols-1]
	kernelAVX2(k, &a[0], &b[0], &c[0], stride)
}
