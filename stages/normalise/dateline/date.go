package dateline

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// months by their first letters, in the languages datelines come in.
var months = [...][]string{
	{"jan", "ene", "gen", "янв"}, {"feb", "fev", "fév", "фев"}, {"mar", "mär", "mrt", "mrz", "мар"}, {"apr", "abr", "avr", "апр"},
	{"may", "mai", "maj", "mag", "mei", "мая"}, {"jun", "juin", "giu", "июн"}, {"jul", "juil", "lug", "июл"}, {"aug", "ago", "aoû", "авг"},
	{"sep", "set", "сен"}, {"oct", "okt", "out", "ott", "окт"}, {"nov", "ноя"}, {"dec", "dez", "déc", "dic", "дек"},
}

func monthOf(w string) int {
	w = strings.ToLower(strings.Trim(w, "."))
	for i, names := range months {
		for _, n := range names {
			if strings.HasPrefix(w, n) && len(w) <= 20 {
				return i + 1
			}
		}
	}
	return mistyped(w)
}

// mistyped finds the English month that w is but for one letter: "Narch".
func mistyped(w string) int {
	if len(w) < 5 {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		name, wrong := strings.ToLower(m.String()), 0
		if len(name) != len(w) {
			continue
		}
		for i := range len(w) {
			if w[i] != name[i] {
				wrong++
			}
		}
		if wrong == 1 {
			return int(m)
		}
	}
	return 0
}

// Date reads a day and a month in either order, "June 03" or "3 June", of a
// year: "2025-06-03".
func Date(s string, year int) (string, bool) {
	date, rest, ok := dateIn(s, year)
	return date, ok && rest == "" && year > 0
}

// dateIn reads the date at the end of a field: "Oct 16", "3 March", "October
// 15, 2021" (the year being a field of its own). The rest is what is before it.
func dateIn(field string, year int) (date, rest string, ok bool) {
	w := strings.Fields(field)
	if n := len(w); n >= 3 && len(w[n-1]) == 4 {
		if y, err := strconv.Atoi(w[n-1]); err == nil && y > 1800 {
			year, w = y, w[:n-1]
		}
	}
	n := len(w)
	if n < 2 {
		return "", "", false
	}
	month, day := monthOf(w[n-2]), dayOf(w[n-1])
	if month == 0 || day == 0 {
		month, day = monthOf(w[n-1]), dayOf(w[n-2])
	}
	if month == 0 || day == 0 {
		return "", "", false
	}
	rest = strings.Join(w[:n-2], " ")
	if year == 0 {
		return fmt.Sprintf("--%02d-%02d", month, day), rest, true
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day), rest, true
}

func dayOf(w string) int {
	w = strings.TrimRight(w, ".")
	for _, suffix := range [...]string{"st", "nd", "rd", "th", "er"} {
		w = strings.TrimSuffix(w, suffix)
	}
	if d, err := strconv.Atoi(w); err == nil && d >= 1 && d <= 31 {
		return d
	}
	return 0
}
