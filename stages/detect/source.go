package detect

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// speaker is someone who makes statements in the article.
type speaker struct{ ref *article.Ref }

// resolveSpeaker finds who a source is: an entity that tag found in it, or an
// earlier speaker for a pronoun, a title or a bare surname. It gives the
// index of the speaker plus one.
func (v *view) resolveSpeaker(source tokens) int {
	if source.empty() {
		return 0
	}
	span := v.spanOf(source)
	printed := span.In(v.text)
	pronoun := source.last-source.first == 1 && v.bits[source.first].has(gPronoun)
	if entity, name := v.entityIn(span); entity != "" {
		ref := article.Ref{Entity: entity, Text: printed, Span: span}
		for i := range v.speakers {
			if v.speakers[i].ref.Entity == entity {
				return i + 1
			}
		}
		if pronoun || v.titleOnly(source) && name != "" {
			ref.Text = name
		}
		return v.addSpeaker(ref)
	}
	if pronoun {
		return v.antecedent(source.first)
	}
	for i := len(v.speakers) - 1; i >= 0; i-- {
		if v.sameSpeaker(v.speakers[i].ref, source, printed) {
			return i + 1
		}
	}
	return v.addSpeaker(article.Ref{Text: printed, Span: span})
}

func (v *view) addSpeaker(ref article.Ref) int {
	v.speakers = append(v.speakers, speaker{ref: &ref})
	return len(v.speakers)
}

// antecedent is who a pronoun stands for: the nearest earlier speaker.
func (v *view) antecedent(i int) int {
	if v.bits[i].has(gWe) || len(v.statements) == 0 {
		return 0
	}
	for k := len(v.statements) - 1; k >= 0; k-- {
		if n := v.statements[k].speaker; n > 0 {
			return n
		}
	}
	return 0
}

// sameSpeaker reports whether a printed source names an earlier speaker: the
// same words, his last name alone, or an office with the same country stem.
func (v *view) sameSpeaker(earlier *article.Ref, source tokens, printed string) bool {
	if strings.EqualFold(earlier.Text, printed) {
		return true
	}
	last := v.spanOf(tokens{source.last - 1, source.last}).In(v.text)
	if v.capital(source.last-1) && wordIn(earlier.Text, last) && !v.hasAny(source.last-1, source.last, set(gOffice)) {
		return source.last-source.first <= 4
	}
	if !v.titleOnly(source) {
		return false
	}
	if source.last-source.first == 2 && wordIn(earlier.Text, last) {
		return true // "the governor" after "the governor of the province"
	}
	return v.sharesStem(earlier.Text, source)
}

// titleOnly reports whether a source is an office and no name: "the president
// of Russia", "the Uzbek head of state".
func (v *view) titleOnly(source tokens) bool {
	return v.bits[source.first].has(gDeterminer) && v.hasAny(source.first, source.last, set(gOffice))
}

// sharesStem reports whether a capitalised word of the source begins like a
// word of the earlier text: Uzbek, Uzbekistan.
func (v *view) sharesStem(earlier string, source tokens) bool {
	for i := source.first; i < source.last; i++ {
		w := v.word(i)
		if !v.capital(i) || len(w) < 4 || i == source.first && v.bits[i].has(gDeterminer) {
			continue
		}
		for other := range strings.FieldsSeq(earlier) {
			if len(other) >= 4 && strings.EqualFold(other[:4], w[:4]) {
				return true
			}
		}
	}
	return false
}

// entityIn picks the entity that a span names: a person before an
// organisation before a country or people.
func (v *view) entityIn(span article.Span) (entity, name string) {
	best := 0
	for i := range v.mentions {
		m := &v.mentions[i]
		if m.Start >= span.End {
			break
		}
		if !span.Overlaps(m.Span) || m.Entity == "" {
			continue
		}
		if rank := speakerRank(m.Type); rank > best {
			best, entity, name = rank, m.Entity, m.Canonical
			if m.Link != nil && name == "" {
				name = m.Link.Name
			}
		}
	}
	return entity, name
}

func speakerRank(kind string) int {
	switch kind {
	case "PERSON":
		return 4
	case "ORG":
		return 3
	}
	return 0
}

func wordIn(s, word string) bool {
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' && r != '’' }) {
		if w == word {
			return true
		}
	}
	return false
}

func (v *view) capital(i int) bool {
	r, _ := utf8.DecodeRuneInString(v.text[v.toks[i].Start:])
	return unicode.IsUpper(r)
}
