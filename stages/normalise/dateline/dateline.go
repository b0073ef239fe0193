// Package dateline reads the dateline that wire copy opens with, and bylines.
package dateline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// longest is the length in bytes of the longest dateline.
const longest = 120

// Parse reads the dateline at the head of text: "KABUL, Oct 16 (Reuters) - ",
// "DUSHANBE (AP) — ", "MOSCOW, October 15 /TASS/. ". The year, where it is not
// 0, completes a date that has none. The zero Dateline is no dateline.
func Parse(text string, year int) article.Dateline {
	head, _, _ := strings.Cut(text, "\n")
	if d, ok := sourceFirst(head, year); ok {
		return d
	}
	end := 0
	for i, r := range head {
		if i > longest {
			return article.Dateline{}
		}
		n := mark(head[i:], r)
		if n == 0 && r == ')' && (ends(head[i+1:]) || i+1 == len(head) && len(head) < len(text)) && agency(head[:i]) {
			n = 1
		}
		if n > 0 {
			end = i + n
			if d, ok := read(head[:i+closer(r)], year); ok {
				d.Text = strings.TrimSpace(head[:end])
				return d
			}
			if r != '-' { // "STRATFORD-UPON-AVON" goes on
				return article.Dateline{}
			}
		}
	}
	return article.Dateline{}
}

// sourceFirst reads a dateline that opens with the agency: "(ANSA) - ROMA, 11
// OTT - ".
func sourceFirst(head string, year int) (article.Dateline, bool) {
	if !strings.HasPrefix(head, "(") {
		return article.Dateline{}, false
	}
	name, _, ok := strings.Cut(head[1:min(len(head), 40)], ")")
	if !ok || strings.ContainsAny(name, " ,.") {
		return article.Dateline{}, false
	}
	rest := strings.TrimLeft(head[len(name)+2:], " -–—")
	d := Parse(rest, year)
	if d.City == "" || d.Source != "" {
		return article.Dateline{}, false
	}
	d.Source = name
	d.Text = head[:len(head)-len(rest)] + d.Text
	return d, true
}

// agencies are those whose name in brackets ends a dateline without a dash
// behind it: "Genève (ats) Le scandale", or on a line of its own.
var agencies = map[string]bool{
	"afp": true, "agi": true, "anp": true, "ansa": true, "ap": true, "apa": true, "ats": true, "belga": true, "dpa": true, "efe": true, "hina": true,
	"keystone-ats": true, "keystone-sda": true, "kyodo": true, "lusa": true, "ntb": true, "pap": true, "reuters": true, "ritzau": true, "sda": true,
	"sid": true, "stt": true, "tass": true, "tt": true, "upi": true, "xinhua": true, "awp": true, "mti": true, "čtk": true, "ctk": true,
	"agerpres": true, "antara": true, "bernama": true, "bta": true, "europa press": true, "ians": true, "pti": true, "tanjug": true, "télam": true, "yonhap": true,
}

// ends reports whether the copy begins at once behind a bracket, without a dash.
func ends(rest string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " "))
	return strings.HasPrefix(rest, " ") && (unicode.IsUpper(r) || strings.ContainsRune("«\"“„", r))
}

// Agency reports whether a word is the name that an agency goes by in
// datelines.
func Agency(word string) bool { return agencies[strings.ToLower(word)] }

// agency reports whether the bracket at the end of s, still open, names one.
func agency(s string) bool {
	i := strings.LastIndexByte(s, '(')
	if i < 1 {
		return false
	}
	for name := range strings.SplitSeq(strings.ToLower(s[i+1:]), "/") {
		if agencies[name] {
			return true
		}
	}
	return false
}

// Line reads a dateline that stands alone, with or without its end mark. A
// name alone is a city.
func Line(s string, year int) article.Dateline {
	s = strings.TrimSpace(s)
	if d := Parse(s+" - x", year); d.City != "" {
		d.Text = s
		return d
	}
	if d := Parse(s+" x", year); d.City != "" {
		d.Text = s
		return d
	}
	d := article.Dateline{Text: s}
	if r, _ := utf8.DecodeRuneInString(s); (unicode.IsUpper(r) || unicode.Is(unicode.Lo, r)) && len(s) < 60 && !strings.ContainsAny(s, "0123456789:;") {
		place, _, _ := strings.Cut(s, ",")
		place, _, _ = strings.Cut(place, " (")
		d.City = Title(strings.TrimSpace(place))
		d.Country = country(d.City, strings.Split(s, ",")[1:])
	}
	return d
}

// Country gives the country of a city that stands in datelines alone; "" is
// not known.
func Country(city string) string { return country(city, nil) }

// CountryNamed gives the code of a country by its name, "Canada"; "" is not
// known.
func CountryNamed(name string) string { return country("", []string{name}) }

