package detect

import (
	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// quotesOf finds what stands in quotation marks: straight, curly, guillemets and
// the typewriter's ”two strokes”, the marks included. A paragraph ends a quotation that is not
// closed, as running copy leaves the mark open when the speaker goes on.
func quotesOf(s string) []article.Span {
	var out []article.Span
	open, closing := -1, rune(0)
	for i := 0; i < len(s); {
		c := s[i]
		if c == '\n' && open >= 0 && i+1 < len(s) && s[i+1] == '\n' {
			out = closeQuote(out, s, open, i)
			open = -1
		}
		if c < utf8.RuneSelf && c != '"' && c != '\'' && c != '`' {
			i++
			continue
		}
		r, n := markAt(s, i)
		switch {
		case open >= 0 && r == closing:
			out = append(out, article.Span{Start: open, End: i + n})
			open = -1
		case open < 0 && closerOf(r) != 0:
			open, closing = i, closerOf(r)
		}
		i += n
	}
	if open >= 0 {
		out = closeQuote(out, s, open, len(s))
	}
	return out
}

// markAt reads a character; two strokes count as one straight mark.
func markAt(s string, i int) (rune, int) {
	if len(s)-i >= 2 && s[i] == s[i+1] && (s[i] == '\'' || s[i] == '`') {
		return '"', 2
	}
	return utf8.DecodeRuneInString(s[i:])
}

// closeQuote ends a quotation whose mark is never closed. A straight mark
// alone may be a stray one: it counts only at the start of its paragraph.
func closeQuote(out []article.Span, s string, open, end int) []article.Span {
	atStart := open == 0 || s[open-1] == '\n'
	if s[open] == '"' && !atStart {
		return out
	}
	end = open + len(strings.TrimRight(s[open:end], " \n\t"))
	return append(out, article.Span{Start: open, End: end})
}

func closerOf(r rune) rune {
	switch r {
	case '"':
		return '"'
	case '“', '„':
		return '”'
	case '«':
		return '»'
	}
	return 0
}

// continueQuotes gives a quotation that ends in a sentence and that no verb
// introduces to whoever spoke last in this paragraph or the one before.
func (v *view) continueQuotes(si int) {
	s := &v.sents[si]
	for _, q := range v.quotes {
		if q.Start > s.span.End {
			break
		}
		if q.End <= s.span.Start || q.End > s.span.End+2 || v.covered(q) || !v.beginsSentence(si, q.Start) {
			continue
		}
		if st := v.announced; !st.source.empty() && v.sents[st.sentence].span.End <= q.Start && si-st.sentence <= 8 { // "He said:" and then the quotation
			st.content, st.kind, st.sentence = []article.Span{q}, "quote", si
			v.announced = statement{}
			v.keepStatement(st)
			continue
		}
		if len(v.statements) == 0 {
			continue
		}
		if st := v.quotedBefore(q.Start); st != nil {
			st.content = append(st.content, q)
			continue
		}
		last := &v.statements[len(v.statements)-1]
		if last.speaker == 0 || si-last.sentence > 2 || q.Len() < 24 {
			continue
		}
		v.statements = append(v.statements, statement{speaker: last.speaker, source: last.source, content: []article.Span{q}, kind: "quote", sentence: si, grams: last.grams})
	}
}

// beginsSentence reports whether one of the last sentences up to one begins at
// a place.
func (v *view) beginsSentence(si, at int) bool {
	for i := si; i >= 0 && i+12 > si; i-- {
		if d := at - v.sents[i].span.Start; d == 0 || d == 1 {
			return true
		}
	}
	return false
}

// quotedBefore is the statement with a quotation in the same paragraph before a
// place, or nil.
func (v *view) quotedBefore(at int) *statement {
	for i := len(v.statements) - 1; i >= 0 && i+4 > len(v.statements); i-- {
		st := &v.statements[i]
		if st.kind == "quote" && v.sameParagraph(st.content[len(st.content)-1].End, at) {
			return st
		}
	}
	return nil
}

// sameParagraph reports whether no line ends between two places in the text.
func (v *view) sameParagraph(from, to int) bool {
	return from <= to && strings.IndexByte(v.text[from:to], '\n') < 0
}

func (v *view) covered(q article.Span) bool {
	for i := len(v.statements) - 1; i >= 0 && i >= len(v.statements)-8; i-- {
		for _, c := range v.statements[i].content {
			if c.Overlaps(q) {
				return true
			}
		}
	}
	return false
}
