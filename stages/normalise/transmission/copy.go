package transmission

import (
	"strings"
)

// Clean turns what teleprinters need into text: fill characters go, a control
// character that stands for a blank becomes one, “quotes” made of two accents
// or apostrophes are set, a dash made of an underscore is a dash.
func Clean(s string) string {
	if !strings.ContainsFunc(s, special) {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == 0x7f:
			if between(out, s[i+1:]) {
				out = append(out, ' ')
			}
		case c == 0x08 || c == 0x10: // steps of a table
			out = append(out, ' ')
		case c < ' ' && c != '\n' && c != '\t':
		case c == '`' && strings.HasPrefix(s[i:], "``"):
			out = append(out, "“"...)
			i++
		case c == '`':
			out = append(out, "‘"...)
		case c == '\'' && strings.HasPrefix(s[i:], "''"):
			out = append(out, "”"...)
			i++
		case c == '_' && dash(s, i):
			out = append(out, "—"...)
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

func special(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '`' || r == '\'' || r == '_'
}

// between reports whether a fill character stands in for a blank: within a
// line, words on both sides.
func between(before []byte, after string) bool {
	return len(before) > 0 && before[len(before)-1] > ' ' && after != "" && after[0] > ' ' && after[0] != 0x7f
}

// dash reports whether the underscore at i stands alone between blanks, or
// opens a line.
func dash(s string, i int) bool {
	open := i == 0 || s[i-1] == ' ' || s[i-1] == '\n' || s[i-1] == '\t'
	shut := i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\n'
	return open && shut
}

// Paragraphs makes paragraphs of teleprinter copy: an indent of two blanks or
// more, a tab or an empty line begins one; a line set in by one blank, or with
// steps of a table in it, is a line of its own.
func Paragraphs(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	row, listed := false, true
	for line := range strings.SplitSeq(text, "\n") {
		table := strings.ContainsAny(line, "\x08\x10\x12")
		words := strings.TrimSpace(Clean(line))
		if words == "" {
			row, listed = false, true
			if out.Len() > 0 && !strings.HasSuffix(out.String(), "\n\n") {
				out.WriteString("\n\n")
			}
			continue
		}
		table = table || strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "  ") || tabular(words)
		listed = listed && entry(words)
		table = table || listed || strings.HasPrefix(words, "==")
		switch {
		case out.Len() == 0 || strings.HasSuffix(out.String(), "\n\n"):
		case strings.HasPrefix(line, "  ") && !(row && tabular(words)) || strings.HasPrefix(line, "\t"):
			out.WriteString("\n\n")
		case table || row:
			out.WriteByte('\n')
		default:
			out.WriteByte(' ')
		}
		row = table
		out.WriteString(words)
	}
	return strings.TrimSpace(out.String())
}

// entry reports whether a line is one of a list, or the heading of one: "- The
// statement", "# Notebook".
func entry(line string) bool {
	return strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "#")
}

// tabular reports whether a line is set in columns.
func tabular(line string) bool {
	return strings.Contains(line, "....") || strings.Count(line, "   ") > 1
}
