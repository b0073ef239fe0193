package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbreviation says what may follow the full stop of a known abbreviation.
type abbreviation uint8

const (
	notKnown    abbreviation = iota
	beforeName               // never ends a sentence: Dr.
	beforeDigit              // does not end one where a number follows: No. 5
	atEnd                    // may end one, where what follows begins one: Inc.
)

// known looks a word up, without its last full stop.
func known(word string) abbreviation {
	switch strings.ToLower(word) {
	case "mr", "mrs", "ms", "mx", "messrs", "dr", "drs", "prof", "gen", "lt", "col", "sgt", "capt", "maj", "adm", "cmdr", "cdr",
		"gov", "sen", "sens", "rep", "reps", "rev", "hon", "st", "ste", "msgr", "pres", "supt", "det", "insp", "pvt", "pfc", "cpl",
		"brig", "fr", "mt", "ft", "vs", "dept", "amb", "atty", "asst", "assoc", "gens", "cols", "bp", "abp", "hr", "ing", "mag",
		"sra", "srta", "exmo", "exma", "sh", "smt", "ayat", "univ", "bzw", "evtl", "inkl", "zzgl", "geb", "им", "ул", "тыс", "акад",
		"проф", "гор", "пос", "стр", "см", "др", "ген", "полк":
		return beforeName
	case "no", "nos", "nr", "fig", "figs", "art", "arts", "sec", "secs", "vol", "pp", "p", "pg", "ch", "para", "approx", "ca", "est", "tel", "ext",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mio", "mrd", "str", "млн", "млрд",
		"janv", "févr", "juil", "déc", "ene", "abr", "ago", "dic", "fev", "set", "out", "dez", "mai", "okt":
		return beforeDigit
	case "inc", "ltd", "corp", "co", "cos", "bros", "llc", "plc", "jr", "sr", "esq", "etc", "ph.d", "bldg", "ave", "blvd", "rd",
		"usw", "u.a", "al", "ariz", "ark", "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "ky", "la", "md", "mass",
		"mich", "minn", "miss", "mo", "mont", "neb", "nev", "okla", "ore", "pa", "tenn", "tex", "vt", "va", "wash", "wis", "wyo",
		"гг", "г", "руб":
		return atEnd
	}
	return notKnown
}

// abbreviated reports whether the single full stop st, in a sentence begun at
// start, belongs to the word before it and does not end the sentence.
func abbreviated(s string, start int, st stop, n next) bool {
	word := wordBefore(s, start, st.at)
	if word == "" {
		return s[max(start, st.at-1):st.at] == "/" && start+maxWord*2 > st.at // MOSCOW, October 15 /TASS/.
	}
	if st.closed {
		return false
	}
	head := strings.TrimLeft(s[start:st.at-len(word)], `"'“‘„«([ `)
	if head == "" && (number(word) || utf8.RuneCountInString(word) == 1) {
		return true // the number or letter of a list entry, or an initial
	}
	if head == "" && shouted(word) && (n.digit || month(n.word)) {
		return true // MOSCOW. Oct 16
	}
	if number(word) {
		return ordinal(head, word, n)
	}
	if strings.Contains(word, ".") {
		return dotted(word, n)
	}
	if utf8.RuneCountInString(word) == 1 {
		r, _ := utf8.DecodeRuneInString(word)
		return unicode.IsUpper(r) && !n.quoted || strings.ContainsRune("cvpгс", r) && !n.starter()
	}
	switch known(word) {
	case beforeName:
		return true
	case beforeDigit:
		return n.digit
	case atEnd:
		r, _ := utf8.DecodeRuneInString(word)
		return (unicode.IsUpper(r) || !unicode.Is(unicode.Latin, r)) && !n.starter()
	}
	return false
}

// wordBefore gives the letters, digits and inner full stops that end at end.
func wordBefore(s string, start, end int) string {
	from := max(start, end-maxWord)
	for i := end; i > from; {
		r, n := utf8.DecodeLastRuneInString(s[from:i])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && !unicode.Is(unicode.Mn, r) {
			return s[i:end]
		}
		i -= n
		if i == from {
			return s[i:end]
		}
	}
	return ""
}

func number(word string) bool {
	return strings.Trim(word, "0123456789") == ""
}

func shouted(word string) bool {
	return len(word) > 2 && strings.ToUpper(word) == word
}

// ordinal reports whether a number with a full stop is one of the ordinals of
// German and its neighbours: "am 3. März", "in der 18. Minute".
func ordinal(head, word string, n next) bool {
	if len(word) > 2 || n.digit || n.quoted {
		return false
	}
	if month(n.word) {
		return true
	}
	head = strings.TrimRight(head, " \u00a0")
	switch head[strings.LastIndexAny(head, " \n")+1:] {
	case "am", "der", "die", "das", "den", "dem", "des", "im", "vom", "zum", "zur", "bis", "ihr", "ihre", "ihren", "sein", "seinen", "Der", "Die", "Das", "Am", "Im":
		return true
	}
	return false
}

// dotted reports whether an abbreviation with full stops inside, such as U.S.
// or a.m., leaves the sentence open.
func dotted(word string, n next) bool {
	for part := range strings.SplitSeq(word, ".") {
		if utf8.RuneCountInString(part) > 2 && !strings.EqualFold(word, "ph.d") {
			return false // www.example.com, 3.5bn
		}
	}
	if number(strings.ReplaceAll(word, ".", "")) {
		return false
	}
	switch word {
	case "a.m", "p.m", "A.M", "P.M":
		return shouted(n.word) || weekday(n.word)
	case "e.g", "i.e", "z.B", "d.h", "т.е", "p.ex":
		return true
	}
	return !n.starter()
}

func month(word string) bool {
	w := strings.ToLower(word)
	if len(w) < 3 {
		return false
	}
	switch w {
	case "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "january", "february", "march",
		"april", "june", "july", "august", "september", "october", "november", "december", "januar", "februar", "märz", "mai", "juni",
		"juli", "oktober", "dezember", "desember", "marts", "maj":
		return true
	}
	return false
}

func weekday(word string) bool {
	switch word {
	case "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday":
		return true
	}
	return false
}
