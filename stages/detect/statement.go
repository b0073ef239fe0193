package detect

import (
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
		for i := s.first; i < s.last && len(v.statements)-before < maxPerSentence; i++ {
			b := v.bits[i]
			if b&cueGrams == 0 || v.inQuote[i] {
				continue
			}
			st, ok := v.readCue(si, i)
			if !ok {
				continue
			}
			st.sentence = si
			v.keepStatement(st)
			i = max(i, st.cue.last-1)
		}
		v.continueQuotes(si)
	}
}

const maxPerSentence = 6

const cueGrams = grams(1<<gSay | 1<<gAccording | 1<<gStance)

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
	st, ok := v.readVerb(si, tokens{i, i + v.verbLen(i)})
	st.grams = b
	return st, ok
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
		if st.source.empty() {
			return st, false
		}
	}
	v.fillContent(s, &st, inverted)
	return st, len(st.content) > 0
}

// fillContent finds what is said: before the subject, after the verb, or both.
func (v *view) fillContent(s *sent, st *statement, inverted bool) {
	beforeEnd := st.source.first
	if inverted {
		beforeEnd = st.cue.first
	}
	after := st.cue.last
	if inverted {
		after = st.source.last
	}
	after = v.contentStart(after, s.last)
	pre := beforeEnd > s.first && v.isPunct(beforeEnd-1)
	quoteBefore := pre && v.closesQuote(beforeEnd-1)
	long := beforeEnd-s.first >= 4
	rest := v.wordsIn(after, s.last)
	usePre := pre && (quoteBefore || (long && (rest <= 6 || inverted || v.tells(st.cue, s.last)) && !v.thatNear(st.cue.last, s.last)))
	if usePre && v.tells(st.cue, s.last) {
		rest = 0 // whom the speaker told
	}
	usePost := !inverted && (!usePre || v.hasQuote(after, s.last))
	if inverted && v.hasQuote(after, s.last) {
		usePost, after = true, v.firstQuote(after, s.last)
	} else if usePre && usePost {
		after = v.firstQuote(after, s.last)
	}
	if usePre {
		st.content = append(st.content, v.contentSpan(s.first, v.trimRight(s.first, beforeEnd))...)
	}
	if usePost && rest > 0 {
		st.content = append(st.content, v.contentSpan(after, s.last)...)
	}
	for _, c := range st.content {
		if v.quoted(c) {
			st.kind = "quote"
		}
	}
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
	if j := v.thatAfter(i, end); j >= 0 {
		return j + 1
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
		if j > i && v.bits[j]&set(gSay) != 0 {
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

// continueQuotes gives a quotation that no verb introduces to whoever spoke
// last in this paragraph or the one before.
func (v *view) continueQuotes(si int) {
	s := &v.sents[si]
	for _, q := range v.quotes {
		if q.Start < s.span.Start || q.Start >= s.span.End || v.covered(q) {
			continue
		}
		if len(v.statements) == 0 || q.Len() < 24 || q.Start > s.span.Start+1 {
			continue
		}
		last := v.statements[len(v.statements)-1]
		if last.speaker == 0 || si-last.sentence > 2 {
			continue
		}
		v.statements = append(v.statements, statement{speaker: last.speaker, source: last.source, content: []article.Span{q}, kind: "quote", sentence: si, grams: last.grams})
	}
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
