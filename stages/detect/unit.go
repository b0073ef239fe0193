package detect

import "github.com/wirewatch/wirewatch/pipeline/article"

// readUnit reads what a number counts, from the noun behind it; it reports
// whether it counts anything: a 45-year-old and one of them are no counts.
func (v *view) readUnit(n *count, first int, clause tokens) bool {
	if n.unit != "" {
		return true
	}
	if _, letters := digits(v.word(n.number - 1)); v.toks[n.number-1].Kind == article.Number && gluedUnit(letters) != "" {
		n.unit = letters
		return true
	}
	at, one := n.number, n.value == 1 && n.number == first+1 && v.lower(first) == "one"
	if at+1 < clause.last && v.word(at) == "-" && v.toks[at].Start == v.toks[at-1].End {
		if !v.bits[at+1].has(gWeightUnit) {
			return false
		}
		n.unit, n.words.last = v.lower(at+1), at+2
		return true
	}
	if at < clause.last && v.word(at) == "of" {
		for at++; at < clause.last && (v.bits[at].has(gDeterminer) || v.lower(at) == "them"); at++ {
			if v.lower(at) == "them" {
				n.unit = persons
				return !one
			}
		}
		if one {
			return false
		}
	}
	head, end := v.nounPhrase(at, clause.last)
	if head < 0 || v.lineEnds(at) {
		return !one || n.number < clause.last && v.bits[n.number]&set(gKilled, gWounded) != 0
	}
	n.head, n.words.last = head, end
	return v.nameUnit(n, one, clause)
}

// nameUnit names the unit that a noun is.
func (v *view) nameUnit(n *count, one bool, clause tokens) bool {
	w := v.lower(n.head)
	switch {
	case durations[w]:
		return false
	case v.bits[n.head].has(gWeightUnit):
		n.unit = w
		if v.half(n.words.last, clause.last) {
			n.value, n.words.last = n.value+0.5, n.words.last+3 // a tonne and a half
		}
	case v.isPerson(n.head) || v.isPeople(n.head):
		n.unit = persons
	default:
		n.unit = w
		return !one || things[w]
	}
	return true
}

// isPeople reports whether a word is the name of a people or a faith: Hutus,
// Israelis.
func (v *view) isPeople(i int) bool {
	w := v.word(i)
	return v.capital(i) && len(w) > 3 && w[len(w)-1] == 's'
}

// countKinds are the kinds of casualties, with the words that tell them.
var countKinds = [...]struct {
	gram gram
	name string
}{{gKilled, "killed"}, {gWounded, "wounded"}, {gMissing, "missing"}, {gDisplaced, "displaced"}, {gArrested, "arrested"}}

// kindOf gives the kind of count that a word tells of, or "".
func (v *view) kindOf(i int) string {
	for _, k := range countKinds {
		if v.bits[i].has(k.gram) {
			return k.name
		}
	}
	switch v.lower(i) {
	case "kidnapped", "abducted", "kidnapping", "abducting", "kidnap", "abduct", "hostage", "hostages":
		return "kidnapped"
	case "toll":
		return "killed"
	case "evacuees", "refugee":
		return "displaced"
	}
	return ""
}

// findKind says which count of people a number is: by the verb before it
// ("killing 12"), then by the words behind it, then by the count it is part of
// ("60 people, including 12 children"). A number of things has no kind.
func (v *view) findKind(n, last *count, clause tokens) {
	families := n.unit == "families" || n.unit == "households"
	if n.unit != "" && n.unit != persons && !families {
		return
	}
	n.kind = v.kindBefore(n.words.first, clause.first)
	n.ruled = n.kind != ""
	if n.kind == "" {
		n.kind = v.kindAfter(n, clause.last)
	}
	if n.kind == "" && v.partOf(n, last, clause) {
		n.kind, n.ruled = last.kind, last.ruled
	}
	if families && n.kind != "displaced" {
		n.kind = ""
	}
	if n.kind == "" && (n.head >= 0 && v.bits[n.head].has(gMembers) || n.head < 0 && v.hasAny(max(clause.first, n.words.first-4), n.words.first, set(gMembers))) {
		n.kind = "members"
	}
	if n.unit == "" && n.kind != "" {
		n.unit = persons
	}
}

