package tag

import (
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// shape is how a token is written.
type shape uint8

const (
	upper  shape = 1 << iota // begins with a capital
	shout                    // two or more letters, all capitals
	lower                    // begins with a small letter
	number                   // a number
	mark                     // punctuation
	opens                    // begins a sentence
)

// maxWord is the longest word that can be part of a name, in bytes.
const maxWord = 64

func shapeOf(t article.Token, s string) shape {
	switch t.Kind {
	case article.Number:
		return number
	case article.Punct:
		return mark
	}
	if t.Len() > maxWord {
		return 0
	}
	r, n := utf8.DecodeRuneInString(s[t.Start:])
	if !unicode.IsUpper(r) && !unicode.IsTitle(r) {
		if unicode.IsLower(r) && t.Len() > n+3 && arabicArticle(t.In(s)) {
			return upper
		}
		return lower
	}
	sh := upper
	if t.Len() > n && allUpper(s[t.Start+n:t.End]) {
		sh |= shout
	}
	return sh
}

// arabicArticle reports whether a word begins with the small article of Arabic
// names: al-Assad, el-Sissi.
func arabicArticle(w string) bool {
	for i := 1; i < 4 && i < len(w)-1; i++ {
		if w[i] == '-' {
			r, _ := utf8.DecodeRuneInString(w[i+1:])
			return unicode.IsUpper(r)
		}
	}
	return false
}

// maxShout is how far a word is looked at for small letters.
const maxShout = 24

func allUpper(s string) bool {
	for i, r := range s {
		if i > maxShout {
			return true
		}
		if unicode.IsLower(r) {
			return false
		}
	}
	return true
}
