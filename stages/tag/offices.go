package tag

import (
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// offices finds the people who are named by their office alone, as "the Uzbek
// head of state", and who they are: someone named by that office in the
// article, or the one who held it in the article's month. Without either the
// holders that are known are candidates.
func (d *document) offices(v *view) {
	named := map[[2]string]ref{}
	for t := range v.titles {
		p := d.phrase(v, t)
		if p.kind != "office" && p.kind != "weak" || p.office == "" || !v.alone(p) {
			continue
		}
		if p.polity == "" && (p.placed || !v.definite(p.first-1)) {
			continue
		}
		s := span{first: p.first, last: p.last, kind: "PERSON", entry: -1, alias: -1, score: 0.8, found: "coreference", nominal: true, role: p.role(v), other: p.other}
		key := [2]string{p.office, p.polity}
		r, ok := named[key]
		switch {
		case ok:
		case p.polity == "":
			r = d.sameTitle(v, p)
			if r == 0 && v.definite(p.first-1) && national[p.office] {
				p.polity = d.home()
			}
		}
		if r == 0 && !ok && p.polity != "" {
			r = d.holderNamed(p)
			named[key] = r
		}
		switch {
		case r != 0:
			s.same = r
		case p.polity != "" && !v.formerly(p):
			d.holderKnown(&s, p)
		}
		if s.same == 0 && s.entry < 0 && (p.kind == "weak" || !p.placed) {
			continue
		}
		v.spans = append(v.spans, s)
	}
}

// national are the offices that a country has one of, so that "the prime
// minister" is that of the country the copy is about.
var national = map[string]bool{
	"president": true, "prime minister": true, "foreign minister": true, "interior minister": true, "defence minister": true,
	"finance minister": true, "vice president": true, "king": true, "chancellor": true, "army chief": true, "head of state": true,
}

// home gives the id of the country that the copy is about: the one it names
// most often, alone, or of those that of its dateline; empty where there is
// none.
func (d *document) home() string {
	best, most, tie := "", 0, false
	for country, n := range d.mentioned {
		switch {
		case n > most:
			best, most, tie = country, n, false
		case n == most:
			tie = true
		}
	}
	if tie && most > 0 && d.mentioned[d.dateline] == most {
		best, tie = d.dateline, false
	}
	if best == "" || tie {
		return ""
	}
	return "country:" + best
}

// sameTitle gives the last person before a phrase whom the copy has named by
// the same title, or by one that ends in it: the foreign minister, "the
// minister".
func (d *document) sameTitle(v *view, p phrase) ref {
	var out ref
	at := -1
	for n := range v.spans {
		s := &v.spans[n]
		if s.gone || s.kind != "PERSON" || s.nominal || s.role == nil || s.first >= p.first || s.first < at {
			continue
		}
		if s.role.Office == p.office || strings.HasSuffix(s.role.Office, " "+p.office) {
			out, at = d.ref(v, n), s.first
		}
	}
	return out
}

// formerly reports whether a phrase is about who held an office before.
func (v *view) formerly(p phrase) bool {
	for i := max(0, p.first-1); i <= p.last; i++ {
		switch v.word(i) {
		case "former", "Former", "ex", "late", "next", "first", "previous":
			return true
		}
	}
	return false
}

// alone reports whether a phrase stands without the name of a person before or
// after it.
func (v *view) alone(p phrase) bool {
	after := p.last + 1
	if v.word(after) == "," || v.word(after) == "." {
		after++
	}
	if s := v.at(after); s != nil && s.kind == "PERSON" && after <= p.last+2 && (s.role != nil && v.spanned(s, p) || after == p.last+1) {
		return false
	}
	before := p.first - 1
	for w := v.word(before); w == "the" || w == "a" || w == "an"; w = v.word(before) {
		before--
	}
	if s := v.at(before - 1); v.word(before) == "," && s != nil && s.kind == "PERSON" && s.role != nil && v.spanned(s, p) {
		return false
	}
	if s := v.at(p.first); s != nil && s.last > p.last {
		return false // part of a longer name
	}
	return !v.is(p.last+1, upper) || !v.free(p.last+1) || !v.beside(p.last)
}

// spanned reports whether the role of a person is the one a phrase gives.
func (v *view) spanned(s *span, p phrase) bool {
	return s.role.Office == p.office && s.role.Polity == p.polity
}

// holderNamed gives the person whom the article names by the office, or who is
// known for it and named: the latest before the end of the text so far.
func (d *document) holderNamed(p phrase) ref {
	var byRole, byEntry ref
	for _, v := range []*view{d.body, d.head} {
		if v == nil {
			continue
		}
		for n := range v.spans {
			s := &v.spans[n]
			if s.gone || s.kind != "PERSON" || s.nominal || s.same != 0 {
				continue
			}
			if byRole == 0 && s.role != nil && samePolity(s.role.Polity, s.other, p) && sameOffice(s.role.Office, p.office) {
				byRole = d.ref(v, n)
			}
			if byEntry == 0 && s.entry >= 0 && d.held(s.entry, p) {
				byEntry = d.ref(v, n)
			}
		}
	}
	if byRole != 0 {
		return byRole
	}
	return byEntry
}

// samePolity reports whether a role's polity, or the country it is of, is that
// of a phrase.
func samePolity(polity, other string, p phrase) bool {
	if polity == "" {
		return false
	}
	return polity == p.polity || other != "" && (other == p.polity || other == p.other) || p.other != "" && p.other == polity
}

// held reports whether a person held the office of a phrase in the article's
// month; where that is not known, whether they held it last of all.
func (d *document) held(entry int32, p phrase) bool {
	for _, o := range d.x.base.Entries[entry].Offices {
		if !samePolity(o.Polity, "", p) || !sameOffice(o.Title, p.office) {
			continue
		}
		if d.month == "" && o.To == "" && !o.Doubt || d.month != "" && o.At(d.month) {
			return true
		}
	}
	return false
}

// holderKnown links a nominal span to the one person who held the office in
// the article's month.
func (d *document) holderKnown(s *span, p phrase) {
	var now, ever []int32
	for _, polity := range []string{p.polity, p.other} {
		for _, entry := range d.x.holders[polity] {
			if d.month != "" && d.held(entry, p) && !slices.Contains(now, entry) {
				now = append(now, entry)
			}
			for _, o := range d.x.base.Entries[entry].Offices {
				if sameOffice(o.Title, p.office) && samePolity(o.Polity, "", p) && !slices.Contains(ever, entry) {
					ever = append(ever, entry)
				}
			}
		}
	}
	if len(now) == 1 {
		s.entry, s.via, s.linkScore = now[0], "role", 0.85
		return
	}
	if len(now) > 1 {
		ever = now
	}
	for _, entry := range ever[:min(len(ever), maxCandidates)] {
		e := &d.x.base.Entries[entry]
		s.candidates = append(s.candidates, article.Candidate{ID: e.ID, Name: e.Name, Score: round(0.5 / float64(len(ever)))})
	}
}
