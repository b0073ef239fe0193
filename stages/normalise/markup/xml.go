package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// XML gives the text of an element.
func XML(n *xmltree.Node) Result {
	var b builder
	if n != nil {
		b.out.Grow(max(0, n.End-n.Begin))
		b.node(n)
	}
	return b.result()
}

// Spaced gives the words of an element, those of the elements in it set off by
// blanks: "By<person>Jane Doe</person>" is "By Jane Doe".
func Spaced(n *xmltree.Node) string {
	var b strings.Builder
	spaced(&b, n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func spaced(b *strings.Builder, n *xmltree.Node) {
	if n == nil {
		return
	}
	last, _ := utf8.DecodeLastRuneInString(b.String())
	first, _ := utf8.DecodeRuneInString(n.Text)
	if wordy(last) && wordy(first) {
		b.WriteByte(' ')
	}
	b.WriteString(n.Text)
	for _, c := range n.Nodes {
		spaced(b, c)
	}
}

func wordy(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func (b *builder) node(n *xmltree.Node) {
	if n.Name == "" {
		if Is(n.Text) { // markup written as text
			b.html(n.Text)
			return
		}
		if setAsCopy(n.Text) {
			b.copy(n.Text)
			return
		}
		b.text(n.Text)
		return
	}
	name := strings.ToLower(n.Name)
	b.start(name, n.Attr("class")+" "+n.Attr("role")+" "+n.Attr("pubconstraint"))
	apart := contains(name, n)
	for _, c := range n.Nodes {
		b.blank = b.blank || apart && b.out.Len() > 0
		b.node(c)
	}
	b.end(name)
}

// contains reports whether an element only holds others, each of which is then
// a paragraph or more, whatever the agency calls them.
func contains(name string, n *xmltree.Node) bool {
	if blockOf(name) != inline && name != "body" && name != "body.content" && name != "block" && name != "div" && name != "section" {
		return false
	}
	elements := 0
	for _, c := range n.Nodes {
		if c.Name != "" && !phrase(c.Name) {
			elements++
		} else if strings.TrimSpace(c.Text) != "" || c.Name != "" {
			return false
		}
	}
	return elements > 1
}

// phrase reports whether an element marks words within a sentence.
func phrase(name string) bool {
	switch name {
	case "a", "b", "i", "u", "em", "strong", "span", "sub", "sup", "br", "small", "font", "q", "abbr", "code", "img", "cite", "mark", "time",
		"person", "org", "location", "chron", "num", "money", "event", "function", "copyrite", "virtloc", "object.title", "lang", "pronounce", "frac":
		return true
	}
	return false
}
