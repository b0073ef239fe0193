package tag

// lists gives names that stand in a list with known ones their kind: "the
// Taliban, the Zarin Front and the Sons of the Valley".
func (d *document) lists(v *view) {
	for n := range v.spans {
		s := &v.spans[n]
		if s.gone || s.nominal || !v.listed(s) {
			continue
		}
		kind, subtype := s.kind, s.subtype
		for at := s.last; ; {
			first, last := v.item(at)
			if first < 0 {
				break
			}
			m := v.put(span{first: first, last: last, kind: kind, subtype: subtype, entry: -1, alias: -1, score: 0.7, found: "pattern"})
			if kind == "ORG" {
				d.linkGroup(v, &v.spans[m])
			}
			at = last
		}
	}
}

// listed reports whether a span is at least the second entry of a list of its
// kind.
func (v *view) listed(s *span) bool {
	if s.kind != "ORG" && s.kind != "GPE" && s.kind != "PERSON" {
		return false
	}
	i := s.first - 1
	if v.word(i) == "the" {
		i--
	}
	if v.word(i) != "," {
		return false
	}
	before := v.at(i - 1)
	return before != nil && before.kind == s.kind && before.subtype == s.subtype
}

// item gives the name, not known yet, that goes on with a list after token at;
// -1 where none does. A list ends where its sentence goes on otherwise.
func (v *view) item(at int) (first, last int) {
	i := at + 1
	if v.word(i) != "," && v.word(i) != "and" {
		return -1, -1
	}
	for i++; v.word(i) == "and" || v.word(i) == "the" || v.word(i) == "or"; i++ {
	}
	if !v.is(i, upper) || !v.free(i) || v.has(i, cCommon|cMonth) {
		return -1, -1
	}
	last = v.run(i, maxName)
	for j := i; j <= last; j++ {
		if !v.free(j) {
			return -1, -1
		}
	}
	switch v.word(last + 1) {
	case ",", ".", ";", "and", "or", "":
		return i, last
	}
	return -1, -1
}
