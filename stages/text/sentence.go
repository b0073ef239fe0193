// Package text splits the text of an article into sentences and tokens: spans
// made once for each article and used by every stage after it.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Sentences splits s into sentences. Paragraph breaks (an empty line) end
// sentences, closing quotation marks stay with the sentence they close, and
// abbreviations, initials, decimals and datelines do not end one. The spans
// are in order, do not overlap, begin and end on a rune that is not white
// space, and leave out nothing but white space. The time is linear in s.
func Sentences(s string) []article.Sentence {
	sp := splitter{text: s, out: make([]article.Sentence, 0, len(s)/96+1)}
	var before article.Span
	for p := range paragraphs(s) {
		first := len(sp.out)
		sp.paragraph(p)
		sp.markCut(before, p, sp.out[first:])
		before = p
	}
	if len(sp.out) == 0 {
		return nil
	}
	return sp.out
}

// paragraphs gives the parts of s between empty lines, trimmed; none is empty.
func paragraphs(s string) func(yield func(article.Span) bool) {
	return func(yield func(article.Span) bool) {
		for i := 0; i < len(s); {
			end := paragraphEnd(s, i)
			if p := trim(s, article.Span{Start: i, End: end}); p.Len() > 0 && !yield(p) {
				return
			}
			i = end + 1
		}
	}
}

// paragraphEnd finds the newline that opens an empty line, from i on.
func paragraphEnd(s string, i int) int {
	for i < len(s) {
		n := strings.IndexByte(s[i:], '\n')
		if n < 0 {
			return len(s)
		}
		i += n
		for j := i + 1; j < len(s); j++ {
			if s[j] == '\n' {
				return i
			}
			if s[j] != ' ' && s[j] != '\t' && s[j] != '\r' {
				break
			}
		}
		i++
	}
	return len(s)
}

func trim(s string, p article.Span) article.Span {
	part := strings.TrimLeftFunc(s[p.Start:p.End], unicode.IsSpace)
	p.Start = p.End - len(part)
	p.End = p.Start + len(strings.TrimRightFunc(part, unicode.IsSpace))
	return p
}

// splitter collects the sentences of a text.
type splitter struct {
	text    string
	out     []article.Sentence
	lookups int // searches of the whole text that markCut has made
}

// paragraph adds the sentences of the paragraph p.
func (sp *splitter) paragraph(p article.Span) {
	s, start := sp.text[:p.End], p.Start
	for i := p.Start; i < p.End; {
		if !marks[s[i]] { // most bytes are letters
			i++
			continue
		}
		if bulletAt(s, i) {
			sp.add(start, i)
			start = i + 1
			i++
			continue
		}
		n := terminator(s[i:])
		if n == 0 {
			i++
			continue
		}
		stop := stopAt(s, i, n)
		if stop.ends(s, start) {
			sp.add(start, stop.end)
			start = stop.end
		}
		i = stop.end
	}
	sp.add(start, p.End)
}

// marks are the bytes with which a terminator or a line break begins, or may
// begin.
var marks = func() (m [256]bool) {
	for _, c := range ".!?\n" {
		m[c] = true
	}
	for c := 0xc2; c < 0xf5; c++ {
		m[c] = true
	}
	return m
}()

func (sp *splitter) add(start, end int) {
	if p := trim(sp.text, article.Span{Start: start, End: end}); p.Len() > 0 {
		sp.out = append(sp.out, article.Sentence{Span: p})
	}
}

// bulletAt reports whether the line break at i is followed by a list entry.
func bulletAt(s string, i int) bool {
	if s[i] != '\n' {
		return false
	}
	rest := strings.TrimLeft(s[i+1:min(len(s), i+12)], " \t")
	for _, b := range [...]string{"- ", "* ", "• ", "– ", "— ", "· ", "▪ "} {
		if strings.HasPrefix(rest, b) {
			return true
		}
	}
	return false
}

// terminator gives the length of the sentence-ending mark that s begins with.
func terminator(s string) int {
	switch c := s[0]; {
	case c == '.' || c == '!' || c == '?':
		return 1
	case c < utf8.RuneSelf:
		return 0
	}
	switch r, n := utf8.DecodeRuneInString(s); r {
	case '…', '。', '！', '？', '؟', '۔', '।', '॥', '‽', '⁇', '⁈', '⁉':
		return n
	}
	return 0
}

// stop is a run of terminators with the closing marks after it.
type stop struct {
	at     int // where the run begins
	end    int // after the closing marks
	dots   int // full stops in the run
	strong bool
	wide   bool // of a script that puts no blank between sentences
	closed bool // a closing mark follows
}

// stopAt reads the stop whose first mark, n bytes long, stands at i.
func stopAt(s string, i, n int) stop {
	st := stop{at: i, end: i}
	for n > 0 {
		switch r, _ := utf8.DecodeRuneInString(s[st.end:]); r {
		case '.':
			st.dots++
		case '…':
			st.dots += 3
		case '。', '！', '？':
			st.wide, st.strong = true, true
		default:
			st.strong = true
		}
		st.end += n
		n = 0
		if st.end < len(s) {
			n = terminator(s[st.end:])
		}
	}
	for st.end < len(s) {
		r, n := utf8.DecodeRuneInString(s[st.end:])
		if !closing(r) {
			break
		}
		st.closed = true
		st.end += n
	}
	if n := spacedGuillemet(s[st.end:]); n > 0 {
		st.closed = true
		st.end += n
	}
	return st
}

// closing reports whether r closes a quotation or bracket when it stands
// directly behind a full stop. The opening marks of one language close in
// another („so“, »so«).
func closing(r rune) bool {
	switch r {
	case '"', '\'', '”', '’', '“', '‘', '»', '«', '›', '‹', ')', ']', '}', '」', '』', '）':
		return true
	}
	return false
}

// spacedGuillemet gives the length of " »" at the head of s, as French sets it.
func spacedGuillemet(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if r != ' ' && r != '\u00a0' && r != '\u202f' {
		return 0
	}
	if strings.HasPrefix(s[n:], "»") {
		return n + len("»")
	}
	return 0
}

// ends reports whether a sentence that began at start ends with st.
func (st stop) ends(s string, start int) bool {
	rest := s[st.end:]
	if rest == "" {
		return true
	}
	if st.wide {
		return true
	}
	r, _ := utf8.DecodeRuneInString(rest)
	if !unicode.IsSpace(r) {
		return false
	}
	next := nextOf(rest)
	if !next.opens {
		return false
	}
	if st.strong {
		return !st.closed || !next.speaks()
	}
	if st.dots > 1 {
		return true
	}
	return !abbreviated(s, start, st, next)
}
