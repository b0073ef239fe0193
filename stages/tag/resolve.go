package tag

import (
	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/stages/text"
)

// entity is one thing in the world that the article names, in one place or in
// several.
type entity struct {
	name      string // canonical
	entry     int32  // -1 where it is not linked
	linkScore float64
	subtype   string
}

// resolve puts the spans that stand for one thing under one entity: those with
// the same link, those that are other names of one, and those written alike.
func (d *document) resolve() {
	d.byKey = map[string]int{}
	for _, v := range []*view{d.head, d.body} {
		for n := range v.spans {
			if s := &v.spans[n]; !s.gone {
				s.entity = d.entityOf(v, s)
			}
		}
	}
}

// maxChain bounds how many names are followed from a short form to the long.
const maxChain = 4

// entityOf gives the index of a span's entity, a new one where it is the first.
func (d *document) entityOf(v *view, s *span) int {
	long, in := s, v
	for range maxChain {
		if long.same == 0 || long.entry >= 0 {
			break
		}
		w, l := d.span(long.same)
		if l.gone { // another name stands there now
			if l = w.at(l.first); l == nil || l.kind != long.kind {
				break
			}
		}
		long, in = l, w
	}
	key := d.key(in, long)
	n, ok := d.byKey[key]
	if !ok {
		n = len(d.entities)
		d.byKey[key] = n
		d.entities = append(d.entities, entity{entry: -1})
	}
	d.learn(&d.entities[n], in, long)
	return n
}

// key tells entities apart.
func (d *document) key(v *view, s *span) string {
	switch {
	case s.entry >= 0:
		return "=" + d.x.base.Entries[s.entry].ID
	case s.nominal && s.role == nil:
		return "?" + s.kind
	case s.nominal:
		return "@" + officeKey(s.role.Office) + "@" + s.role.Polity
	case s.cut:
		return "-" + v.of(s)
	}
	return family(s.kind) + text.Fold(strings.Join(strings.Fields(v.of(s)), " "))
}

// officeKey makes one office of those that name the head of a state.
func officeKey(office string) string {
	switch office {
	case "head of state", "leader", "president":
		return "president"
	}
	return office
}

// family joins the types of places, which texts do not keep apart.
func family(kind string) string {
	switch kind {
	case "GPE", "LOC", "FAC":
		return "P:"
	}
	return kind + ":"
}

// learn adds to an entity what a span says of it.
func (d *document) learn(e *entity, v *view, s *span) {
	if s.entry >= 0 {
		e.entry, e.name = s.entry, d.x.base.Entries[s.entry].Name
		e.linkScore = max(e.linkScore, s.linkScore)
		e.subtype = d.x.base.Entries[s.entry].Subtype
		return
	}
	if e.subtype == "" {
		e.subtype = s.subtype
	}
	if e.entry >= 0 || s.nominal || s.cut {
		return
	}
	if name := strings.Join(strings.Fields(v.of(s)), " "); utf8.RuneCountInString(name) > utf8.RuneCountInString(e.name) {
		e.name = name
	}
}
