package tag

import (
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// maxBack is how many sentences back a pronoun reaches.
const maxBack = 3

// maxNames is how many names before a pronoun are looked at.
const maxNames = 24

// pronoun is a word or two that stand for a name.
type pronoun struct {
	last   int    // token
	kind   string // PERSON or ORG; empty is no pronoun
	object bool   // whom something is done to: hardly who does it
	gender gender
	noun   string // of "the group": group
	loose  bool   // any organisation may be called so
}

// gender is what a pronoun or a name tells of a person.
type gender byte

const (
	anyone gender = iota
	male
	female
)

// pronouns finds who "he" and "she" are and which one "the group" is: the
// person whom the sentence is about, or the one before it was; the
// organisation named last. Each is a mention of the same entity.
func (d *document) pronouns(v *view) {
	named := v.inOrder()
	for si := range v.sentences {
		first, last := v.tokensOf(si)
		for i := first; i <= last; i++ {
			if !v.free(i) {
				continue
			}
			p := v.pronoun(i)
			if p.kind == "" {
				continue
			}
			if n := v.antecedent(named, si, first, i, p); n >= 0 {
				v.spans = append(v.spans, span{
					first: i, last: p.last, kind: v.spans[n].kind, subtype: v.spans[n].subtype, entry: -1, alias: -1,
					score: 0.7, found: "coreference", nominal: true, same: d.ref(v, n),
				})
			}
			i = p.last
		}
	}
}

// pronoun reads the pronoun at token i.
func (v *view) pronoun(i int) pronoun {
	switch v.word(i) {
	case "he", "He", "his", "His":
		return pronoun{last: i, kind: "PERSON", gender: male}
	case "him", "Him":
		return pronoun{last: i, kind: "PERSON", gender: male, object: true}
	case "she", "She", "Her":
		return pronoun{last: i, kind: "PERSON", gender: female}
	case "her":
		return pronoun{last: i, kind: "PERSON", gender: female, object: !v.beside(i) || v.has(i+1, cCommon)}
	case "the", "The":
		noun := v.word(i + 1)
		if !v.beside(i) || v.word(i+2) == "of" || v.is(i+2, upper) || !v.has(i+1, cOrgNoun|cAnyOrg) || !v.is(i+1, lower) {
			return pronoun{last: i}
		}
		return pronoun{last: i + 1, kind: "ORG", noun: noun, loose: v.has(i+1, cAnyOrg)}
	}
	return pronoun{last: i}
}

// inOrder gives the names of people and organisations in the order of the text.
func (v *view) inOrder() []int {
	var out []int
	for n := range v.spans {
		if s := &v.spans[n]; !s.gone && !s.nominal && !s.cut && (s.kind == "PERSON" || s.kind == "ORG") {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b int) int { return v.spans[a].first - v.spans[b].first })
	return out
}

// tokensOf gives the first and the last token of a sentence.
func (v *view) tokensOf(si int) (first, last int) {
	at := func(offset int) int {
		i, _ := slices.BinarySearchFunc(v.toks, offset, func(t article.Token, at int) int { return t.Start - at })
		return i
	}
	return at(v.sentences[si].Start), at(v.sentences[si].End) - 1
}

// antecedent gives the name that the pronoun at token i of sentence si stands
// for; -1 where there is none.
func (v *view) antecedent(named []int, si, first, i int, p pronoun) int {
	end, _ := slices.BinarySearchFunc(named, i, func(n, at int) int { return v.spans[n].first - at })
	named = named[max(0, end-maxNames):end]
	if p.kind == "ORG" {
		return v.organisationMeant(named, si, first, p)
	}
	from, until := first, len(named)
	for back := 0; back <= maxBack && si-back >= 0; back++ {
		if back > 0 {
			from, _ = v.tokensOf(si - back)
		}
		var people []int
		for _, n := range named[:until] {
			if s := &v.spans[n]; s.first >= from && s.kind == "PERSON" {
				people = append(people, n)
			}
		}
		if back == 0 && p.object && len(people) > 0 {
			people = people[:len(people)-1] // "Duque thanked him"
		}
		if n := v.subject(people, p.gender); n >= 0 {
			return n
		}
		until, _ = slices.BinarySearchFunc(named, from, func(n, at int) int { return v.spans[n].first - at })
	}
	return -1
}

// subject gives whom a sentence is about, of the people in it whom a pronoun of
// a gender may mean: the one who speaks, or the first.
func (v *view) subject(people []int, g gender) int {
	best := -1
	for _, n := range people {
		s := &v.spans[n]
		if own := v.gender(s); g != anyone && own != anyone && own != g {
			continue
		}
		if best < 0 || v.speaks(s) && !v.speaks(&v.spans[best]) {
			best = n
		}
	}
	return best
}

// organisationMeant gives the organisation that has the noun in its name, or
// else, for nouns that any has, the last one named.
func (v *view) organisationMeant(named []int, si, first int, p pronoun) int {
	from := first
	if si > 0 {
		from, _ = v.tokensOf(max(0, si-maxBack))
	}
	last := -1
	for _, n := range slices.Backward(named) {
		s := &v.spans[n]
		if s.kind != "ORG" || s.first < from {
			continue
		}
		for i := s.first; i <= s.last; i++ {
			if strings.TrimSuffix(v.lowered(i), "s") == strings.TrimSuffix(p.noun, "s") {
				return n
			}
		}
		if last < 0 && s.subtype != "media" { // who reports is not who is reported on
			last = n
		}
	}
	if !p.loose {
		return -1
	}
	return last
}

// gender tells what the name of a person, or the title before it, says.
func (v *view) gender(s *span) gender {
	switch v.lowered(s.first - 1) {
	case "mrs", "ms", "miss", "madam", "madame", "mme", "queen", "princess", "lady", "sister", "dame", "sheikha", "begum", "empress", "duchess", "spokeswoman", "chairwoman", "congresswoman":
		return female
	case "mr", "king", "prince", "sir", "lord", "father", "brother", "imam", "sheikh", "mullah", "ayatollah", "cardinal", "pope", "emir", "sultan", "bishop", "archbishop", "rabbi", "spokesman", "chairman":
		return male
	case ".":
		switch v.lowered(s.first - 2) {
		case "mrs", "ms":
			return female
		case "mr":
			return male
		}
	}
	switch {
	case s.same > 0 && v.spans[s.same-1].same == 0:
		return v.gender(&v.spans[s.same-1]) // of the name in full
	case s.first == s.last:
		return anyone // a surname
	case v.has(s.first, cFemale):
		return female
	case v.has(s.first, cMale):
		return male
	}
	return anyone
}

// speaks reports whether a verb of saying follows a name, or stands before it.
func (v *view) speaks(s *span) bool {
	return v.has(s.last+1, cSpeech) || v.has(s.first-1, cSpeech) || v.word(s.last+1) == "," && v.has(s.last+2, cSpeech)
}
