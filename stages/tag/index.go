package tag

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/stages/tag/knowledge"
	"github.com/wirewatch/wirewatch/stages/tag/names"
	"github.com/wirewatch/wirewatch/stages/text"
)

// index is the knowledge made ready for search. It never changes once made.
type index struct {
	base    *knowledge.Base
	matcher *text.Matcher
	aliases []alias          // by the number of their pattern
	single  map[string]bool  // folded names of one word, of places, peoples and organisations
	watched int32            // the first entry of the operator's own; 0 is none
	titles  int32            // the number of the first title's pattern
	words   map[string]class // single words, folded
	lexemes *lexemes         // the words seen last

	surnames map[string][]int32    // folded last words of people's names
	holders  map[string][]int32    // people who held an office in a polity
	capitals map[int32]string      // capital city to the id of its country
	people   map[[2]byte][]near    // by the buckets of their first and last words
	groups   map[[2]byte][]near    // by the buckets of their first two words
	places   map[string][]placeKey // by country
	heads    []head                // aliases sorted, for names that break off
}

// alias is a name with what the search needs to know of it.
type alias struct {
	knowledge.Alias
	upper uint32 // which tokens must have a capital
	short bool   // an acronym of a few letters
}

// near is a name that misspelt ones are compared with.
type near struct {
	entry int32
	keys  []string
	first names.Marks // of its first word
	last  names.Marks
}

func nearOf(entry int32, keys []string) near {
	return near{entry, keys, names.MarksOf(keys[0]), names.MarksOf(keys[len(keys)-1])}
}

// head is an alias that a broken-off name may begin.
type head struct {
	folded string
	entry  int32
}

func newIndex(b *knowledge.Base) (*index, error) {
	if len(b.Aliases) == 0 {
		return nil, errNoNames
	}
	x := &index{
		base: b, words: wordClasses(b.FirstNames, text.Fold), titles: int32(len(b.Aliases)),
		single: map[string]bool{}, lexemes: newLexemes(), surnames: map[string][]int32{}, holders: map[string][]int32{}, capitals: map[int32]string{},
		people: map[[2]byte][]near{}, groups: map[[2]byte][]near{}, places: map[string][]placeKey{},
	}
	patterns := make([]text.Pattern, 0, len(b.Aliases)+len(b.Titles))
	for i, a := range b.Aliases {
		patterns = append(patterns, text.Pattern{Words: a.Text, ID: int32(i), Exact: a.Exact})
		if e := &b.Entries[a.Entry]; e.Type != "PERSON" && !strings.ContainsRune(a.Text, ' ') {
			x.single[text.Fold(a.Text)] = true
		}
		x.aliases = append(x.aliases, x.alias(a))
		x.heads = append(x.heads, head{text.Fold(a.Text), a.Entry})
	}
	for i, t := range b.Titles {
		patterns = append(patterns, text.Pattern{Words: t.Text, ID: x.titles + int32(i)})
	}
	slices.SortStableFunc(x.heads, func(p, q head) int { return strings.Compare(p.folded, q.folded) })
	x.readPeople()
	x.readGroups()
	x.readPlaces()
	x.readCapitals()
	var err error
	x.matcher, err = text.NewMatcher(patterns)
	return x, err
}

func (x *index) alias(a knowledge.Alias) alias {
	out := alias{Alias: a}
	for i, t := range text.Tokens(a.Text) {
		if r, _ := utf8.DecodeRuneInString(a.Text[t.Start:]); i < 32 && unicode.IsUpper(r) {
			out.upper |= 1 << i
		}
	}
	e := &x.base.Entries[a.Entry]
	if !strings.ContainsRune(a.Text, ' ') && len(a.Text) <= 5 && strings.ToUpper(a.Text) == a.Text {
		out.short = e.Type == "ORG"
	}
	return out
}

// readPeople indexes names and offices.
func (x *index) readPeople() {
	for i := range x.base.Entries {
		e := &x.base.Entries[i]
		if e.Type != "PERSON" {
			continue
		}
		fields := strings.Fields(e.Name)
		last := text.Fold(fields[len(fields)-1])
		x.surnames[last] = append(x.surnames[last], int32(i))
		for _, o := range e.Offices {
			if held := x.holders[o.Polity]; !slices.Contains(held, int32(i)) {
				x.holders[o.Polity] = append(held, int32(i))
			}
		}
	}
	for _, a := range x.base.Aliases {
		if e := &x.base.Entries[a.Entry]; e.Type == "PERSON" {
			keys := keysOf(a.Text)
			if len(keys) < 2 {
				continue
			}
			for _, first := range names.Buckets(keys[0]) {
				for _, last := range names.Buckets(keys[len(keys)-1]) {
					b := [2]byte{first, last}
					x.people[b] = append(x.people[b], nearOf(a.Entry, keys))
				}
			}
		}
	}
}

// minFuzzy is how long a group's name must be, in letters, for misspellings of
// it to be looked for.
const minFuzzy = 10

func (x *index) readGroups() {
	for _, a := range x.base.Aliases {
		e := &x.base.Entries[a.Entry]
		if e.Subtype != "armed_group" || len(a.Text) < minFuzzy {
			continue
		}
		if keys := keysOf(a.Text); len(keys) >= 2 {
			b := ends(keys[:2])
			x.groups[b] = append(x.groups[b], nearOf(a.Entry, keys))
		}
	}
}

func (x *index) readCapitals() {
	for i := range x.base.Entries {
		if e := &x.base.Entries[i]; e.Capital {
			x.capitals[int32(i)] = "country:" + e.Country
		}
	}
}

// ends gives the buckets of the first and the last key.
func ends(keys []string) [2]byte {
	return [2]byte{names.Bucket(keys[0]), names.Bucket(keys[len(keys)-1])}
}

// keysOf gives the keys of the words of a name.
func keysOf(name string) []string {
	var keys []string
	for w := range strings.FieldsSeq(name) {
		if k := names.Key(w); k != "" {
			keys = append(keys, k)
		}
	}
	return keys
}
