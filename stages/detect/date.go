package detect

import (
	"strconv"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// momentAt reads a time whose main word stands at a token: the day of a date,
// a month, a year, a weekday, "ago", "yesterday", the week of "last week".
func (v *view) momentAt(i int, in tokens, at calendar) (moment, bool) {
	switch {
	case v.toks[i].Kind == article.Number:
		if m, ok := v.dayMonth(i, in, at); ok {
			return m, true
		}
		return v.yearAlone(i, in)
	case v.toks[i].Kind == article.Punct:
		return moment{}, false
	case v.bits[i].has(gWeekday):
		return v.weekdayAt(i, in, at), true
	case v.monthAt(i) != 0:
		return v.monthOn(i, in, at)
	}
	switch v.byteAt(i) | 0x20 {
	case 'a', 'e', 'm', 'n', 'o', 't', 'w', 'y':
	default:
		return moment{}, false // no word for a time begins so
	}
	if m, ok := v.ago(i, in, at); ok {
		return m, true
	}
	if m, ok := v.dayNamed(i, at); ok {
		return m, true
	}
	return v.stretchAt(i, in, at)
}

// monthAt reads a month in full or short, and 0 where the token is none.
func (v *view) monthAt(i int) time.Month {
	if w := v.word(i); len(w) < 3 || len(w) > 9 || !v.capital(i) {
		return 0
	}
	return months[v.lower(i)]
}

// months are the names of the months and their abbreviations.
var months = func() map[string]time.Month {
	out := map[string]time.Month{"sept": time.September}
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		out[name], out[name[:3]] = m, m
	}
	return out
}()

// dayOf reads a day of a month: 4, 04, 4th; 0 is none.
func dayOf(w string) int {
	if n := len(w); n > 2 {
		switch w[n-2:] {
		case "st", "nd", "rd", "th":
			w = w[:n-2]
		}
	}
	if d, err := strconv.Atoi(w); err == nil && d >= 1 && d <= 31 && len(w) <= 2 {
		return d
	}
	return 0
}

// dayMonth reads "4 May", "4 May 2024", "4th of May", "12 JUL 89".
func (v *view) dayMonth(i int, in tokens, at calendar) (moment, bool) {
	day, month := dayOf(v.word(i)), i+1
	if month+1 < in.last && v.word(month) == "of" {
		month++
	}
	if day == 0 || month >= in.last || v.monthAt(month) == 0 {
		return moment{}, false
	}
	year, end := v.yearAfter(month+1, in)
	m := moment{words: tokens{i, end}}
	m.from, m.to = at.day(day, v.monthAt(month), year)
	return m, true
}

// monthOn reads "May 4, 2024", "Nov. 14", "August 2020", "last August", "in
// August".
func (v *view) monthOn(i int, in tokens, at calendar) (moment, bool) {
	month, next := v.monthAt(i), i+1
	if next < in.last && v.byteAt(next) == '.' && len(v.word(i)) <= 4 {
		next++
	}
	if next < in.last {
		if day := dayOf(v.word(next)); day != 0 && !v.countsPeople(next, in) {
			year, end := v.yearAfter(next+1, in)
			m := moment{words: tokens{i, end}}
			m.from, m.to = at.day(day, month, year)
			return m, true
		}
	}
	if year, end := v.yearAfter(next, in); year != 0 {
		m := moment{words: tokens{i, end}}
		m.from, m.to = monthDays(month, year)
		return m, true
	}
	if len(v.word(i)) == 3 && !strings.EqualFold(v.word(i), "may") || v.word(i) == "Sept" || !v.timely(i, in, month) {
		return moment{}, false // Jan and Mar are names of people too
	}
	m := moment{words: tokens{i, i + 1}}
	turn := v.turn(i, in)
	if turn != "" {
		m.words.first--
	}
	if at.known() {
		m.from, m.to = monthDays(month, at.yearOfMonth(month, turn))
	}
	return m, true
}

// timely reports whether a month without a day is one: May and March are a
// name and a word, too.
func (v *view) timely(i int, in tokens, month time.Month) bool {
	if month != time.May && month != time.March && month != time.August && month != time.April && month != time.June {
		return true
	}
	if i == in.first {
		return false
	}
	switch v.lower(i - 1) {
	case "in", "since", "last", "next", "this", "by", "until", "till", "of", "early", "late", "mid", "from", "during", "before", "after", "through", "every", "each", "to", "for":
		return true
	}
	return false
}

// countsPeople reports whether the number behind a month counts people: "In May
// 20 people".
func (v *view) countsPeople(i int, in tokens) bool {
	head, _ := v.nounPhrase(i+1, in.last)
	return head >= 0 && v.isPerson(head)
}

// yearAfter reads the year of a date, behind a comma or an apostrophe or
// without; 0 is none, and end is where the date ends.
func (v *view) yearAfter(i int, in tokens) (year, end int) {
	k := i
	if k+1 < in.last && v.byteAt(k) == ',' {
		k++
	}
	if k >= in.last {
		return 0, i
	}
	if y := v.yearAt(k); y >= 1000 {
		return y, k + 1
	}
	if w := v.word(k); k == i && len(w) == 2 && w[0] >= '0' && w[0] <= '9' && w[1] >= '0' && w[1] <= '9' && (k+1 >= in.last || v.isPunct(k+1)) {
		y, _ := strconv.Atoi(w)
		if y += 2000; y > max(v.yearPublished(), 2000)+1 {
			y -= 100
		}
		return y, k + 1
	}
	return 0, i
}

// yearAlone reads "in 2024" and "since 2014".
func (v *view) yearAlone(i int, in tokens) (moment, bool) {
	year := v.yearAt(i)
	if year < 1500 || year > 2100 || i == in.first {
		return moment{}, false
	}
	switch v.lower(i - 1) {
	case "in", "since", "during", "until", "early", "late", "mid", "before", "throughout", "year":
	default:
		return moment{}, false
	}
	if v.countsPeople(i, in) {
		return moment{}, false
	}
	return moment{tokens{i, i + 1}, date(year, time.January, 1), date(year, time.December, 31)}, true
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func monthDays(month time.Month, year int) (from, to time.Time) {
	from = date(year, month, 1)
	return from, from.AddDate(0, 1, -1)
}

// day resolves a day of a month. Where the copy gives no year it is the last
// such day, or the next where the clause tells what is to come; a day that no
// calendar has is not resolved.
func (c calendar) day(day int, month time.Month, year int) (from, to time.Time) {
	if year == 0 {
		if !c.known() {
			return from, to
		}
		year = c.filed.Year()
		switch at := date(year, month, day); {
		case c.ahead && at.Before(c.filed):
			year++
		case !c.ahead && at.After(c.filed):
			year--
		}
	}
	at := date(year, month, day)
	if at.Day() != day {
		return from, to
	}
	return at, at
}

// yearOfMonth gives the year of a month named without one: of the latest that
// has begun, or the next where the clause tells what is to come. Last August is
// never the running month, and neither is next August.
func (c calendar) yearOfMonth(month time.Month, turn string) int {
	year, now := c.filed.Year(), c.filed.Month()
	switch {
	case turn == "last":
		if month >= now {
			year--
		}
	case turn == "next":
		if month <= now {
			year++
		}
	case turn == "this":
	case c.ahead && month < now:
		year++
	case !c.ahead && month > now:
		year--
	}
	return year
}

// turn is the "last", "next" or "this" before a token, or "".
func (v *view) turn(i int, in tokens) string {
	if i == in.first {
		return ""
	}
	switch w := v.lower(i - 1); w {
	case "last", "next", "this", "past":
		return w
	}
	return ""
}
