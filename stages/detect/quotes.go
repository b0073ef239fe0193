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
