package tag

import (
	"unicode"
	"unicode/utf8"
)

// short finds the later short forms of the names in a text: surnames, last
// parts of names, and the acronyms given in brackets. They share an entity with
// the long form. Names of the body hold for the headline too.
func (d *document) short(v *view) {
	longs := map[string]ref{}
	if v == d.head {
		d.gather(d.body, longs)
	}
	d.acronyms(v)
	d.gather(v, longs)
	if len(longs) == 0 {
		return
	}
	full := v.inFull()
	for i := 0; i < len(v.toks); i++ {
		if !v.is(i, upper) {
			continue
		}
		for last := min(i+2, len(v.toks)-1); last >= i; last-- {
			if r, ok := longs[v.text[v.toks[i].Start:v.toks[last].End]]; ok && d.shorten(v, i, last, r, full) {
				i = last
				break
			}
		}
	}
}

// sureName is how sure a name must be for short forms of it to be looked for.
const sureName = 0.7

// gather collects the short forms that the names of a view may have, the
// earlier name first.
func (d *document) gather(v *view, longs map[string]ref) {
	for n := range v.spans {
		s := &v.spans[n]
		if s.gone || s.cut || s.nominal || s.kind != "PERSON" && s.kind != "ORG" || s.score < sureName {
			continue
		}
		r := d.ref(v, n)
		if s.same != 0 {
			r = s.same
		}
		if s.kind == "PERSON" {
			v.endings(s, r, longs)
		} else if s.first == s.last && s.same != 0 {
			add(longs, v.of(s), r)
		}
	}
}

// endings adds the last parts of a person's name.
func (v *view) endings(s *span, r ref, longs map[string]ref) {
	for i := s.last; i > s.first; i-- {
		if !v.is(i, upper) || v.toks[i].Len() < 2 {
			continue
		}
		add(longs, v.text[v.toks[i].Start:v.toks[s.last].End], r)
		if arabicArticle(v.word(i)) && i == s.last {
			add(longs, afterArticle(v.word(i)), r)
		}
	}
	if s.last > s.first && v.is(s.first, upper) && !v.has(s.first, cCommon) {
		add(longs, v.word(s.first), r)
	}
}

func add(longs map[string]ref, name string, r ref) {
	if _, ok := longs[name]; !ok && len(name) > 1 {
		longs[name] = r
	}
}

// afterArticle gives Assad for al-Assad.
func afterArticle(w string) string {
	for i := range w {
		if w[i] == '-' {
			return w[i+1:]
		}
	}
	return w
}

// ref points to span n of a view.
func (d *document) ref(v *view, n int) ref {
	if v == d.head {
		return ref(-n - 1)
	}
	return ref(n + 1)
}

// span gives the view and the span that r points to; nil for none.
func (d *document) span(r ref) (*view, *span) {
	switch {
	case r > 0:
		return d.body, &d.body.spans[r-1]
	case r < 0:
		return d.head, &d.head.spans[-r-1]
	}
	return nil, nil
}

// inFull gives the people who are named by more than a surname.
func (v *view) inFull() map[int32]bool {
	full := map[int32]bool{}
	for i := range v.spans {
		if s := &v.spans[i]; !s.gone && s.kind == "PERSON" && s.entry >= 0 && (s.last > s.first || s.role != nil) {
			full[s.entry] = true
		}
	}
	return full
}

// shorten makes the tokens a short form of the name r, unless they belong to
// a name of their own. A known surname is that of another person of the text
// where only that one is named in full.
func (d *document) shorten(v *view, first, last int, r ref, full map[int32]bool) bool {
	_, long := d.span(r)
	if at := v.at(first); at != nil {
		exact := at.first == first && at.last == last
		switch {
		case !exact, at == long, at.same != 0, at.cut:
			return at.first == first && at.last >= last
		case at.entry >= 0 && (at.kind != "PERSON" || long.kind != "PERSON" || at.entry == long.entry || full[at.entry] || long.first > first):
			return true // known by itself
		case at.kind == long.kind:
			at.same, at.subtype = r, long.subtype
			at.entry, at.alias, at.via, at.linkScore, at.candidates = -1, -1, "", 0, nil
			return true
		case at.found != "pattern":
			return true
		}
	}
	if !v.bare(first+1, last) || v.is(first, opens) && v.has(first, cCommon) {
		return false
	}
	if !v.titled && !v.caps && v.partOfName(first, last) {
		return false
	}
	v.put(span{first: first, last: last, kind: long.kind, subtype: long.subtype, entry: -1, alias: -1, score: 0.85, found: "pattern", same: r})
	return true
}

// partOfName reports whether words with capitals that belong to nothing known
// stand beside a short form, which then is part of a longer name.
func (v *view) partOfName(first, last int) bool {
	before := v.beside(first-1) && v.proper(first-1) && v.free(first-1) && !v.is(first-1, opens) && v.titleBefore(first) < 0
	after := v.beside(last) && v.proper(last+1) && v.free(last+1) && v.titleAt(last+1) < 0
	return before || after
}

// acronyms makes an acronym in brackets another name of what stands before it,
// where the letters are those of its words: "Zarin River Authority (ZRA)". A
// name that was not found otherwise is found by its acronym.
func (d *document) acronyms(v *view) {
	for i := 2; i+1 < len(v.toks); i++ {
		if v.word(i-1) != "(" || v.word(i+1) != ")" || !v.is(i, shout) || v.toks[i].Len() > 10 {
			continue
		}
		first := v.expansion(i)
		long := v.at(i - 2)
		switch {
		case first >= 0 && (long == nil || long.kind != "PERSON" && long.last-long.first < i-2-first && long.entry < 0):
			v.put(span{first: first, last: i - 2, kind: "ORG", subtype: subtypeOf(v, first, i-2, first), entry: -1, alias: -1, score: 0.85, found: "pattern"})
		case first >= 0 && long != nil && long.kind != "PERSON":
		case long != nil && long.kind == "ORG" && long.entry >= 0 && v.free(i):
		default:
			continue
		}
		n := int(v.cover[i-2]) - 1
		own := v.at(i)
		if own != nil && own.entry >= 0 && v.spans[n].entry < 0 {
			v.spans[n].same, v.spans[n].subtype = d.ref(v, int(v.cover[i])-1), own.subtype // the acronym is known
			continue
		}
		if own != nil && own.entry >= 0 && own.entry == v.spans[n].entry {
			continue
		}
		s := v.spans[n]
		v.put(span{first: i, last: i, kind: s.kind, subtype: s.subtype, entry: -1, alias: -1, score: 0.9, found: "pattern", same: d.ref(v, n)})
	}
}

// expansion gives the first token of the words before an acronym at token i
// whose first letters it has; -1 where there are none. Small words may be left
// out of the acronym.
func (v *view) expansion(i int) int {
	letters := []rune(v.word(i))
	at := len(letters) - 1
	for j := i - 2; j >= 0 && j > i-2-maxRun && v.toks[j].Len() <= maxWord; j-- {
		r, _ := utf8.DecodeRuneInString(v.word(j))
		if unicode.IsLower(r) && v.is(j, upper) {
			r, _ = utf8.DecodeRuneInString(afterArticle(v.word(j))) // I of al-Islam
		}
		switch {
		case v.is(j, upper) && r == letters[at]:
			at--
		case v.is(j, lower) && v.has(j, cCommon|cParticle):
		default:
			return -1
		}
		if at < 0 {
			return j
		}
	}
	return -1
}
