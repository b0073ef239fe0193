package ner

import "sync"

// decoder is the work space of one text.
type decoder struct {
	lex    *lexicon
	words  []Word
	seen   []*seen
	places []uint8 // how many words the place's name has that a word is in; 0 is none
	maybe  []bool  // may be part of a name
	feats  []uint64
	runs   []slot
	scores [][Labels]float32
	best   [][Labels]float32
	from   [][Labels]Label
	labels []Label
}

var decoders = sync.Pool{New: func() any { return &decoder{} }}

// prepare looks at each word alone, and at which of them may be in a name: those
// with a capital, those that the rules say are, and small words between them.
func (d *decoder) prepare(m *Model, words []Word) {
	d.words, d.lex = words, lex()
	d.seen, d.places, d.maybe = sized(d.seen, len(words)), sized(d.places, len(words)), sized(d.maybe, len(words))
	clear(d.places)
	for i := range words {
		d.seen[i] = d.look(&words[i], m)
		d.maybe[i] = words[i].Flags&(Upper|Shout|MixedCase) != 0 || words[i].Rule != Outside
	}
	d.markPlaces()
	const bridge = 3 // small words between two parts of a name: of the
	last := -1
	for i := range words {
		if words[i].Flags&Start != 0 {
			last = -1
		}
		if words[i].Flags&(Upper|Shout|MixedCase) == 0 && words[i].Rule == Outside {
			continue
		}
		for k := last + 1; last >= 0 && i-last <= bridge && k < i; k++ {
			d.maybe[k] = d.maybe[k] || joins(words[last+1:i])
		}
		if last == i-2 && words[i].Flags&Number != 0 {
			d.maybe[i] = true
		}
		last = i
	}
	for i := 1; i < len(words); i++ { // 155, 7: the end of a name such as T-72 or Gate 7
		if words[i].Flags&(Number|Start) == Number && d.maybe[i-1] {
			d.maybe[i] = true
		}
	}
}

// joins reports whether all of some words may stand inside a name.
func joins(words []Word) bool {
	for i := range words {
		if w := &words[i]; w.Flags&Lower != 0 && len(w.Text) > 5 {
			return false
		} else if w.Flags&Mark != 0 {
			switch w.Text {
			case ".", "-", "'", "’", "&", "/", "–":
			default:
				return false
			}
		}
	}
	return true
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// island gives the next run of words of one sentence that may be in names; -1
// is none.
func (d *decoder) island(from int) (first, last int) {
	for from < len(d.words) && !d.maybe[from] {
		from++
	}
	if from == len(d.words) {
		return -1, -1
	}
	last = from
	for last+1 < len(d.words) && d.maybe[last+1] && d.words[last+1].Flags&Start == 0 && last-from < maxIsland {
		last++
	}
	return from, last
}

// maxIsland bounds a run, so that no text costs more than its length.
const maxIsland = 200

// decode finds the best labels of the words from first to last.
func (d *decoder) decode(m *Model, first, last int) {
	n := last - first + 1
	d.scores, d.best, d.from = sized(d.scores, n), sized(d.best, n), sized(d.from, n)
	d.labels = sized(d.labels, n)
	for k := range n {
		d.score(m, &d.scores[k], first+k)
	}
	viterbi(m, d.scores[:n], nil, d.best, d.from, d.labels[:n])
}

// score sums the weights of the features of word i.
func (d *decoder) score(m *Model, dst *[Labels]float32, i int) {
	own, prev, next := d.around(i), d.around(i-1), d.around(i+1)
	d.feats = d.together(d.feats[:0], i)
	if own.weight == nil {
		d.feats = ownFeatures(d.feats, &own.sight)
	}
	if prev.weight == nil {
		d.feats = beforeFeatures(d.feats, &prev.sight)
	}
	if next.weight == nil {
		d.feats = afterFeatures(d.feats, &next.sight)
	}
	var all sums
	if own.weight != nil {
		all = own.weight.own
	}
	if prev.weight != nil {
		all.add(&prev.weight.prev)
	}
	if next.weight != nil {
		all.add(&next.weight.next)
	}
	d.runs = m.add(&all, d.feats, d.runs)
	for l := range dst {
		dst[l] = float32(all[l]) * (1.0 / scale)
	}
}

// viterbi takes the best sequence of labels; allowed, where it is not nil, has
// a bit for each label that each word may have.
func viterbi(m *Model, scores [][Labels]float32, allowed []uint64, best [][Labels]float32, from [][Labels]Label, out []Label) {
	const never = float32(-1e30)
	for k := range scores {
		for l := range Label(Labels) {
			best[k][l] = never
			if allowed != nil && allowed[k]&(1<<l) == 0 {
				continue
			}
			if k == 0 {
				if Outside.Follows(l) {
					best[0][l] = scores[0][l] + m.trans[Outside][l]
				}
				continue
			}
			top, at := never, Outside
			for _, p := range before[l] {
				if s := best[k-1][p] + m.trans[p][l]; s > top {
					top, at = s, p
				}
			}
			if top > never/2 {
				best[k][l], from[k][l] = top+scores[k][l], at
			}
		}
	}
	n := len(scores)
	top, at := never, Outside
	for l := range Label(Labels) {
		if l.ends() && best[n-1][l] > top {
			top, at = best[n-1][l], l
		}
	}
	for k := n - 1; k >= 0; k-- {
		out[k] = at
		at = from[k][at]
	}
}

// before lists, for each label, those that may stand before it.
var before = func() (b [Labels][]Label) {
	for l := range Label(Labels) {
		for p := range Label(Labels) {
			if p.Follows(l) {
				b[l] = append(b[l], p)
			}
		}
	}
	return b
}()

// spans appends the names that the labels of an island make.
func (d *decoder) spans(dst []Span, first, last int) []Span {
	begin := -1
	for k := range last - first + 1 {
		l := d.labels[k]
		if l == Outside {
			begin = -1
			continue
		}
		switch l.Part() {
		case Begin:
			begin = k
		case Unit:
			begin = k
			fallthrough
		case Last:
			if begin >= 0 {
				dst = append(dst, Span{First: first + begin, Last: first + k, Kind: l.Kind(), Margin: d.margin(begin, k)})
			}
			begin = -1
		}
	}
	return dst
}

// margin is by how much the labels of a name score above none, for each word.
func (d *decoder) margin(begin, end int) float32 {
	sum := float32(0)
	for k := begin; k <= end; k++ {
		sum += d.scores[k][d.labels[k]] - d.scores[k][Outside]
	}
	return sum / float32(end-begin+1)
}
