package detect

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// status judges in which sense a claim's clause reports its theme: what is not
// live first, then who says it and how sure it is. Detail is planned or
// suspected where a speaker stands over it.
func (v *view) status(c *claim) (status, detail article.Status) {
	s := &v.sents[c.sentence]
	if c.rule.Status != "" && !c.rule.Status.Live() {
		return c.rule.Status, ""
	}
	if sense := v.otherWorld(s, c); sense != "" {
		return sense, ""
	}
	if sense := v.notReal(s, c); sense != "" {
		return sense, ""
	}
	return v.liveStatus(s, c)
}

// otherWorld tells sport, film, business and idiom from the real thing.
func (v *view) otherWorld(s *sent, c *claim) article.Status {
	for i := max(s.first, c.cue.first-6); i < c.cue.last; i++ {
		if v.bits[i].has(gFigure) && i+max(1, int(v.gramLen[i])) > c.cue.first-1 {
			return article.Metaphor
		}
	}
	if c.cue.last < s.last && v.bits[c.cue.last].has(gFigure) {
		return article.Metaphor
	}
	local := tokens{max(s.first, c.clause.first), min(s.last, c.clause.last)}
	switch {
	case v.hasAny(s.first, s.last, set(gFurniture)) && v.listLine(s):
		return article.InFurniture
	case v.hasAny(s.first, s.last, set(gExercise)):
		return article.Exercise
	case v.hasAny(s.first, s.last, set(gFiction)), v.hasAny(s.first, s.last, set(gFictionHint)) && !v.harmed(local):
		return article.Fiction
	case v.played(local) && (v.context.sport || !v.harmed(local)), v.context.sport && v.hasAny(s.first, s.last, set(gSport)):
		return article.Sport
	case v.hasAny(local.first, local.last, set(gBusiness)) && !v.grave(s, c) && borrowed(c.rule.Theme):
		return article.Metaphor
	case v.context.exercise && !v.hasAny(s.first, s.last, set(gKilled, gWounded)):
		return article.Exercise
	case v.context.sport && !v.grave(s, c):
		return article.Sport
	case v.context.fiction && !v.grave(s, c):
		return article.Fiction
	}
	return ""
}

// harmed reports that somebody is killed, hurt or arrested in a stretch: that
// seldom is said of a match or a film.
func (v *view) harmed(t tokens) bool {
	return v.hasAny(t.first, t.last, set(gKilled, gWounded, gArrested))
}

// played reports that a stretch is about sport: a word that only sport has, or
// two that it shares with other things.
func (v *view) played(t tokens) bool {
	hints := 0
	for i := t.first; i < t.last; i++ {
		if v.bits[i].has(gSport) {
			return true
		}
		if v.bits[i].has(gSportHint) {
			hints++
		}
	}
	return hints >= 2
}

// borrowed reports whether business copy borrows the words of a theme: price
// wars, hostile raids, but not narcotics.
func borrowed(theme string) bool {
	switch groupOf(theme) {
	case "crime", "pressure", "weapons", "human", "hybrid":
		return false
	}
	return theme != "terrorism.financing"
}

// grave reports words of killing, wounding or arrest in the sentence: they are
// seldom said of shares or matches.
func (v *view) grave(s *sent, c *claim) bool {
	return v.hasAny(s.first, s.last, set(gKilled, gWounded, gArrested, gAuthority)) || c.rule.Severity >= 4
}

func (v *view) listLine(s *sent) bool {
	return v.bits[s.first].has(gFurniture) || v.hasAny(s.first, min(s.first+4, s.last), set(gFurniture))
}

// notReal finds what is denied, only supposed, long over or law-making.
func (v *view) notReal(s *sent, c *claim) article.Status {
	switch {
	case v.past(s, c):
		return article.Historical
	case v.negated(s, c):
		return article.Negated
	case v.supposed(s, c):
		return article.Hypothetical
	case v.lawMaking(c):
		return article.Policy
	}
	return ""
}

