// Package draft holds what the format parsers of normalise hand over: an item
// as its format states it, before the rules that hold for every format.
package draft

import (
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Draft is one item of a transmission. Of the Article, the parser fills what
// the format states; Text is the body with "\n\n" between paragraphs, still
// with its furniture.
type Draft struct {
	article.Article

	Index    int    // of the item in its transmission
	Part     []byte // the item's own bytes, where the transmission has several
	Err      error  // what is wrong with the item; the rest is then ignored
	Hidden   []int  // lengths, in code points, of notes not for publication
	Assumed  string // the language, where the copy neither says nor shows it
	Verbatim bool   // the text is to stay as it is, furniture and all
}

// Hide notes a text that is not for publication: its length and nothing else.
func (d *Draft) Hide(codePoints int) {
	if codePoints > 0 {
		d.Hidden = append(d.Hidden, codePoints)
	}
}

// Furnish lists a text taken out of the copy.
func (d *Draft) Furnish(kind, words string) {
	d.Furniture = append(d.Furniture, article.Furniture{Kind: kind, Length: utf8.RuneCountInString(words), Text: words})
}

// Limits are what a parser may spend on one transmission.
type Limits struct {
	Depth      int // of nested elements, objects or arrays
	Tokens     int // elements, texts, members
	Attributes int // of one element
	Items      int // in one transmission
}
