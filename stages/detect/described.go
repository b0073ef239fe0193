package detect

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// doing are the verbs whose subject does what the noun behind them names:
// "launched an attack".
var doing = wordSet(`launched launch launches launching carried staged mounted opened open fired planted detonated committed waged conducted
	put puts imposed imposes set threw hurled took made attempted laid slapped declared issued announced unleashed executed orchestrated`)

// suffering are verbs whose subject does nothing to others.
var suffering = wordSet(`came fell saw suffered faced faces braced woke lost remained witnessed became went received endured feared died fled
	exploded collapsed survived escaped surrendered`)

// describe finds who did it and to whom where nobody is named: the noun
// phrases that are subject and object of the cue, and behind "by" the agent.
func (v *view) describe(c *claim) {
	d := &c.detection
	if len(d.Actors) > 0 && len(d.Targets) > 0 {
		return
	}
	verb, noun := v.verbOf(c)
	passive := verb >= 0 && (v.passive(tokens{verb, verb + 1}) || v.beginsPassive(verb, c.clause.last))
	var agent, hit tokens
	switch subject := v.subjectOf(c, verb); {
	case subject.empty():
	case passive || strings.HasPrefix(c.rule.Theme, "human."):
		hit = subject
	case !suffering[v.lower(verb)]:
		agent = subject
	}
	if by := v.behind(c.cue.last, c.clause.last, "by"); by > 0 && (passive || noun || verb < 0) {
		agent = v.described(by, c.clause.last)
	}
	if at := v.objectAt(c, verb, noun); at > 0 && hit.empty() && !passive {
		hit = v.described(at, c.clause.last)
	}
	if len(d.Actors) == 0 && v.mayBeAgent(c, agent) {
		d.Actors = addRef(d.Actors, v.refTo(agent))
	}
	if len(d.Targets) == 0 && !hit.empty() {
		d.Targets = addRef(d.Targets, v.refTo(hit))
	}
}

// beginsPassive reports whether a cue begins with its auxiliary: "was shot".
func (v *view) beginsPassive(verb, limit int) bool {
	return isBe(v.word(verb)) && verb+1 < limit && !strings.HasSuffix(v.word(verb+1), "ing")
}

// verbOf gives the verb that a claim turns on: the cue itself, or where the cue
// is a noun the verb behind it or the verb of doing before it; -1 is none.
func (v *view) verbOf(c *claim) (verb int, noun bool) {
	i := c.cue.first
	if v.finite(i) && (i == c.clause.first || !v.bits[i-1].has(gDeterminer) || v.word(i-1) == "to") {
		return i, false
	}
	if strings.HasSuffix(v.word(i), "ing") && i > c.clause.first && isBe(v.word(i-1)) {
		return i, false
	}
	if next := c.cue.last; next < c.clause.last && v.isPerson(next-1) && v.finite(next) && !v.bits[next].has(gVerb) {
		return next, false // "rebels ambushed", where the rebels are the cue
	}
	for k := i - 1; k >= c.clause.first && i-k <= 6; k-- {
		if v.isPunct(k) && !v.inner(k) {
			break
		}
		if doing[v.lower(k)] {
			return k, true
		}
	}
	return -1, true
}

// finite reports whether a word looks like a verb that has a subject.
func (v *view) finite(i int) bool {
	w := v.word(i)
	if v.capital(i) || v.isPunct(i) {
		return false
	}
	return strongVerbs[w] || doing[w] || len(w) > 3 && strings.HasSuffix(w, "ed") || v.bits[i].has(gVerb)
}

// subjectOf is the noun phrase before a verb, with its determiner: "gunmen on
// motorcycles attacked" has "gunmen".
func (v *view) subjectOf(c *claim, verb int) tokens {
	end := verb
	for end > c.clause.first && (v.bits[end-1]&set(gAux, gVerb) != 0 && !v.capital(end-1) || v.adverb(end-1)) {
		end--
	}
	if end <= c.clause.first {
		return tokens{}
	}
	first := end
	for first > c.clause.first && !(v.isPunct(first-1) && !v.inner(first-1)) && (v.bits[first-1]&set(gThat, gSubordinate, gBreak) == 0 || v.capital(first-1)) {
		first--
	}
	for first < end && v.bits[first].has(gWhen) {
		first += max(1, int(v.gramLen[first]))
	}
	if first < end && stopWords[v.lower(first)] && !v.begins(first) {
		start := end // "In Kabul gunmen attacked"
		for start > first && !v.capital(start-1) && !stopWords[v.word(start-1)] {
			start--
		}
		first = start
	}
	if first >= end {
		return tokens{}
	}
	return v.described(first, end)
}

// begins reports whether a word can begin a noun phrase before its noun: a
// determiner, a number, a hedge.
func (v *view) begins(i int) bool {
	switch v.lower(i) {
	case "the", "a", "an", "his", "her", "their", "its", "our", "these", "those", "some", "several", "many":
		return true
	}
	return v.isNumber(i) || v.bits[i].has(gHedge)
}

