package tag

import (
	"strconv"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// values finds what is no name but must be kept apart from names, and is worth
// having: dates, times, sums of money, quantities, coordinates, addresses. What
// they mean stands in their canonical form: a date is resolved against the day
// the article speaks from.
func (d *document) values(v *view) {
	d.addresses(v)
	for i := 0; i < len(v.toks); i++ {
		if !v.valued(i) || !v.free(i) {
			continue
		}
		for _, read := range [...]func(*view, int) (int, string, string){d.coordinates, d.date, d.clock, d.money, d.quantity} {
			last, kind, canonical := read(v, i)
			if last < i {
				continue
			}
			if v.bare(i, last) {
				v.put(span{first: i, last: last, kind: kind, entry: -1, alias: -1, score: 0.9, found: "pattern", value: canonical})
			}
			i = max(i, last)
			break
		}
	}
}

// valued reports whether a date or a value may begin at token i: a number, a
// month or weekday, the sign of a currency, or one of a few words.
func (v *view) valued(i int) bool {
	switch {
	case v.is(i, number):
		return true
	case v.is(i, upper):
		return v.has(i, cMonth) || v.toks[i].Len() <= 9 && v.dayWord(i)
	case v.is(i, mark):
		return v.currency(i) || v.word(i) == "-"
	}
	return v.dayWord(i)
}

// dayWord reports whether token i is a word that dates begin with.
func (v *view) dayWord(i int) bool {
	switch v.word(i) {
	case "today", "tonight", "yesterday", "tomorrow", "last", "next", "this", "Today", "Tonight", "Yesterday", "Tomorrow", "Last", "Next", "This":
		return true
	}
	return false
}

// none is what a reader gives that finds nothing.
const none = -1

// filed is the day an article speaks from; false where that is not known.
func filedOn(a *article.Article) (time.Time, bool) {
	for _, t := range []article.Timestamp{a.VersionCreated, a.ContentCreated, a.FirstCreated} {
		if at, ok := t.Time(); ok {
			return at, true
		}
	}
	at, err := time.Parse(time.DateOnly, a.Dateline.Date)
	return at, err == nil
}

// lowerWord gives a word in small letters; longer ones than any that matter as "".
func (v *view) lowerWord(i int) string {
	if w := v.word(i); len(w) <= 12 {
		return strings.ToLower(w)
	}
	return ""
}

var monthNumbers = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10,
	"november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}

var weekdays = map[string]time.Weekday{
	"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
}

// month gives the number of the month at token i, 0 where it is none.
func (v *view) month(i int) time.Month {
	if !v.is(i, upper) {
		return 0
	}
	return monthNumbers[v.lowerWord(i)]
}

// day gives the day of a month at token i, 0 where it is none.
func (v *view) day(i int) int {
	w := v.word(i)
	if !v.is(i, number) || len(w) > 4 {
		return 0
	}
	for _, tail := range [...]string{"st", "nd", "rd", "th"} {
		w = strings.TrimSuffix(w, tail)
	}
	if n, err := strconv.Atoi(w); err == nil && n >= 1 && n <= 31 && len(w) <= 2 {
		return n
	}
	return 0
}

// year gives the year at token i, 0 where it is none.
func (v *view) year(i int) int {
	if !v.is(i, number) || v.toks[i].Len() != 4 {
		return 0
	}
	if n, err := strconv.Atoi(v.word(i)); err == nil && n >= 1800 && n <= 2100 {
		return n
	}
	return 0
}

// date reads a date at token i.
func (d *document) date(v *view, i int) (int, string, string) {
	w := v.lowerWord(i)
	if n := v.month(i); n > 0 {
		return d.monthFirst(v, i, n)
	}
	if day := v.day(i); day > 0 && v.month(i+1) > 0 {
		last := i + 1
		year := v.year(last + 1)
		if year > 0 {
			last++
		}
		return last, "DATE", d.fullDate(year, v.month(i+1), day)
	}
	if wd, ok := weekdays[w]; ok && v.is(i, upper) {
		return i, "DATE", d.onWeekday(wd, v.lowerWord(i-1))
	}
	switch w {
	case "today", "tonight", "yesterday", "tomorrow":
		if !d.dated {
			return i, "DATE", ""
		}
		return i, "DATE", d.filed.AddDate(0, 0, map[string]int{"yesterday": -1, "tomorrow": 1}[w]).Format(time.DateOnly)
	case "last", "next", "this":
		return d.period(v, i, map[string]int{"last": -1, "next": 1}[w])
	}
	if year := v.year(i); year > 0 && yearBefore[v.lowerWord(i-1)] {
		return i, "DATE", strconv.Itoa(year)
	}
	return none, "", ""
}

// yearBefore are the words before a number that make a year of it.
var yearBefore = map[string]bool{"in": true, "since": true, "by": true, "during": true, "until": true, "from": true, "of": true, "early": true, "late": true, "mid": true, "before": true, "after": true}

// monthFirst reads "October 15, 2021", "October 2021" and "October".
func (d *document) monthFirst(v *view, i int, month time.Month) (int, string, string) {
	last := i
	if v.word(last+1) == "." && v.toks[last].Len() <= 4 {
		last++ // Oct. 15
	}
	if day := v.day(last + 1); day > 0 {
		last++
		year := v.year(last + 1)
		switch {
		case year > 0:
			last++
		case v.word(last+1) == "," && v.year(last+2) > 0:
			year, last = v.year(last+2), last+2
		}
		return last, "DATE", d.fullDate(year, month, day)
	}
	if year := v.year(last + 1); year > 0 {
		return last + 1, "DATE", time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
	}
	if v.word(i) == "May" && !yearBefore[v.lowerWord(i-1)] || v.word(i) == "March" && !yearBefore[v.lowerWord(i-1)] {
		return none, "", "" // verbs, too
	}
	canonical := ""
	if d.dated {
		year := d.filed.Year()
		if month > d.filed.Month() {
			year--
		}
		canonical = time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
	}
	return i, "DATE", canonical
}

// fullDate writes a day; without a year it is the one nearest to the day the
// article speaks from.
func (d *document) fullDate(year int, month time.Month, day int) string {
	if year == 0 {
		if !d.dated {
			return time.Date(2000, month, day, 0, 0, 0, 0, time.UTC).Format("--01-02")
		}
		year = d.filed.Year()
		switch diff := int(month) - int(d.filed.Month()); {
		case diff > 6:
			year--
		case diff < -6:
			year++
		}
	}
	at := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if at.Month() != month {
		return "" // 31 June
	}
	return at.Format(time.DateOnly)
}

// onWeekday resolves a weekday: the last one that has been, or the next.
func (d *document) onWeekday(wd time.Weekday, before string) string {
	if !d.dated {
		return ""
	}
	shift := int(wd) - int(d.filed.Weekday())
	switch {
	case before == "next" && shift <= 0:
		shift += 7
	case before != "next" && shift > 0:
		shift -= 7
	}
	return d.filed.AddDate(0, 0, shift).Format(time.DateOnly)
}

// period reads "last August", "next week", "this year".
func (d *document) period(v *view, i, by int) (int, string, string) {
	w := v.lowerWord(i + 1)
	if wd, ok := weekdays[w]; ok {
		return i + 1, "DATE", d.onWeekday(wd, v.lowerWord(i))
	}
	if n := monthNumbers[w]; n > 0 && v.is(i+1, upper) {
		if !d.dated {
			return i + 1, "DATE", ""
		}
		year := d.filed.Year()
		switch {
		case by < 0 && n >= d.filed.Month():
			year--
		case by > 0 && n <= d.filed.Month():
			year++
		}
		return i + 1, "DATE", time.Date(year, n, 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
	}
	if w != "week" && w != "month" && w != "year" {
		return none, "", ""
	}
	if !d.dated {
		return i + 1, "DATE", ""
	}
	switch w {
	case "week":
		year, week := d.filed.AddDate(0, 0, 7*by).ISOWeek()
		return i + 1, "DATE", strconv.Itoa(year) + "-W" + two(week)
	case "month":
		first := time.Date(d.filed.Year(), d.filed.Month(), 1, 0, 0, 0, 0, time.UTC)
		return i + 1, "DATE", first.AddDate(0, by, 0).Format("2006-01")
	}
	return i + 1, "DATE", strconv.Itoa(d.filed.Year() + by)
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
