package dateline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Byline reads a line that is a byline, "By Jane Doe and X, Reuters", and gives
// it without the "By"; "" is no byline.
func Byline(line string) string {
	line = strings.TrimRight(strings.TrimSpace(line), "= ")
	if len(line) > 100 || strings.ContainsAny(line, "\n:;!?") || strings.HasSuffix(line, ".") && !strings.HasSuffix(line, "r.") {
		return ""
	}
	by, rest, ok := strings.Cut(line, " ")
	switch strings.ToLower(by) {
	case "by", "von", "par", "por":
	default:
		return ""
	}
	rest = strings.TrimSpace(rest)
	if !ok || rest == "" {
		return ""
	}
	titled := false // behind a comma stands what they are, or whose
	for w := range strings.FieldsSeq(rest) {
		if titled {
			continue
		}
		titled = strings.HasSuffix(w, ",")
		switch w {
		case "and", "und", "et", "y", "e", "in", "de", "van", "von", "al", "bin", "da", "dos", "del", "of", "for", "the",
			"our", "a", "staff", "special", "correspondent", "correspondents", "reporter", "reporters", "writer", "writers", "agencies":
			continue
		}
		if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "(/'’")); !unicode.IsUpper(r) {
			return ""
		}
	}
	return rest
}
