package track

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// shortText is the length in bytes under which a text alone is too little to
// tell an item by: its headline counts too.
const shortText = 40

// fingerprint is a hash of all that makes a version what it is to a reader and
// to the desk.
func fingerprint(a *article.Article) string {
	until := string(a.EmbargoedUntil)
	return hash(a.Headline, a.Text, a.PubStatus, until, string(a.Editorial.Action))
}

// textHash is a hash of the normalised text; "" where there is none.
func textHash(a *article.Article) string {
	n := normalised(a.Text)
	if n == "" {
		return ""
	}
	if len(n) < shortText {
		return hash(n, normalised(a.Headline))
	}
	return hash(n)
}

// hash gives 24 hexadecimal digits of the SHA-256 of the parts.
func hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// normalised is a text as its words in lower case, one space between them:
// layout, quotes and case do not count, numbers do.
func normalised(text string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(text) {
		word = trimWord(word)
		if word == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strings.ToLower(word))
	}
	return b.String()
}

// trimWord takes the punctuation off both ends of a word; a sign, currency or
// per cent of a number stays.
func trimWord(word string) string {
	word = strings.TrimRightFunc(word, func(r rune) bool { return r != '%' && mark(r) })
	for word != "" {
		r, n := utf8.DecodeRuneInString(word)
		if !mark(r) {
			break
		}
		next, _ := utf8.DecodeRuneInString(word[n:])
		if (r == '-' || r == '−') && unicode.IsDigit(next) {
			break
		}
		word = word[n:]
	}
	return word
}

func mark(r rune) bool { return unicode.IsPunct(r) }
