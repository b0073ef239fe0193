package record

import (
	"sort"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// codepoints turns byte offsets of one text into code-point offsets and back.
// It is made in one pass over the text, when it is first asked, and holds a
// count for each block of bytes; a text of ASCII needs none.
type codepoints struct {
	text   string
	made   bool
	counts []int // code points that begin before byte i*block; nil for ASCII
	length int   // of the text in code points
}

const block = 64

func newCodepoints(text string) codepoints { return codepoints{text: text} }

// make counts, once.
func (c *codepoints) make() {
	if c.made {
		return
	}
	text := c.text
	c.made, c.length = true, len(text)
	if isASCII(text) {
		return
	}
	c.counts = make([]int, 0, len(text)/block+2)
	n := 0
	for i := 0; i < len(text); i++ {
		if i%block == 0 {
			c.counts = append(c.counts, n)
		}
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	c.counts = append(c.counts, n)
	c.length = n
}

// all is the length of the text in code points.
func (c *codepoints) all() int {
	c.make()
	return c.length
}

// ofByte gives the number of code points that begin before byte offset b.
func (c *codepoints) ofByte(b int) int {
	c.make()
	if c.counts == nil {
		return b
	}
	i := b / block
	if i >= len(c.counts) {
		return c.length
	}
	n := c.counts[i]
	for k := i * block; k < b; k++ {
		if utf8.RuneStart(c.text[k]) {
			n++
		}
	}
	return n
}

// toByte gives the byte offset at which code point r begins, and false where
// the text is shorter.
func (c *codepoints) toByte(r int) (int, bool) {
	c.make()
	if r < 0 || r > c.length {
		return 0, false
	}
	if c.counts == nil {
		return r, true
	}
	if r == c.length {
		return len(c.text), true
	}
	i := sort.SearchInts(c.counts, r+1) - 1
	n := c.counts[i]
	for k := i * block; ; k++ {
		if utf8.RuneStart(c.text[k]) {
			if n == r {
				return k, true
			}
			n++
		}
	}
}

// span turns a span of the record into one of the text.
func (c *codepoints) span(start, end int) (article.Span, bool) {
	b, ok := c.toByte(start)
	e, ok2 := c.toByte(end)
	return article.Span{Start: b, End: e}, ok && ok2 && b <= e
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
