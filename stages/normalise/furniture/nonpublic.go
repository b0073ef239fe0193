package furniture

import (
	"strings"
	"unicode/utf8"
)

// notForPublication are the lines under which an agency writes to its clients
// only, to the end of the item.
var notForPublication = [...]string{
	"the following information is not for publication", "the following is not for publication", "not for publication",
	"the following information is not intended for publication", "not intended for publication",
	"die folgenden informationen sind nicht zur veröffentlichung", "nicht zur veröffentlichung", "nicht zur veroeffentlichung", "nur zur internen information",
	"pas pour publication", "ne pas publier", "informations non destinées à la publication", "no publicar", "no para publicación",
	"ikke for publisering", "ikke for publicering", "ej för publicering", "ikke til offentliggørelse", "ikke til offentliggjøring", "niet voor publicatie", "non per la pubblicazione",
}

// longestWarning is the length in bytes of the longest line that opens notes
// not for publication; a sentence that quotes one is longer or goes on.
const longestWarning = 110

// NonPublic divides a text into what is for readers and the length, in code
// points, of the notes behind it that are not.
func NonPublic(text string) (public string, secret int) {
	at := 0
	for line := range strings.Lines(text) {
		if opensSecret(strings.TrimSpace(line)) {
			return strings.TrimRight(text[:at], " \t\n*"), utf8.RuneCountInString(strings.TrimSpace(text[at:]))
		}
		at += len(line)
	}
	return text, 0
}

// notepads are the headings, alone on a line, under which an agency lists
// pictures, addresses and places behind the text.
var notepads = map[string]bool{
	"notizblock": true, "notebook": true, "notepad": true, "dpa-notizblock": true, "redaktionelle hinweise": true, "redaktioneller hinweis": true,
	"note to editors": true, "notes to editors": true, "ansprechpartner": true,
}

// Notepad divides a text into the copy and the notepad behind it.
func Notepad(text string) (body, notepad string) {
	at := 0
	for line := range strings.Lines(text) {
		if at > 0 && len(line) < 40 && notepads[strings.ToLower(strings.Trim(line, "#*=-– :\n"))] {
			return strings.TrimRight(text[:at], " \t\n*"), strings.TrimSpace(text[at:])
		}
		at += len(line)
	}
	return text, ""
}

func opensSecret(line string) bool {
	if len(line) < 8 || len(line) > longestWarning {
		return false
	}
	folded := strings.ToLower(strings.Trim(line, "#*=-–—_ ()[]:.!"))
	for _, says := range notForPublication {
		rest, ok := strings.CutPrefix(folded, says)
		if ok && (rest == "" || !strings.HasSuffix(line, ".") || strings.HasPrefix(rest, " bestimmt")) {
			return true
		}
		if before, ok := strings.CutSuffix(folded, says); ok && (strings.HasSuffix(before, ": ") || strings.HasSuffix(before, "- ") || strings.HasSuffix(before, "– ")) {
			return true
		}
	}
	return false
}
