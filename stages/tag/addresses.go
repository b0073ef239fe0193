package tag

import (
	"strconv"
	"strings"
)

// addresses finds web and mail addresses and telephone numbers, so that no name
// is taken out of them.
func (d *document) addresses(v *view) {
	for i := 0; i < len(v.toks); i++ {
		kind, last := "", none
		switch w := v.word(i); {
		case w == "@" && i > 0 && v.glued(i) && v.glued(i+1):
			first := i - 1
			for first > 0 && v.glued(first) && v.addressed(first-1) {
				first--
			}
			v.keepApart(first, v.gluedEnd(i+1), "MAIL")
			continue
		case (strings.EqualFold(w, "http") || strings.EqualFold(w, "https")) && v.word(i+1) == ":" && v.word(i+2) == "/",
			strings.EqualFold(w, "www") && v.word(i+1) == ".":
			kind, last = "URL", v.gluedEnd(i)
		case w == "+" && v.is(i+1, number) && v.glued(i+1):
			kind, last = "PHONE", v.phoneEnd(i+1)
		}
		if last > i {
			v.keepApart(i, last, kind)
			i = last
		}
	}
}

// keepApart adds a span of a kind that is no name, where nothing known stands.
func (v *view) keepApart(first, last int, kind string) {
	v.put(span{first: first, last: last, kind: kind, entry: -1, alias: -1, score: 0.95, found: "pattern"})
}

// glued reports whether no space stands before token i.
func (v *view) glued(i int) bool {
	return i > 0 && i < len(v.toks) && v.toks[i-1].End == v.toks[i].Start
}

// addressed reports whether a token may be part of an address.
func (v *view) addressed(i int) bool {
	switch v.word(i) {
	case "\"", "“", "(", "<", ",", ";", "":
		return false
	}
	return true
}

// maxAddress bounds an address, in tokens.
const maxAddress = 40

// gluedEnd gives the last token of a run without spaces from token i, without
// the mark that ends a sentence.
func (v *view) gluedEnd(i int) int {
	last := i
	for last-i < maxAddress && v.glued(last+1) && v.addressed(last+1) && v.word(last+1) != ")" && v.word(last+1) != ">" {
		last++
	}
	for last > i && v.is(last, mark) && v.word(last) != "/" {
		last--
	}
	return last
}

// phoneEnd gives the last token of a telephone number.
func (v *view) phoneEnd(i int) int {
	digits, last := 0, none
	for k := i; k < len(v.toks) && k-i < 12; k++ {
		switch w := v.word(k); {
		case v.is(k, number):
			digits += len(w)
			last = k
		case w == "-" || w == "(" || w == ")" || w == ".":
		default:
			k = len(v.toks)
		}
	}
	if digits < 8 || digits > 16 {
		return none
	}
	return last
}

// coordinates reads "34.52, 69.17", "34°31′N 69°11′E" and references of the
// military grid such as 42SWB1234567890.
func (d *document) coordinates(v *view, i int) (int, string, string) {
	if w := v.word(i); len(w) >= 9 && len(w) <= 15 && v.is(i, number) {
		if grid(w) {
			return i, "COORDINATES", w
		}
	}
	lat, last := v.angle(i, "N", "S", 90)
	if last < i {
		return none, "", ""
	}
	next := last + 1
	if v.word(next) == "," {
		next++
	}
	lon, end := v.angle(next, "E", "W", 180)
	if end < next {
		return none, "", ""
	}
	return end, "COORDINATES", strconv.FormatFloat(lat, 'f', -1, 64) + "," + strconv.FormatFloat(lon, 'f', -1, 64)
}

// grid reports whether a word is a reference of the military grid: zone, band,
// square and an even number of digits.
func grid(w string) bool {
	n := 0
	for n < len(w) && n < 2 && w[n] >= '0' && w[n] <= '9' {
		n++
	}
	zone, err := strconv.Atoi(w[:n])
	if err != nil || zone < 1 || zone > 60 || len(w) < n+3 {
		return false
	}
	for _, c := range w[n : n+3] {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	digits := w[n+3:]
	return len(digits) >= 4 && len(digits)%2 == 0 && strings.Trim(digits, "0123456789") == ""
}

// angle reads an angle in degrees: with decimals, or with a degree sign,
// minutes and seconds, and a letter of the compass.
func (v *view) angle(i int, plus, minus string, limit float64) (float64, int) {
	sign, at := 1.0, i
	if v.word(at) == "-" && v.glued(at+1) {
		sign, at = -1, at+1
	}
	if !v.is(at, number) {
		return 0, none
	}
	n, err := strconv.ParseFloat(v.word(at), 64)
	if err != nil || n > limit {
		return 0, none
	}
	exact := strings.Contains(v.word(at), ".") && len(v.word(at)) >= 5
	last := at
	for unit := 1.0; v.degree(last+1) && unit <= 3600; unit *= 60 {
		if unit > 1 || v.word(last+1) == "°" {
			exact = true
		}
		last++
		m, err := strconv.ParseFloat(v.word(last+1), 64)
		if err != nil || m >= 60 || !v.degree(last+2) {
			break
		}
		n += m / (unit * 60)
		last++
	}
	if !exact {
		return 0, none
	}
	switch v.word(last + 1) {
	case plus:
		last++
	case minus:
		sign, last = -sign, last+1
	}
	return sign * float64(int64(n*1e6+0.5)) / 1e6, last
}

func (v *view) degree(i int) bool {
	switch v.word(i) {
	case "°", "′", "″", "'", "\"", "’", "”":
		return v.glued(i)
	}
	return false
}
