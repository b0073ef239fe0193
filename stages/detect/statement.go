package detect

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// statement is who says what, as token ranges of the view.
type statement struct {
	source   tokens // empty where the copy names none
	cue      tokens
	content  []article.Span
	grams    grams // of the cue
	kind     string
	speaker  int // index into speakers plus one; 0 is none
	sentence int
}

// tokens is a half-open range of token indices.
type tokens struct{ first, last int }

func (t tokens) empty() bool { return t.first >= t.last }

// findStatements reads every sentence for a verb of saying, "according to" and
// quotations that go on.
func (v *view) findStatements() {
	for si := range v.sents {
		s := &v.sents[si]
		before := len(v.statements)
		v.labelled(si)
		for i := s.first; i < s.last && len(v.statements)-before < maxPerSentence; i++ {
			b := v.bits[i]
			if b&cueGrams == 0 || v.inQuote[i] {
				continue
			}
			st, ok := v.readCue(si, i)
			st.sentence = si
			if !ok {
				if !st.source.empty() && v.byteAt(s.last-1) == ':' {
					v.announced = st
				}
				continue
			}
			v.keepStatement(st)
			i = max(i, st.cue.last-1)
		}
		v.continueQuotes(si)
	}
}

const maxPerSentence = 6

// labelled reads a sentence that names its speaker before or behind a colon, as
// headlines do: "Lavrov: Alliance masses troops", "Bomb kills nine: police".
func (v *view) labelled(si int) {
	const long = 5 // tokens of a name
	s := &v.sents[si]
	for i := s.first + 1; i < s.last-1; i++ {
		if v.byteAt(i) != ':' || v.inQuote[i] {
			continue
		}
		st := statement{kind: "speech", sentence: si, cue: tokens{i, i + 1}}
		switch {
		case i-s.first <= long && v.nameAt(s.first) == i:
			st.source, st.content = tokens{s.first, i}, v.contentSpan(i+1, s.last)
		case s.last-i-1 <= long && i-s.first >= 4 && v.hasAny(i+1, s.last, set(gAuthority, gOffice)) && v.trimRight(i+1, s.last) > i+1:
			st.source, st.content = tokens{i + 1, v.trimRight(i+1, s.last)}, v.contentSpan(s.first, i)
		}
		if len(st.content) > 0 {
			v.keepStatement(st)
		}
		return
	}
}

const cueGrams = grams(1<<gSay | 1<<gAccording | 1<<gStance | 1<<gJudge | 1<<gTailSay)

func (v *view) readCue(si, i int) (statement, bool) {
	b := v.bits[i]
	cue := tokens{i, i + max(1, int(v.gramLen[i]))}
	if b.has(gAccording) {
		return v.readAccording(si, cue)
	}
	if i > v.sents[si].first && v.bits[i-1].has(gDeterminer) {
		return statement{}, false
	}
	if b.has(gThat) || b.has(gPast) {
		return statement{}, false
	}
	if v.undergone(si, i) {
		return statement{}, false
	}
	st, ok := v.readVerb(si, tokens{i, i + v.verbLen(i)})
	st.grams = b
	return st, ok
}

// cited is whom a medium names as its source: "the agency reported, citing two
// officials".
func (v *view) cited(s *sent, st *statement) tokens {
	for i := st.cue.last; i < s.last-1; i++ {
		if v.inQuote[i] || v.byteAt(i) == ';' {
			break
		}
		if w := v.word(i); w == "citing" || w == "quoting" {
			return tokens{i + 1, v.phraseEnd(i+1, s.last)}
		}
	}
	return tokens{}
}

// untrue reports whether a statement says that something is not so: "called the
// report a fabrication".
func (v *view) untrue(st *statement) bool {
	for _, span := range st.content {
		first, last := v.tokensOf(tokens{st.cue.first, len(v.toks)}, span)
		if v.hasAny(first, last, set(gUntrue)) {
			return true
		}
	}
	return false
}

