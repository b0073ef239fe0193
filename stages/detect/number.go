package detect

import (
	"strconv"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

var numerals = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
	"forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9,
	"dozen": 12, "dozens": 24, "hundreds": 200, "thousands": 2000, "scores": 40,
}

const maxNumbers = 6

// numbersIn reads the quantities of a clause: value, hedge, unit and what
// they count. Years, clock times and days of a month are none.
func (v *view) numbersIn(clause tokens) []article.Quantity {
	var out []article.Quantity
	for i := clause.first; i < clause.last && len(out) < maxNumbers; {
		value, last := v.numberAt(i, clause.last)
		if last == i || v.isDate(i, last, value) {
			i = max(i+1, last)
			continue
		}
		q := article.Quantity{Value: value}
		first := i
		if h := v.hedgeBefore(i, clause.first); h < i {
			q.Hedge, first = strings.ToLower(v.spanOf(tokens{h, i}).In(v.text)), h
		}
		if last+1 < clause.last && (v.word(last) == "to" || v.word(last) == "-" || v.word(last) == "–") {
			if high, end := v.numberAt(last+1, clause.last); end > last+1 && high > value {
				q.Low, q.High, last = value, high, end
			}
		}
		end := v.unit(&q, i, last, clause)
		q.Span = v.spanOf(tokens{first, end})
		out = append(out, q)
		i = max(end, i+1)
	}
	return out
}

// numberAt reads digits and number words: "2,000", "two thousand", "1.2
// million". It gives the token after them, i where there is no number.
func (v *view) numberAt(i, end int) (float64, int) {
	total, current, j := 0.0, 0.0, i
	for ; j < end; j++ {
		w := v.word(j)
		n, word := 0.0, false
		if v.bits[j].has(gNumeral) {
			n, word = numerals[strings.ToLower(w)]
		}
		switch {
		case word && n >= 100 && current > 0 && n != 200 && n != 2000:
			current *= n
			if n >= 1000 {
				total, current = total+current, 0
			}
		case word && (j == i || current == 0 && total > 0 || current >= 20 && n < 10 || current >= 100):
			current += n
		case j == i && w[0] >= '0' && w[0] <= '9':
			f, err := strconv.ParseFloat(strings.ReplaceAll(w, ",", ""), 64)
			if err != nil {
				return 0, i
			}
			current = f
		case (w == "-" || w == "and") && j > i && j+1 < end && v.bits[j+1].has(gNumeral) && current >= 20:
			continue
		default:
			return total + current, j
		}
	}
	return total + current, j
}

// isDate keeps years, days and times out.
func (v *view) isDate(i, last int, value float64) bool {
	w := v.word(i)
	if value >= 1900 && value <= 2100 && len(w) == 4 && last == i+1 {
		if i > 0 && v.dates(i-1) {
			return true // in 1945
		}
		return last >= len(v.toks) || v.bits[last]&set(gMembers, gKilled, gWounded, gWeightUnit) == 0
	}
	if last < len(v.toks) && (v.bits[last].has(gMonth) && v.capital(last) || v.byteAt(last) == ':' || v.word(last) == "a.m" || v.word(last) == "p.m" || v.word(last) == "am" || v.word(last) == "pm") {
		return true
	}
	if i > 0 && v.bits[i-1].has(gMonth) && v.capital(i-1) {
		return true
	}
	if last == i+1 && value == 1 && w[0] > '9' {
		return last < len(v.toks) && v.bits[last]&set(gMembers, gKilled, gWounded) == 0
	}
	if last < len(v.toks) {
		switch v.word(last) {
		case "year", "years", "months", "month", "days", "day", "hours", "hour", "minutes", "weeks", "week", "decades", "o'clock", "times":
			return true
		}
	}
	return false
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

// unit reads the words after a number and what kind of count it is.
func (v *view) unit(q *article.Quantity, first, last int, clause tokens) int {
	end := last
	for end < clause.last && end-last < 3 && !v.isPunct(end) && v.bits[end]&set(gVerb, gBreak, gKilled, gWounded) == 0 && v.word(end) != "of" {
		end++
		if v.bits[end-1]&set(gMembers, gWeightUnit, gDisplaced) != 0 || v.word(end-1) == "people" || v.word(end-1) == "civilians" {
			break
		}
		if end < clause.last && (v.word(end) == "in" || v.word(end) == "at" || v.word(end) == "from" || v.word(end) == "on" || v.word(end) == "had" || v.word(end) == "and") {
			break
		}
	}
	q.Unit = "persons"
	if v.hasAny(last, end, set(gWeightUnit)) {
		q.Unit = strings.ToLower(v.word(v.find(last, end, set(gWeightUnit))))
		return end
	}
	q.Kind = v.countKind(first, end, clause)
	return end
}

// countKind is what a number of people counts: by the verb just before it
// ("killing 12"), then by the words right after it, then by those before. What
// stands beyond an "and", a comma or another number is another count's.
func (v *view) countKind(first, end int, clause tokens) string {
	lo := first
	for lo > clause.first && first-lo < 4 && !v.parts(lo-1) {
		lo--
	}
	hi := end
	for hi < clause.last && hi-end < 4 && !v.parts(hi) {
		hi++
	}
	for _, k := range countKinds[:len(countKinds)-1] {
		if v.hasAny(lo, first, set(k.gram)) {
			return k.name
		}
	}
	for _, k := range countKinds {
		if v.hasAny(first, hi, set(k.gram)) {
			return k.name
		}
	}
	if v.hasAny(lo, first, set(gMembers)) {
		return "members"
	}
	return ""
}

// parts reports whether a token parts one count from another.
func (v *view) parts(i int) bool {
	if v.isPunct(i) {
		return !v.inner(i)
	}
	w := v.word(i)
	return w == "and" || w == "but" || v.bits[i].has(gNumeral) || w[0] >= '0' && w[0] <= '9'
}

var countKinds = []struct {
	gram gram
	name string
}{{gKilled, "killed"}, {gWounded, "wounded"}, {gMissing, "missing"}, {gDisplaced, "displaced"}, {gArrested, "arrested"}, {gMembers, "members"}}
