package tag

import "testing"

func TestConfidenceLiesBetweenNothingAndOne(t *testing.T) {
	before := 0.0
	for _, margin := range []float32{-1e6, -21, -19, -1, 0, 1, 20, 1e6} {
		c := confidence(margin)
		if c < before || c < 0.5 || c > 1 {
			t.Errorf("a margin of %g is a confidence of %g, after %g", margin, c, before)
		}
		before = c
	}
}
