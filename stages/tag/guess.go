package tag

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// guess looks at what is left: names with capitals that nothing has told the
// kind of, and names of one word that known people share.
func (d *document) guess() {
	d.longer(d.body)
	d.guessNames(d.body)
	d.short(d.body)
	d.guessPeople()
}

// guessNames gives a kind to words with capitals inside sentences by the words
// beside them and by how they are written.
func (d *document) guessNames(v *view) {
	if v.titled || v.caps {
		return
	}
	for i := 0; i < len(v.toks); i++ {
		if !v.fresh(i) || v.is(i, opens) || v.has(i, cCommon) {
			continue
		}
		last := i
		for last-i+1 < maxName && v.beside(last) && v.proper(last+1) && v.free(last+1) {
			last++
		}
		if v.is(last+1, upper) && v.beside(last) {
			i = last
			continue
		}
		if kind, score := d.kindOf(v, i, last); kind != "" {
			v.put(span{first: i, last: last, kind: kind, entry: -1, alias: -1, score: score, found: "pattern"})
		}
		i = last
	}
}

// longer takes the places back that are only the first word of a longer name
// which is not known: a team, a company, a building.
func (d *document) longer(v *view) {
	if v.titled || v.caps {
		return
	}
	for n := range v.spans {
		s := v.spans[n]
		if s.gone || s.kind != "GPE" && s.kind != "LOC" || s.found != "gazetteer" || s.cut {
			continue
		}
		next := s.last + 1
		if !v.beside(s.last) || !v.fresh(next) || v.has(next, cFirst|cCommon|cEvent|cDirection) || v.titleAt(next) >= 0 || v.is(next, shout) {
			continue
		}
		last := next
		for last-next < 2 && v.beside(last) && v.proper(last+1) && v.free(last+1) {
			last++
		}
		kind := "ORG"
		switch v.word(last) {
		case "City", "Town", "Beach":
			kind = "GPE"
		}
		v.put(span{first: s.first, last: last, kind: kind, entry: -1, alias: -1, score: 0.5, found: "pattern"})
	}
}

// kindOf guesses the kind of a name by what stands around it.
func (d *document) kindOf(v *view, first, last int) (kind string, score float64) {
	before := first - 1
	switch {
	case v.word(last+1) == "," && v.at(last+2) != nil && v.at(last+2).kind == "GPE" && v.has(before, cWhere|cParticle) && last-first < 3:
		return "GPE", 0.75
	case v.has(before, cWhere) && v.is(before, lower) && last-first < 2 && !v.is(first, shout):
		return "GPE", 0.6
	case v.has(first, cEvent) || v.has(last, cEvent) || v.is(before, upper) && v.beside(before):
		return "", 0
	case first == last && v.is(first, shout):
		if v.acts(first) {
			return "ORG", 0.55
		}
	case first == last && v.has(first, cFirst) && v.word(before) != "the" && !v.is(before, number):
		return "PERSON", 0.55
	case last > first && last-first < 3 && v.named(first, last):
		return "PERSON", 0.55
	}
	return "", 0
}

// maxAcronym bounds the letters of an acronym.
const maxAcronym = 7

// acts reports whether an acronym is used as the name of a body: it owns
// something or says something.
func (v *view) acts(i int) bool {
	n := v.toks[i].Len()
	if n < 3 || n > maxAcronym || strings.Trim(v.word(i), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || strings.Trim(v.word(i), "IVXLCDM") == "" {
		return false
	}
	next := v.word(i + 1)
	return next == "'s" || next == "’s" || v.has(i+1, cSpeech) && v.is(i+1, lower)
}

// named reports whether the words look like those of a person's name.
func (v *view) named(first, last int) bool {
	for i := first; i <= last; i++ {
		if v.is(i, shout) || v.has(i, cOrg|cPlace|cFacility|cOrgHead|cGroup) {
			return false
		}
	}
	return v.word(first-1) != "the" && v.word(first-1) != "of"
}

// guessPeople gives people who are named by a surname alone, without anything
// that makes sure of them, the people of that surname as candidates.
func (d *document) guessPeople() {
	for _, weak := range d.body.weak {
		s := d.body.at(weak.first)
		if s == nil || s.kind != "PERSON" || s.entry >= 0 || s.same != 0 || s.first != weak.first || s.last != weak.last || len(s.candidates) > 0 {
			continue
		}
		for _, entry := range d.readings(&weak) {
			e := &d.x.base.Entries[entry]
			if e.Type == "PERSON" && len(s.candidates) < maxCandidates {
				score := 0.2
				if d.mentioned[e.Country] > 0 {
					score = 0.4
				}
				s.candidates = append(s.candidates, article.Candidate{ID: e.ID, Name: e.Name, Score: score})
			}
		}
	}
}
