// Package markup turns marked-up text, HTML or the XML of news formats, into
// paragraphs: "\n\n" between paragraphs, "\n" at line breaks, white space
// folded, and notes that are not for publication left out and counted.
package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Result is the text of some markup.
type Result struct {
	Text      string
	Hidden    []int               // lengths in code points of notes not for publication
	Furniture []article.Furniture // notepads
	Heading   string              // of the first h1 or hl1
	Byline    string              // of the first element of that class, taken out of the text
	Dateline  string              // of the first element of that class; it stays in the text
}

// builder collects text block by block. Elements may be closed in any order,
// as HTML allows.
type builder struct {
	out     strings.Builder
	space   bool // a blank is due before the next word
	blank   bool // a paragraph break is due
	line    bool // a line break is due
	skip    part // what is being left out, and where it began
	parts   Result
	wide    bool // within pre: lines are kept
	heading bool // an h1 is being read
	head    strings.Builder
	cells   bool
	hidden  strings.Builder
	dated   part // the element that is the dateline, while it is open
	date    strings.Builder
}

// part is a stretch of markup that is no text.
type part struct {
	kind string // "" for text
	name string // of the element left out
	nest int    // elements of that name open
}

// voids are the elements of HTML that have no end.
func void(name string) bool {
	switch name {
	case "br", "img", "hr", "input", "meta", "link", "wbr", "source", "area", "base", "col", "embed", "param", "track":
		return true
	}
	return false
}

// left says as which kind of thing an element is left out; "" keeps it.
func left(name, class string) string {
	switch name {
	case "script", "style", "noscript", "template", "figure", "figcaption", "nav", "form", "button", "iframe", "svg", "audio", "video",
		"object", "select", "textarea", "canvas", "head", "media", "map", "math", "bild", "bilder":
		return "page"
	case "byline":
		return "byline"
	case "dat":
		return "kicker"
	}
	if NonPublic(class) {
		return "nonpublic"
	}
	for c := range strings.FieldsSeq(strings.ToLower(class)) {
		switch c {
		case "notepad", "notizblock":
			return "notepad"
		case "slugline", "publicationdate":
			return "slugline"
		case "closingline":
			return "signoff"
		case "byline":
			return "byline"
		case "vignette", "kicker", "eyebrow", "overline", "dat", "genre":
			return "kicker"
		}
	}
	return ""
}

// start opens an element.
func (b *builder) start(name, class string) {
	if name == "br" || name == "hr" {
		b.line = true
		return
	}
	if void(name) {
		return
	}
	kind := left(name, class)
	switch {
	case b.skip.kind == "" && kind != "":
		b.skip = part{kind, name, 1}
	case b.skip.name == name:
		b.skip.nest++
	}
	if kind == "nonpublic" && b.skip.kind != "page" {
		b.skip.kind = kind // a notepad with any such note in it is taken for one as a whole
	}
	if b.dated.name == name {
		b.dated.nest++
	} else if b.dated.name == "" && b.date.Len() == 0 && b.skip.kind == "" && (name == "dateline" || dateline(class)) {
		b.dated = part{"dateline", name, 1}
	}
	switch blockOf(name) {
	case paragraph:
		b.blank = true
	case row:
		b.line, b.cells = true, false
	case cell:
		if b.cells {
			b.text(" | ")
		}
		b.cells = true
	}
	if name == "pre" {
		b.wide = true
	}
	if (name == "h1" || name == "hl1" || name == "rubrik") && b.head.Len() == 0 {
		b.heading = true
	}
}

// end closes an element.
func (b *builder) end(name string) {
	if void(name) {
		return
	}
	switch blockOf(name) {
	case paragraph:
		b.blank = true
	case row:
		b.line = true
	}
	if name == "pre" {
		b.wide = false
	}
	if name == "h1" || name == "hl1" || name == "rubrik" {
		b.heading = false
	}
	if b.dated.name == name {
		if b.dated.nest--; b.dated.nest == 0 {
			b.dated = part{}
		}
	}
	if b.skip.kind != "" && b.skip.name == name {
		if b.skip.nest--; b.skip.nest == 0 {
			b.close()
		}
	}
}

// close ends what is being left out.
func (b *builder) close() {
	words := strings.Join(strings.Fields(b.hidden.String()), " ")
	if n := utf8.RuneCountInString(words); n > 0 && b.skip.kind == "nonpublic" {
		b.parts.Hidden = append(b.parts.Hidden, n)
	} else if n > 0 && b.skip.kind != "page" {
		b.parts.Furniture = append(b.parts.Furniture, article.Furniture{Kind: b.skip.kind, Length: n, Text: words})
		if b.skip.kind == "byline" && b.parts.Byline == "" && n < 200 {
			b.parts.Byline = words
		}
	}
	b.hidden.Reset()
	b.skip = part{}
}

// text adds words.
func (b *builder) text(s string) {
	if b.skip.kind != "" {
		b.hidden.WriteString(s)
		b.hidden.WriteByte(' ')
		return
	}
	for s != "" {
		i := strings.IndexFunc(s, unicode.IsSpace)
		if i != 0 {
			if i < 0 {
				i = len(s)
			}
			b.word(s[:i])
			s = s[i:]
			continue
		}
		r, n := utf8.DecodeRuneInString(s)
		if b.wide && r == '\n' {
			b.line = true
		}
		b.space = true
		s = s[n:]
	}
}

func (b *builder) word(w string) {
	if b.out.Len() > 0 {
		switch {
		case b.blank:
			b.out.WriteString("\n\n")
		case b.line:
			b.out.WriteByte('\n')
		case b.space:
			b.out.WriteByte(' ')
		}
	}
	b.out.WriteString(w)
	if b.heading {
		if b.space && b.head.Len() > 0 {
			b.head.WriteByte(' ')
		}
		b.head.WriteString(w)
	}
	if b.dated.name != "" {
		if b.space && b.date.Len() > 0 {
			b.date.WriteByte(' ')
		}
		b.date.WriteString(w)
	}
	b.blank, b.line, b.space = false, false, false
}

func dateline(class string) bool {
	for c := range strings.FieldsSeq(strings.ToLower(class)) {
		if c == "dateline" {
			return true
		}
	}
	return false
}

func (b *builder) result() Result {
	if b.skip.kind != "" {
		b.close()
	}
	b.parts.Text, b.parts.Heading, b.parts.Dateline = b.out.String(), b.head.String(), b.date.String()
	return b.parts
}

// The ways in which an element breaks the text.
const (
	inline = iota
	paragraph
	row
	cell
)

func blockOf(name string) int {
	switch name {
	case "p", "div", "section", "article", "aside", "header", "footer", "main", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre",
		"ul", "ol", "dl", "table", "block", "hl1", "hl2", "bq", "body", "body.content", "address", "fieldset", "details", "summary", "fn", "hr",
		"note":
		return paragraph
	case "li", "tr", "dt", "dd", "caption":
		return row
	case "td", "th":
		return cell
	}
	return inline
}
