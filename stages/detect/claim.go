package detect

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// claim is one place where an entry fired.
type claim struct {
	rule      *rule
	cue       tokens
	clause    tokens
	sentence  int
	statement int // index plus one of the innermost one around it
	detection article.Detection
}

// findClaims tries the entries whose cue stands in each sentence.
func (v *view) findClaims() []claim {
	out := v.claims[:0]
	for si := range v.sents {
		s := &v.sents[si]
		if s.hitLo == s.hitHi {
			continue
		}
		for _, h := range v.hits[s.hitLo:s.hitHi] {
			v.present[h.class] = int32(si) + 1
		}
		from := len(out)
		for _, h := range v.hits[s.hitLo:s.hitHi] {
			for _, e := range v.rules.cueOf[h.class] {
				r := &v.rules.entries[e]
				if !v.fits(r, s, si, h) || r.Theme != "hybrid.disinformation" && (v.namesSpeaker(si, h) || v.toldTo(si, h)) {
					continue
				}
				out = v.addClaim(out, from, claim{rule: r, cue: tokens{h.first, h.last}, sentence: si})
			}
		}
		if len(out) > maxClaims {
			break
		}
	}
	return out
}

const maxClaims = 300

// namesSpeaker reports whether a cue only says who speaks: "rebels said", "the
// refugee agency said".
func (v *view) namesSpeaker(si int, h hit) bool {
	const short = 8 // tokens
	if h.last-h.first > 1 || strings.HasSuffix(v.word(h.first), "ed") {
		return false
	}
	for i := len(v.statements) - 1; i >= 0; i-- {
		st := &v.statements[i]
		if st.sentence < si {
			return false
		}
		if st.sentence == si && st.kind != "stance" && h.first >= st.source.first && h.last <= st.source.last && st.source.last-st.source.first <= short {
			return true
		}
	}
	return false
}

// toldTo reports whether a cue stands behind the verb of saying that ends a
// sentence, and so is told of nothing: ", he told the leaders of five countries".
func (v *view) toldTo(si int, h hit) bool {
	for i := len(v.statements) - 1; i >= 0; i-- {
		st := &v.statements[i]
		if st.sentence < si {
			return false
		}
		if st.sentence != si || st.kind == "stance" || st.cue.empty() || h.first < st.cue.last || v.statementAt(v.toks[h.first].Start, si) > 0 {
			continue
		}
		if last := st.content[len(st.content)-1]; last.End > v.toks[st.cue.first].Start {
			continue
		}
		goesOn := false // "residents said, and thousands fled"
		for k := st.cue.last; k < h.first; k++ {
			goesOn = goesOn || v.isPunct(k) && !v.inner(k)
		}
		if !goesOn {
			return true
		}
	}
	return false
}

// addClaim keeps one claim of a theme for each clause: an entry that says a
// word has another sense wins, then one that reports an event.
func (v *view) addClaim(out []claim, from int, c claim) []claim {
	c.statement = v.statementAt(v.toks[c.cue.first].Start, c.sentence)
	c.clause = v.clauseOf(c.sentence, c.cue, c.statement)
	for i := from; i < len(out); i++ {
		o := &out[i]
		if o.rule.Theme != c.rule.Theme || o.clause != c.clause {
			continue
		}
		if rank(c.rule) > rank(o.rule) {
			*o = c
		}
		return out
	}
	return append(out, c)
}

func rank(r *rule) int {
	switch {
	case r.Status != "" && !r.Status.Live():
		return 3
	case !r.Noun:
		return 2
	}
	return 1
}

// fits reports whether the words that an entry asks for stand around its cue.
func (v *view) fits(r *rule, s *sent, si int, cue hit) bool {
	for _, class := range r.with {
		if v.present[class] != int32(si)+1 {
			return false
		}
		if !v.beside(r, s, si, cue, class) {
			return false
		}
	}
	return r.without < 0 || v.present[r.without] != int32(si)+1
}

// beside reports whether a class stands near enough to the cue and is not the
// cue itself.
func (v *view) beside(r *rule, s *sent, si int, cue hit, class int32) bool {
	clause := tokens{s.first, s.last}
	if r.Clause {
		clause = v.clauseOf(si, tokens{cue.first, cue.last}, 0)
	}
	for _, h := range v.hits[s.hitLo:s.hitHi] {
		if h.class != class || (h.first < cue.last && cue.first < h.last) {
			continue
		}
		if h.first < clause.first || h.last > clause.last {
			continue
		}
		if r.Near == 0 || max(h.first-cue.last, cue.first-h.last) < r.Near {
			return true
		}
	}
	return false
}

// clauseOf is the clause around a cue: bounded by semicolons, colons and
// dashes, by a comma with a joining word, and by its statement.
func (v *view) clauseOf(si int, cue tokens, statement int) tokens {
	s := &v.sents[si]
	lo, hi := s.first, s.last
	if statement > 0 {
		for _, c := range v.statements[statement-1].content {
			if c.Start <= v.toks[cue.first].Start && v.toks[cue.first].Start < c.End {
				for lo < cue.first && v.toks[lo].Start < c.Start {
					lo++
				}
				for hi > cue.last && v.toks[hi-1].End > c.End {
					hi--
				}
			}
		}
	}
	first := cue.first
	for first > lo && !v.bounds(first-1, first) {
		first--
	}
	last := cue.last
	for last < hi && !v.bounds(last, last+1) {
		last++
	}
	for first < cue.first && v.isPunct(first) {
		first++
	}
	for last > cue.last && v.isPunct(last-1) {
		last--
	}
	return tokens{first, last}
}

// bounds reports whether a clause ends at token i; next is the one after it.
func (v *view) bounds(i, next int) bool {
	if v.isPunct(i) {
		switch v.byteAt(i) {
		case ';', ':', '|', '?':
			return true
		case ',':
			return next < len(v.toks) && i+1 < len(v.toks) && v.bits[i+1]&set(gJoin, gSubordinate) != 0
		}
		w := v.word(i)
		return w == "—" || w == "–" || w == "--"
	}
	return v.bits[i].has(gSubordinate) && !v.capital(i)
}

// statementAt is the innermost statement whose content holds a byte, as index
// plus one.
func (v *view) statementAt(at, si int) int {
	best, size := 0, int(^uint(0)>>1)
	for i := len(v.statements) - 1; i >= 0; i-- {
		st := &v.statements[i]
		if st.sentence+40 < si {
			break
		}
		for _, c := range st.content {
			if c.Start <= at && at < c.End && c.Len() < size {
				best, size = i+1, c.Len()
			}
		}
	}
	return best
}
