package detect

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// subjectLeft is the noun phrase that ends before a verb: "the mayor", or with
// its apposition "Zamir Kabulov, the envoy,".
func (v *view) subjectLeft(s *sent, verb int) tokens {
	end := v.skipAuxLeft(s, verb) + 1
	if end <= s.first {
		return tokens{}
	}
	if v.byteAt(end-1) == ',' {
		return v.apposition(s, end-1)
	}
	if v.isPunct(end-1) && !v.inner(end-1) {
		return tokens{}
	}
	return tokens{v.phraseStart(s, end), end}
}

// skipAuxLeft gives the last token before the verb that is no auxiliary or
// adverb.
func (v *view) skipAuxLeft(s *sent, verb int) int {
	i := verb - 1
	for i >= s.first && v.bits[i].has(gAux) && !v.inQuote[i] {
		i--
	}
	return i
}

// apposition reads "NAME, who or what it is," back from its second comma.
func (v *view) apposition(s *sent, comma int) tokens {
	for k := comma - 1; k > s.first && comma-k < 28; k-- {
		if v.inQuote[k] || v.closesQuote(k) {
			return tokens{}
		}
		if v.byteAt(k) != ',' {
			continue
		}
		if v.isPunct(k - 1) {
			return tokens{}
		}
		start := v.phraseStart(s, k)
		if k-start > 12 || start == k || v.hasAny(start, k, set(gVerb, gSay)) {
			return tokens{}
		}
		return tokens{start, comma}
	}
	return tokens{}
}

// phraseStart walks left from the end of a noun phrase to its first word.
func (v *view) phraseStart(s *sent, end int) int {
	i := end
	for i > s.first && end-i < 16 {
		j := i - 1
		if v.inQuote[j] && v.isQuoteMark(j) || v.closesQuote(j) {
			break
		}
		if v.isPunct(j) && !v.inner(j) {
			break
		}
		if b := v.bits[j]; i < end && b&set(gBreak, gSay, gVerb) != 0 && !v.capital(j) {
			break
		}
		i--
	}
	for i < end && v.bits[i]&set(gJoin, gWhen) != 0 && !v.capital(i) {
		i++
	}
	if i < end && v.bits[end-1]&set(gPronoun) != 0 {
		return end - 1
	}
	return i
}

// phraseEnd walks right from the start of a noun phrase over it and one
// apposition that runs to the end of the sentence.
func (v *view) phraseEnd(start, limit int) int {
	i := start
	for i < limit && i-start < 16 {
		if v.isPunct(i) && !v.inner(i) {
			break
		}
		if v.bits[i]&set(gBreak, gWhen, gVerb) != 0 || (i > start && v.bits[i].has(gSay) && !v.capital(i)) {
			break
		}
		i++
	}
	if i < limit && i > start && v.byteAt(i) == ',' {
		j := i + 1
		for j < limit && j-i < 10 && (!v.isPunct(j) || v.inner(j)) && v.bits[j]&set(gBreak, gVerb) == 0 {
			j++
		}
		if j > i+1 && (j >= limit || v.isPunct(j)) && (v.capital(i+1) || v.bits[i+1].has(gDeterminer)) {
			return j
		}
	}
	return i
}

// speaker is someone who makes statements in the article.
type speaker struct{ ref article.Ref }

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
		if v.sameSpeaker(&v.speakers[i].ref, source, printed) {
			return i + 1
		}
	}
	return v.addSpeaker(article.Ref{Text: printed, Span: span})
}

func (v *view) addSpeaker(ref article.Ref) int {
	v.speakers = append(v.speakers, speaker{ref: ref})
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
