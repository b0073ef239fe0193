package detect

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
