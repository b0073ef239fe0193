// Package themes is a linear classifier of texts that users train for their own
// themes: words, pairs of words and parts of words, weighted by how rare they
// are, one hyperplane a label. It needs no memory beyond its model, and gives
// the same labels for the same text everywhere.
package themes

import (
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/stages/text"
)

// The blocks of features; the vector of each is brought to length one.
const (
	words  = iota // words and pairs of neighbours
	parts         // of words: three to five letters, with the ends marked
	blocks        // how many there are
)

// maxText bounds the text that is read, in bytes.
const maxText = 64 << 10

// features calls add for each feature of a text, as often as it occurs.
func features(s string, add func(block int, feature uint64)) {
	if len(s) > maxText {
		s = s[:maxText]
	}
	var before uint64
	var folded []byte
	for _, t := range text.Tokens(s) {
		word := t.In(s)
		folded = text.AppendFold(folded[:0], word)
		h := hash(folded, seedWord)
		add(words, h)
		if before != 0 {
			add(words, mix(before, h))
		}
		before = h
		if r, _ := utf8.DecodeRune(folded); unicode.IsLetter(r) || unicode.IsDigit(r) {
			wordParts(folded, add)
		}
	}
}

// wordParts adds the runs of three to five letters of a word between marks for
// its beginning and its end.
func wordParts(word []byte, add func(int, uint64)) {
	var marked [maxWord + 2]byte
	n := copy(marked[1:], word[:min(len(word), maxWord)])
	marked[0], marked[n+1] = '<', '>'
	whole := marked[:n+2]
	for size := 3; size <= 5; size++ {
		for i := 0; i+size <= len(whole); i++ {
			add(parts, hash(whole[i:i+size], seedPart))
		}
	}
}

// maxWord bounds the words whose parts are taken, in bytes.
const maxWord = 40

const (
	seedWord uint64 = 14695981039346656037
	seedPart uint64 = 0x9E3779B97F4A7C15
	prime    uint64 = 1099511628211
)

// hash is FNV-1a (Fowler, Noll, Vo) from a seed; it is never 0.
func hash(b []byte, h uint64) uint64 {
	for _, c := range b {
		h = (h ^ uint64(c)) * prime
	}
	return h | 1
}

// mix is the hash of a pair.
func mix(a, b uint64) uint64 { return (a*31+b)*prime | 1 }
