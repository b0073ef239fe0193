package detect

import (
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// takePart fills actors, targets and places from the mentions of the clause; a
// place may stand elsewhere in the sentence. Who speaks takes no part in what
// is told, and who only answers to it (police, courts, governments, the
// holder of an office) is not who did it.
func (v *view) takePart(c *claim, s *sent, clause article.Span) {
	d := &c.detection
	speaker := ""
	if c.statement > 0 {
		if at := v.statements[c.statement-1].speaker; at > 0 {
			speaker = v.speakers[at-1].ref.Entity
		}
	}
	for i := range v.mentions {
		m := &v.mentions[i]
		if m.Start >= s.span.End {
			break
		}
		if m.End <= s.span.Start || m.Entity == "" {
			continue
		}
		in, ref := clause.Overlaps(m.Span), article.Ref{Entity: m.Entity}
		switch m.Type {
		case "GPE", "LOC", "FAC":
			if in && m.Type == "GPE" && m.Entity != speaker && v.stateActs(c, m) {
				d.Actors = addRef(d.Actors, ref)
				continue
			}
			if in || len(d.Places) == 0 && v.told(c, m.Span) {
				d.Places = addRef(d.Places, ref)
			}
		case "ORG", "PERSON", "NORP":
			if !in || m.Entity == speaker && m.Subtype != "armed_group" {
				continue
			}
			switch v.part(c, m) {
			case actor:
				d.Actors = addRef(d.Actors, ref)
			case target:
				d.Targets = addRef(d.Targets, v.owned(c, m, ref))
			}
		}
	}
	v.describe(c)
}

// told reports whether a place stands in what is told, not in who tells it and
// to whom: "the president told the leaders of Kazakhstan".
func (v *view) told(c *claim, s article.Span) bool {
	if c.statement == 0 {
		return true
	}
	return slices.ContainsFunc(v.statements[c.statement-1].content, func(in article.Span) bool { return in.Overlaps(s) })
}

// part is what somebody named is to an event.
type part int

const (
	bystander part = iota
	actor
	target
)

// part tells it from where the name stands: before the cue or after it, in a
// passive clause or an active one, behind "by" or behind "on" and "against".
func (v *view) part(c *claim, m *article.Mention) part {
	first, last := v.tokensOf(c.clause, m.Span)
	if m.Type == "NORP" && v.hasAny(last, min(last+3, c.clause.last), set(gAuthority)) {
		return bystander // "Albanian customs officers"
	}
	if groupOf(c.rule.Theme) == "pressure" && m.Type == "NORP" && v.belongings(last, c.clause.last) > last {
		return target // "put two Iranian firms on its blacklist"
	}
	before := tokens{max(c.clause.first, first-3), first}
	switch {
	case v.spoken(before, "by", "blamed"):
		return c.mayAct(m)
	case v.spoken(before, "on", "against", "at", "targeting") || v.hasAny(before.first, before.last, set(gKilled, gWounded)):
		return target
	case first < c.cue.last && last > c.cue.first: // the cue names it
		return c.mayAct(m)
	case last <= c.cue.first && !v.passive(c.cue):
		return c.mayAct(m)
	case last <= c.cue.first:
		return target
	case m.Subtype == "armed_group" && first > c.cue.last+1:
		return actor
	}
	return target
}

// mayAct reports who can be behind an event: an armed group or an army, a
// people or a private person. Governments answer to attacks and crimes, but
// wage wars and impose sanctions.
func (c *claim) mayAct(m *article.Mention) part {
	switch m.Type {
	case "PERSON":
		if m.Role != nil {
			return bystander
		}
	case "ORG":
		switch m.Subtype {
		case "armed_group", "military", "party", "other", "":
		case "government", "intergovernmental":
			if group := groupOf(c.rule.Theme); group != "pressure" && group != "conflict" && group != "hybrid" {
				return bystander
			}
		default:
			return bystander
		}
	}
	return actor
}

// passive reports whether the cue is told of its subject: "was kidnapped",
// "have been killed", but not "is massing".
func (v *view) passive(cue tokens) bool {
	for i := max(0, cue.first-2); i < cue.first; i++ {
		if !isBe(v.word(i)) && v.word(i) != "got" {
			continue
		}
		active := false
		for k := i + 1; k <= cue.first && k < len(v.toks); k++ {
			active = active || strings.HasSuffix(v.word(k), "ing") && v.word(k) != "being"
		}
		if !active {
			return true
		}
	}
	return false
}

func isBe(w string) bool {
	switch w {
	case "was", "were", "been", "being", "be", "is", "are":
		return true
	}
	return false
}

// spoken reports whether one of the words stands in a stretch.
func (v *view) spoken(t tokens, words ...string) bool {
	for i := t.first; i < t.last; i++ {
		for _, w := range words {
			if v.word(i) == w {
				return true
			}
		}
	}
	return false
}

// tokensOf gives the tokens of a span within a stretch.
func (v *view) tokensOf(within tokens, s article.Span) (first, last int) {
	first = within.first
	for first < within.last && v.toks[first].End <= s.Start {
		first++
	}
	last = first
	for last < within.last && v.toks[last].Start < s.End {
		last++
	}
	return first, last
}

const maxRefs = 5

// addRef adds who is not there yet. Somebody without a name is told by the
// words, and adds nothing to those with names.
func addRef(refs []article.Ref, r article.Ref) []article.Ref {
	for i := range refs {
		o := &refs[i]
		if o.Entity != "" && (r.Entity == "" || o.Entity == r.Entity) || o.Entity == r.Entity && strings.EqualFold(o.Text, r.Text) {
			return refs
		}
	}
	if len(refs) >= maxRefs {
		return refs
	}
	if refs == nil {
		refs = make([]article.Ref, 0, 2)
	}
	return append(refs, r)
}