// lawMaking reports that a law, a budget or a debate is about the theme: it
// stands before the cue, or right behind it as in "terrorism bill". A law that
// people march against makes no policy of the march.
func (v *view) lawMaking(c *claim) bool {
	if c.rule.Theme == "pressure.sanctions" || v.harmed(c.clause) {
		return false
	}
	return v.hasAny(c.clause.first, c.cue.first, set(gPolicy)) || v.hasAny(c.cue.last, min(c.cue.last+2, c.clause.last), set(gPolicy))
}

func (v *view) past(s *sent, c *claim) bool {
	if v.hasAny(s.first, s.last, set(gPast)) || v.hasAny(c.clause.first, c.clause.last, set(gPastHint)) && !v.harmed(c.clause) {
		return true
	}
	year := v.yearPublished()
	if year == 0 {
		year = longAgo // nothing says when the copy is from
	}
	for i := c.clause.first; i < c.clause.last; i++ {
		if y := v.yearAt(i); y > 1000 && year > 0 && y < year-1 && i > s.first && (v.isIn(i-1) || v.bits[i-1].has(gMonth)) {
			return true
		}
	}
	return false
}

// longAgo is the year before which an event is history in copy without a date.
const longAgo = 2001

func (v *view) isIn(i int) bool {
	w := v.word(i)
	return w == "in" || w == "In" || w == "of" || w == "the"
}

// negated looks for a negation before the cue in its clause, or words that
// take the event back anywhere in it. A denial of the copy's own speaker is
// told apart in denials.
func (v *view) negated(s *sent, c *claim) bool {
	if v.rules.threat(c.rule) {
		return false // "or no ship will pass"
	}
	if c.rule.Theme == "hybrid.disinformation" {
		return false // that it is not true is what is told
	}
	if v.hasAny(c.clause.first, c.clause.last, set(gNotFact)) || (c.statement == 0 && v.hasAny(s.first, s.last, set(gNotFact)) && s.last-s.first < 30) {
		return true
	}
	for i := max(c.clause.first, c.cue.first-7); i < c.cue.first; i++ {
		if !v.bits[i].has(gNegation) || v.bits[i].has(gDeny) {
			continue
		}
		if v.doubleNegation(i) {
			continue
		}
		return true
	}
	if i := c.cue.last; i+1 < c.clause.last && v.bits[i+1].has(gNegation) && v.bits[i].has(gVerb) {
		return true
	}
	return false
}

// doubleNegation is "cannot do without", "not only", "no fewer than".
func (v *view) doubleNegation(i int) bool {
	for j := i + 1; j < min(i+4, len(v.toks)); j++ {
		switch v.word(j) {
		case "without", "only", "fewer", "less", "longer":
			return true
		}
	}
	for j := i - 1; j >= max(0, i-3); j-- {
		if v.bits[j].has(gNegation) {
			return true
		}
	}
	return false
}

// supposed is "if", "were to" and "should" at the start of the sentence.
func (v *view) supposed(s *sent, c *claim) bool {
	if v.rules.threat(c.rule) {
		return false
	}
	if v.bits[s.first].has(gCondition) && v.word(s.first) != "had" && !v.hasMark(s, '?') {
		return true
	}
	lo := s.first
	if c.statement > 0 {
		lo = c.clause.first
	}
	for i := lo; i < s.last; i++ {
		if v.bits[i].has(gIf) && (i < c.cue.last || !v.happened(c)) {
			return true
		}
	}
	return false
}

// happened reports that the cue is a verb of the past, "blew up", or stands with
// counted victims: an "if" behind it is about what comes next.
func (v *view) happened(c *claim) bool {
	return strings.HasSuffix(v.word(c.cue.first), "ed") || v.harmed(c.clause)
}

func (v *view) hasMark(s *sent, mark byte) bool { return v.byteAt(s.last-1) == mark }

// threat reports whether an entry is about announcing harm.
func (r *rules) threat(e *rule) bool { return e.Status == article.Threatened }

