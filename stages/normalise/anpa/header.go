package anpa

import (
	"strconv"
	"strings"
)

// header is what stands in front of the text.
type header struct {
	id       string // level and running number: a0123
	service  string
	priority string
	category string
	keyword  string // without its cycle BC-
	take     string // 1st Ld-Writethru
	words    int
	table    bool
}

// urgencies puts the priorities of ANPA 1312 on the scale of 1 to 9.
var urgencies = map[string]int{
	"f": 1, "b": 2, "u": 3, "r": 4, "d": 5, "h": 6, "a": 6, "s": 7, "w": 7, "x": 6, "q": 8, "c": 5, "n": 6, "p": 5,
}

// read reads the heading: the line with the number and the line with priority,
// category, keyword, day and count of words.
func (h *header) read(text string) bool {
	found := false
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Trim(line, "\x00\x16\x05\x7f \t\x01")
		switch {
		case line == "":
		case strings.ContainsRune(line, 0x1f) && h.id == "":
			h.number(line)
			found = true
		case h.slug(line):
			found = true
		case h.id == "" && serial(line):
			h.id, found = line, true
		}
	}
	return found
}

// number reads "a0123", a unit separator, and the service.
func (h *header) number(line string) {
	id, service, _ := strings.Cut(line, "\x1f")
	if words := strings.Fields(id); len(words) > 0 {
		h.id = words[len(words)-1]
	}
	h.service = strings.Trim(strings.Map(printable, service), " -")
}

// serial reports whether a line is a level with a running number.
func serial(line string) bool {
	return len(line) == 5 && letter(line[0]) && strings.Trim(line[1:], "0123456789") == ""
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return -1
	}
	return r
}

// spaced makes a blank of a control character.
func spaced(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}

// slug reads "u f BC-KEYWORD   02-26 0105".
func (h *header) slug(line string) bool {
	h.table = h.table || strings.ContainsRune(line, 0x12)
	line = strings.TrimSpace(strings.Map(spaced, line))
	if len(line) < 4 || !letter(line[0]) || line[1] != ' ' {
		return false
	}
	h.priority = strings.ToLower(line[:1])
	category, rest, _ := strings.Cut(strings.TrimSpace(line[2:]), " ")
	if len(category) > 3 {
		category, rest = "", strings.TrimSpace(line[2:])
	}
	h.category = strings.ToLower(category)
	rest = strings.TrimSpace(rest)
	fields := strings.Fields(rest)
	if n := len(fields); n > 0 && number(fields[n-1], 5) {
		h.words, _ = strconv.Atoi(fields[n-1])
		rest = strings.TrimSpace(strings.TrimSuffix(rest, fields[n-1]))
		if fields = fields[:n-1]; n > 1 && day(fields[n-2]) {
			rest = strings.TrimSpace(strings.TrimSuffix(rest, fields[n-2]))
		}
	}
	h.keyword, h.take = keyword(rest)
	return true
}

func number(s string, longest int) bool {
	return s != "" && len(s) <= longest && strings.Trim(s, "0123456789") == ""
}

// day reports whether s is "02-26" or "2-26-87".
func day(s string) bool {
	parts := strings.Split(s, "-")
	return len(parts) >= 2 && len(parts) <= 3 && number(parts[0], 2) && number(parts[1], 2)
}

// keyword splits the keyword from the take, lead or add behind a comma, and
// takes off the cycle BC, which says nothing.
func keyword(s string) (word, take string) {
	if len(s) > 3 && strings.EqualFold(s[:3], "bc-") {
		s = s[3:]
	}
	for i := 0; i < len(s); i++ {
		if s[i] == ',' && isTake(s[i+1:]) {
			return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:])
		}
	}
	if i := strings.LastIndexByte(s, ' '); i > 0 && isTake(s[i+1:]) && strings.ContainsAny(s[i+1:], "0123456789") {
		return strings.TrimSpace(s[:i]), s[i+1:] // "1stLd-Writethru"
	}
	return s, ""
}

// isTake reports whether s names a take of a story.
func isTake(s string) bool {
	s = strings.ToLower(s)
	for _, w := range [...]string{"ld", "lead", "writethru", "add", "take", "insert", "sub", "correct", "kill", "advisory", "bjt", "urgent", "update"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
