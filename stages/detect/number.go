package detect

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

const maxNumbers = 6

// persons is the unit of those counted by head.
const persons = "persons"

// count is a number of the copy and what it counts.
type count struct {
	words            tokens // with hedge and unit
	value, low, high float64
	number           int // the token after the number itself
	head             int // of the noun counted; -1 where it is not named
	hedge            string
	unit, kind       string
	ruled            bool // its kind is that of the verb before it
}

// numbersIn reads the quantities of a clause: value, hedge, unit and what
// they count. Years, ages, clock times, days of a month and numbers of models
// are none.
func (v *view) numbersIn(clause tokens) []article.Quantity {
	var out []article.Quantity
	last := count{}
	for i := clause.first; i < clause.last && len(out) < maxNumbers; {
		n, ok := v.countAt(i, clause)
		i = max(i+1, n.words.last)
		if !ok || v.outdone(&n, &last, clause) {
			continue
		}
		v.findKind(&n, &last, clause)
		if n.kind == "" && v.label(&n, clause) {
			continue
		}
		out = append(out, article.Quantity{
			Span: v.spanOf(n.words), Value: n.value, Low: n.low, High: n.high, Unit: n.unit, Kind: n.kind, Hedge: n.hedge,
		})
		last = n
	}
	return out
}

// countAt reads a count whose number begins at a token.
func (v *view) countAt(i int, clause tokens) (count, bool) {
	n := count{words: tokens{i, i}, number: i, head: -1}
	n.value, n.number = v.numberAt(i, clause.last)
	n.words.last = n.number
	if n.number == i || v.isDate(i, n.number, clause) {
		return n, false
	}
	if i > clause.first {
		if n.unit = currency(v.word(i - 1)); n.unit != "" {
			n.words.first--
		}
	}
	if h := v.hedgeBefore(n.words.first, clause.first); h < n.words.first {
		n.hedge, n.words.first = strings.ToLower(v.spanOf(tokens{h, n.words.first}).In(v.text)), h
	}
	v.readRange(&n, clause)
	if n.number < clause.last && v.monthAt(n.number) != 0 {
		return n, false // from 3 to 5 May
	}
	counts := v.readUnit(&n, i, clause)
	return n, counts
}

// readRange reads "300 to 400", "12-15", "between 300 and 400"; of a number
// that rose from one to another, the second is what counts.
func (v *view) readRange(n *count, clause tokens) {
	next := n.number + 1
	if next >= clause.last {
		return
	}
	before := ""
	if n.words.first > clause.first {
		before = v.lower(n.words.first - 1)
	}
	switch v.word(n.number) {
	case "to", "-", "–":
	case "and":
		if before != "between" {
			return
		}
	default:
		return
	}
	if next+1 < clause.last && currency(v.word(next)) != "" {
		next++
	}
	high, end := v.numberAt(next, clause.last)
	low := n.value
	if by := v.times(end - 1); end > next && by >= 1000 && low < 1000 {
		low *= by // 2 to 3 million
	}
	if end == next || high <= low {
		return
	}
	switch {
	case before == "from" && v.rises(n.words.first-1, clause.first):
		n.value, n.words.first = high, next
	case before == "between":
		n.words.first--
		fallthrough
	default:
		n.value, n.low, n.high = low, low, high
	}
	n.number, n.words.last = end, end
}

// outdone reports whether a number is only what an earlier one rose or fell
// from: "rose to 118 from 95".
func (v *view) outdone(n, last *count, clause tokens) bool {
	from := n.words.first - 1
	return last.words.last > 0 && from >= last.words.last && from-last.words.last < 3 &&
		v.word(from) == "from" && v.rises(last.words.first, clause.first)
}

// rises reports whether a verb of rising or falling stands shortly before a
// token.
func (v *view) rises(i, lo int) bool {
	for k := i - 1; k >= lo && i-k <= 6; k-- {
		switch v.lower(k) {
		case "rose", "risen", "rises", "rise", "rising", "climbed", "climbs", "jumped", "grew", "grown", "increased", "fell", "fallen", "dropped", "up", "revised":
			return true
		}
	}
	return false
}

// isDate keeps years, days, ages and times out.
func (v *view) isDate(i, last int, clause tokens) bool {
	if v.isYear(i, last, clause) {
		return true
	}
	if i > 0 && v.isPunct(i-1) && (v.byteAt(i-1) == ':' || v.byteAt(i-1) == '/') && v.toks[i-1].End == v.toks[i].Start {
		return true
	}
	if i > clause.first {
		if month := v.monthAt(i-1) != 0 || v.byteAt(i-1) == '.' && i > clause.first+1 && v.monthAt(i-2) != 0; month && v.toks[i].Kind == article.Number {
			if head, _ := v.nounPhrase(last, clause.last); head < 0 || !v.isPerson(head) {
				return true
			}
		}
		if v.lower(i-1) == "aged" || v.lower(i-1) == "age" {
			return true
		}
	}
	if last >= len(v.toks) {
		return false
	}
	if v.monthAt(last) != 0 || v.isPunct(last) && (v.byteAt(last) == ':' || v.byteAt(last) == '/') && last+1 < len(v.toks) && v.toks[last+1].Kind == article.Number {
		return true
	}
	if w := v.lower(last); durations[w] || w == "a" && last+2 < len(v.toks) && v.byteAt(last+1) == '.' && v.word(last+2) == "m" || w == "p" && last+2 < len(v.toks) && v.byteAt(last+1) == '.' {
		return true
	}
	return i > clause.first+1 && v.byteAt(last) == ',' && v.byteAt(i-1) == ',' && v.capital(i-2) // "Omar Dinar, 45,"
}

// isYear tells 1945 from 1,945 and from 2000 people.
func (v *view) isYear(i, last int, clause tokens) bool {
	if last != i+1 || v.toks[i].Kind != article.Number {
		return false
	}
	if y := v.yearAt(i); y < 1900 || y > 2100 {
		return false
	}
	if i > 0 && v.dates(i-1) || last >= clause.last || v.isPunct(last) {
		return true
	}
	head, _ := v.nounPhrase(last, clause.last)
	known := head >= 0 && (v.isPerson(head) || v.bits[head].has(gWeightUnit))
	return !known && v.bits[last]&set(gKilled, gWounded) == 0
}

// dates reports whether a word makes a year of the number after it.
func (v *view) dates(i int) bool {
	switch v.word(i) {
	case "in", "In", "since", "Since", "of", "by", "until", "from", "during", "after", "before":
		return true
	}
	return false
}

func (v *view) hedgeBefore(i, lo int) int {
	for n := min(4, i-lo); n >= 1; n-- {
		if h := i - n; v.bits[h].has(gHedge) && int(v.gramLen[h]) >= n {
			return h
		}
	}
	return i
}

// label reports whether a number belongs to the name before it: Boeing 737,
// World War Two.
func (v *view) label(n *count, clause tokens) bool {
	before := n.words.first - 1
	if before < clause.first || n.unit == persons || n.hedge != "" || n.low > 0 || n.head >= 0 && v.bits[n.head].has(gWeightUnit) {
		return false
	}
	if v.toks[before].Kind != article.Word || !v.capital(before) || n.head >= 0 && before == clause.first {
		return false
	}
	return v.bits[before]&set(gWeekday, gDeterminer, gHedge) == 0 && !stopWords[v.lower(before)] && currency(v.word(n.words.first)) == ""
}
