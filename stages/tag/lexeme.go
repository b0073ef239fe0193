package tag

import (
	"hash/maphash"
	"strings"
	"sync/atomic"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/ner"
	"github.com/wirewatch/wirewatch/stages/text"
)

// lexeme is a word as such, whatever text it stands in. It never changes once
// made.
type lexeme struct {
	text    string
	kind    article.TokenKind
	shape   shape
	class   class
	mixed   bool   // a capital stands inside it
	lowered string // with its first letter small
	reads   text.Readings
	memo    ner.Memo
	again   atomic.Bool // it was met again since another word wanted its place
}

// lexemes remembers words, by hash: a new one takes the place of one that was
// not met again. A text costs a look-up a word then, for most of them, and no
// result depends on what is remembered.
type lexemes struct {
	seed  maphash.Seed
	slots [1 << 14]atomic.Pointer[lexeme]
}

func newLexemes() *lexemes { return &lexemes{seed: maphash.MakeSeed()} }

// lexeme gives the word of a token.
func (x *index) lexeme(t article.Token, s string) *lexeme {
	w := t.In(s)
	if len(w) > maxWord {
		return x.newLexeme(t, w)
	}
	slot := &x.lexemes.slots[maphash.String(x.lexemes.seed, w)%uint64(len(x.lexemes.slots))]
	old := slot.Load()
	if old != nil && old.text == w && old.kind == t.Kind {
		if !old.again.Load() {
			old.again.Store(true)
		}
		return old
	}
	if old != nil && old.again.Load() {
		old.again.Store(false)
		return x.newLexeme(t, w)
	}
	l := x.newLexeme(t, strings.Clone(w))
	slot.Store(l)
	return l
}

// newLexeme makes the word of a token; w is the text of the token.
func (x *index) newLexeme(t article.Token, w string) *lexeme {
	t.Span = article.Span{End: len(w)}
	l := &lexeme{text: w, kind: t.Kind, shape: shapeOf(t, w), mixed: mixed(w), lowered: lowered(w), reads: x.matcher.Read(w)}
	if l.shape&(upper|lower) != 0 && len(w) <= 32 {
		l.class = x.words[text.Fold(w)]
	}
	return l
}
