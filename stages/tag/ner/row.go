package ner

// row has a weight for each label, three in a word of the processor, so that
// the weights of a feature are added a few at a time. Each is stored with
// rowBias added: none is negative, and the sum of maxRows of them does not
// carry into its neighbour.
type row [(Labels + 2) / 3]uint64

const (
	laneBits = 21
	rowBias  = 1 << 15
	maxRows  = 1 << (laneBits - 16)
)

// leastRow is how many weights a feature must have to be stored as a row;
// those of fewer are added one by one.
const leastRow = 8

// rowOf makes a row of weights.
func rowOf(cells []cell) row {
	var w [Labels]int16
	for _, c := range cells {
		w[c.label] = c.weight
	}
	var r row
	for l, v := range w {
		r[l/3] |= uint64(int32(v)+rowBias) << (l % 3 * laneBits)
	}
	return r
}

// into adds the sum of n rows to sums.
func (r *row) into(all *sums, n int32) {
	const lane = 1<<laneBits - 1
	off := n * rowBias
	for k, three := range r[:Labels/3] {
		all[3*k] += int32(three&lane) - off
		all[3*k+1] += int32(three>>laneBits&lane) - off
		all[3*k+2] += int32(three>>(2*laneBits)&lane) - off
	}
	for l := Labels / 3 * 3; l < Labels; l++ {
		all[l] += int32(r[l/3]>>(l%3*laneBits)&lane) - off
	}
}
