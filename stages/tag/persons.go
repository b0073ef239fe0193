package tag

import "slices"

// persons finds people by how they are named: by a title before or after the
// name, by a given name, by speaking, and by age.
func (d *document) persons(v *view) {
	for t := range v.titles {
		d.titledPerson(v, t)
	}
	for i := range v.toks {
		if !v.is(i, upper) || v.cover[i] != 0 && v.at(i).first != i {
			continue
		}
		last := v.nameAt(i)
		if last < 0 {
			last = v.placeNamed(i)
		}
		if last < 0 || v.within(i) || v.inRun(i, last) {
			continue
		}
		if score := v.personal(i, last); score > 0 {
			d.person(v, i, last, score)
		}
	}
	for t := range v.titles {
		d.apposition(v, t)
	}
}

// placeNamed is nameAt for a given name that is also a place: Milan Kundera.
func (v *view) placeNamed(i int) int {
	if !v.has(i, cFirst) || !v.lone(i) || !v.beside(i) || !v.fresh(i+1) {
		return -1
	}
	return v.nameAt(i + 1)
}

// within reports whether token i goes on with a person's name begun before it.
func (v *view) within(i int) bool {
	s := v.at(i)
	return s != nil && s.first < i
}

// inRun reports whether the words go on, on either side, into the name of
// something that is no person: a building, a place, a body.
func (v *view) inRun(first, last int) bool {
	return v.beside(last) && v.is(last+1, upper) && v.has(last+1, cOrg|cFacility|cPlace) && v.free(last+1)
}

// personal says how sure it is that the words from first to last name a
// person; 0 is not at all.
func (v *view) personal(first, last int) float64 {
	several := last > first
	if v.has(first-1, cEvent) && v.is(first-1, upper) || v.has(first, cEvent) || v.has(last+1, cEvent) && v.is(last+1, upper) {
		return 0 // Hurricane Katrina, the Davis Cup
	}
	switch {
	case several && v.has(first, cFirst) && v.sureFirst(first):
		return 0.9
	case several && v.particled(first, last):
		return 0.8
	case !v.free(first), !v.fresh(first):
		return 0
	case v.has(last+1, cSpeech) && v.is(last+1, lower), v.has(first-1, cSpeech) && v.is(first-1, lower):
		if several || !v.is(first, shout) {
			return 0.75
		}
	case several && v.aged(last):
		return 0.85
	}
	return 0
}

// sureFirst reports whether the given name at token i does not just begin a
// sentence as an ordinary word.
func (v *view) sureFirst(i int) bool {
	return !v.is(i, opens) || !v.smallElsewhere(i)
}

// particled reports whether a particle stands within a name.
func (v *view) particled(first, last int) bool {
	for i := first; i <= last; i++ {
		if i > first && v.is(i, lower) && v.has(i, cParticle) && !v.has(i, cCommon) || i > first && arabicArticle(v.word(i)) {
			return v.free(first)
		}
	}
	return false
}

// aged reports whether an age follows: "Maria Kovac, 42, said".
func (v *view) aged(last int) bool {
	n := v.word(last + 2)
	if v.word(last+1) != "," || len(n) != 2 || !v.is(last+2, number) {
		return false
	}
	w := v.word(last + 3)
	return w == "," || w == "."
}

// titledPerson adds the person whose name follows a title.
func (d *document) titledPerson(v *view, t int) {
	if d.x.base.Titles[v.titles[t].title].Kind == "none" {
		return
	}
	p := d.phrase(v, t)
	i := v.afterTitle(t, p)
	if i < 0 {
		return
	}
	last := v.nameAt(i)
	if last < 0 || v.inRun(i, last) {
		return
	}
	unknown := v.at(i) == nil
	if unknown && last == i && v.word(i-1) == "," {
		return // the president of Russia, Thursday's guest
	}
	if unknown && !p.placed && !v.has(i, cFirst) && (p.kind == "weak" || p.kind == "weakrank") {
		return
	}
	s := d.person(v, i, last, 0.92)
	if s.role == nil || s.role.Polity == "" && p.placed {
		d.give(v, s, p)
	}
}

// afterTitle gives the token at which the name after a title begins: past the
// full stop of an abbreviation, the comma after a polity, and other titles; -1
// where nothing follows.
func (v *view) afterTitle(t int, p phrase) int {
	i := p.last + 1
	if !v.beside(p.last) {
		return -1
	}
	if v.word(i) == "." && v.toks[i].Start == v.toks[p.last].End && v.toks[p.last].Len() <= 4 {
		i++
	}
	if v.word(i) == "," && (p.placed || p.last > v.titles[t].last || v.titleAt(i+1) >= 0 || v.definite(p.first-1)) {
		i++
	}
	if !v.beside(i - 1) {
		return -1
	}
	for range 2 { // Lt. Gen. Sir John Smith
		o := v.titleAt(i)
		if o < 0 || !v.is(i, upper) {
			break
		}
		i = v.titles[o].last + 1
		if v.word(i) == "." {
			i++
		}
	}
	return i
}

// definite reports whether token i makes the title after it that of one
// person: "his lawyer, Maria Kovac".
func (v *view) definite(i int) bool {
	switch v.word(i) {
	case "'s", "’s", "the", "The", "his", "her", "its", "their", "His", "Her", "Its", "Their":
		return true
	}
	return false
}

// titleAt gives the index in v.titles of the title that begins at token i; -1
// where there is none.
func (v *view) titleAt(i int) int {
	n, ok := slices.BinarySearchFunc(v.titles, i, func(t titleMatch, first int) int { return t.first - first })
	if !ok {
		return -1
	}
	return n
}

// give makes a phrase the role of a person, and links the person by it.
func (d *document) give(v *view, s *span, p phrase) {
	if r := p.role(v); r != nil {
		s.role, s.other = r, p.other
	}
	if s.entry < 0 {
		d.linkPerson(v, s, p)
		return
	}
	if e := &d.x.base.Entries[s.entry]; p.kind == "office" && len(p.polity) == len("country:XX") && e.Country != "" && !d.serves(e, p) {
		d.doubt(s)
	}
}

// apposition gives the person named before a title, or with the title after a
// comma, the role: "Ashraf Noor, the Afghan interior minister,".
func (d *document) apposition(v *view, t int) {
	if k := d.x.base.Titles[v.titles[t].title].Kind; k != "office" && k != "weak" {
		return
	}
	p := d.phrase(v, t)
	i := p.first - 1
	if w := v.word(i); w == "the" || w == "a" || w == "an" {
		i--
	}
	if v.word(i) != "," {
		return
	}
	s := v.at(i - 1)
	if s == nil || s.kind != "PERSON" || s.role != nil && (s.role.Polity != "" || !p.placed) {
		return
	}
	switch v.word(p.last + 1) {
	case ",", ".", ")", "who", "and":
		d.give(v, s, p)
	}
}

// person adds the name of a person; a name that is known already stays.
func (d *document) person(v *view, first, last int, score float64) *span {
	for i := first; i <= last; i++ {
		s := v.at(i)
		if s == nil || s.kind != "PERSON" {
			continue
		}
		if s.first <= first && s.last >= last || s.first < s.last && (len(s.aliases) > 0 || s.score >= score) {
			return s
		}
	}
	n := v.put(span{first: first, last: last, kind: "PERSON", entry: -1, alias: -1, score: score, found: "pattern"})
	s := &v.spans[n]
	if first < last {
		d.linkPerson(v, s, phrase{})
	}
	return s
}