// undergone reports whether a verb tells what others say of its subject: "is
// thought to", "are said to", "a man accused of".
func (v *view) undergone(si, verb int) bool {
	w := v.lower(verb)
	if strings.HasSuffix(w, "ing") || strings.HasSuffix(w, "s") {
		return false
	}
	if verb+1 < len(v.toks) {
		switch next := v.word(verb + 1); {
		case (w == "accused" || w == "suspected") && next == "of":
			return true
		case w == "asked" && (next == "about" || next == "whether" || next == "if"):
			return true
		}
	}
	if v.spoken(tokens{max(v.sents[si].first, verb-3), verb}, "neither") {
		return true
	}
	for i := verb - 1; i >= v.sents[si].first && (v.bits[i].has(gAux) || v.adverb(i)); i-- {
		switch v.lower(i) {
		case "is", "are", "was", "were", "be", "been", "being", "'s", "’s":
			return true
		}
	}
	return false
}

// verbLen is how many tokens the verb itself has: phrases such as "voiced
// concern" count whole.
func (v *view) verbLen(i int) int {
	if v.bits[i]&set(gWarn, gDeny) != 0 {
		return max(1, int(v.gramLen[i]))
	}
	return 1
}

func (v *view) readAccording(si int, cue tokens) (statement, bool) {
	s := &v.sents[si]
	source := tokens{cue.last, v.phraseEnd(cue.last, s.last)}
	if source.empty() {
		return statement{}, false
	}
	st := statement{source: source, cue: cue, grams: 1 << gAccording, kind: "speech"}
	if cue.first-s.first <= 2 {
		from := source.last
		for from < s.last && v.isPunct(from) && !v.opensQuote(from) {
			from++
		}
		st.content = v.contentSpan(from, s.last)
	} else {
		st.content = v.contentSpan(s.first, v.trimRight(s.first, cue.first))
	}
	return st, len(st.content) > 0
}

// readVerb reads the statement around a verb of saying or stance.
func (v *view) readVerb(si int, cue tokens) (statement, bool) {
	s := &v.sents[si]
	st := statement{cue: cue, kind: "speech"}
	if !v.bits[cue.first].has(gSay) {
		st.kind = "stance"
	}
	st.source = v.subjectLeft(s, cue.first)
	inverted := false
	if st.source.empty() {
		if cue.first == s.first || !v.isPunct(v.skipAuxLeft(s, cue.first)) || st.kind == "stance" {
			return st, false
		}
		st.source = tokens{cue.last, v.phraseEnd(cue.last, s.last)}
		inverted = true
		if end := st.source.last; end < s.last && !v.isPunct(end) && !v.bits[end].has(gWhen) && !v.closesQuote(v.skipAuxLeft(s, cue.first)) {
			st.source, inverted = v.shared(s, cue.first), false // "the mayor, who is 59, said the bridge was lost"
		}
		if st.source.empty() {
			return st, false
		}
	}
	v.fillContent(s, &st, inverted)
	if cited := v.cited(s, &st); !cited.empty() {
		st.source = cited
	}
	if st.kind == "stance" && !v.names(st.source) {
		return st, false
	}
	if len(st.content) == 0 && v.bits[cue.first].has(gDeny) && cue.last > cue.first+1 {
		st.content = v.contentSpan(cue.first+1, cue.last) // "rejected the claim"
	}
	if v.bits[cue.first]&set(gSay, gStance, gDeny) == 0 && st.kind != "quote" && !v.untrue(&st) {
		if _, told := v.claimant(&st); !told || !v.bits[cue.first].has(gRebut) {
			return st, false // a judgement counts in the words of who makes it
		}
	}
	return st, len(st.content) > 0
}

