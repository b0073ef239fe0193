package tag

import (
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/knowledge"
)

// phrase is a title with what stands around it: "the Uzbek head of state",
// "Kremlin's special representative for Afghanistan".
type phrase struct {
	first, last int
	office      string
	kind        string
	polity      string // id; empty where the text gives none that is known
	other       string // country of a polity that is a government's organisation
	placed      bool   // there is a polity, known or not
}

// phrase reads the title at v.titles[t] and what belongs to it.
func (d *document) phrase(v *view, t int) phrase {
	m := v.titles[t]
	title := &d.x.base.Titles[m.title]
	p := phrase{first: m.first, last: m.last, office: title.Office, kind: title.Kind}
	if s := v.owner(m.first); s != nil {
		p.set(d, s)
		p.first = s.first
	}
	for range 2 {
		at := p.last + 2
		w := v.word(p.last + 1)
		if v.word(at) == "the" {
			at++
		}
		s := v.at(at)
		if s == nil || s.first != at || s.kind == "PERSON" || !v.beside(p.last) {
			break
		}
		switch {
		case w == "of" && !p.placed, w == "for" && p.office == "spokesman" && !p.placed:
			p.set(d, s)
		case (w == "for" || w == "to") && p.kind == "office":
			p.office += " " + w + " " + d.nameOf(v, s)
		default:
			return p
		}
		p.last = s.last
	}
	return p
}

func (p *phrase) set(d *document, s *span) {
	p.polity, p.other = d.polity(s)
	p.placed = true
}

// owner gives the span before token i that a title there belongs to: "Russian
// president", "Kazakhstan's new foreign minister"; nil where there is none.
func (v *view) owner(i int) *span {
	for range 3 {
		if !v.beside(i - 1) {
			return nil
		}
		if s := v.at(i - 1); s != nil {
			if s.kind == "PERSON" || s.kind == "WEAPON" || s.kind == "PLATFORM" {
				return nil
			}
			return s
		}
		switch v.word(i - 1) {
		case "'s", "’s", "new", "outgoing", "incoming", "then", "first", "top", "current", "chief", "newly", "elected", "'", "’", "former", "acting", "deputy", "interim", "senior":
			i--
		default:
			return nil
		}
	}
	return nil
}

// role is the phrase as a mention has it; nil for forms of address.
func (p phrase) role(v *view) *article.Role {
	if p.office == "" {
		return nil
	}
	words := v.text[v.toks[p.first].Start:v.toks[p.last].End]
	return &article.Role{Text: strings.Join(strings.Fields(words), " "), Office: p.office, Polity: p.polity}
}

// polity gives the id of the country or organisation that a span stands for as
// the holder of an office, and the country of an organisation of state.
func (d *document) polity(s *span) (id, other string) {
	if s.entry < 0 {
		return "", ""
	}
	e := &d.x.base.Entries[s.entry]
	if c, ok := d.x.capitals[s.entry]; ok {
		return c, ""
	}
	switch {
	case e.Type == "NORP" && e.Country != "":
		return "country:" + e.Country, ""
	case e.Type == "NORP":
		return "", ""
	case e.Type == "ORG" && e.Country != "" && e.Subtype != "armed_group":
		return e.ID, "country:" + e.Country
	}
	return e.ID, ""
}

// nameOf gives the name of what a span stands for.
func (d *document) nameOf(v *view, s *span) string {
	if s.entry >= 0 {
		return d.x.base.Entries[s.entry].Name
	}
	return v.of(s)
}

// serves reports whether a person is of the polity of a phrase.
func (d *document) serves(e *knowledge.Entry, p phrase) bool {
	if p.polity == "country:"+e.Country || p.other != "" && p.other == "country:"+e.Country {
		return true
	}
	return slices.ContainsFunc(e.Offices, func(o knowledge.Office) bool {
		return o.Polity == p.polity || p.other != "" && o.Polity == p.other
	})
}

// sameOffice reports whether two names of offices may be one office, as "head
// of state" and "president" are.
func sameOffice(a, b string) bool {
	if a == b {
		return true
	}
	ra, rb := headship(a), headship(b)
	return ra != 0 && rb != 0 && ra&rb != 0 && (a == "leader" || b == "leader" || strings.HasPrefix(a, "head of") || strings.HasPrefix(b, "head of"))
}

// headship says whether an office heads a state (1), a government (2) or may
// be either (3); 0 is neither.
func headship(office string) int {
	switch office {
	case "president", "king", "queen", "emir", "sultan", "supreme leader", "head of state":
		return 1
	case "prime minister", "chancellor", "head of government":
		return 2
	case "leader", "head of junta":
		return 3
	}
	return 0
}

// titleBefore gives the index in v.titles of the title that ends right before
// token i; -1 where there is none.
func (v *view) titleBefore(i int) int {
	if i > 1 && v.word(i-1) == "." && v.toks[i-2].End == v.toks[i-1].Start {
		i-- // Gen. Miller
	}
	n, ok := slices.BinarySearchFunc(v.titles, i-1, func(t titleMatch, last int) int { return t.last - last })
	if !ok || !v.beside(v.titles[n].last) {
		return -1
	}
	return n
}
