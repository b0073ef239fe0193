package tag

import (
	"slices"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/names"
)

// linkGroup links an organisation to an armed group whose name is near and
// which acts in a country that the text names. Without such a country the near
// names are candidates.
func (d *document) linkGroup(v *view, s *span) {
	near := d.nearGroups(v.of(s))
	if len(near) == 0 {
		return
	}
	if d.sureGroup(near) {
		s.entry, s.alias, s.via, s.linkScore = near[0].entry, -1, "fuzzy", round(near[0].score*0.97)
		s.subtype = d.x.base.Entries[s.entry].Subtype
		return
	}
	for _, l := range near[:min(len(near), maxCandidates)] {
		e := &d.x.base.Entries[l.entry]
		s.candidates = append(s.candidates, article.Candidate{ID: e.ID, Name: e.Name, Score: round(l.score / 2)})
	}
}

// misspelt adds the armed group whose misspelt name begins at token i, where
// no word of it tells that it is one.
func (d *document) misspelt(v *view, i int) bool {
	if v.beside(i-1) && v.is(i-1, upper) || !v.beside(i) {
		return false
	}
	last := v.run(i, maxName)
	for _, end := range []int{v.withOf(last), last} {
		if end == i || v.known(i, end) || !v.strange(i, end) {
			continue
		}
		if near := d.nearGroups(v.text[v.toks[i].Start:v.toks[end].End]); d.sureGroup(near) && near[0].score >= 0.85 {
			d.organisation(v, i, end, i)
			return true
		}
	}
	return false
}

// strange reports whether a word from first to last belongs to no known name.
func (v *view) strange(first, last int) bool {
	for i := first; i <= last; i++ {
		if v.is(i, upper) && v.fresh(i) && !v.has(i, cFirst) {
			return true
		}
	}
	return false
}

// sureGroup reports whether the first of the near groups stands alone and acts
// in a country that the text names.
func (d *document) sureGroup(near []likeness) bool {
	if len(near) == 0 || len(near) > 1 && near[1].score >= near[0].score-0.04 {
		return false
	}
	areas := d.x.base.Entries[near[0].entry].Areas
	return slices.ContainsFunc(areas, func(c string) bool { return d.mentioned[c] > 0 })
}

// nearGroups gives the armed groups whose names are near, the nearest first.
func (d *document) nearGroups(name string) []likeness {
	if len(name) < minFuzzy || len(name) > 80 {
		return nil
	}
	keys := keysOf(name)
	if len(keys) < 2 {
		return nil
	}
	var near []likeness
	first, last := names.MarksOf(keys[0]), names.MarksOf(keys[len(keys)-1])
	for _, n := range d.x.groups[ends(keys[:2])] {
		if len(n.keys) == len(keys) && (names.Far(first, n.first, max(len(keys[0]), len(n.keys[0])), leastOfGroup) ||
			names.Far(last, n.last, max(len(keys[len(keys)-1]), len(n.keys[len(keys)-1])), leastOfGroup)) {
			continue
		}
		if score := alikeGroup(keys, n.keys); score >= 0.8 {
			near = append(near, likeness{entry: n.entry, score: score})
		}
	}
	return nearest(near)
}

// leastOfGroup is how near every word of a group's name must be.
const leastOfGroup = 0.78

// alikeGroup compares the names of groups. Every word must be near its
// counterpart, so that a movement of one country is not that of another; a word
// broken in two in the middle is read as one.
func alikeGroup(a, b []string) float64 {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a) == len(b) {
		return perLetter(alikeWords(a, b), a)
	}
	if len(a) != len(b)+1 {
		return 0
	}
	best, before := 0.0, 0.0
	for i := 1; i < len(b); i++ {
		head := alikeWords(a[i-1:i], b[i-1:i])
		if head == 0 {
			break
		}
		before += head
		middle := alikeWords([]string{a[i] + a[i+1]}, b[i:i+1])
		if middle == 0 {
			continue
		}
		if rest := alikeWords(a[i+2:], b[i+1:]); rest > 0 || i+1 == len(b) {
			best = max(best, perLetter(before+middle+rest, a))
		}
	}
	return best
}

// alikeWords gives the likeness of words, each weighed by its letters; 0 where
// one is not near its counterpart.
func alikeWords(a, b []string) float64 {
	sum := 0.0
	for i := range a {
		if tooLong(a[i], b[i]) {
			return 0
		}
		l := names.SimilarFrom(a[i], b[i], leastOfGroup)
		if l == 0 {
			return 0
		}
		sum += l * float64(len(a[i]))
	}
	return sum
}

// perLetter shares a sum among the letters of words.
func perLetter(sum float64, words []string) float64 {
	letters := 0
	for _, w := range words {
		letters += len(w)
	}
	return sum / float64(letters)
}
