package ner

import (
	"sync/atomic"
	"unicode/utf8"
)

// sight is what of a word does not depend on its neighbours.
type sight struct {
	word    uint64
	shape   uint64
	affixes [6]uint64 // beginnings and ends of two, three and four letters
	n       int       // affixes there are
	groups  clusters
}

// seen is a word as such. It never changes once made.
type seen struct {
	sight
	model  *Model
	weight *weight // nil for a word met for the first time
}

// weight is what a word brings wherever it stands.
type weight struct {
	own  sums // of the features of the word itself
	prev sums // of those it lends to the word after it
	next sums // of those it lends to the word before it
}

// Memo remembers a word between texts, so that its weights are summed once. A
// caller who sees the same word again hands in the same memo; the zero Memo is
// empty. It is safe for concurrent use, and no result depends on it.
type Memo struct{ seen atomic.Pointer[seen] }

// ofWord are the flags that depend on the word alone.
const ofWord = Upper | Shout | Lower | Number | Mark | MixedCase

// look gives a word as such, from its memo where that has it. The weights of a
// word are summed when it is met again: most words of a text are met once only.
func (d *decoder) look(w *Word, m *Model) *seen {
	if w.Memo == nil {
		return d.lex.see(w)
	}
	s := w.Memo.seen.Load()
	switch {
	case s == nil || s.shape != shapeOf(w):
		s = d.lex.see(w)
	case s.model == m:
		return s
	default:
		s = &seen{sight: s.sight, model: m, weight: m.weigh(&s.sight)}
	}
	w.Memo.seen.Store(s)
	return s
}

// weigh sums the weights that a model has for a word.
func (m *Model) weigh(s *sight) *weight {
	var buf [12]uint64
	w := &weight{}
	m.add(&w.own, ownFeatures(buf[:0], s), nil)
	m.add(&w.prev, beforeFeatures(buf[:0], s), nil)
	m.add(&w.next, afterFeatures(buf[:0], s), nil)
	return w
}

// outside is what stands where a text has no words.
var outside = &seen{sight: sight{word: 1, shape: 1}}

func (l *lexicon) see(w *Word) *seen {
	var fold [32]byte
	s := &seen{sight: sight{word: hashOf(w.Text), shape: shapeOf(w), groups: l.cluster(w.Text, fold[:])}}
	t := w.Text
	if w.Flags&(Upper|Lower) == 0 {
		return s
	}
	for k := 2; k <= 4 && k < len(t); k++ {
		if utf8.RuneStart(t[k]) {
			s.affixes[s.n] = mix(uint64(k), hashOf(t[:k]))
			s.n++
		}
		if utf8.RuneStart(t[len(t)-k]) {
			s.affixes[s.n] = mix(uint64(8+k), hashOf(t[len(t)-k:]))
			s.n++
		}
	}
	return s
}

// sums are a number for each label.
type sums [Labels]int32

func (s *sums) add(other *sums) {
	for l, v := range other {
		s[l] += v
	}
}
