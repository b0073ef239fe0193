package corpus

import (
	"fmt"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Links is a text written for the project, with what its names, offices and
// pronouns stand for.
type Links struct {
	ID        string  `json:"id"`
	Published string  `json:"published"` // 2006-01-02
	Dateline  string  `json:"dateline"`  // city; no part of the text
	Text      string  `json:"text"`
	Mentions  []Named `json:"mentions"`
	Roles     []Held  `json:"roles"`
	Coref     []Again `json:"coref"`
}

// Words are words of a text: their nth occurrence as whole words, from 1.
type Words struct {
	Text string `json:"text"`
	Nth  int    `json:"nth"`
}

// Named is a name and what it is the name of: an id, or "" for what has none.
type Named struct {
	Words
	Link string `json:"link"`
	Hard bool   `json:"hard"` // misspelt, ambiguous, or like the name of another
}

// Held is an office as printed and who held it on the day: an id, or "".
type Held struct {
	Words
	Holder string `json:"holder"`
}

// Again is a pronoun, title or short name, and the name it stands for.
type Again struct {
	Words
	Entity string `json:"entity"`
}

// SplitOfLinks gives the split of a text with links by a hash of its id: a
// third is for dev, the rest for test. Nothing is trained on either.
func SplitOfLinks(id string) Split {
	if hash(id)%3 == 0 {
		return Dev
	}
	return Test
}

// ReadLinks reads the texts of a folder of JSON Lines, in the order of the
// files.
func ReadLinks(dir fs.FS) ([]Links, error) { return readFolder[Links](dir, "links") }

// Find gives where words stand in a text, and false where they do not.
func (w Words) Find(text string) (article.Span, bool) {
	from := 0
	for n := 0; w.Text != ""; {
		at := strings.Index(text[from:], w.Text)
		if at < 0 {
			break
		}
		at += from
		s := article.Span{Start: at, End: at + len(w.Text)}
		before, _ := utf8.DecodeLastRuneInString(text[:s.Start])
		after, _ := utf8.DecodeRuneInString(text[s.End:])
		if !wordRune(before) && !wordRune(after) {
			if n++; n == w.Nth {
				return s, true
			}
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		from = at + size
	}
	return article.Span{}, false
}

func wordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// Check finds what is wrong with a text: words that do not stand in it, ids
// that nothing has, pronouns of no name.
func (l *Links) Check(known func(id string) bool) error {
	names := map[string]bool{}
	for _, m := range l.Mentions {
		names[m.Text] = true
		if m.Link != "" && !known(m.Link) {
			return fmt.Errorf("%s: nothing has the id %q", l.ID, m.Link)
		}
		if _, ok := m.Find(l.Text); !ok {
			return fmt.Errorf("%s: name %q is not in the text %d times", l.ID, m.Text, m.Nth)
		}
	}
	for _, r := range l.Roles {
		if r.Holder != "" && !known(r.Holder) {
			return fmt.Errorf("%s: nothing has the id %q", l.ID, r.Holder)
		}
		if _, ok := r.Find(l.Text); !ok {
			return fmt.Errorf("%s: office %q is not in the text %d times", l.ID, r.Text, r.Nth)
		}
	}
	for _, c := range l.Coref {
		if _, ok := c.Find(l.Text); !ok || !names[c.Entity] {
			return fmt.Errorf("%s: %q for %q: not both are in the text", l.ID, c.Text, c.Entity)
		}
	}
	return nil
}
