package markup

import "strings"

// setAsCopy reports whether a text within an element is set as wire copy is:
// lines flush left, and paragraphs told by an indent or an empty line. Markup
// that is merely set in for the eye has no such line.
func setAsCopy(s string) bool {
	if strings.Count(s, "\n") < 2 {
		return false
	}
	flush, indented, empty, gap := 0, 0, 0, false
	first := true
	for line := range strings.Lines(s) {
		words := strings.TrimSpace(line)
		switch {
		case words == "":
			gap = flush+indented > 0
			continue
		case first: // it stands behind the tag
		case setIn(line):
			indented++
		default:
			flush++
		}
		if gap {
			empty++
		}
		first, gap = false, false
	}
	return flush > 0 && indented > 0 && flush+indented > 2 || flush > 0 && empty > 0
}

func setIn(line string) bool { return strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t") }

// copy adds a text that is set as wire copy.
func (b *builder) copy(s string) {
	for line := range strings.Lines(s) {
		words := strings.TrimSpace(line)
		if words == "" || setIn(line) {
			b.blank = true
		}
		if strings.HasPrefix(line, " ") && !setIn(line) {
			b.line = true
		}
		b.text(line)
	}
}