// liveStatus is how a live claim stands.
func (v *view) liveStatus(s *sent, c *claim) (status, detail article.Status) {
	var st *statement
	if c.statement > 0 {
		st = &v.statements[c.statement-1]
	}
	if c.rule.Status == article.Threatened {
		return article.Threatened, ""
	}
	if v.feared(s, c, st) {
		return article.Concern, ""
	}
	planned := c.rule.Status == article.Planned || v.find(c.clause.first, c.cue.last, set(gPlan)) >= 0
	ends := tokens{c.clause.last, s.last}
	if strings.HasPrefix(c.rule.Theme, "pressure.") {
		ends = tokens{c.cue.last, c.cue.last} // those hit by sanctions are accused; the sanctions are fact
	}
	suspected := c.rule.Status == article.Suspected || v.hasAny(c.clause.first, ends.first, set(gSuspect))
	if st == nil || st.speaker == 0 {
		suspected = suspected || v.hasAny(s.first, ends.last, set(gSuspect)) || v.find(max(s.first, c.cue.first-1), c.cue.first, set(gCould)) >= 0
		planned = planned || v.find(max(s.first, c.cue.first-6), c.cue.first, set(gPlan)) >= 0
	}
	switch {
	case planned:
		detail = article.Planned
	case suspected:
		detail = article.Suspected
	}
	if st != nil && st.speaker > 0 {
		if detail == "" && v.reportsOwnAct(st, c) {
			return article.Asserted, ""
		}
		return article.Claimed, detail
	}
	switch {
	case detail != "":
		return detail, ""
	case c.rule.Noun, c.rule.Status == article.MentionOnly:
		return article.MentionOnly, ""
	case c.rule.Status != "":
		return c.rule.Status, ""
	}
	return article.Asserted, ""
}

// feared is a warning or fear with no event: "warned that … could", "the
// threat of", "against terrorism".
func (v *view) feared(s *sent, c *claim, st *statement) bool {
	if v.find(max(s.first, c.cue.first-5), c.cue.first, set(gFear)) >= 0 {
		return true
	}
	if c.rule.Noun && v.find(max(s.first, c.cue.first-6), min(s.last, c.cue.last+3), set(gAgainst, gFear)) >= 0 {
		return true
	}
	could := v.find(c.clause.first, c.clause.last, set(gCould)) >= 0
	if st != nil && st.grams.has(gWarn) {
		return could || c.rule.Noun || v.bits[st.cue.first].has(gFear)
	}
	return could && v.hasAny(s.first, s.last, set(gFear))
}

// reportsOwnAct is an authority that reports what it has itself done: "police
// said they had seized".
func (v *view) reportsOwnAct(st *statement, c *claim) bool {
	if st.source.empty() || !v.hasAny(st.source.first, st.source.last, set(gAuthority)) || v.spoken(st.source, "source", "sources") {
		return false
	}
	if act := v.find(c.clause.first, c.clause.last, set(gStateAct)); act >= 0 && v.find(max(c.clause.first, act-3), act, set(gCould, gNegation)) < 0 && v.byAuthority(c.clause.first, act) {
		return true
	}
	act := v.find(c.clause.first, c.clause.last, set(gOwnAct))
	if act < 0 || v.find(max(c.clause.first, act-3), act, set(gCould)) >= 0 || v.passive(tokens{act, act + 1}) {
		return false
	}
	for i := act - 1; i >= c.clause.first && act-i < 6; i-- {
		if v.bits[i].has(gOwn) {
			return c.rule.OwnAct || v.bits[act].has(gOwnAct)
		}
	}
	return false
}

// byAuthority reports whether an act is told of an authority, a country or of
// those it was done to: "police arrested", "were extradited".
func (v *view) byAuthority(from, act int) bool {
	if v.passive(tokens{act, act + 1}) {
		return true
	}
	first := max(from, act-8)
	if v.hasAny(first, act, set(gAuthority, gOwn)) {
		return true
	}
	for i := range v.mentions {
		m := &v.mentions[i]
		if (m.Type == "GPE" || m.Subtype == "police" || m.Subtype == "military" || m.Subtype == "government") && m.Start >= v.toks[first].Start && m.End <= v.toks[act].Start {
			return true
		}
	}
	return false
}
