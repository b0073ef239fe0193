package tag

import (
	"slices"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/ner"
)

// learned lets the model decide which words are names and of what kind. What
// the rules have found lends it links and roles; what it does not take for a
// name goes, unless it is one that is known beyond doubt.
func (d *document) learned(m *ner.Model) {
	for _, v := range []*view{d.body, d.head} {
		if len(v.toks) == 0 {
			continue
		}
		words := d.words(v)
		found := m.Find(words)
		d.sift(v, found)
		for _, f := range found {
			d.accept(v, f)
		}
		for n := range v.spans {
			if s := &v.spans[n]; !s.gone && s.kind == "ORG" && s.entry < 0 && !s.cut && s.subtype != "armed_group" {
				s.subtype = m.Sort(words, s.first, s.last)
			}
		}
	}
	d.about = nil
	d.short(d.body)
	d.short(d.head)
}

// sift takes back the names that the model does not see.
func (d *document) sift(v *view, found []ner.Span) {
	for n := range v.spans {
		s := &v.spans[n]
		if s.gone || s.nominal || s.cut || ner.KindOf(s.kind) < 0 {
			continue
		}
		if !slices.ContainsFunc(found, func(f ner.Span) bool { return f.First <= s.last && s.first <= f.Last }) && !d.sure(v, s) {
			v.drop(s)
		}
	}
}

// sure reports whether a name stands without the model: it is known, and the
// article does not allow another reading.
func (d *document) sure(v *view, s *span) bool {
	return (s.found == "gazetteer" || s.found == "watchlist") && s.entry >= 0
}

// accept makes a name of what the model has found.
func (d *document) accept(v *view, f ner.Span) {
	kind := ner.Kinds()[f.Kind]
	if kind == "ORG" && v.generic(f.First, f.Last) {
		return // our Armed Forces
	}
	score := confidence(f.Margin)
	if s := v.at(f.First); s != nil && s.first == f.First && s.last == f.Last {
		if s.kind == kind || family(s.kind) == "P:" && family(kind) == "P:" && s.entry >= 0 {
			s.score = max(s.score, score)
			if s.same == 0 && len(s.aliases) == 0 && len(s.candidates) == 0 {
				d.relink(v, s)
			}
			return
		}
		if s.cut || d.sure(v, s) && s.kind == "ORG" {
			return
		}
		d.turn(v, s, kind, score)
		return
	}
	var role *article.Role
	for i := f.First; i <= f.Last; i++ {
		s := v.at(i)
		if s == nil {
			continue
		}
		if s.cut || s.last-s.first > f.Last-f.First && d.sure(v, s) {
			return
		}
		if s.role != nil {
			role = s.role
		}
	}
	n := v.put(span{first: f.First, last: f.Last, kind: kind, entry: -1, alias: -1, score: score, found: "model"})
	s := &v.spans[n]
	if kind == "PERSON" {
		s.role = role
	}
	d.relink(v, s)
}

// turn gives a name another kind. A link to something of the old kind goes.
func (d *document) turn(v *view, s *span, kind string, score float64) {
	s.kind, s.subtype, s.score, s.found = kind, "", score, "model"
	if s.entry >= 0 && d.x.base.Entries[s.entry].Type != kind {
		s.entry, s.alias, s.via, s.linkScore = -1, -1, "", 0
	}
	s.aliases, s.candidates = nil, nil
	if kind != "PERSON" {
		s.role = nil
	}
	d.relink(v, s)
}

// relink looks for what a name that the model has found stands for.
func (d *document) relink(v *view, s *span) {
	if s.entry >= 0 {
		return
	}
	switch s.kind {
	case "PERSON":
		if s.first < s.last {
			d.linkPerson(v, s, phrase{})
		}
	case "ORG":
		d.linkGroup(v, s)
	case "GPE", "LOC":
		d.linkPlace(v, s)
	}
}

// confidence is a margin as a number from 0 to 1.
func confidence(margin float32) float64 {
	x := max(0, float64(margin)/20) // below nothing where a rule spoke for the name
	return round(0.55 + 0.44*x/(1+x))
}
