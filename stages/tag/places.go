package tag

// places finds places by their kind: "Zarin River", "village of Kot Bala",
// "Shirin district", "Mount Arkan".
func (d *document) places(v *view) {
	for i := 0; i < len(v.toks); i++ {
		switch {
		case v.is(i, upper) && v.has(i, cPlace) && v.lastOfName(i):
			d.placeLast(v, i)
		case v.is(i, lower) && v.has(i, cLower):
			d.placeSmall(v, i)
		case v.is(i, upper) && v.has(i, cPlaceHead) && v.beside(i) && v.free(i) && v.is(i+1, upper) && !v.has(i+1, cCommon|cMonth|cPlace):
			d.place(v, i, v.run(i+1, 3), i)
		}
		if v.has(i, cPlaceOf) && v.word(i+1) == "of" {
			d.placeOf(v, i)
		}
	}
}

// placeLast adds a name that ends with its kind, or makes a known one longer
// by it: Helmand Province.
func (d *document) placeLast(v *view, i int) {
	if !v.free(i) || !v.beside(i-1) {
		return
	}
	if s := v.at(i - 1); s != nil {
		if s.kind != "GPE" && s.kind != "LOC" && s.kind != "PERSON" {
			return
		}
		longer := *s
		longer.last = i
		division := d.division(s)
		if v.has(i, cLand) || division < 0 {
			longer = span{first: s.first, last: i, entry: -1, alias: -1, score: 0.85, found: "pattern"}
			longer.kind = landOr(v, i)
		} else {
			d.settleOn(&longer, reading{entry: d.x.aliases[division].Entry, alias: division}, 0)
		}
		v.put(longer)
		return
	}
	first := v.trim(v.runBack(i, 4), i)
	for first < i && !v.free(first) {
		first++
	}
	if first < i && !v.has(first, cCommon|cOrg) {
		d.place(v, first, i, i)
	}
}

// division gives the alias of a span that is a division of a country, and no
// city or country; -1 where none is.
func (d *document) division(s *span) int32 {
	for _, a := range s.aliases {
		e := &d.x.base.Entries[d.x.aliases[a].Entry]
		if e.Type == "GPE" && e.Population == 0 && e.ID != "country:"+e.Country {
			return a
		}
	}
	return -1
}

// placeSmall adds the name before a kind in small letters; the kind is no part
// of it.
func (d *document) placeSmall(v *view, i int) {
	if !v.beside(i-1) || !v.is(i-1, upper) || !v.free(i-1) || v.has(i-1, cCommon|cMonth|cOrg) {
		return
	}
	first := i - 1
	for first > i-3 && v.beside(first-1) && v.proper(first-1) && v.free(first-1) && !v.is(first-1, opens) {
		first--
	}
	if first == i-1 && v.is(first, opens) && v.smallElsewhere(first) || v.word(i) == "state" {
		return
	}
	d.place(v, first, i-1, i)
}

// placeOf adds the name after "town of".
func (d *document) placeOf(v *view, i int) {
	j := i + 2
	if v.word(j) == "the" || !v.is(j, upper) || !v.free(j) || v.has(j, cCommon|cMonth|cOrg) {
		return
	}
	last := j
	for last < j+2 && v.beside(last) && v.proper(last+1) && v.free(last+1) {
		last++
	}
	d.place(v, j, last, i)
}

func (d *document) place(v *view, first, last, kind int) {
	n := v.put(span{first: first, last: last, kind: landOr(v, kind), entry: -1, alias: -1, score: 0.8, found: "pattern"})
	if s := &v.spans[n]; s.kind != "FAC" {
		d.linkPlace(v, s)
	}
}

// landOr gives the type of a place by the word that names its kind.
func landOr(v *view, kind int) string {
	switch {
	case v.has(kind, cLand):
		return "LOC"
	case v.has(kind, cFacility) && !v.has(kind, cPlaceOf):
		return "FAC"
	}
	return "GPE"
}
