package tag

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/text"
)

// breaks marks the name that a sentence breaks off in. It is never completed:
// what it may have become are candidates.
func (d *document) breaks(v *view) {
	for _, sentence := range v.sentences {
		if !sentence.Cut {
			continue
		}
		last := v.lastToken(sentence.End)
		if v.is(last, mark) {
			last--
		}
		if !v.is(last, upper) || v.toks[last].Start < sentence.Start {
			continue
		}
		first := last
		for first > 0 && v.toks[first-1].Start >= sentence.Start && last-first < maxName && v.beside(first-1) && v.is(first-1, upper) {
			first--
		}
		first = v.trim(first, last)
		d.broken(v, first, last)
	}
}

// lastToken gives the last token that begins before a place in the text.
func (v *view) lastToken(end int) int {
	return sort.Search(len(v.toks), func(i int) bool { return v.toks[i].Start >= end }) - 1
}

// broken lays a cut span over the tokens.
func (d *document) broken(v *view, first, last int) {
	s := span{first: first, last: last, kind: "ORG", entry: -1, alias: -1, score: 0.5, found: "pattern", cut: true}
	s.candidates = d.completions(text.Fold(v.text[v.toks[first].Start:v.toks[last].End]))
	if at := v.at(first); at != nil && at.first == first && at.last == last && at.entry >= 0 {
		if len(s.candidates) == 0 {
			return // whole, and nothing longer begins so
		}
		s.kind, s.subtype = at.kind, at.subtype
	} else if neighbour := v.listBefore(first); neighbour != nil {
		s.kind, s.subtype = neighbour.kind, neighbour.subtype
	} else if len(s.candidates) > 0 {
		if i, ok := d.x.base.Entry(s.candidates[0].ID); ok {
			s.kind = d.x.base.Entries[i].Type
		}
	}
	v.put(s)
}

// listBefore gives the entry of a list that stands before token i.
func (v *view) listBefore(i int) *span {
	for i--; v.word(i) == "the" || v.word(i) == "and"; i-- {
	}
	if v.word(i) != "," {
		return nil
	}
	return v.at(i - 1)
}

// maxHeads bounds the aliases that a broken name is compared with.
const maxHeads = 400

// completions gives the names that begin with what a broken name has left,
// those of countries that the text names first.
func (d *document) completions(begun string) []article.Candidate {
	if len(begun) < 2 {
		return nil
	}
	type scored struct {
		entry  int32
		weight float64
	}
	var all []scored
	sum := 0.0
	from, _ := slices.BinarySearchFunc(d.x.heads, begun, func(h head, s string) int { return strings.Compare(h.folded, s) })
	for _, h := range d.x.heads[from:min(len(d.x.heads), from+maxHeads)] {
		if !strings.HasPrefix(h.folded, begun) {
			break
		}
		if h.folded == begun || slices.ContainsFunc(all, func(s scored) bool { return s.entry == h.entry }) {
			continue
		}
		w := 1.0
		if e := &d.x.base.Entries[h.entry]; d.mentioned[e.Country] > 0 || slices.ContainsFunc(e.Areas, func(c string) bool { return d.mentioned[c] > 0 }) {
			w = 3
		}
		all, sum = append(all, scored{h.entry, w}), sum+w
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.entry, b.entry)) })
	var out []article.Candidate
	for _, s := range all[:min(len(all), maxCandidates)] {
		e := &d.x.base.Entries[s.entry]
		out = append(out, article.Candidate{ID: e.ID, Name: e.Name, Score: round(s.weight / sum)})
	}
	return out
}
