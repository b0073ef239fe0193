package tag

import (
	"cmp"
	"slices"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/names"
)

// placeKey is a place's name as misspelt ones are compared with it: its words
// as one, so that Nagorno Karabakh is Nagorno-Karabakh.
type placeKey struct {
	entry int32
	key   string
	marks names.Marks
}

// leastPlace is how near the name of a place must be, and minPlace how long in
// letters.
const (
	leastPlace = 0.87
	minPlace   = 4
)

func (x *index) readPlaces() {
	for _, a := range x.base.Aliases {
		e := &x.base.Entries[a.Entry]
		if e.Type == "GPE" || e.Type == "LOC" {
			if key := names.Key(a.Text); len(key) >= minPlace {
				x.places[e.Country] = append(x.places[e.Country], placeKey{a.Entry, key, names.MarksOf(key)})
			}
		}
	}
}

// linkPlace links a place to one of a near name in a country that the text
// names. Of a city and a division of the same name it is the city.
func (d *document) linkPlace(v *view, s *span) {
	key := names.Key(v.of(s))
	if len(key) < minPlace {
		return
	}
	var near []likeness
	bucket, marks := names.Bucket(key), names.MarksOf(key)
	look := func(country string) {
		for _, p := range d.x.places[country] {
			if names.Far(marks, p.marks, max(len(key), len(p.key)), leastPlace) || names.Bucket(p.key) != bucket || tooLong(p.key, key) {
				continue
			}
			if l := names.SimilarFrom(key, p.key, leastPlace); l > 0 {
				near = append(near, likeness{entry: p.entry, score: l})
			}
		}
	}
	look("") // regions of several countries, or of none
	for country := range d.mentioned {
		look(country)
	}
	slices.SortFunc(near, func(a, b likeness) int {
		x, y := &d.x.base.Entries[a.entry], &d.x.base.Entries[b.entry]
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(y.Population, x.Population), cmp.Compare(a.entry, b.entry))
	})
	near = slices.CompactFunc(near, func(a, b likeness) bool { return d.x.base.Entries[a.entry].Name == d.x.base.Entries[b.entry].Name })
	if len(near) == 0 {
		return
	}
	if best := near[0]; len(near) == 1 || near[1].score < best.score-0.03 {
		s.entry, s.alias, s.via, s.linkScore, s.candidates = best.entry, -1, "fuzzy", round(best.score*0.97), nil
		return
	}
	for _, l := range near[:min(len(near), maxCandidates)] {
		e := &d.x.base.Entries[l.entry]
		s.candidates = append(s.candidates, article.Candidate{ID: e.ID, Name: e.Name, Score: round(l.score / 2)})
	}
}
