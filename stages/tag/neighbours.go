package tag

import "slices"

// neighbour gives the place that the text sets a span in, as in "Tripoli,
// Lebanon" and "Kandahar in Helmand": an entry, or -1.
func (d *document) neighbour(v *view, s *span) int32 {
	if w := v.word(s.last + 1); w != "," && w != "in" {
		return -1
	}
	next := v.at(s.last + 2)
	if next == nil || next.kind != "GPE" {
		return -1
	}
	for _, e := range d.readings(next) {
		if d.x.base.Entries[e].Population == 0 {
			return e
		}
	}
	return -1
}

// within reports whether a place of a country and division lies in another
// entry, a country or a division.
func (d *document) within(country, admin1 string, entry int32) bool {
	outer := &d.x.base.Entries[entry]
	if outer.Country != country {
		return false
	}
	return outer.Admin1 == "" || outer.Admin1 == admin1
}

// elsewhere reports whether the text sets a city in a country that is not its
// own: "Moscow, Idaho". A list of places does not.
func (d *document) elsewhere(v *view, s *span, country string) bool {
	if s.kind != "GPE" || country == "" || v.word(s.last+1) != "," {
		return false
	}
	near := d.neighbour(v, s)
	if near < 0 || d.x.base.Entries[near].Country == country {
		return false
	}
	own := d.readings(s)
	if slices.ContainsFunc(own, func(e int32) bool { return d.x.base.Entries[e].ID == "country:"+country }) {
		return false
	}
	next := v.at(s.last + 2)
	if v.word(s.first-1) == "," || v.word(s.first-1) == "and" {
		return false
	}
	switch v.word(next.last + 1) {
	case ".", ")", "":
		return true
	case ",":
		return v.at(next.last+2) == nil && v.word(next.last+2) != "and"
	}
	return false
}

// supported reports whether something in the text speaks for an alias that
// does not stand alone. Named are the entries that the text names otherwise.
func (d *document) supported(v *view, s *span, a int32, named map[int32]bool) bool {
	alias := &d.x.aliases[a]
	if !alias.Weak || named[alias.Entry] {
		return true
	}
	e := &d.x.base.Entries[alias.Entry]
	switch e.Type {
	case "PERSON":
		return d.introduces(v, s.first, alias.Entry)
	case "GPE", "LOC", "FAC":
		return d.mentioned[e.Country] > 0
	case "ORG":
		if e.Country == "" && len(e.Areas) == 0 {
			return v.word(s.first-1) == "the"
		}
		return e.Country != "" && d.mostNamed(e.Country) || d.owned(v, s.first, e.Country) || slices.ContainsFunc(e.Areas, func(c string) bool { return d.mentioned[c] > 0 })
	}
	return false
}

// mostNamed reports whether the text names no country more often than this one.
func (d *document) mostNamed(country string) bool {
	n := d.mentioned[country]
	for _, other := range d.mentioned {
		if other > n {
			return false
		}
	}
	return n > 0
}

// owned reports whether the country, or its people, stands right before token i.
func (d *document) owned(v *view, i int, country string) bool {
	s := v.owner(i)
	return s != nil && s.entry >= 0 && country != "" && d.x.base.Entries[s.entry].Country == country
}

// introduces reports whether a title before token i, with its polity, is one
// that the person of an entry holds or held, or whether the person's country
// stands there.
func (d *document) introduces(v *view, i int, entry int32) bool {
	e := &d.x.base.Entries[entry]
	t := v.titleBefore(i)
	if t < 0 {
		return false
	}
	p := d.phrase(v, t)
	if p.polity != "" && !d.serves(e, p) {
		return false
	}
	for _, o := range e.Offices {
		if sameOffice(p.office, o.Title) {
			return p.polity != "" || d.mentioned[e.Country] > 0
		}
	}
	return p.polity != "" || d.mentioned[e.Country] > 0 && p.kind != "style"
}
