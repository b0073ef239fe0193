package tag

import (
	"slices"
	"strconv"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/ner"
)

// mentions gives the spans as the article has them, those of the headline
// first, in the order of the text. Mentions and entities are numbered in that
// order.
func (d *document) mentions() []article.Mention {
	out := []article.Mention{}
	ids := make([]string, len(d.entities))
	named := 0
	for _, v := range []*view{d.head, d.body} {
		live := slices.DeleteFunc(slices.Clone(v.spans), func(s span) bool { return s.gone })
		order(live)
		for i := range live {
			s := &live[i]
			if ids[s.entity] == "" {
				named++
				ids[s.entity] = "E" + strconv.Itoa(named)
			}
			m := d.mention(v, s)
			m.ID, m.Entity = "e"+strconv.Itoa(len(out)+1), ids[s.entity]
			out = append(out, m)
		}
	}
	return out
}

func (d *document) mention(v *view, s *span) article.Mention {
	e := &d.entities[s.entity]
	m := article.Mention{
		Span:  ner.Trim(article.Span{Start: v.toks[s.first].Start, End: v.toks[s.last].End}, v.text),
		Field: v.field, Type: s.kind, Subtype: s.subtype, Canonical: e.name,
		Score: s.score, Found: s.found, Cut: s.cut, Role: s.role,
	}
	if m.Canonical == "" {
		m.Canonical = v.of(s) // not known, or cut: what is printed
	}
	if s.value != "" {
		m.Canonical = s.value
	}
	if m.Subtype == "" && s.kind == "ORG" {
		m.Subtype = e.subtype
	}
	switch {
	case s.entry >= 0:
		m.Link = d.linkTo(s.entry, s.alias, s.via, s.linkScore)
	case e.entry >= 0:
		m.Link = d.linkTo(e.entry, -1, "coreference", round(e.linkScore*0.95))
	case len(s.candidates) > 0:
		m.Link = &article.Link{Candidates: s.candidates}
	}
	return m
}

// linkTo makes the link to an entry.
func (d *document) linkTo(entry, alias int32, via string, score float64) *article.Link {
	e := &d.x.base.Entries[entry]
	l := &article.Link{ID: e.ID, Name: e.Name, Country: e.Country, Admin1: e.Admin1, Point: e.Point, Score: score, Via: via}
	if alias >= 0 {
		l.Alias = d.x.aliases[alias].Text
	}
	return l
}
