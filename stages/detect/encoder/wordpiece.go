package encoder

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Vocabulary numbers the pieces of words that an encoder knows: WordPiece (Wu
// et al., 2016) as BERT's lower-casing models use it.
type Vocabulary struct {
	pieces  []string
	number  map[string]int32
	unknown int32
	first   int32 // begins every sequence
	last    int32 // ends it
}

// NewVocabulary numbers pieces in their order; one that continues a word
// begins with "##".
func NewVocabulary(pieces []string) (*Vocabulary, error) {
	v := &Vocabulary{pieces: pieces, number: make(map[string]int32, len(pieces))}
	for i, p := range pieces {
		v.number[p] = int32(i)
	}
	for name, at := range map[string]*int32{"[UNK]": &v.unknown, "[CLS]": &v.first, "[SEP]": &v.last} {
		i, ok := v.number[name]
		if !ok {
			return nil, errors.New("vocabulary without " + name)
		}
		*at = i
	}
	return v, nil
}

// Pieces are those of the vocabulary, by number.
func (v *Vocabulary) Pieces() []string { return v.pieces }

// Piece is a part of a word, and where the word stands in the text.
type Piece struct {
	ID         int32
	Start, End int // bytes
}

// maxPieceWord bounds the words that are cut to pieces, in bytes; a longer one
// is unknown.
const maxPieceWord = 100

// Append appends the pieces of a text, without the marks of a sequence.
func (v *Vocabulary) Append(to []Piece, s string) []Piece {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError:
			i += n
			continue
		case alone(r):
			to = v.appendWord(to, s[i:i+n], i, i+n)
			i += n
			continue
		}
		end := i + n
		for end < len(s) {
			r, n := utf8.DecodeRuneInString(s[end:])
			if unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError || alone(r) {
				break
			}
			end += n
		}
		to = v.appendWord(to, s[i:end], i, end)
		i = end
	}
	return to
}

// alone reports whether a character is a word of its own: punctuation, symbols
// of ASCII, and Chinese characters.
func alone(r rune) bool {
	switch {
	case r < 0x80:
		return r > ' ' && !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') && r != 0x7f
	case unicode.Is(unicode.Han, r):
		return true
	}
	return unicode.IsPunct(r)
}

func (v *Vocabulary) appendWord(to []Piece, word string, start, end int) []Piece {
	if len(word) > maxPieceWord {
		return append(to, Piece{v.unknown, start, end})
	}
	word = plainForm(word)
	from := len(to)
	var continued [maxPieceWord*3 + 2]byte
	copy(continued[:], "##")
	for i := 0; i < len(word); {
		j := len(word)
		for ; j > i; j-- {
			id, ok := v.number[word[i:j]]
			if i > 0 {
				n := 2 + copy(continued[2:], word[i:j])
				id, ok = v.number[string(continued[:n])]
			}
			if ok {
				to = append(to, Piece{id, start, end})
				break
			}
		}
		if j == i {
			return append(to[:from], Piece{v.unknown, start, end})
		}
		i = j
	}
	return to
}

// plainForm is a word in lower case without the marks on its letters.
func plainForm(word string) string {
	ascii, upper := true, false
	for i := range len(word) {
		c := word[i]
		ascii = ascii && c < 0x80
		upper = upper || c >= 'A' && c <= 'Z'
	}
	switch {
	case ascii && !upper:
		return word
	case ascii:
		return strings.ToLower(word)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
