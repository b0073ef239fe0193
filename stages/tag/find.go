package tag

import "github.com/wirewatch/wirewatch/stages/text"

// find lays the names that are known over a text, in one pass of the automaton:
// the leftmost first, of several that begin together the longest. Titles are
// collected beside them. Names that need support wait in v.weak.
func (d *document) find(v *view) {
	reads := make([]text.Readings, len(v.toks))
	for i, l := range v.lex {
		reads[i] = l.reads
	}
	matches := d.x.matcher.FindRead(nil, v.text, v.toks, reads)
	for i := 0; i < len(matches); {
		j := i + 1
		for j < len(matches) && matches[j].First == matches[i].First && matches[j].Last == matches[i].Last {
			j++
		}
		d.settle(v, matches[i:j])
		i = j
	}
}

// settle takes in the patterns that stand over the same tokens.
func (d *document) settle(v *view, same []text.Match) {
	var strong, weak []int32
	first, last := same[0].First, same[0].Last
	for _, m := range same {
		switch {
		case m.ID >= d.x.titles:
			v.title(titleMatch{first: first, last: last, title: m.ID - d.x.titles})
		case !d.fits(v, &d.x.aliases[m.ID], first, last):
		case d.x.aliases[m.ID].Weak:
			weak = append(weak, m.ID)
		default:
			strong = append(strong, m.ID)
		}
	}
	if len(strong) > 0 && !v.bare(first, last) && d.x.base.Entries[d.x.aliases[strong[0]].Entry].Type == "GPE" {
		v.inner(span{first: first, last: last, entry: -1, alias: -1, score: 0.9, aliases: strong})
	}
	if len(strong)+len(weak) == 0 || !v.bare(first, last) {
		return
	}
	s := span{first: first, last: last, entry: -1, alias: -1, found: "gazetteer", score: 0.9, aliases: append(strong, weak...)}
	s.last = v.tail(first, last)
	s.kind = d.x.base.Entries[d.x.aliases[s.aliases[0]].Entry].Type
	if t := v.titleAt(first); s.kind == "PERSON" && t >= 0 && v.titles[t].last < last {
		s.first = v.titles[t].last + 1 // Pope Francis
	}
	if len(strong) == 0 {
		v.weak = append(v.weak, s)
		return
	}
	v.put(s)
}

// tail gives the last token of a known name without the ordinary word that
// some names end in: the Islamic State group.
func (v *view) tail(first, last int) int {
	switch v.word(last) {
	case "group", "groups", "rebels", "militants", "movement", "fighters", "militia", "government":
		if last > first {
			return last - 1
		}
	}
	return last
}

// title keeps a title unless it stands within the one before it.
func (v *view) title(t titleMatch) {
	if n := len(v.titles); n > 0 && v.titles[n-1].last >= t.first {
		return
	}
	v.titles = append(v.titles, t)
}

// bare reports whether no span lies over the tokens from first to last.
func (v *view) bare(first, last int) bool {
	for i := first; i <= last; i++ {
		if v.cover[i] != 0 {
			return false
		}
	}
	return true
}

// fits reports whether the text writes an alias the way names are written.
func (d *document) fits(v *view, a *alias, first, last int) bool {
	for i := first; i <= last; i++ {
		if i < last && !v.beside(i) {
			return false
		}
		if n := i - first; n < 32 && a.upper&(1<<n) != 0 && !v.is(i, upper) && (i > first || first == last || !v.has(i, cParticle)) {
			return false
		}
	}
	if first != last {
		return a.upper != 0 || v.is(first, upper) || v.is(last, upper) || a.Text == v.text[v.toks[first].Start:v.toks[last].End]
	}
	if a.upper == 0 && !v.is(first, upper) && v.word(first) != a.Text {
		return false
	}
	if v.has(first, cCommon) && (v.shouted(first) || !a.Exact && (v.is(first, opens) || v.titled)) {
		return false
	}
	if v.is(first, opens) && !a.Exact && v.smallElsewhere(first) {
		return false
	}
	return !v.has(first, cMonth) || a.Exact
}

// shouted reports whether token i stands where everything is in capitals, so
// that its own capitals say nothing.
func (v *view) shouted(i int) bool {
	return v.caps || v.is(i-1, shout) && v.toks[i-1].Len() > 5 || v.is(i+1, shout) && v.toks[i+1].Len() > 5
}
