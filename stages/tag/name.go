package tag

// maxName is how many words a person's name may have.
const maxName = 6

// proper reports whether token i is written as part of a name: a word with a
// capital that is no ordinary word, no month and no kind of place or body.
func (v *view) proper(i int) bool {
	if !v.is(i, upper) || v.has(i, cMonth) {
		return false
	}
	if v.has(i, cFirst) {
		return !v.has(i, cCommon)
	}
	return !v.has(i, cCommon|cOrg|cPlace|cFacility)
}

// fresh is proper for a word whose capital says something: one that does not
// just begin a sentence, and stands nowhere in the text with a small letter.
func (v *view) fresh(i int) bool {
	if !v.proper(i) || !v.free(i) {
		return false
	}
	return !v.is(i, opens) || v.has(i, cFirst) || !v.smallElsewhere(i)
}

// lowered gives a word with its first letter small, if that is ASCII.
func lowered(w string) string {
	if w == "" || w[0] < 'A' || w[0] > 'Z' {
		return w
	}
	return string(w[0]+'a'-'A') + w[1:]
}

// nameAt gives the last token of the person's name that begins at token i; -1
// where none does. Spans of other kinds end a name, unless a given name stands
// before them: Jack London.
func (v *view) nameAt(i int) int {
	if !v.vacant(i) || !v.proper(i) {
		return -1
	}
	last := i
	for n := 1; n < maxName; {
		j := v.step(last)
		if j < 0 || !v.proper(j) && !v.monthInName(j) || !v.vacant(j) && !((n == 1 || v.toks[last].Len() == 1) && v.has(i, cFirst) && v.lone(j)) {
			break
		}
		last = j
		n++
	}
	if last > i && v.toks[last].Len() == 1 {
		last-- // an initial ends no name
	}
	return last
}

// monthInName reports whether token j, though a month, goes on into a name:
// Zin Mar Aung.
func (v *view) monthInName(j int) bool {
	return v.has(j, cMonth) && v.toks[j].Len() == 3 && v.beside(j) && v.proper(j+1) && v.vacant(j+1)
}

// vacant reports whether token i may belong to a new name of a person: free, or
// under a person's name already.
func (v *view) vacant(i int) bool {
	s := v.at(i)
	return s == nil || s.kind == "PERSON"
}

// lone reports whether the span over token i is a place of one word.
func (v *view) lone(i int) bool {
	s := v.at(i)
	return s != nil && s.first == s.last && (s.kind == "GPE" || s.kind == "LOC")
}

// step gives the next token of a name after token i: the next word, or the one
// after particles or the full stop of an initial; -1 where the name ends.
func (v *view) step(i int) int {
	if !v.beside(i) {
		return -1
	}
	j := i + 1
	if v.word(j) == "." && v.toks[i].Len() == 1 && v.toks[j].Start == v.toks[i].End {
		if !v.beside(j) {
			return -1
		}
		j++
	}
	for range 2 {
		if v.is(j, lower) && v.has(j, cParticle) && v.beside(j) {
			j++
		}
	}
	if j >= len(v.toks) || !v.is(j, upper) {
		return -1
	}
	return j
}

// run gives the last of the words with capitals that stand together from token
// i on, at most of them.
func (v *view) run(i, most int) int {
	last := i
	for last-i+1 < most && v.beside(last) && v.is(last+1, upper) {
		last++
	}
	return last
}

// runBack gives the first of the words with capitals that stand together up to
// token i, at most of them.
func (v *view) runBack(i, most int) int {
	first := i
	for i-first+1 < most && v.beside(first-1) && v.is(first-1, upper) {
		first--
	}
	return first
}
