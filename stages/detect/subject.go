package detect

import (
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// subjectLeft is the noun phrase that ends before a verb: "the mayor", or with
// its apposition "Zamir Kabulov, the envoy,". A verb that shares the subject of
// one before it, "and said", ", adding", has that of its sentence.
func (v *view) subjectLeft(s *sent, verb int) tokens {
	end := v.skipAuxLeft(s, verb) + 1
	if end <= s.first {
		return v.shared(s, verb)
	}
	if v.word(end-1) == "as" {
		return v.quotedAs(s, end-1)
	}
	if v.shares(end - 1) {
		if subject := v.shared(s, end-1); !subject.empty() || !v.bits[verb].has(gSay) {
			return subject
		}
	}
	if v.byteAt(end-1) == ')' {
		if open := v.bracketOpen(s, end-1); open > s.first {
			return tokens{v.phraseStart(s, open), end}
		}
	}
	if v.byteAt(end-1) == ',' {
		if strings.HasSuffix(v.word(verb), "ing") {
			return v.shared(s, end-1)
		}
		return v.apposition(s, end-1)
	}
	if v.isPunct(end-1) && !v.inner(end-1) {
		return tokens{}
	}
	if v.bits[end-1].has(gPronoun) && v.isRelative(end-1) {
		return tokens{end - 1, end}
	}
	start := v.phraseStart(s, end)
	if start < end && v.bits[start].has(gAside) {
		if subject := v.shared(s, start); !subject.empty() {
			return subject // "the mayor at a news conference said"
		}
	}
	if start < end && start-1 > s.first && v.word(start-1) == "who" {
		start = v.phraseStart(s, start-1) // "a priest who walked out over the pass told"
	}
	return tokens{start, end}
}

// bracketOpen gives the bracket that a bracket closes, a few words before, or 0.
func (v *view) bracketOpen(s *sent, closed int) int {
	for i := closed - 1; i > s.first && closed-i < 8; i-- {
		if v.byteAt(i) == '(' {
			return i
		}
	}
	return 0
}

// quotedAs is who a medium passes on: "the agency quoted a source as saying".
func (v *view) quotedAs(s *sent, as int) tokens {
	for i := as - 1; i >= s.first && as-i < 14; i-- {
		switch v.word(i) {
		case "quoted", "cited", "quotes", "cites", "quoting", "citing":
			return tokens{i + 1, as}
		}
	}
	return tokens{}
}

// shares reports whether a verb has no subject right before it: it stands behind
// "and", "by", "after".
func (v *view) shares(before int) bool {
	switch v.lower(before) {
	case "and", "but", "or", "by", "after", "before", "while", "without", "from", "when", "in", "then":
		return true
	}
	return false
}

// shared is the subject of the main clause of a sentence before a token: that
// of an earlier statement, or else the first name or pronoun.
func (v *view) shared(s *sent, before int) tokens {
	for i := before - 1; i >= s.first && before-i < 12; i-- {
		if v.word(i) == "who" && !v.inQuote[i] {
			return tokens{i, i + 1}
		}
		if v.isPunct(i) && !v.inner(i) || v.nameAt(i) > i {
			break
		}
	}
	for i := len(v.statements) - 1; i >= 0; i-- {
		st := &v.statements[i]
		if st.source.first < s.first {
			break
		}
		if !st.source.empty() && st.source.last <= before && !v.inQuote[st.source.first] && v.names(st.source) {
			return st.source
		}
	}
	for i := s.first; i < before; i++ {
		if v.inQuote[i] {
			continue
		}
		if v.isSubject(i) {
			return tokens{i, i + 1}
		}
		if name := v.nameAt(i); name > i && name <= before {
			return tokens{v.phraseStart(s, name), name}
		}
	}
	if end := v.phraseEnd(s.first, before); end < before && v.bits[end].has(gVerb) && v.capital(s.first) {
		return tokens{s.first, end} // "Police have ruled out a bomb but said"
	}
	return tokens{}
}

// names reports whether a source is somebody: a pronoun, or a phrase with a
// name or a determiner.
func (v *view) names(source tokens) bool {
	for i := source.first; i < source.last; i++ {
		if v.isSubject(i) || v.isRelative(i) || v.nameAt(i) > i || i == source.first && (v.capital(i) || v.bits[i].has(gDeterminer)) {
			return true
		}
	}
	return false
}

// isRelative tells who and which from he and they.
func (v *view) isRelative(i int) bool {
	switch v.word(i) {
	case "who", "which":
		return true
	}
	return false
}

// isSubject tells he from his and him.
func (v *view) isSubject(i int) bool {
	switch v.lower(i) {
	case "he", "she", "they", "it", "we", "i":
		return true
	}
	return false
}

// nameAt gives the token after a person or an organisation that begins at token
// i, or i.
func (v *view) nameAt(i int) int {
	at := v.toks[i].Start
	k, _ := slices.BinarySearchFunc(v.mentions, at, func(m article.Mention, at int) int { return m.Start - at })
	for ; k < len(v.mentions) && v.mentions[k].Start == at; k++ {
		if m := &v.mentions[k]; speakerRank(m.Type) > 0 {
			for i < len(v.toks) && v.toks[i].Start < m.End {
				i++
			}
			return i
		}
	}
	return i
}

// skipAuxLeft gives the last token before the verb that is no auxiliary or
// adverb.
func (v *view) skipAuxLeft(s *sent, verb int) int {
	i := verb - 1
	for i >= s.first && !v.inQuote[i] {
		switch {
		case v.bits[i].has(gAux) && (i == s.first || !v.capital(i)), v.adverb(i):
			i--
		case v.bits[i].has(gWeekday) && i > s.first && v.bits[i-1].has(gAside): // "on Friday"
			i -= 2
		default:
			return i
		}
	}
	return i
}

// adverb reports whether a word is one by its ending: "strongly".
func (v *view) adverb(i int) bool {
	w := v.word(i)
	return len(w) > 5 && strings.HasSuffix(w, "ly") && !v.capital(i)
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
	if i < limit && i > start && v.isRelative(i) {
		for i < limit && (!v.isPunct(i) || v.inner(i)) {
			i++ // "said a trader who has crossed the desert all his life"
		}
		return i
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
