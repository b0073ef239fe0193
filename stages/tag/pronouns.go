package tag

import (
	"slices"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// maxBack is how many sentences back a pronoun reaches.
const maxBack = 3

// maxNames is how many names before a pronoun are looked at.
const maxNames = 24

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
			end, want := v.pronoun(i)
			if want == "" {
				continue
			}
			if n := v.antecedent(named, si, first, i, want); n >= 0 {
				v.spans = append(v.spans, span{
					first: i, last: end, kind: v.spans[n].kind, subtype: v.spans[n].subtype, entry: -1, alias: -1,
					score: 0.7, found: "coreference", nominal: true, same: d.ref(v, n),
				})
			}
			i = end
		}
	}
}

// pronoun reports what a pronoun at token i stands for, and its last token.
func (v *view) pronoun(i int) (last int, kind string) {
	switch v.word(i) {
	case "he", "she", "He", "She", "him":
		return i, "PERSON"
	case "the", "The":
		switch v.word(i + 1) {
		case "group", "organisation", "organization", "movement", "militia", "company", "party", "agency":
			if !v.beside(i) || v.word(i+2) == "of" || v.is(i+2, upper) {
				return i, ""
			}
			return i + 1, "ORG"
		}
	}
	return i, ""
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

// antecedent gives the name that a pronoun at token i of sentence si stands
// for; -1 where there is none.
func (v *view) antecedent(named []int, si, first, i int, kind string) int {
	from := first
	end, _ := slices.BinarySearchFunc(named, i, func(n, at int) int { return v.spans[n].first - at })
	named = named[max(0, end-maxNames):end]
	for back := 0; back <= maxBack && si-back >= 0; back++ {
		if back > 0 {
			from, _ = v.tokensOf(si - back)
		}
		best := -1
		for _, n := range named {
			s := &v.spans[n]
			if s.first < from || s.kind != kind {
				continue
			}
			if kind == "ORG" {
				if s.subtype == "media" {
					continue // who reports is not who is reported on
				}
				best = n // the last one
				continue
			}
			if best < 0 || v.speaks(s) && !v.speaks(&v.spans[best]) {
				best = n
			}
		}
		if best >= 0 {
			return best
		}
	}
	return -1
}

// speaks reports whether a verb of saying follows a name, or stands before it.
func (v *view) speaks(s *span) bool {
	return v.has(s.last+1, cSpeech) || v.has(s.first-1, cSpeech) || v.word(s.last+1) == "," && v.has(s.last+2, cSpeech)
}
