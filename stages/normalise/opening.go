package normalise

import (
	"cmp"
	"strings"

	"github.com/wirewatch/wirewatch/stages/normalise/dateline"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
)

// longestOpening is how many lines of points may stand before the dateline.
const longestOpening = 8

// opening gives where the story proper begins, behind the points that some
// agencies put before the dateline; 0 where there are none.
func opening(text string) int {
	at := 0
	for range longestOpening {
		line, _, ok := strings.Cut(text[at:], "\n")
		if !point(line) {
			return at
		}
		if !ok {
			break
		}
		at += len(line) + 1
	}
	return 0
}

// point reports whether a line is one of the points of a story, or empty.
func point(line string) bool {
	return line == "" || strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "• ") || strings.HasPrefix(line, "- ")
}

// byline takes the byline off the head of the story.
func byline(d *draft.Draft) {
	at := opening(d.Text)
	line, rest, _ := strings.Cut(d.Text[at:], "\n")
	if rest == "" {
		return
	}
	if by := dateline.Byline(line); by != "" {
		d.By = cmp.Or(d.By, by)
		d.Text = d.Text[:at] + strings.TrimLeft(rest, "\n")
		d.Furnish("byline", line)
	}
}

// longestSignoff is the length in bytes of the longest last line that names
// nothing but the agency.
const longestSignoff = 40

// signoff takes off the end of the text the line in which the agency signs,
// "(Isle Press)", "==Kyodo", "/ritzau/", "(SDA/mf ba)", and the mark of its
// copyright behind the last sentence, "(©NTB)".
func signoff(d *draft.Draft) {
	if i := strings.LastIndex(d.Text, "(©"); i > 0 && len(d.Text)-i < longestSignoff && strings.HasSuffix(d.Text, ")") {
		d.Furnish("signoff", d.Text[i:])
		d.Text = strings.TrimRight(d.Text[:i], " \n")
	}
	if i := strings.LastIndexByte(d.Text, '('); i > 0 && strings.HasSuffix(d.Text, ")") && credits(d.Text[i+1:]) {
		d.Furnish("signoff", d.Text[i:])
		d.Text = strings.TrimRight(d.Text[:i], " \n")
	}
	i := strings.LastIndexByte(d.Text, '\n')
	line := d.Text[i+1:]
	if i < 0 || len(line) > longestSignoff || !signs(d, line) {
		return
	}
	d.Text = strings.TrimRight(d.Text[:i], "\n")
	d.Furnish("signoff", line)
}

// credits reports whether a bracket says who worked on the story.
func credits(s string) bool {
	head := strings.ToLower(s[:min(len(s), 24)])
	for _, says := range [...]string{"reporting by ", "additional reporting ", "writing by ", "editing by ", "compiled by ", "reporting and writing"} {
		if strings.HasPrefix(head, says) {
			return len(s) < 400
		}
	}
	return false
}

// signs reports whether a line, set off by brackets, slashes or equals signs,
// or alone the name of an agency, names the agency that the text is from.
func signs(d *draft.Draft, line string) bool {
	inner := strings.Trim(line, "()/=[]. ")
	if inner == "" || inner == strings.Trim(line, " .") && !dateline.Agency(inner) {
		return false
	}
	name, _, _ := strings.Cut(strings.ReplaceAll(inner, "\\", ""), "/")
	source := cmp.Or(d.Dateline.Source, dateline.Parse(d.Text[opening(d.Text):], 0).Source)
	return dateline.Agency(name) || strings.EqualFold(inner, source) || strings.EqualFold(inner, d.Source.Provider)
}
