package themes

import (
	"cmp"
	"math"
	"slices"
)

// Vector is a text as the classifier sees it: the features that the model
// knows, in the order of their numbers.
type Vector []Cell

// Cell is a feature and its weight in a text.
type Cell struct {
	Feature int32
	Weight  float32
}

// Vocabulary numbers features, and knows how rare each is.
type Vocabulary struct {
	number map[uint64]int32
	idf    []float32
	block  []uint8
}

// least is in how many texts a feature must stand to be learned from.
var least = [blocks]int{words: 1, parts: 2}

// NewVocabulary reads the features of texts.
func NewVocabulary(texts []string) *Vocabulary {
	type count struct {
		texts, last int32
		block       uint8
	}
	counts := map[uint64]*count{}
	for i, s := range texts {
		features(s, func(block int, f uint64) {
			c := counts[f]
			if c == nil {
				c = &count{last: -1, block: uint8(block)}
				counts[f] = c
			}
			if c.last != int32(i) {
				c.texts, c.last = c.texts+1, int32(i)
			}
		})
	}
	var kept []uint64
	for f, c := range counts {
		if int(c.texts) >= least[c.block] {
			kept = append(kept, f)
		}
	}
	slices.Sort(kept)
	v := &Vocabulary{number: make(map[uint64]int32, len(kept))}
	for _, f := range kept {
		c := counts[f]
		idf := math.Log(float64(1+len(texts))/float64(1+c.texts)) + 1
		v.put(f, float32(idf), c.block)
	}
	return v
}

func (v *Vocabulary) put(f uint64, idf float32, block uint8) {
	v.number[f] = int32(len(v.idf))
	v.idf, v.block = append(v.idf, idf), append(v.block, block)
}

// Size is the number of features.
func (v *Vocabulary) Size() int { return len(v.idf) }

// Vector gives the vector of a text: each feature weighs 1 + ln of how often it
// stands, times how rare it is (Salton and Buckley, 1988), and each block has
// length one.
func (v *Vocabulary) Vector(s string) Vector {
	var out Vector
	features(s, func(_ int, f uint64) {
		if n, ok := v.number[f]; ok {
			out = append(out, Cell{n, 1})
		}
	})
	slices.SortFunc(out, func(a, b Cell) int { return cmp.Compare(a.Feature, b.Feature) })
	kept := out[:0]
	for i := 0; i < len(out); {
		j := i
		for j < len(out) && out[j].Feature == out[i].Feature {
			j++
		}
		kept = append(kept, Cell{out[i].Feature, float32(1+math.Log(float64(j-i))) * v.idf[out[i].Feature]})
		i = j
	}
	var squares [blocks]float64
	for _, c := range kept {
		squares[v.block[c.Feature]] += float64(c.Weight) * float64(c.Weight)
	}
	for i := range kept {
		kept[i].Weight /= float32(math.Sqrt(squares[v.block[kept[i].Feature]]))
	}
	return kept
}
