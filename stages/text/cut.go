package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// markCut marks those of the sentences of paragraph p that break off in the
// copy. It would rather miss one than mark a sentence that is whole: what is
// marked makes readers doubt the names in it.
func (sp *splitter) markCut(before, p article.Span, sentences []article.Sentence) {
	for i := range sentences {
		last := i == len(sentences)-1
		switch {
		case sp.listBreaksOff(sentences[i].Span):
			sentences[i].Cut = true
		case last && sp.unfinished(before, p, sentences):
			sentences[i].Cut = true
		}
	}
}

// Limits under which a paragraph without an end is taken for a headline, a
// caption or an entry of a list.
const (
	minUnfinishedBytes = 40
	minUnfinishedWords = 8
)

// unfinished reports whether a paragraph of running text lacks its end.
func (sp *splitter) unfinished(before, p article.Span, sentences []article.Sentence) bool {
	s := p.In(sp.text)
	if p.Len() < minUnfinishedBytes || before.Len() == 0 && len(sentences) < 2 || listEntry(s) {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ',' && r != '-' {
		return false
	}
	tail := sentences[len(sentences)-1].In(sp.text)
	if address(tail) {
		return false
	}
	if len(sentences) > 1 {
		return unicode.IsLetter(r) && !titled(tail) || r == ',' || r == '-'
	}
	if strings.ContainsRune(s, '\n') || !finished(before.In(sp.text)) {
		return false
	}
	return len(strings.Fields(s)) >= minUnfinishedWords && !titled(s) && (r == ',' || r == '-' || running(s))
}

// listEntry reports whether a paragraph opens as an entry of a list does.
func listEntry(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(r) && !opening(r) {
		return true
	}
	label, _, found := strings.Cut(s, ":")
	return found && len(label) < minUnfinishedBytes && strings.Count(label, " ") < 4
}

// address reports whether the last word of s is a web or mail address.
func address(s string) bool {
	w := s[strings.LastIndexAny(s, " \n")+1:]
	return strings.ContainsAny(w, "@/") || strings.HasPrefix(w, "www.") || strings.Contains(w, ".")
}

// titled reports whether most words of s are capitalised, as in a title.
func titled(s string) bool {
	words, capitals := 0, 0
	for w := range strings.FieldsSeq(s) {
		words++
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) {
			capitals++
		}
	}
	return capitals*2 > words
}

// running reports whether s reads as a sentence and not as a headline: a
// headline drops its articles, is short, and has no clause in it.
func running(s string) bool {
	if len(s) > 160 {
		return true
	}
	small := 0
	for w := range strings.FieldsSeq(s) {
		switch w {
		case "the", "a", "an", "of", "that", "which", "who", "and", "said", "was", "were", "had", "has",
			"der", "die", "das", "und", "dass", "le", "la", "les", "des", "que", "el", "los", "del", "o", "os", "и", "что":
			small++
		}
	}
	return small >= 3
}

// finished reports whether a paragraph ends as running text does.
func finished(s string) bool {
	s = strings.TrimRightFunc(s, closing)
	r, _ := utf8.DecodeLastRuneInString(s)
	return terminator(string(r)) > 0
}

// maxLookups bounds how often one text is searched for longer forms of a word.
const maxLookups = 32

// listBreaksOff reports whether a sentence is a list that ends, without "and"
// or "or", in a fragment of a name: "..., the Islamic Movement of Uzbekistan,
// the Jamaat Ansarullah, the Uzbe."
func (sp *splitter) listBreaksOff(s article.Span) bool {
	body, ok := strings.CutSuffix(s.In(sp.text), ".")
	if !ok || strings.HasSuffix(body, ".") {
		return false
	}
	comma := strings.LastIndexByte(body, ',')
	if comma < 0 {
		return false
	}
	article, word := nameOf(body[comma+1:])
	if word == "" || strings.ToUpper(word) == word || known(word) != notKnown {
		return false
	}
	items, same := itemsBefore(body[:comma], article)
	if items < 2 || sp.lookups >= maxLookups {
		return false
	}
	sp.lookups++
	longer, whole := sp.forms(word)
	if whole > 1 {
		return false // printed elsewhere as a word of its own
	}
	return longer || article != "" && same >= 2 && utf8.RuneCountInString(word) <= 5 && !strings.HasSuffix(word, "s")
}

// nameOf splits a list entry made of one capitalised word and, perhaps, the
// article before it. The word is empty where the entry is anything else.
func nameOf(entry string) (article, word string) {
	fields := strings.Fields(entry)
	if len(fields) == 2 && fields[0] == "the" {
		article, fields = "the", fields[1:]
	}
	if len(fields) != 1 || utf8.RuneCountInString(fields[0]) < 2 {
		return "", ""
	}
	for i, r := range fields[0] {
		if !unicode.IsLetter(r) || i == 0 && !unicode.IsUpper(r) {
			return "", ""
		}
	}
	return article, fields[0]
}

// itemsBefore counts, from the end of s backwards, the entries of a list that
// are names, and those of them that have the article.
func itemsBefore(s, article string) (items, same int) {
	for {
		comma := strings.LastIndexByte(s, ',')
		entry := strings.TrimSpace(s[comma+1:])
		name := strings.TrimPrefix(entry, "the ")
		r, _ := utf8.DecodeRuneInString(name)
		if comma < 0 { // the first entry follows the clause that opens the list
			at := strings.LastIndex(entry, " the ")
			if article != "" && at >= 0 {
				items, same = items+1, same+1
			}
			return items, same
		}
		if !unicode.IsUpper(r) || strings.HasPrefix(entry, "and ") || strings.Contains(entry, " said") {
			return items, same
		}
		items++
		if article != "" && name != entry {
			same++
		}
		s = s[:comma]
	}
}

// forms looks for word in the text: as the head of a longer word, and how
// often as a word of its own.
func (sp *splitter) forms(word string) (longer bool, whole int) {
	for rest := sp.text; ; {
		i := strings.Index(rest, word)
		if i < 0 {
			return longer, whole
		}
		before, _ := utf8.DecodeLastRuneInString(rest[:i])
		rest = rest[i+len(word):]
		after, _ := utf8.DecodeRuneInString(rest)
		if unicode.IsLetter(before) {
			continue
		}
		if unicode.IsLetter(after) {
			longer = longer || !strings.HasPrefix(rest, "s ") && !strings.HasPrefix(rest, "s,")
			continue
		}
		whole++
	}
}
