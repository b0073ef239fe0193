// Package ner is the model that decides which words of a text are names, and of
// what kind. It is a linear chain over the words: features of each word and its
// neighbours, among them what the rules of package tag say, score every label,
// and the best sequence of labels is taken.
//
// A model is trained by package learn, which calls the same Extract as the
// stage does. Same words, same labels: there is no randomness.
package ner

import "github.com/wirewatch/wirewatch/pipeline/article"

// Kinds are the kinds of names, by number.
func Kinds() []string { return kinds[:] }

var kinds = [...]string{"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WEAPON", "PLATFORM"}

// KindOf gives the number of a kind, and -1 where there is none of that name.
func KindOf(name string) int {
	for i, k := range kinds {
		if k == name {
			return i
		}
	}
	return -1
}

// Label is what a word is in a name: nothing, or the begin, inside or last word
// of a name of a kind, or all of it.
type Label uint8

// Outside is the label of a word that is in no name.
const Outside Label = 0

// The parts of a name.
const (
	Begin = iota
	Inside
	Last
	Unit
	parts
)

// Labels is how many labels there are.
const Labels = 1 + len(kinds)*parts

// LabelOf gives the label of a part of a name.
func LabelOf(kind, part int) Label { return Label(1 + kind*parts + part) }

// Kind gives the kind of a label; it must not be Outside.
func (l Label) Kind() int { return int(l-1) / parts }

// Part gives the part of a name that a label is; it must not be Outside.
func (l Label) Part() int { return int(l-1) % parts }

// ends reports whether no name goes on after the label.
func (l Label) ends() bool { return l == Outside || l.Part() >= Last }

// Follows reports whether label m may stand after l.
func (l Label) Follows(m Label) bool {
	starts := m == Outside || m.Part() == Begin || m.Part() == Unit
	if l.ends() {
		return starts
	}
	return !starts && l.Kind() == m.Kind()
}

// Word is a token as the model sees it.
type Word struct {
	Text  string
	Flags Flags
	Class uint32 // what the word says about names around it, as bits
	Rule  Label  // what the rules say
	Found uint8  // how the rules found it; 0 is not
	Doc   uint8  // what the rest of the text says of the word, as bits
	Memo  *Memo  // of words with this text; nil is none
}

// Flags say how a word is written and where it stands.
type Flags uint16

// The flags of a word.
const (
	Upper     Flags = 1 << iota // begins with a capital
	Shout                       // all capitals
	Lower                       // begins with a small letter
	Number                      // begins with a digit
	Mark                        // punctuation
	Opens                       // begins a sentence or a quotation
	Start                       // the first word of a sentence, where chains begin
	Titled                      // most words of the text have capitals
	Caps                        // all letters of the text are capitals
	Title                       // part of a title, such as President
	Glued                       // no space before it
	MixedCase                   // a capital inside
)

// What the rest of a text says of a word.
const (
	SmallElsewhere   = 1 << iota // stands with a small letter, too
	CapitalElsewhere             // stands with a capital inside a sentence
	PersonElsewhere              // in a longer name of a person
	OrgElsewhere
	PlaceElsewhere
	Frequent // three times and more
)

// Span is a name: words from First to Last.
type Span struct {
	First, Last int
	Kind        int
	Margin      float32 // by how much the name beat none there; more is surer
}

// Find gives the names in words, in order.
func (m *Model) Find(words []Word) []Span {
	var out []Span
	d := decoders.Get().(*decoder)
	defer decoders.Put(d)
	d.prepare(m, words)
	for from := 0; from < len(words); {
		first, last := d.island(from)
		if first < 0 {
			break
		}
		d.decode(m, first, last)
		out = d.spans(out, first, last)
		from = last + 1
	}
	return out
}

// Trim gives the byte span of a name's words in the text; a tail such as
// "-linked" behind a name's last word does not belong to it.
func Trim(span article.Span, text string) article.Span {
	s := span.In(text)
	for i := len(s) - 1; i > 1; i-- {
		if s[i] == '-' {
			if i+2 < len(s) && s[i+1] >= 'a' && s[i+1] <= 'z' && tails[s[i+1:]] {
				span.End = span.Start + i
			}
			return span
		}
		if s[i] == ' ' {
			return span
		}
	}
	return span
}

// Tail reports whether a word is one that hyphens join to names, such as
// "linked", without being a part of them.
func Tail(word string) bool { return tails[word] }

// tails are words that are joined to names by a hyphen and are no part of them.
var tails = map[string]bool{
	"linked": true, "backed": true, "led": true, "based": true, "held": true, "controlled": true, "born": true, "style": true,
	"trained": true, "allied": true, "run": true, "owned": true, "made": true, "affiliated": true, "inspired": true, "funded": true,
	"supported": true, "sponsored": true, "aligned": true, "built": true, "listed": true, "flagged": true, "registered": true,
	"speaking": true, "dominated": true, "ruled": true, "occupied": true, "administered": true, "mediated": true, "brokered": true,
	"supplied": true, "friendly": true, "bound": true, "educated": true, "majority": true, "type": true, "operated": true, "designed": true,
	"era": true, "wide": true, "sanctioned": true, "appointed": true, "claimed": true, "drafted": true, "mandated": true, "installed": true,
}