// fillContent finds what is said: before the subject, after the verb, or both.
func (v *view) fillContent(s *sent, st *statement, inverted bool) {
	beforeEnd := st.source.first
	if inverted {
		beforeEnd = st.cue.first
	}
	begin := v.clauseBegin(s, beforeEnd)
	after := st.cue.last
	if inverted {
		after = st.source.last
	}
	after = v.contentStart(after, s.last)
	pre := beforeEnd > begin && v.isPunct(beforeEnd-1)
	quoteBefore := pre && v.closesQuote(beforeEnd-1) && v.mostlyQuoted(begin, beforeEnd)
	long := beforeEnd-begin >= 4
	rest := v.wordsIn(after, s.last)
	trails := rest <= 6 || inverted || v.tells(st.cue, s.last) || v.trails(st.cue, s.last)
	usePre := pre && (quoteBefore || long && trails && !v.thatNear(st.cue.last, s.last))
	if !usePre && v.bits[st.cue.first]&cueGrams == 1<<gTailSay && !v.thatNear(st.cue.last, s.last) {
		return
	}
	if usePre && v.tells(st.cue, s.last) {
		rest = 0 // whom the speaker told
	}
	usePost := !inverted && (!usePre || v.hasQuote(after, s.last))
	if usePre && !quoteBefore && after < s.last && rest > 2 {
		if last := max(st.cue.last, st.source.last); last < s.last && v.byteAt(last) == ',' {
			st.content = v.contentSpan(begin, v.trimRight(begin, beforeEnd))
			st.content = append(st.content, v.contentSpan(last, v.contentEnd(last, s.last))...) // "the bridge, he said, is lost"
			return
		}
	}
	if inverted && v.hasQuote(after, s.last) {
		usePost, after = true, v.firstQuote(after, s.last)
	} else if usePre && usePost {
		after = v.firstQuote(after, s.last)
	}
	if usePre {
		st.content = v.contentSpan(begin, v.trimRight(begin, beforeEnd))
	}
	if usePost && rest > 0 {
		behind := v.contentSpan(after, v.contentEnd(after, s.last))
		if st.content == nil {
			st.content = behind
		} else {
			st.content = append(st.content, behind...)
		}
	}
	for _, c := range st.content {
		if v.quoted(c) {
			st.kind = "quote"
		}
	}
}

// mostlyQuoted reports whether what stands before a verb is what is said, and
// not a place or a time with a title in quotation marks.
func (v *view) mostlyQuoted(first, last int) bool {
	quoted := 0
	for i := first; i < last; i++ {
		if v.inQuote[i] {
			quoted++
		}
	}
	return 2*quoted >= last-first
}

// clauseBegin gives where what is said before a verb begins: behind the last
// semicolon, where somebody else speaks before that.
func (v *view) clauseBegin(s *sent, before int) int {
	for i := before - 1; i > s.first; i-- {
		if v.byteAt(i) == ';' && !v.inQuote[i] {
			if v.hasAny(s.first, i, cueGrams) {
				return i + 1
			}
			break
		}
	}
	return s.first
}

// contentEnd gives where what is said ends: before "and said", and before a
// clause that sets the copy's own words against it, unless a quotation goes on
// behind that.
func (v *view) contentEnd(first, last int) int {
	for i := first + 1; i < last-1; i++ {
		if v.inQuote[i] {
			continue
		}
		next := i + 1
		for next < last-1 && v.bits[next].has(gAux) {
			next++
		}
		switch w := v.word(i); {
		case w == ";" && v.hasAny(i, last, cueGrams), w == "," && (v.word(i+1) == "citing" || v.word(i+1) == "quoting"):
			return i
		case (w == "and" || w == "but") && v.bits[next].has(gSay) && !v.bits[next].has(gPast) && !v.capital(next):
			return i
		case w == "," && v.contrast(i+1) && !v.hasQuote(i, last):
			return i
		}
	}
	return last
}

// contrast reports whether a clause begins that the copy says itself.
func (v *view) contrast(i int) bool {
	switch v.word(i) {
	case "but", "while", "although", "though":
		return true
	}
	return false
}

// trails reports whether a verb stands behind what is said: a mark follows, or
// first a phrase that says where, when or to whom.
func (v *view) trails(cue tokens, end int) bool {
	const long = 10 // tokens
	i := cue.last
	for i < end && v.bits[i].has(gWhen) {
		i += max(1, int(v.gramLen[i]))
	}
	if i < end && !v.isPunct(i) && !v.bits[i].has(gAside) && v.word(cue.first) != "told" {
		return false
	}
	for from := i; i < end && !(v.isPunct(i) && !v.inner(i)); i++ {
		if i-from >= long || v.bits[i]&set(gVerb, gThat, gSay) != 0 || v.inQuote[i] {
			return false
		}
	}
	return i == end || v.byteAt(i) != ':'
}

// tells reports whether what follows the verb is only who was told: ", he told
// the leaders of five countries".
func (v *view) tells(cue tokens, end int) bool {
	switch v.word(cue.first) {
	case "told", "tells", "telling":
		return !v.hasQuote(cue.last, end) && v.find(cue.last, end, set(gVerb)) < 0
	}
	return false
}

