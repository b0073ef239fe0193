package ner

import "testing"

func TestRowsAddUpLikeTheirWeights(t *testing.T) {
	for _, w := range []int16{32767, -32768, 0, 1, -1, 300} {
		var sum row
		for range maxRows {
			for k, v := range rowOf([]cell{{0, w}, {5, w}, {Label(Labels - 1), w}, {7, -3}}) {
				sum[k] += v
			}
		}
		all := sums{3: 9}
		sum.into(&all, maxRows)
		want := sums{0: maxRows * int32(w), 5: maxRows * int32(w), Labels - 1: maxRows * int32(w), 7: -3 * maxRows, 3: 9}
		if all != want {
			t.Errorf("weight %d: %v, want %v", w, all, want)
		}
	}
}
