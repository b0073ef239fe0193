package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// next is what follows a stop: enough of it to tell a new sentence from the
// rest of the old one.
type next struct {
	rest   string // from the first word on
	word   string // the first word
	opens  bool   // it may begin a sentence
	quoted bool   // a quotation mark stands before it
	digit  bool
}

// nextOf looks past white space and opening marks at the head of s.
func nextOf(s string) next {
	var n next
	broken := false // a line break stands in the gap
	for i, r := range s {
		if unicode.IsSpace(r) {
			broken = broken || r == '\n'
			continue
		}
		if opening(r) {
			n.quoted = n.quoted || r != '(' && r != '[' && r != '{' && r != '（'
			continue
		}
		if r == '-' || r == '–' || r == '—' {
			continue
		}
		n.rest = s[i:]
		break
	}
	n.word = wordAt(n.rest)
	r, _ := utf8.DecodeRuneInString(n.rest)
	n.digit = unicode.IsDigit(r)
	switch {
	case n.rest == "":
		n.opens = broken || n.quoted
	case unicode.IsLower(r):
		n.opens = lowerName(n.word)
	default:
		n.opens = r != ',' && r != ';' && r != ':' && r != ')'
	}
	return n
}

func opening(r rune) bool {
	switch r {
	case '"', '\'', '“', '‘', '„', '‚', '«', '»', '‹', '›', '(', '[', '{', '「', '『', '（', '¿', '¡':
		return true
	}
	return false
}

// maxWord bounds how far one word is read, which keeps the splitter linear.
const maxWord = 64

// wordAt gives the letters, digits and inner marks that s begins with.
func wordAt(s string) string {
	for i, r := range s {
		if i >= maxWord || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '’' && r != '\'' {
			return s[:i]
		}
	}
	return s
}

// lowerName reports whether a word in lower case may still begin a sentence:
// al-Qaida, el-Sissi, iPhone, eBay.
func lowerName(word string) bool {
	for i, r := range word {
		if unicode.IsUpper(r) {
			return i <= 3
		}
		if r == '-' {
			r, _ := utf8.DecodeRuneInString(word[i+1:])
			return i <= 4 && unicode.IsUpper(r)
		}
	}
	return false
}

// starter reports whether the word is one that begins sentences and hardly
// ever stands, capitalised, inside one.
func (n next) starter() bool {
	if n.quoted && !n.digit {
		return true
	}
	switch n.word {
	case "The", "A", "An", "This", "That", "These", "Those", "There", "He", "She", "It", "They", "We", "I", "You",
		"His", "Her", "Its", "Their", "Our", "In", "On", "At", "By", "For", "From", "With", "But", "And", "Or", "Nor", "Yet",
		"If", "When", "While", "As", "After", "Before", "Since", "Although", "Though", "However", "Meanwhile", "Some",
		"Many", "Most", "Both", "All", "No", "Not", "One", "Two", "Three", "What", "Who", "Why", "How", "Where", "Last",
		"Earlier", "Later", "Police", "Officials", "Authorities", "Under", "According", "Among", "During", "Also", "Such",
		"To", "So", "Then", "Now", "Here", "Each", "Every", "Several", "Still", "Despite", "Because", "Until", "About",
		"Le", "La", "Les", "Un", "Une", "Il", "Elle", "Ils", "Elles", "Mais", "Selon", "El", "Los", "Las", "Pero", "Según",
		"Der", "Die", "Das", "Ein", "Eine", "Er", "Sie", "Es", "Aber", "O", "Os", "Uma", "Mas", "Ele", "Ela":
		return true
	}
	return false
}

// speaks reports whether what follows a quotation says who spoke, as in
// “Stop!” Prime Minister Ardern said: the sentence goes on.
func (n next) speaks() bool {
	rest := n.rest
	for range 6 {
		w := wordAt(rest)
		if w == "" {
			return false
		}
		switch w {
		case "said", "says", "asked", "asks", "told", "added", "shouted", "cried", "yelled", "wrote", "replied", "tweeted", "chanted", "called":
			return true
		}
		rest = rest[len(w):]
		if !strings.HasPrefix(rest, " ") {
			return false
		}
		rest = rest[1:]
	}
	return false
}
