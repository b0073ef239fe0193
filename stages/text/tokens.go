package text

import (
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// The classes of a byte of ASCII; other characters are classed as they come.
const (
	classOther = iota // punctuation and symbols, one token each
	classSpace
	classLetter
	classDigit
)

func asciiClasses() [utf8.RuneSelf]uint8 {
	var c [utf8.RuneSelf]uint8
	for b := range c {
		switch {
		case b <= ' ' || b == 0x7f:
			c[b] = classSpace
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z':
			c[b] = classLetter
		case b >= '0' && b <= '9':
			c[b] = classDigit
		}
	}
	return c
}

// ascii is never written to after the program has started.
var ascii = asciiClasses()

// Tokens gives the words, numbers and punctuation marks of a text, in order.
// White space is between tokens and never in one.
//
// A word is a run of letters, marks and digits that begins with a letter; an
// apostrophe or a hyphen between two letters is inside it ("al-Qaeda",
// "don't"), but a possessive 's is a token of its own, so that "Russia's" is
// "Russia" and "'s". A number is a run of digits with commas and points between
// digits ("2,000", "3.5"); letters right after it belong to it ("9th", "155mm").
// Any other character is a token alone. A text of n bytes takes time of order n.
func Tokens(s string) []article.Token {
	out := make([]article.Token, 0, len(s)/5+4)
	for i := 0; i < len(s); {
		class, size := classAt(s, i)
		if class == classSpace {
			i += size
			continue
		}
		t := article.Token{Span: article.Span{Start: i}, Kind: article.Punct}
		switch class {
		case classLetter:
			t.Kind = article.Word
			i = endOfWord(s, i+size)
		case classDigit:
			t.Kind = article.Number
			i = endOfNumber(s, i+size)
		default:
			if n := possessive(s, i); n > 0 {
				t.Kind, size = article.Word, n
			}
			i += size
		}
		t.End = i
		out = append(out, t)
	}
	return out
}

// TokensOf gives the tokens of an article's text, made once and kept in it. Of
// a text that is too long only the head has tokens, see Analysable.
func TokensOf(a *article.Article) []article.Token {
	if a.Tokens == nil {
		head, _ := Analysable(a.Text)
		a.Tokens = Tokens(head)
	}
	return a.Tokens
}

// classAt gives the class of the character at i and its length in bytes.
func classAt(s string, i int) (class uint8, size int) {
	if c := s[i]; c < utf8.RuneSelf {
		return ascii[c], 1
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	switch {
	case unicode.IsLetter(r), unicode.IsMark(r), r == '\u200c', r == '\u200d':
		return classLetter, size // joiners stand inside words of Persian and of Indian scripts
	case unicode.IsDigit(r):
		return classDigit, size
	case unicode.IsSpace(r), unicode.In(r, unicode.Cf), r == utf8.RuneError && size == 1:
		return classSpace, size
	}
	return classOther, size
}

func endOfWord(s string, i int) int {
	for i < len(s) {
		class, size := classAt(s, i)
		if class == classLetter || class == classDigit {
			i += size
			continue
		}
		n := joint(s, i)
		if n == 0 || possessive(s, i) > 0 {
			return i
		}
		i += n
	}
	return i
}

// joint gives the length of an apostrophe or hyphen at i that a letter follows;
// 0 where there is none.
func joint(s string, i int) int {
	n := 0
	switch {
	case s[i] == '\'' || s[i] == '-':
		n = 1
	case hasPrefixAt(s, i, "’") || hasPrefixAt(s, i, "‑"):
		n = 3
	}
	if n == 0 || i+n >= len(s) {
		return 0
	}
	class, _ := classAt(s, i+n)
	if class == classLetter || class == classDigit && s[i] == '-' {
		return n
	}
	return 0
}

// possessive gives the length of a possessive 's at i; 0 where there is none.
func possessive(s string, i int) int {
	n := 0
	switch {
	case s[i] == '\'':
		n = 1
	case hasPrefixAt(s, i, "’"):
		n = 3
	}
	if n == 0 || i == 0 || i+n >= len(s) || s[i+n] != 's' && s[i+n] != 'S' {
		return 0
	}
	if i+n+1 < len(s) {
		if class, _ := classAt(s, i+n+1); class == classLetter || class == classDigit {
			return 0
		}
	}
	if before, _ := utf8.DecodeLastRuneInString(s[:i]); !unicode.IsLetter(before) && !unicode.IsDigit(before) && !unicode.IsMark(before) {
		return 0
	}
	return n + 1
}

func hasPrefixAt(s string, i int, prefix string) bool {
	return len(s)-i >= len(prefix) && s[i:i+len(prefix)] == prefix
}

func endOfNumber(s string, i int) int {
	for i < len(s) {
		class, size := classAt(s, i)
		switch {
		case class == classDigit || class == classLetter:
			i += size
		case (s[i] == ',' || s[i] == '.') && i+1 < len(s) && isDigitAt(s, i-1) && isDigitAt(s, i+1):
			i++
		default:
			return i
		}
	}
	return i
}

func isDigitAt(s string, i int) bool { return s[i] >= '0' && s[i] <= '9' }