// contentStart skips "today", "reporters" and the like up to "that", a quote
// or the first other word.
func (v *view) contentStart(i, end int) int {
	for i < end && v.bits[i].has(gWhen) {
		i += max(1, int(v.gramLen[i]))
	}
	if i < end && v.word(i) == "responsibility" {
		return i // "claimed responsibility for a bomb that killed"
	}
	if j := v.thatAfter(i, end); j >= 0 {
		return j + 1
	}
	if i > 0 && v.word(i-1) == "told" {
		for j := i + 1; j < min(i+5, end) && !v.isPunct(j); j++ {
			if v.isSubject(j) {
				return j // "told mediators they had"
			}
		}
	}
	for i < end && (v.byteAt(i) == ',' || v.byteAt(i) == ':') {
		i++
	}
	return i
}

// thatAfter finds the "that" which opens what is said, at most 12 words on.
func (v *view) thatAfter(i, end int) int {
	for j := i; j < min(i+12, end); j++ {
		if v.inQuote[j] || v.byteAt(j) == ';' {
			return -1
		}
		if v.bits[j].has(gThat) {
			return j
		}
		if j > i && v.bits[j].has(gSay) && !v.bits[j].has(gToldBefore) {
			return -1
		}
	}
	return -1
}

func (v *view) thatNear(i, end int) bool { return v.thatAfter(i, end) >= 0 }

// keepStatement widens content to whole quotations and resolves who speaks.
func (v *view) keepStatement(st statement) {
	for i := range st.content {
		c := &st.content[i]
		for _, q := range v.quotes {
			if q.Start > c.End {
				break
			}
			if q.Overlaps(*c) && q.End > c.Start {
				c.Start, c.End = min(c.Start, q.Start), max(c.End, q.End)
			}
		}
	}
	st.speaker = v.resolveSpeaker(st.source)
	v.statements = append(v.statements, st)
}

// continueQuotes gives a quotation that ends in a sentence and that no verb
// introduces to whoever spoke last in this paragraph or the one before.
func (v *view) continueQuotes(si int) {
	s := &v.sents[si]
	for _, q := range v.quotes {
		if q.Start > s.span.End {
			break
		}
		if q.End <= s.span.Start || q.End > s.span.End+2 || v.covered(q) || !v.beginsSentence(si, q.Start) {
			continue
		}
		if st := v.announced; !st.source.empty() && v.sents[st.sentence].span.End <= q.Start && si-st.sentence <= 8 { // "He said:" and then the quotation
			st.content, st.kind, st.sentence = []article.Span{q}, "quote", si
			v.announced = statement{}
			v.keepStatement(st)
			continue
		}
		if len(v.statements) == 0 {
			continue
		}
		if st := v.quotedBefore(q.Start); st != nil {
			st.content = append(st.content, q)
			continue
		}
		last := &v.statements[len(v.statements)-1]
		if last.speaker == 0 || si-last.sentence > 2 || q.Len() < 24 {
			continue
		}
		v.statements = append(v.statements, statement{speaker: last.speaker, source: last.source, content: []article.Span{q}, kind: "quote", sentence: si, grams: last.grams})
	}
}

// beginsSentence reports whether one of the last sentences up to one begins at
// a place.
func (v *view) beginsSentence(si, at int) bool {
	for i := si; i >= 0 && i+12 > si; i-- {
		if d := at - v.sents[i].span.Start; d == 0 || d == 1 {
			return true
		}
	}
	return false
}

// quotedBefore is the statement with a quotation in the same paragraph before a
// place, or nil.
func (v *view) quotedBefore(at int) *statement {
	for i := len(v.statements) - 1; i >= 0 && i+4 > len(v.statements); i-- {
		st := &v.statements[i]
		if st.kind == "quote" && v.sameParagraph(st.content[len(st.content)-1].End, at) {
			return st
		}
	}
	return nil
}

// sameParagraph reports whether no line ends between two places in the text.
func (v *view) sameParagraph(from, to int) bool {
	return from <= to && strings.IndexByte(v.text[from:to], '\n') < 0
}

func (v *view) covered(q article.Span) bool {
	for i := len(v.statements) - 1; i >= 0 && i >= len(v.statements)-8; i-- {
		for _, c := range v.statements[i].content {
			if c.Overlaps(q) {
				return true
			}
		}
	}
	return false
}