// described is the noun phrase of people or things that begins at a token, six
// tokens of it at most; empty where there is none.
func (v *view) described(first, limit int) tokens {
	from := first
	for from < limit && from-first < 5 && v.begins(from) {
		step := 1
		if v.bits[from].has(gHedge) {
			step = max(1, int(v.gramLen[from]))
		}
		from += step
	}
	if from >= limit {
		return tokens{}
	}
	head, end := v.nounPhrase(from, limit)
	if head < 0 || !v.isPerson(head) && !things[v.lower(head)] {
		return tokens{}
	}
	return tokens{max(first, end-maxPhrase), end}
}

// behind gives the token after a word that stands shortly behind a place, 0
// where there is none before the next mark.
func (v *view) behind(first, limit int, word string) int {
	for i := first; i+1 < limit && i-first < 8 && (!v.isPunct(i) || v.inner(i)); i++ {
		if v.word(i) == word {
			return i + 1
		}
	}
	return 0
}

// objectAt gives where the object of a cue begins: right behind a verb, or
// behind "on", "against" and the like; 0 is nowhere.
func (v *view) objectAt(c *claim, verb int, noun bool) int {
	i := max(c.cue.last, verb+1)
	if i >= c.clause.last || !hitsObject(c.rule.Theme) {
		return 0
	}
	switch v.word(i) {
	case "on", "at", "into", "against", "upon", "targeting":
		return i + 1
	case "of":
		if noun && c.detection.Status != article.Concern {
			return i + 1
		}
	case "with":
		if c.rule.Theme == "conflict.armed_clash" {
			return i + 1
		}
	}
	if noun || i != c.cue.first+1 && !v.finite(i-1) {
		return 0
	}
	return i
}

// hitsObject reports whether the object of a theme's verbs is hit by it: troops
// that are massed and a road that is marched on are not.
func hitsObject(theme string) bool {
	switch groupOf(theme) {
	case "weapons", "human":
		return false
	}
	switch theme {
	case "conflict.military_buildup", "unrest.protest", "terrorism.group_presence", "terrorism.foreign_fighters", "terrorism.extremism":
		return false
	}
	return true
}

// mayBeAgent reports whether a phrase names who can be behind an event.
// Authorities answer to attacks and crimes.
func (v *view) mayBeAgent(c *claim, t tokens) bool {
	if t.empty() || !v.isPerson(t.last-1) && !acting[v.lower(t.last-1)] {
		return false
	}
	return stateAffair(c.rule.Theme) || strings.HasPrefix(c.rule.Theme, "unrest.") || !v.hasAny(t.first, t.last, set(gAuthority))
}

// refTo refers to words of the text; those of a headline have no place in it.
func (v *view) refTo(t tokens) article.Ref {
	span := v.spanOf(t)
	ref := article.Ref{Text: span.In(v.text)}
	if v.field == article.MainText {
		ref.Span = span
	}
	return ref
}

// stateAffair reports whether a theme is what states do to each other.
func stateAffair(theme string) bool {
	group := groupOf(theme)
	return group == "pressure" || group == "conflict" || group == "hybrid"
}

// stateActs reports whether a country or a capital is the subject of what a
// claim tells: "Washington put two Iranian firms on its blacklist".
func (v *view) stateActs(c *claim, m *article.Mention) bool {
	first, last := v.tokensOf(c.clause, m.Span)
	if !stateAffair(c.rule.Theme) || first >= last || last > c.cue.first || last-first > 4 || !v.opens(c, first) {
		return false
	}
	passive := false
	for i := last; i < c.clause.last && i-last < 5; i++ {
		w := v.lower(i)
		switch {
		case isBe(w):
			passive = true
			continue
		case v.adverb(i), w == "has", w == "have", w == "had", w == "will", w == "would", w == "also", w == "not":
			continue
		}
		ing := strings.HasSuffix(w, "ing")
		if suffering[w] || !ing && !v.finite(i) && i != c.cue.first && w != "to" {
			return false
		}
		if ing || w == "to" {
			return passive // "is massing", "is to send"
		}
		return !passive
	}
	return false
}

// opens reports whether a subject can begin at a token.
func (v *view) opens(c *claim, first int) bool {
	if first == c.clause.first {
		return true
	}
	switch w := v.lower(first - 1); w {
	case "the":
		return first-1 == c.clause.first
	case ",", "that", "and", "but", "as", "after", "when", "because", "while", "since", "if":
		return true
	}
	return false
}

// belongings gives the token after the firms, diplomats or ships that a
// nationality before them belongs to, or the token itself where there are none.
func (v *view) belongings(after, limit int) int {
	head, end := v.nounPhrase(after, limit)
	if head < 0 || !v.isPerson(head) && !things[v.lower(head)] {
		return after
	}
	return end
}

// owned adds to the reference to a nationality the words of what is hit: "two
// Iranian firms".
func (v *view) owned(c *claim, m *article.Mention, ref article.Ref) article.Ref {
	if m.Type != "NORP" {
		return ref
	}
	first, last := v.tokensOf(c.clause, m.Span)
	end := last
	if last < c.clause.last {
		end = v.belongings(last, c.clause.last)
	}
	if end == last || first == last {
		return ref
	}
	for first > c.clause.first && v.begins(first-1) {
		first--
	}
	words := v.refTo(tokens{max(first, end-maxPhrase), end})
	words.Entity = ref.Entity
	return words
}
