package detect

import (
	"strings"
	"time"
)

// weekdayAt reads "Friday", "last Sunday", "next Wednesday": the last such day
// up to the one filed, or the next where the clause tells what is to come.
func (v *view) weekdayAt(i int, in tokens, at calendar) moment {
	m := moment{words: tokens{i, i + 1}}
	turn := v.turn(i, in)
	if turn != "" {
		m.words.first--
	}
	if !at.known() {
		return m
	}
	day, step := at.filed, -1
	if turn == "next" || turn != "last" && turn != "past" && at.ahead {
		step = 1
	}
	if turn == "next" || turn == "last" {
		day = day.AddDate(0, 0, step)
	}
	for range 6 {
		if strings.EqualFold(day.Weekday().String(), v.word(i)) {
			break
		}
		day = day.AddDate(0, 0, step)
	}
	m.from, m.to = day, day
	return m
}

// dayNamed reads a day as seen from the one filed: today, yesterday, overnight.
func (v *view) dayNamed(i int, at calendar) (moment, bool) {
	back, days := 0, 0
	switch v.lower(i) {
	case "today", "tonight":
	case "yesterday":
		back = 1
	case "tomorrow":
		back = -1
	case "overnight":
		back, days = 1, 1
	default:
		return moment{}, false
	}
	return at.since(tokens{i, i + 1}, back, days), true
}

// since is the stretch that began some days before the one filed.
func (c calendar) since(words tokens, back, days int) moment {
	m := moment{words: words}
	if c.known() {
		m.from = c.filed.AddDate(0, 0, -back)
		m.to = m.from.AddDate(0, 0, days)
	}
	return m
}

// ago reads "two days ago", "a week ago", "hours ago". Weeks are told to the
// week, months to the month, years to the year.
func (v *view) ago(i int, in tokens, at calendar) (moment, bool) {
	if v.word(i) != "ago" || i-1 <= in.first {
		return moment{}, false
	}
	unit := strings.TrimSuffix(v.lower(i-1), "s")
	n, first := 1, i-1
	switch {
	case i-2 >= in.first && (v.lower(i-2) == "a" || v.lower(i-2) == "an"):
		first = i - 2
	default:
		for k := max(in.first, i-5); k < i-1; k++ {
			if value, last := v.numberAt(k, i-1); last == i-1 && last > k && value < 5000 {
				n, first = int(value), k
				break
			}
		}
		if first == i-1 && unit != "hour" && unit != "minute" {
			return moment{}, false // days ago
		}
	}
	words := tokens{first, i + 1}
	switch unit {
	case "minute", "hour":
		return at.since(words, 0, 0), true
	case "day", "night":
		return at.since(words, n, 0), true
	case "week":
		return at.stretch(words, unit, -n), true
	case "month", "year":
		return at.stretch(words, unit, -n), true
	case "decade":
		return at.stretch(words, "year", -10*n), true
	}
	return moment{}, false
}

// stretchAt reads "last week", "next month", "earlier this year", "last night",
// "this morning", "the weekend".
func (v *view) stretchAt(i int, in tokens, at calendar) (moment, bool) {
	w := v.lower(i)
	switch w {
	case "week", "month", "year", "night", "morning", "afternoon", "evening", "weekend":
	default:
		return moment{}, false
	}
	turn, words := v.turn(i, in), tokens{i - 1, i + 1}
	shift := map[string]int{"last": -1, "next": 1}[turn]
	switch {
	case w == "weekend" && turn == "" && i > in.first:
		return at.weekend(words, 0), true
	case turn == "":
		return moment{}, false
	case w == "weekend":
		return at.weekend(words, shift), true
	case w == "night" && turn == "last":
		return at.since(words, 1, 0), true
	case w == "night" || w == "morning" || w == "afternoon" || w == "evening":
		return at.since(words, 0, 0), turn == "this"
	case turn == "past":
		days := map[string]int{"week": 7, "month": 30, "year": 365}[w]
		return at.since(words, days, days), true
	case turn == "this":
		return v.running(words, in, at, w), true
	}
	return at.stretch(words, w, shift), true
}

// running is the week, month or year that the copy was filed in: up to that
// day, or "later this month" and where the clause tells what is to come, from
// it.
func (v *view) running(words, in tokens, at calendar, unit string) moment {
	later := false
	if before := words.first - 1; before >= in.first {
		switch v.lower(before) {
		case "earlier", "early":
			words.first = before
		case "later", "late":
			words.first, later = before, true
		}
	}
	m := at.stretch(words, unit, 0)
	switch {
	case !at.known():
	case later || at.ahead:
		m.from = at.filed
	default:
		m.to = at.filed
	}
	return m
}

// stretch is the week, month or year that lies some of them off.
func (c calendar) stretch(words tokens, unit string, shift int) moment {
	m := moment{words: words}
	if !c.known() {
		return m
	}
	switch unit {
	case "week":
		monday := c.filed.AddDate(0, 0, -(int(c.filed.Weekday())+6)%7+7*shift)
		m.from, m.to = monday, monday.AddDate(0, 0, 6)
	case "month":
		first := date(c.filed.Year(), c.filed.Month(), 1).AddDate(0, shift, 0)
		m.from, m.to = first, first.AddDate(0, 1, -1)
	case "year":
		year := c.filed.Year() + shift
		m.from, m.to = date(year, time.January, 1), date(year, time.December, 31)
	}
	return m
}

// weekend is the last one up to the day filed, or the next where the clause
// tells what is to come.
func (c calendar) weekend(words tokens, shift int) moment {
	m := moment{words: words}
	if !c.known() {
		return m
	}
	saturday := c.filed.AddDate(0, 0, -(int(c.filed.Weekday())+1)%7)
	if shift > 0 || shift == 0 && c.ahead {
		saturday = saturday.AddDate(0, 0, 7)
	}
	m.from, m.to = saturday, saturday.AddDate(0, 0, 1)
	return m
}