// kindBefore looks for a word of casualties a few words before a number. What
// stands beyond a preposition, a comma or another number is another's.
func (v *view) kindBefore(first, lo int) string {
	for i := first - 1; i >= lo && first-i <= 5; i-- {
		if kind := v.kindOf(i); kind != "" {
			return kind
		}
		if v.parts(i) || v.lineEnds(i+1) {
			return ""
		}
		switch w := v.lower(i); w {
		case "of", "to", "the", "a", "an", "his", "her", "their", "its", "were", "was", "off", "up", "still":
		case "had", "has", "have", "left":
			return ""
		default:
			if stopWords[w] {
				return ""
			}
		}
	}
	return ""
}

// kindAfter looks for one in what counts and behind it, over "including 12
// children,". A verb that takes an object is what those counted do to others.
func (v *view) kindAfter(n *count, hi int) string {
	for i := n.number; i < n.words.last; i++ {
		if kind := v.kindOf(i); kind != "" {
			return kind // 3,000 refugees
		}
	}
	from := v.pastAside(n.words.last, hi)
	for i := from; i < hi && i-from < 6 && !v.parts(i) && !v.lineEnds(i); i++ {
		kind := v.kindOf(i)
		if kind == "" {
			continue
		}
		w := v.lower(i)
		active := n.head >= 0 && kind != "displaced" && v.does(w) && !v.undergoes(i, from) && v.takesObject(i+1, hi)
		if active || len(w) > 4 && w[len(w)-3:] == "ing" && w != "missing" || i > from && v.bits[i-1].has(gDeterminer) || w == "toll" {
			return ""
		}
		return kind
	}
	return ""
}

// pastAside skips ", including 12 children,".
func (v *view) pastAside(i, hi int) int {
	if i+1 >= hi || v.byteAt(i) != ',' {
		return i
	}
	switch v.word(i + 1) {
	case "including", "among", "many", "most", "mostly", "some", "all", "half":
	default:
		return i
	}
	for k := i + 2; k < hi && k-i < 14; k++ {
		if v.byteAt(k) == ',' {
			return k + 1
		}
	}
	return i
}

// does reports whether a word of casualties can be what somebody does to
// others.
func (v *view) does(w string) bool {
	switch w {
	case "dead", "died", "dies", "deaths", "bodies", "lives", "perished", "fatalities", "missing", "disappeared", "homeless", "injuries":
		return false
	}
	return true
}

// undergoes reports whether a verb is in the passive.
func (v *view) undergoes(i, lo int) bool {
	for k := i - 1; k >= lo && i-k <= 3; k-- {
		switch v.word(k) {
		case "was", "were", "been", "being", "be", "is", "are", "got", "reported", "feared", "believed":
			return true
		}
	}
	return false
}

// takesObject reports whether an object of a verb begins at a token.
func (v *view) takesObject(i, hi int) bool {
	if i >= hi || v.isPunct(i) && !v.inner(i) || v.bits[i]&set(gWeekday) != 0 {
		return false
	}
	switch v.lower(i) {
	case "the", "a", "an", "his", "her", "their", "its", "them", "him":
		return true
	}
	return v.bits[i].has(gHedge) && v.lower(i) != "about" && v.lower(i) != "over" && v.lower(i) != "under" || v.isNumber(i) || v.isPerson(i) || v.capital(i) && v.monthAt(i) == 0
}

// partOf reports whether a count is part of the one before it, or goes on with
// it: "killing 12 people, including two children", "killed 12 soldiers and 3
// policemen".
func (v *view) partOf(n, last *count, clause tokens) bool {
	before := n.words.first - 1
	if last.kind == "" || last.kind == "members" || before < last.words.last || n.unit != persons && n.head >= 0 {
		return false
	}
	switch w := v.word(before); {
	case w == "including", w == "them" && before-last.words.last <= 3:
		return before-last.words.last <= 4
	case (w == "and" || w == ",") && before == last.words.last:
		end := n.words.last
		return last.ruled && n.head >= 0 && (end >= clause.last || v.isPunct(end) || stopWords[v.lower(end)])
	}
	return false
}

// parts reports whether a token parts one count from another.
func (v *view) parts(i int) bool {
	if v.isPunct(i) {
		return !v.inner(i)
	}
	w := v.word(i)
	return w == "and" || w == "but" || v.isNumber(i)
}
