package deliver

import (
	"fmt"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

const (
	minWidth = 24
	labelled = 10 // columns of the labels inside a box
)

// Box draws an alert as a box of a width in columns: theme and severity, the
// headline, where, who says it, the sentence that proves it and the source.
// Control characters of the copy are never passed on to the terminal.
func Box(a article.Alert, columns int, colour bool) string {
	b := box{inner: max(columns, minWidth) - 4, on: paint(a, colour)}
	if b.on != "" {
		b.off = "\x1b[0m"
	}
	b.rule("╭", "╮")
	b.line(strings.ToUpper(string(a.State)) + " · " + a.Theme + " · " + severity(a.Severity))
	b.line(a.Headline)
	b.rule("├", "┤")
	b.row("Where", where(a.Place))
	b.row("Who", names(a.Who))
	b.row("Says", said(a))
	b.row("Numbers", figures(a.Numbers))
	for i, q := range a.Evidence {
		if i == 2 {
			b.row("", fmt.Sprintf("and %d more", len(a.Evidence)-i))
			break
		}
		b.row(label(i, "Evidence"), "“"+q.Text+"”")
	}
	for i, c := range a.Changed {
		b.row(label(i, "Changed"), c.Field+": "+orNone(c.From)+" → "+orNone(c.To))
	}
	b.row("Because", a.Reason)
	b.row("Source", source(a))
	b.rule("╰", "╯")
	return b.String()
}

// box collects the lines; inner is the width between the borders and their
// spaces.
type box struct {
	strings.Builder
	inner   int
	on, off string
}

func (b *box) rule(left, right string) {
	b.WriteString(b.on + left + strings.Repeat("─", b.inner+2) + right + b.off + "\n")
}

// line writes a text over the whole width.
func (b *box) line(text string) {
	for _, l := range wrap(text, b.inner) {
		b.put(l)
	}
}

// row writes a text beside its label; a row without text is left out.
func (b *box) row(name, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	for i, l := range wrap(text, b.inner-labelled) {
		b.put(fmt.Sprintf("%-*s", labelled, label(i, name)) + l)
	}
}

func (b *box) put(line string) {
	pad := strings.Repeat(" ", max(0, b.inner-cells(line)))
	b.WriteString(b.on + "│" + b.off + " " + line + pad + " " + b.on + "│" + b.off + "\n")
}

// label is the name on the first of several lines.
func label(i int, name string) string {
	if i > 0 {
		return ""
	}
	return name
}

// paint gives the colour of the border: red and yellow for what is grave, grey
// for what is over.
func paint(a article.Alert, colour bool) string {
	switch {
	case !colour:
		return ""
	case a.State == article.Retracted || a.State == article.Expired:
		return "\x1b[90m"
	case a.Severity >= 4:
		return "\x1b[31m"
	}
	return "\x1b[33m"
}

func severity(n int) string {
	n = min(max(n, 0), 5)
	return fmt.Sprintf("severity %d %s%s", n, strings.Repeat("■", n), strings.Repeat("□", 5-n))
}

func where(f *article.GeoFeature) string {
	if f == nil || f.Properties.Country == "" || f.Properties.Country == f.Properties.Name {
		return placeName(f)
	}
	return f.Properties.Name + " (" + f.Properties.Country + ")"
}

func placeName(f *article.GeoFeature) string {
	if f == nil {
		return ""
	}
	return f.Properties.Name
}

func said(a article.Alert) string {
	who := names(a.SaidBy)
	if who == "" {
		who = "the copy itself"
	}
	return who + " (" + string(a.Certainty.Status) + ")"
}

func source(a article.Alert) string {
	return strings.TrimPrefix(strings.Join(a.Story.Sources, ", ")+" · "+strings.Join(a.Records, ", "), " · ")
}

func names(list []article.Named) string {
	var out []string
	for _, n := range list {
		out = append(out, n.Name)
	}
	return strings.Join(out, ", ")
}

func figures(list []article.Figure) string {
	var out []string
	for _, f := range list {
		text := f.Text
		if !strings.Contains(strings.ToLower(text), f.Kind) {
			text += " " + f.Kind
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
