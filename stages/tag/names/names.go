// Package names compares names as different desks and translators spell them.
// Letters that transliteration confuses (kh, h and j; q, k and g; i, y and e)
// cost less than others, so that Rajmon is near Rahmon, while Putilov stays far
// from Putin. No similarity alone makes two names one: callers also ask for
// agreement of office, country or text.
package names

import (
	"math/bits"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/stages/text"
)

// maxLetters bounds the words compared; longer ones are never similar.
const maxLetters = 48

// Key gives a word as it is compared: folded, with the digraphs of
// transliteration as one letter and doubled letters as one.
func Key(word string) string {
	folded := text.Fold(word)
	out := make([]byte, 0, len(folded))
	for i := 0; i < len(folded); i++ {
		c := folded[i]
		if c >= utf8.RuneSelf {
			out = append(out, c)
			continue
		}
		if c == '\'' || c == '-' || c == '.' || c == ' ' {
			continue
		}
		if i+1 < len(folded) && folded[i+1] == 'h' {
			if d := digraph(c); d != 0 {
				out = append(out, d)
				i++
				continue
			}
		}
		if c < utf8.RuneSelf && len(out) > 0 && out[len(out)-1] == c {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

// digraph gives the one letter that stands for c and h; 0 where they are two.
func digraph(c byte) byte {
	switch c {
	case 'k':
		return 'x' // Rakhmon, Khaled
	case 'g':
		return 'g' // Gaddafi, Ghaddafi
	case 's':
		return '$'
	case 'c':
		return '^'
	case 'z':
		return 'j'
	case 't':
		return 't'
	case 'd':
		return 'd'
	}
	return 0
}

// Similar gives the likeness of two words from 0 to 1, where 1 is the same
// but for accents, case and ways of transliteration.
func Similar(a, b string) float64 { return SimilarKeys(Key(a), Key(b)) }

// SimilarKeys is Similar for words that are keys already.
func SimilarKeys(a, b string) float64 { return SimilarFrom(a, b, 0) }

// SimilarFrom is SimilarKeys for callers that want no likeness under the least
// they name: it is 0 then, and found sooner.
func SimilarFrom(a, b string, least float64) float64 {
	if a == b {
		return 1
	}
	n := max(len(a), len(b))
	if len(a) == 0 || len(b) == 0 || n > maxLetters {
		return 0
	}
	most := mostFor(n, least)
	if d := distance(a, b, most); d <= most {
		return max(0, 1-float64(d)/float64(edit*n))
	}
	return 0
}

// mostFor gives how far apart words of up to n letters may be to have a
// likeness of least, in tenths of an edit.
func mostFor(n int, least float64) int { return int((1-least)*float64(edit*n) + 1e-9) }

// Marks are the consonants of a key, those that transliterations confuse as
// one: what Far compares in place of the words. The upper half are those that
// a letter of it may stand for.
type Marks uint64

// Far reports that words with these marks, of up to n letters, are too far
// apart to have a likeness of least: too many consonants are only in one.
func Far(a, b Marks, n int, least float64) bool {
	only := func(x, y Marks) int { return bits.OnesCount32(uint32(x) &^ uint32(y|y>>32)) }
	return edit*max(only(a, b), only(b, a)) > mostFor(n, least)
}

// MarksOf gives the marks of a key.
func MarksOf(key string) Marks {
	var m Marks
	for i := range len(key) {
		switch c := key[i]; {
		case c >= utf8.RuneSelf, vowel(c), class(c) == class('h'):
			// cheap to leave out
		case c == '^':
			m |= (bit(class('c')) | bit(class('s'))) << 32
		case class(c) != 0:
			m |= bit(class(c))
		case c >= 'a' && c <= 'z':
			m |= 1 << (c - 'a')
		}
	}
	return m
}

// bit is the mark of a class; the letters have those below.
func bit(class byte) Marks { return 1 << (25 + class) }

// edit is the cost of a whole edit, in tenths.
const edit = 10

// distance is the weighted edit distance of two keys in tenths of an edit,
// with exchanged neighbours as one edit. It gives up, with more than most,
// where two rows that follow each other are all beyond it.
func distance(a, b string, most int) int {
	beyond := false
	var rows [3][maxLetters + 1]int
	for j := range len(b) {
		rows[0][j+1] = rows[0][j] + int(insertion[b[j]])
	}
	for i := range len(a) {
		above, row, before := &rows[i%3], &rows[(i+1)%3], &rows[(i+2)%3]
		costs, drop := &exchange[a[i]&127], int(insertion[a[i]])
		row[0] = above[0] + drop
		least := row[0]
		for j := range len(b) {
			change := 0
			if a[i] != b[j] {
				change = int(costs[b[j]&127])
			}
			best := min(above[j]+change, above[j+1]+drop, row[j]+int(insertion[b[j]]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				best = min(best, before[j-1]+8)
			}
			row[j+1] = best
			least = min(least, best)
		}
		if least > most && beyond {
			return least
		}
		beyond = least > most
	}
	return rows[len(a)%3][len(b)]
}

// insertion is the cost of a letter that only one of two words has, and
// exchange that of one letter in the place of another, in tenths; letters
// beyond ASCII are as their last seven bits.
var insertion, exchange = costs()

func costs() (in [256]uint8, ex [128][128]uint8) {
	for c := range 256 {
		in[c] = edit
		if b := byte(c); vowel(b) || b == 'h' || b == 'y' || b >= utf8.RuneSelf { // one of two bytes
			in[c] = edit / 2
		}
	}
	for x := range byte(128) {
		for y := range byte(128) {
			ex[x][y] = exchangeOf(x, y)
		}
	}
	return in, ex
}

func exchangeOf(x, y byte) uint8 {
	switch {
	case class(x) != 0 && class(x) == class(y), x == '^' && isCh(y), y == '^' && isCh(x):
		return 4
	case vowel(x) && vowel(y):
		return 5
	}
	return edit
}

// isCh reports letters that desks write for ch: Vučić, Ecevit, Khan.
func isCh(c byte) bool {
	switch c {
	case 'c', 'x', 'j', '$':
		return true
	}
	return false
}

// class groups letters that transliterations confuse; 0 is a class of none.
func class(c byte) byte {
	switch c {
	case 'i', 'y', 'e':
		return 1
	case 'o', 'u':
		return 2
	case 'h', 'x', 'j':
		return 3
	case 'k', 'q', 'c', 'g':
		return 4
	case 'v', 'w', 'f', 'b':
		return 5
	case 's', 'z', '$':
		return 6
	}
	return 0
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// Buckets gives the classes of a key's first letter and, where desks write it
// in two ways that are far from each other, of the other one: Javier and
// Xavier, Khan and Chan, Tchiani and Chiani.
func Buckets(key string) []byte {
	b := Bucket(key)
	if key == "" {
		return nil
	}
	switch {
	case key[0] == 'j':
		return []byte{b, 'k'}
	case key[0] == 'x':
		return []byte{b, 's'}
	case len(key) > 1 && key[0] == 't' && key[1] == '^':
		return []byte{b, 's'}
	}
	return []byte{b}
}

// Bucket gives the class of a key's first letter: two spellings of one name
// nearly always share it, which keeps the search for candidates short.
func Bucket(key string) byte {
	if key == "" {
		return 0
	}
	switch c := key[0]; c {
	case 'k', 'q', 'c', 'g', 'h', 'x':
		return 'k'
	case 'j', 'y', 'i', 'e':
		return 'i'
	case 's', 'z', '$', '^':
		return 's'
	case 'v', 'w', 'f', 'b', 'p':
		return 'v'
	case 'o', 'u':
		return 'u'
	case 't', 'd':
		return 't'
	default:
		return c
	}
}
