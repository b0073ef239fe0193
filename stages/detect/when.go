package detect

import (
	"strconv"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// published is the day an article was filed: its own times before its
// dateline; "" where none is known.
func published(a *article.Article) string {
	for _, t := range []article.Timestamp{a.VersionCreated, a.ContentCreated, a.FirstCreated} {
		if at, ok := t.Time(); ok {
			return at.Format(time.DateOnly)
		}
	}
	if _, err := time.Parse(time.DateOnly, a.Dateline.Date); err == nil {
		return a.Dateline.Date
	}
	return ""
}

func (v *view) yearPublished() int {
	if len(v.published) < 4 {
		return 0
	}
	y, _ := strconv.Atoi(v.published[:4])
	return y
}

// yearAt reads a year, and 0 where the token is none.
func (v *view) yearAt(i int) int {
	w := v.word(i)
	if len(w) != 4 || w[0] < '1' || w[0] > '2' {
		return 0
	}
	y, err := strconv.Atoi(w)
	if err != nil {
		return 0
	}
	return y
}

// whenIn resolves the first weekday, "today", "last August" and the like of a
// sentence against the day the copy was filed.
func (v *view) whenIn(s tokens) *article.When {
	for i := s.first; i < s.last; i++ {
		shift, day := dayNamed(v.word(i))
		if !day && v.bits[i]&set(gWeekday, gMonth) == 0 {
			continue
		}
		w, first := strings.ToLower(v.word(i)), i
		if i > s.first && v.bits[i-1].has(gNextLast) {
			first = i - 1
		}
		filed, err := time.Parse(time.DateOnly, v.published)
		known := err == nil
		when := &article.When{Text: v.spanOf(tokens{first, i + 1}).In(v.text)}
		switch {
		case day:
			resolve(when, known, filed.AddDate(0, 0, shift), filed.AddDate(0, 0, shift))
		case v.bits[i].has(gWeekday):
			on := weekday(filed, w, first < i && strings.EqualFold(v.word(first), "next"))
			resolve(when, known, on, on)
		case v.capital(i):
			from := monthOf(filed, w)
			resolve(when, known, from, from.AddDate(0, 1, -1))
		default:
			continue
		}
		return when
	}
	return nil
}

// dayNamed reports whether a word is a day as seen from the one filed, and how
// many days off it is.
func dayNamed(w string) (shift int, ok bool) {
	if w[0]|0x20 != 't' && w[0]|0x20 != 'y' {
		return 0, false
	}
	switch {
	case strings.EqualFold(w, "today"), strings.EqualFold(w, "tonight"):
		return 0, true
	case strings.EqualFold(w, "yesterday"):
		return -1, true
	case strings.EqualFold(w, "tomorrow"):
		return 1, true
	}
	return 0, false
}

func resolve(w *article.When, known bool, from, to time.Time) {
	if known {
		w.From, w.To = from.Format(time.DateOnly), to.Format(time.DateOnly)
	}
}

// weekday is the last such day up to the one filed, or the next after it.
func weekday(filed time.Time, name string, next bool) time.Time {
	for n := range 8 {
		day := filed.AddDate(0, 0, -n)
		if next {
			day = filed.AddDate(0, 0, n+1)
		}
		if strings.EqualFold(day.Weekday().String(), name) {
			return day
		}
	}
	return filed
}

// monthOf is the first day of the latest such month that has begun.
func monthOf(filed time.Time, name string) time.Time {
	at := time.Date(filed.Year(), filed.Month(), 1, 0, 0, 0, 0, time.UTC)
	for range 12 {
		if strings.EqualFold(at.Month().String(), name) {
			return at
		}
		at = at.AddDate(0, -1, 0)
	}
	return at
}
