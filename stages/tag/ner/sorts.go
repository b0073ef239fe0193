package ner

// Sorts are the sorts of organisations, by number.
func Sorts() []string { return sorts[:] }

var sorts = [...]string{
	"armed_group", "company", "court", "government", "intergovernmental", "media", "military", "ngo", "other", "party", "police", "religious", "sports",
}

// SortOf gives the number of a sort, and -1 where there is none of that name.
func SortOf(name string) int {
	for i, s := range sorts {
		if s == name {
			return i
		}
	}
	return -1
}

// SortWeights are what a trainer has found about the sorts of organisations.
type SortWeights map[uint64][len(sorts)]float32

// Sort gives the likeliest sort of the organisation that the words from first
// to last name.
func (m *Model) Sort(words []Word, first, last int) string {
	var sums [len(sorts)]float32
	for _, f := range sortFeatures(nil, words, first, last) {
		if row, ok := m.sorts[f]; ok {
			for i, v := range row {
				sums[i] += v
			}
		}
	}
	best := 0
	for i, v := range sums {
		if v > sums[best] {
			best = i
		}
	}
	return sorts[best]
}

// sortFeatures appends the features of an organisation's name.
func sortFeatures(dst []uint64, words []Word, first, last int) []uint64 {
	l := lex()
	var fold [32]byte
	add := func(template uint64, v uint64) { dst = append(dst, mix(template<<32, v)) }
	for i := first; i <= last; i++ {
		h, g := hashOf(words[i].Text), l.cluster(words[i].Text, fold[:])
		add(1, h)
		add(2, uint64(g[1]))
		add(3, uint64(g[2]))
		if i == last {
			add(4, h)
			add(5, uint64(g[1]))
			if t := words[i].Text; len(t) > 4 {
				add(6, hashOf(t[len(t)-3:]))
			}
		}
		if i == first {
			add(7, h)
			add(8, uint64(g[1]))
		}
	}
	for _, at := range [...]int{-2, -1, 1, 2} {
		i := first + at
		if at > 0 {
			i = last + at
		}
		if i < 0 || i >= len(words) {
			continue
		}
		g := l.cluster(words[i].Text, fold[:])
		add(20+uint64(at), hashOf(words[i].Text))
		add(30+uint64(at), uint64(g[1]))
		add(40+uint64(at), uint64(g[0]))
	}
	add(50, uint64(min(last-first, 4)))
	add(51, uint64(words[first].Flags&(Shout|MixedCase))<<4|uint64(min(last-first, 1)))
	return dst
}

// SortExample is an organisation with its sort.
type SortExample struct {
	features []uint64
	sort     int
}

// NewSortExample makes an example of the words from first to last.
func NewSortExample(words []Word, first, last, sort int) SortExample {
	return SortExample{sortFeatures(nil, words, first, last), sort}
}

// TrainSorts learns the sorts of organisations, an averaged perceptron with a
// margin, over the examples in the order given.
func TrainSorts(examples []SortExample, epochs int, margin float32) SortWeights {
	now, sum := map[uint64]*[len(sorts)]float32{}, map[uint64]*[len(sorts)]float64{}
	step := 1.0
	for range epochs {
		for _, e := range examples {
			step++
			var score [len(sorts)]float32
			for _, f := range e.features {
				if row := now[f]; row != nil {
					for i, v := range row {
						score[i] += v
					}
				}
			}
			best := e.sort
			for i := range score {
				if i != e.sort && score[i]+margin > score[best] && (best == e.sort || score[i] > score[best]) {
					best = i
				}
			}
			if best == e.sort {
				continue
			}
			for _, f := range e.features {
				if now[f] == nil {
					now[f], sum[f] = &[len(sorts)]float32{}, &[len(sorts)]float64{}
				}
				now[f][e.sort]++
				now[f][best]--
				sum[f][e.sort] += step
				sum[f][best] -= step
			}
		}
	}
	out := SortWeights{}
	for f, row := range now {
		var mean [len(sorts)]float32
		for i := range row {
			mean[i] = float32(float64(row[i]) - sum[f][i]/step)
		}
		out[f] = mean
	}
	return out
}
