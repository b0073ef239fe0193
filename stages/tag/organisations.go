package tag

import "strings"

// maxRun is how many words the name of an organisation or a place may have on
// either side of its kind.
const maxRun = 8

// organisations finds bodies by their kind: "Helmand Development Bank",
// "Ministry of Agriculture", "Lashkar-e-Zahra".
func (d *document) organisations(v *view) {
	for i := 0; i < len(v.toks); i++ {
		if !v.is(i, upper) {
			continue
		}
		first, last := i, -1
		switch {
		case v.has(i, cOrg|cFacility) && v.lastOfName(i):
			first, last = v.kindLast(i)
		case v.has(i, cGroup) && v.beside(i) && v.is(i+1, upper):
			last = v.withOf(v.throughParticles(i))
		}
		if last < 0 && v.has(i, cOrgHead) {
			if end := v.kindFirst(i); end > i {
				first, last = v.runBack(i, 3), end
			}
		}
		if last < 0 {
			if !d.misspelt(v, i) && v.chamber(i) {
				d.organisation(v, i, i, i)
			}
			continue
		}
		first = v.trim(first, last)
		if last > first && !v.known(first, last) && (last > i || first < i) && !v.generic(first, last) {
			d.organisation(v, first, last, i)
			i = last
		}
	}
}

// chamber reports whether token i names a body of state alone, inside a
// sentence: the Senate.
func (v *view) chamber(i int) bool {
	if v.is(i, opens|shout) || !v.free(i) || v.titled || v.beside(i-1) && v.is(i-1, upper) || v.beside(i) && v.is(i+1, upper) {
		return false
	}
	switch v.word(i) {
	case "Parliament", "Senate", "Congress", "Duma", "Cabinet", "Treasury":
		return true
	}
	return false
}

// lastOfName reports whether token i ends a run of capitals.
func (v *view) lastOfName(i int) bool {
	return !v.beside(i) || !v.is(i+1, upper) || v.has(i+1, cMonth|cCommon)
}

// kindLast gives the name that ends with its kind at token i, and goes on with
// "of" where the kind may also begin one.
func (v *view) kindLast(i int) (first, last int) {
	first = v.runBack(i, maxRun)
	if v.beside(first-1) && v.ordinal(first-1) && first < i {
		first--
	}
	if v.has(i, cOrgHead) {
		if end := v.kindFirst(i); end > i {
			return first, end
		}
	}
	if first == i {
		return i, -1
	}
	return first, v.abbreviated(i)
}

// ordinal reports whether token i numbers a unit: 33rd.
func (v *view) ordinal(i int) bool {
	if !v.is(i, number) || v.toks[i].Len() > 6 {
		return false
	}
	w := strings.TrimLeft(v.word(i), "0123456789")
	return w == "st" || w == "nd" || w == "rd" || w == "th"
}

// abbreviated gives the full stop of Inc., where it does not end a sentence;
// else token i.
func (v *view) abbreviated(i int) int {
	switch v.word(i) {
	case "Inc", "Corp", "Ltd", "Co":
		if v.word(i+1) == "." && v.toks[i].End == v.toks[i+1].Start && i+2 < len(v.toks) && !v.is(i+2, opens) {
			return i + 1
		}
	}
	return i
}

// kindFirst gives the end of a name that goes on after its kind at token i:
// "Ministry of Foreign Affairs", "Committee for the Defence of Rivers"; i
// itself where it does not.
func (v *view) kindFirst(i int) int {
	last := i
	for range 2 {
		w := v.word(last + 1)
		if w != "of" && w != "for" && w != "on" && (w != "and" || last == i) || !v.beside(last) {
			break
		}
		j := last + 2
		if v.word(j) == "the" {
			j++
		}
		if w == "and" && v.at(j) != nil || !v.is(j, upper) || v.has(j, cMonth) {
			break
		}
		last = v.run(j, maxRun)
	}
	return last
}

// withOf goes on with "of" and a name after token i, where one stands there.
func (v *view) withOf(i int) int {
	if v.word(i+1) == "of" && v.is(i+2, upper) {
		return v.run(i+2, maxRun)
	}
	return i
}

// throughParticles gives the end of the run of capitals from token i, with
// particles inside: Nusrat al-Islam wal Muslimin.
func (v *view) throughParticles(i int) int {
	last := v.run(i, maxRun)
	for last-i < maxRun && v.beside(last) && v.is(last+1, lower) && v.has(last+1, cParticle) && v.beside(last+1) && v.is(last+2, upper) {
		last = v.run(last+2, maxRun)
	}
	return last
}

// trim gives the first word of a run that belongs to its name: not the article
// or another ordinary word that begins a sentence, nor a weekday or a title.
func (v *view) trim(first, last int) int {
	for first < last {
		ordinary := v.has(first, cCommon) && !v.has(first, cOrg|cOrgHead) && (v.is(first, opens) || v.article(first))
		titled := v.titleAt(first)
		switch {
		case ordinary, v.has(first, cMonth):
			first++
		case titled >= 0 && v.titles[titled].last < last && !v.has(first, cOrg|cOrgHead) && v.has(v.titles[titled].last+1, cFirst):
			first = v.titles[titled].last + 1
		default:
			return first
		}
	}
	return first
}

// article reports whether token i is an article or a word like one.
func (v *view) article(i int) bool {
	switch v.lowered(i) {
	case "the", "a", "an", "this", "that", "its", "his", "her", "their", "our", "in", "on", "at", "from", "by", "and", "but", "for", "as", "to", "of", "with":
		return true
	}
	return false
}

// known reports whether a name that the tables have covers the tokens.
func (v *view) known(first, last int) bool {
	s := v.at(first)
	return s != nil && s.last >= last || s != nil && s.kind == "ORG" && s.last > s.first && v.at(last) == s
}

// generic reports whether the words only say whose body of a kind it is: our
// Armed Forces.
func (v *view) generic(first, last int) bool {
	switch v.word(first - 1) {
	case "our", "their", "its", "his", "her", "your", "my":
	default:
		return false
	}
	for i := first; i < last; i++ {
		if !v.has(i, cCommon|cOrg) {
			return false
		}
	}
	return true
}

// organisation adds the name of a body; token kind says of which sort.
func (d *document) organisation(v *view, first, last, kind int) {
	s := span{first: first, last: last, kind: "ORG", subtype: subtypeOf(v, first, last, kind), entry: -1, alias: -1, score: 0.8, found: "pattern"}
	if v.has(kind, cFacility) && !v.has(kind, cOrg) {
		s.kind, s.subtype = "FAC", ""
	}
	n := v.put(s)
	if s.kind == "ORG" {
		d.linkGroup(v, &v.spans[n])
	}
}

// subtypeOf names the sort of an organisation by the words of its name.
func subtypeOf(v *view, first, last, kind int) string {
	if v.has(kind, cGroup) {
		return "armed_group"
	}
	for i := last; i >= first; i-- {
		if t, ok := orgKinds[v.lowered(i)]; ok {
			return t
		}
	}
	return ""
}
