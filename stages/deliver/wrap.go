package deliver

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// wrap breaks a text into lines of at most so many columns, at spaces where
// there are any; a word longer than a line is broken.
func wrap(text string, columns int) []string {
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsSeq(plain(text)) {
		n := cells(word)
		if used > 0 && used+1+n <= columns {
			line, used = line+" "+word, used+1+n
			continue
		}
		if used > 0 {
			lines = append(lines, line)
		}
		for cells(word) > columns {
			head := cut(word, columns)
			lines = append(lines, head)
			word = word[len(head):]
		}
		line, used = word, cells(word)
	}
	if used > 0 || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// cut gives the longest beginning of a word that fits, at least one character.
func cut(word string, columns int) string {
	used := 0
	for i, r := range word {
		if used += cell(r); used > columns && i > 0 {
			return word[:i]
		}
	}
	return word
}

// plain makes a space of everything that could steer a terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// cells is the width of a text in columns.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n += cell(r)
	}
	return n
}

func cell(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
