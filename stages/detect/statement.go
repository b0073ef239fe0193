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
