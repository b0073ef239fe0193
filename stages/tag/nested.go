package tag

// inner notes a place that is named inside a longer name, so that it stays
// within reach: the University of Kabul.
func (v *view) inner(s span) {
	if len(v.inside) < maxInner {
		v.inside = append(v.inside, s)
	}
}

// maxInner bounds the names inside names of one text.
const maxInner = 200

// nested adds the places that stand inside the names of organisations.
func (d *document) nested(v *view) {
	for _, s := range v.inside {
		c := v.at(s.first)
		if c == nil || c.kind != "ORG" || c.cut || c.first > s.first || c.last < s.last || c.last-c.first == s.last-s.first {
			continue
		}
		if s.entry < 0 {
			d.choose(v, &s)
		}
		if s.kind != "GPE" || s.entry < 0 || v.has(s.first, cCommon|cOrg|cOrgHead) || v.word(s.first) == "States" {
			continue // the Commonwealth of Independent States
		}
		s.nominal, s.gone, s.role, s.same, s.found = true, false, nil, 0, "coreference"
		v.spans = append(v.spans, s)
	}
}