// mark gives the length of the mark that ends a dateline at the head of s.
func mark(s string, r rune) int {
	switch {
	case s == "--", s == "-", s == "_": // the copy begins on the next line
		return len(s)
	case strings.HasPrefix(s, "-- "), strings.HasPrefix(s, "/. "), strings.HasPrefix(s, "/: "), strings.HasPrefix(s, "/ - "), strings.HasPrefix(s, "). "), strings.HasPrefix(s, ").- "), strings.HasPrefix(s, "): "):
		return strings.IndexByte(s, ' ')
	case strings.HasPrefix(s, ") = "):
		return len(") =")
	case strings.HasPrefix(s, "- "), r == '_' && strings.HasPrefix(s, "_ "):
		return 1
	case r == '–' || r == '—' || r == '―' || r == '−':
		return utf8.RuneLen(r)
	}
	return 0
}

// closer is 1 where the mark begins with the bracket or slash of the source.
func closer(r rune) int {
	if r == '/' || r == ')' {
		return 1
	}
	return 0
}

// read reads a dateline without its end mark.
func read(s string, year int) (article.Dateline, bool) {
	var d article.Dateline
	s = strings.TrimSpace(s)
	s, d.Source = source(s)
	if i := strings.LastIndexByte(s, ' '); i+1 < len(s) && d.Source == "" && i > 0 && unicode.IsUpper(rune(s[i+1])) && Agency(s[i+1:]) {
		s, d.Source = s[:i], s[i+1:] // "MOSKVA, Feb 17 NTB", "SAITAMA, Japan, Dec. 9 Kyodo"
	}
	var place []string
	for i, field := range strings.Split(s, ",") {
		field = strings.TrimSpace(field)
		if date, rest, ok := dateIn(field, year); ok {
			d.Date = date
			if field = rest; field == "" {
				continue
			}
		}
		if i > 0 && len(field) == 4 && strings.Trim(field, "0123456789") == "" {
			if strings.HasPrefix(d.Date, "--") {
				d.Date = field + d.Date[1:]
			}
			continue
		}
		if i > 0 && (weekday(field) || d.Source != "" && dayOf(field) > 0) { // "MADRID, 2 (EUROPA PRESS)"
			continue
		}
		place = append(place, field)
	}
	if len(place) == 0 && d.Date != "" && d.Source != "" {
		return d, true // "Jan 30 (Reuters) - "
	}
	if len(place) == 0 || len(place) > 3 || !city(bare(place[0]), d.Source != "" || d.Date != "") {
		return article.Dateline{}, false
	}
	for _, p := range place[1:] {
		if r, _ := utf8.DecodeRuneInString(p); !unicode.IsUpper(r) || strings.Count(p, " ") > 3 {
			return article.Dateline{}, false
		}
	}
	d.City = bare(place[0])
	if before, _, ok := strings.Cut(d.City, "/"); ok {
		d.City = strings.TrimSpace(before)
	}
	d.City = Title(d.City)
	d.Country = country(d.City, place[1:])
	return d, true
}

// bare takes the province off a place: "LUCENA (CÓRDOBA)".
func bare(place string) string {
	if city, province, ok := strings.Cut(place, " ("); ok && strings.IndexByte(province, ')') == len(province)-1 {
		return city
	}
	return place
}

// weekday reports whether a field of a dateline is the day of the week.
func weekday(s string) bool {
	switch strings.ToLower(strings.TrimSuffix(s, ".")) {
	case "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun":
		return true
	}
	return false
}

// source takes the agency in brackets or slashes off the end of s.
func source(s string) (rest, name string) {
	for _, pair := range [...]string{"()", "//", "[]"} {
		if s == "" || s[len(s)-1] != pair[1] {
			continue
		}
		if i := strings.LastIndexByte(s[:len(s)-1], pair[0]); i > 0 && len(s)-i < 40 {
			return strings.TrimRight(s[:i], " ,"), strings.TrimSpace(s[i+1 : len(s)-1])
		}
	}
	return s, ""
}

// city reports whether s may be the place of a dateline: in capitals, or, where
// the line has a source or date too, capitalised.
func city(s string, more bool) bool {
	letters, upper, words := 0, 0, strings.Fields(s)
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			letters++
			if unicode.IsUpper(r) {
				upper++
			}
		case !strings.ContainsRune(" -'’./}", r):
			return false
		}
	}
	if letters < 2 || len(words) > 5 {
		return false
	}
	if upper >= letters-2 && upper*4 >= letters*3 {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s)
	return more && unicode.IsUpper(r) && len(words) <= 4
}

// Title writes a place in capitals as it is written otherwise.
func Title(s string) string {
	if strings.ToUpper(s) != s {
		return s
	}
	words := strings.Fields(s)
	for i, w := range words {
		parts := strings.Split(strings.ToLower(w), "-")
		for j, p := range parts {
			if r, n := utf8.DecodeRuneInString(p); n > 0 && !(i > 0 && small(p)) && !(j > 0 && small(p)) {
				parts[j] = string(unicode.ToTitle(r)) + p[n:]
			}
		}
		words[i] = strings.Join(parts, "-")
	}
	return strings.Join(words, " ")
}

func small(w string) bool {
	switch w {
	case "de", "do", "da", "del", "la", "of", "on", "upon", "am", "sur", "and", "le", "les":
		return true
	}
	return false
}
