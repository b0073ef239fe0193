package tag

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/knowledge"
	"github.com/wirewatch/wirewatch/stages/tag/names"
	"github.com/wirewatch/wirewatch/stages/text"
)

// likeness is a known name near to one in the text.
type likeness struct {
	entry int32
	score float64
	least float64 // of its words
}

// linkPerson links a person whose name is no known spelling to one whose name
// is near and whose office or country agrees. Without such agreement the near
// names are candidates.
func (d *document) linkPerson(v *view, s *span, p phrase) {
	near := d.nearPeople(v.of(s), p)
	if len(near) == 0 {
		return
	}
	near = d.fitting(near, p)
	best := near[0]
	e := &d.x.base.Entries[best.entry]
	agrees := p.polity != "" && d.serves(e, p)
	if p.polity != "" && !agrees && len(p.polity) == len("country:XX") {
		return
	}
	alone := len(near) == 1 || near[1].score < best.score-0.04
	if alone && (agrees && best.score >= 0.84 || d.likely(best, p)) {
		s.entry, s.alias, s.via, s.linkScore, s.candidates = best.entry, -1, "fuzzy", round(best.score*0.97), nil
		return
	}
	s.candidates = s.candidates[:0]
	for _, l := range near[:min(len(near), maxCandidates)] {
		if e := &d.x.base.Entries[l.entry]; l.score >= 0.9 {
			s.candidates = append(s.candidates, article.Candidate{ID: e.ID, Name: e.Name, Score: round(l.score / 2)})
		}
	}
}

// fitting leaves, of people whose names are about as near, the one who held the
// phrase's office.
func (d *document) fitting(near []likeness, p phrase) []likeness {
	if p.office == "" || len(near) < 2 {
		return near
	}
	var fit []likeness
	for _, l := range near {
		held := slices.ContainsFunc(d.x.base.Entries[l.entry].Offices, func(o knowledge.Office) bool {
			return sameOffice(o.Title, p.office) && (p.polity == "" || samePolity(o.Polity, "", p))
		})
		if held && l.score >= near[0].score-0.04 {
			fit = append(fit, l)
		}
	}
	if len(fit) == 1 {
		return fit
	}
	return near
}

// likely reports whether a near name is that of the person without an office
// that says so: where the text names their country, or where the name is so
// near, and so rare, that hardly another has it.
func (d *document) likely(l likeness, p phrase) bool {
	e := &d.x.base.Entries[l.entry]
	if d.mentioned[e.Country] > 0 {
		return l.score >= 0.88 && l.least >= 0.8 || p.kind == "office" && l.score >= 0.85
	}
	last := e.Name[strings.LastIndexByte(e.Name, ' ')+1:]
	return l.score >= 0.93 && l.least >= 0.86 && len(last) > 4 && len(d.x.surnames[text.Fold(last)]) <= 2
}

func round(f float64) float64 { return math.Round(f*100) / 100 }

// nearPeople gives the people whose names are near, the nearest first: of
// those of one word only holders of offices of the phrase's polity.
func (d *document) nearPeople(name string, p phrase) []likeness {
	keys := keysOf(name)
	if len(keys) == 0 {
		return nil
	}
	if len(keys) == 1 {
		return d.nearHolders(keys[0], p.polity)
	}
	if out, ok := d.near[name]; ok {
		return out
	}
	var out []likeness
	first, last := keys[0], keys[len(keys)-1]
	marks := [2]names.Marks{names.MarksOf(first), names.MarksOf(last)}
	for _, n := range d.x.people[ends(keys)] {
		theirs := n.keys[len(n.keys)-1]
		if names.Far(marks[1], n.last, max(len(last), len(theirs)), leastWord) || names.Far(marks[0], n.first, max(len(first), len(n.keys[0])), leastWord) {
			continue
		}
		if score, least := alike(keys, n.keys); least >= leastWord && score >= 0.82 {
			out = append(out, likeness{entry: n.entry, score: score, least: least})
		}
	}
	out = nearest(out)
	if d.near == nil {
		d.near = map[string][]likeness{}
	}
	d.near[name] = out
	return out
}

func (d *document) nearHolders(key, polity string) []likeness {
	var out []likeness
	for _, i := range d.x.holders[polity] {
		theirs := keysOf(d.x.base.Entries[i].Name)
		if l := names.SimilarKeys(key, theirs[len(theirs)-1]); l >= 0.85 {
			out = append(out, likeness{entry: i, score: l, least: l})
		}
	}
	return nearest(out)
}

// nearest sorts by likeness and keeps the best of each entry.
func nearest(all []likeness) []likeness {
	slices.SortStableFunc(all, func(a, b likeness) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entry, b.entry)) })
	out := all[:0]
	for _, l := range all {
		if !slices.ContainsFunc(out, func(o likeness) bool { return o.entry == l.entry }) {
			out = append(out, l)
		}
	}
	return out
}

// leastWord is how near the first and the last words of two names must be.
const leastWord = 0.72

// tooLong reports whether two keys differ so much in length that they cannot
// be near.
func tooLong(a, b string) bool {
	gap := len(a) - len(b)
	return max(gap, -gap)*2 > max(len(a), len(b))
}

// alike compares two names word by word: their first and last words always,
// those between where both have as many. The score is the mean, the last word
// counting most.
func alike(a, b []string) (score, least float64) {
	x, y := a[len(a)-1], b[len(b)-1]
	if tooLong(x, y) || tooLong(a[0], b[0]) {
		return 0, 0
	}
	last := names.SimilarFrom(x, y, leastWord)
	if last == 0 {
		return 0, 0
	}
	first := names.SimilarFrom(a[0], b[0], leastWord)
	if first == 0 {
		return 0, 0
	}
	score, least = 0.4*first+0.6*last, min(first, last)
	if len(a) != len(b) {
		gap := len(a) - len(b)
		return score - 0.03*float64(max(gap, -gap)), least
	}
	for i := 1; i < len(a)-1; i++ {
		l := names.SimilarKeys(a[i], b[i])
		score, least = score*0.8+0.2*l, min(least, l)
	}
	return score, least
}

// doubt takes back a link and keeps it as a candidate.
func (d *document) doubt(s *span) {
	e := &d.x.base.Entries[s.entry]
	s.candidates = append(s.candidates, article.Candidate{ID: e.ID, Name: e.Name, Score: 0.3})
	s.entry, s.alias, s.via, s.linkScore = -1, -1, "", 0
}
