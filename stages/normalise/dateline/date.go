package dateline

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// months by their first letters, in the languages datelines come in.
var months = [...][]string{
	{"jan", "ene", "gen", "янв", "ledn", "stycz", "ocak"}, {"feb", "fev", "fév", "фев", "únor", "lut", "şub"},
	{"mar", "mär", "mrt", "mrz", "мар", "már", "břez"}, {"apr", "abr", "avr", "апр", "ápr", "dubn", "kwie", "nisan"},
	{"may", "mai", "maj", "mag", "mei", "мая", "máj", "květn"}, {"jun", "juin", "giu", "июн", "jún", "červn", "czerw", "hazir"},
	{"jul", "juil", "lug", "июл", "júl", "červenc", "lipca", "temm"}, {"aug", "ago", "aoû", "авг", "srpn", "sierp", "ağus"},
	{"sep", "set", "сен", "szep", "září", "wrześ", "eylül"}, {"oct", "okt", "out", "ott", "окт", "říjn", "paźdz", "ekim"},
	{"nov", "ноя", "listop", "kasım"}, {"dec", "dez", "déc", "dic", "дек", "prosin", "grud", "aral"},
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

// dateIn reads the date at the end of a field: "Oct 16", "3 March", "3 de
// octubre", "03/10", "3.10.", "October 15, 2021" (the year being a field of its
// own). The rest is what is before it.
func dateIn(field string, year int) (date, rest string, ok bool) {
	w := strings.Fields(field)
	if n := len(w); n >= 3 && len(w[n-1]) == 4 {
		if y, err := strconv.Atoi(w[n-1]); err == nil && y > 1800 {
			year, w = y, w[:n-1]
		}
	}
	n := len(w)
	if n > 2 && w[n-2] == "de" {
		w = append(w[:n-2:n-2], w[n-1])
		n--
	}
	if n > 0 {
		if month, day := numeric(w[n-1]); day > 0 {
			return written(year, month, day), strings.Join(w[:n-1], " "), true
		}
	}
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
	return written(year, month, day), strings.Join(w[:n-2], " "), true
}

func written(year, month, day int) string {
	if year == 0 {
		return fmt.Sprintf("--%02d-%02d", month, day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// numeric reads "03/10" and "3.10.", the day first. Zeros are neither.
func numeric(w string) (month, day int) {
	first, second, ok := strings.Cut(w, "/")
	if !ok {
		if first, second, ok = strings.Cut(strings.TrimSuffix(w, "."), "."); !ok {
			return 0, 0
		}
	}
	day, err := strconv.Atoi(first)
	month, fault := strconv.Atoi(second)
	if err != nil || fault != nil || day < 1 || day > 31 || month < 1 || month > 12 {
		return 0, 0
	}
	return month, day
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
