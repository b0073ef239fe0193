// Package parts makes one body of the several contents that an item may bring:
// the same text in several renditions, or a text divided by roles, some of
// which are not for readers.
package parts

import (
	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
)

// Role is what a content is for.
type Role int

// The roles.
const (
	Body Role = iota
	Headline
	Byline
	Dateline
	Teaser
	Caption
	Notepad
	Hidden // not for publication
	Other  // a style sheet, a logo, contacts
)

// roles by what their names contain; the first that fits decides.
var roles = []struct {
	says string
	role Role
}{
	{"notepad", Notepad}, {"notizblock", Notepad}, {"stylesheet", Other}, {"logo", Other}, {"contact", Other},
	{"subheadline", Teaser}, {"headline", Headline}, {"hedline", Headline}, {"byline", Byline}, {"dateline", Dateline}, {"teaser", Teaser}, {"abstract", Teaser}, {"summary", Teaser},
	{"caption", Caption}, {"snippet", Teaser}, {"keyword", Other}, {"disclaimer", Other}, {"tweet", Other}, {"footer", Other},
}

// RoleOf gives the role that names such as "dparole:notepad-nonpublic" stand
// for; what says nothing is Body.
func RoleOf(names ...string) Role {
	name := strings.ToLower(strings.Join(names, " "))
	if markup.NonPublic(name) {
		return Hidden
	}
	for _, r := range roles {
		if strings.Contains(name, r.says) {
			return r.role
		}
	}
	for word := range strings.FieldsSeq(name) {
		switch word[strings.LastIndexAny(word, ":/")+1:] {
		case "public", "note", "notes":
			return Notepad
		case "title":
			return Headline
		}
	}
	return Body
}

// Part is one content of an item.
type Part struct {
	Role Role
	Lang string
	markup.Result
}

// Fill makes the text of d from its parts, and fills what d lacks of headline
// and byline. Hidden parts are only counted.
func Fill(d *draft.Draft, list []Part) {
	var bodies, notes []Part
	teaser, caption := "", ""
	for _, p := range list {
		d.Hidden = append(d.Hidden, p.Hidden...)
		if p.Role == Hidden {
			d.Hide(utf8.RuneCountInString(p.Text))
			continue
		}
		d.Furniture = append(d.Furniture, p.Furniture...)
		switch p.Role {
		case Headline:
			fill(&d.Headline, p.Text)
		case Byline:
			fill(&d.By, p.Text)
		case Dateline:
			fill(&d.Dateline.Text, p.Text)
		case Teaser:
			fill(&teaser, p.Text)
		case Caption:
			fill(&caption, p.Text)
		case Notepad:
			notes = append(notes, p)
		case Body:
			bodies = append(bodies, p)
		}
	}
	bodies = oneLanguage(bodies, d.Language)
	for _, p := range bodies {
		fill(&d.Headline, p.Heading)
		fill(&d.By, p.Byline)
		fill(&d.Dateline.Text, p.Dateline)
	}
	d.Text = join(bodies)
	for _, p := range notes {
		if d.Text != "" {
			d.Furnish("notepad", p.Text)
		} else {
			d.Text = p.Text
		}
	}
	fill(&d.Summary, teaser)
	if d.Text == "" {
		d.Text = teaser
	}
	if d.Text == "" && d.Type != "text" {
		d.Text = caption
	}
}

func fill(s *string, value string) {
	if *s == "" {
		*s = strings.TrimSpace(value)
	}
}

// oneLanguage keeps, of a text in several languages, the item's own, and
// where that is none of them the first.
func oneLanguage(list []Part, want string) []Part {
	langs := map[string]bool{}
	first := ""
	for _, p := range list {
		if p.Lang != "" {
			langs[base(p.Lang)] = true
			if first == "" {
				first = base(p.Lang)
			}
		}
	}
	if len(langs) < 2 {
		return list
	}
	if want = base(want); !langs[want] {
		want = first
	}
	var out []Part
	for _, p := range list {
		if p.Lang == "" || base(p.Lang) == want {
			out = append(out, p)
		}
	}
	return out
}

func base(lang string) string {
	lang, _, _ = strings.Cut(strings.ToLower(lang), "-")
	return lang
}

// maxRenditions is how many bodies a further one is compared with; no agency
// sends more renditions of one text.
const maxRenditions = 8

// join puts the bodies one behind the other, and leaves out what is but
// another rendition of one of them.
func join(list []Part) string {
	var kept []string
	for _, p := range list {
		text := strings.TrimSpace(p.Text)
		if text == "" {
			continue
		}
		same := -1
		for i, k := range kept[:min(len(kept), maxRenditions)] {
			if rendition(k, text) {
				same = i
				break
			}
		}
		switch {
		case same < 0:
			kept = append(kept, text)
		case better(text, kept[same]):
			kept[same] = text
		}
	}
	return strings.Join(kept, "\n\n")
}

// better reports whether rendition x has more of the text than y, or as much
// and its paragraphs.
func better(x, y string) bool {
	if len(x)*10 > len(y)*11 {
		return true
	}
	return len(x)*10 >= len(y)*9 && strings.Count(x, "\n\n") > strings.Count(y, "\n\n")
}

// rendition reports whether most words of the shorter text are in the longer,
// in threes.
func rendition(x, y string) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	longer := threes(y)
	all, shared := 0, 0
	for k := range threes(x) {
		if all++; longer[k] {
			shared++
		}
	}
	if all == 0 {
		return strings.Contains(y, x)
	}
	return shared*10 >= all*7
}

func threes(s string) map[string]bool {
	words := strings.Fields(s)
	out := make(map[string]bool, len(words))
	for i := 0; i+3 <= len(words); i++ {
		out[words[i]+" "+words[i+1]+" "+words[i+2]] = true
	}
	return out
}
