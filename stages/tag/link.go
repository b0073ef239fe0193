package tag

import (
	"cmp"
	"math"
	"slices"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// countries counts how often the text names each country, by its name, its
// people or its capital: what readings of other names are chosen by.
func (d *document) countries() {
	d.mentioned = map[string]int{}
	for i := range d.body.spans {
		entries := d.readings(&d.body.spans[i])
		if len(entries) != 1 {
			continue
		}
		e := &d.x.base.Entries[entries[0]]
		_, capital := d.x.capitals[entries[0]]
		if e.Country != "" && (capital || e.Type == "ORG" && e.Subtype != "media" && e.Subtype != "company" || e.Type == "NORP" || e.ID == "country:"+e.Country || e.Type == "GPE" && e.Population > 200_000) {
			d.mentioned[e.Country]++
		}
	}
	if d.dateline != "" {
		d.mentioned[d.dateline]++
	}
}

// readings gives the entries that a span's aliases stand for.
func (d *document) readings(s *span) []int32 {
	var out []int32
	for _, a := range s.aliases {
		if e := d.x.aliases[a].Entry; !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}

// reading is one entry that a span may stand for.
type reading struct {
	entry, alias int32
	weight       float64
}

// clear is by how much a reading must lead the others to be the link.
const clear = 1.0

// link chooses among the readings of each span, first of those that are sure
// and then of those that need support. Where no reading leads, they become
// candidates.
func (d *document) link(v *view) {
	named := map[int32]bool{}
	for i := range v.spans {
		if s := &v.spans[i]; !s.gone && s.entry < 0 && len(s.aliases) > 0 {
			d.choose(v, s)
			if s.entry >= 0 {
				named[s.entry] = true
			}
		}
	}
	for _, s := range v.weak {
		s.aliases = slices.DeleteFunc(slices.Clone(s.aliases), func(a int32) bool { return !d.supported(v, &s, a, named) })
		if len(s.aliases) > 0 && v.bare(s.first, s.last) {
			d.choose(v, &v.spans[v.put(s)])
		}
	}
}

func (d *document) choose(v *view, s *span) {
	var all []reading
	for _, a := range s.aliases {
		r := reading{d.x.aliases[a].Entry, a, d.weigh(v, s, a)}
		i := slices.IndexFunc(all, func(o reading) bool { return o.entry == r.entry })
		switch {
		case i < 0:
			all = append(all, r)
		case all[i].weight < r.weight:
			all[i] = r
		}
	}
	slices.SortStableFunc(all, func(p, q reading) int { return cmp.Compare(q.weight, p.weight) })
	best := &d.x.base.Entries[all[0].entry]
	s.kind, s.subtype = best.Type, best.Subtype
	if len(all) == 1 && !d.elsewhere(v, s, best.Country) {
		d.settleOn(s, all[0], 0)
		return
	}
	if len(all) > 1 && all[0].weight >= all[1].weight+clear {
		d.settleOn(s, all[0], all[1].weight)
		return
	}
	for _, r := range all[:min(len(all), maxCandidates)] {
		e := &d.x.base.Entries[r.entry]
		s.candidates = append(s.candidates, article.Candidate{ID: e.ID, Name: e.Name, Score: share(r.weight, all)})
	}
}

// maxCandidates bounds the candidates of a mention.
const maxCandidates = 5

// watchedWeight is that of an operator's own entry: it wins over what is known.
const watchedWeight = 20

// settleOn links a span; next is the weight of the reading after it.
func (d *document) settleOn(s *span, r reading, next float64) {
	e, a := &d.x.base.Entries[r.entry], &d.x.aliases[r.alias]
	if d.x.watched > 0 && r.entry >= d.x.watched {
		s.found = "watchlist"
	}
	s.entry, s.alias = r.entry, r.alias
	s.via, s.linkScore = "alias", 0.95
	if a.Text == e.Name {
		s.via, s.linkScore = "exact", 0.98
	}
	if a.short {
		s.linkScore = 0.85
	}
	if next > 0 || a.Weak {
		s.via, s.linkScore = "context", min(0.9, 0.7+(r.weight-next)/20)
	}
}

// share gives a candidate's part of the weight of all, to two places.
func share(weight float64, all []reading) float64 {
	sum := 0.0
	for _, r := range all {
		sum += math.Exp(r.weight)
	}
	return math.Round(100*math.Exp(weight)/sum) / 100
}

// weigh says how well one reading fits the text around a span.
func (d *document) weigh(v *view, s *span, a int32) float64 {
	i := d.x.aliases[a].Entry
	e := &d.x.base.Entries[i]
	if d.x.watched > 0 && i >= d.x.watched {
		return watchedWeight
	}
	w := 1.0
	if d.x.aliases[a].Weak {
		w--
	}
	if e.Type == "PERSON" {
		if v.titleBefore(s.first) >= 0 || v.has(s.last+1, cSpeech) {
			w += 2
		}
		return w + min(1, float64(d.mentioned[e.Country]))
	}
	if e.ID == "country:"+e.Country {
		w += 3
	}
	if _, ok := d.x.capitals[i]; ok {
		w += 2
	}
	if e.Population > 0 {
		w += math.Log10(float64(e.Population)) / 2.5
	}
	if e.Country != "" && e.Country == d.dateline {
		w++
	}
	w += min(1.5, float64(d.mentioned[e.Country])/2)
	if near := d.neighbour(v, s); near >= 0 && d.within(e.Country, e.Admin1, near) {
		w += 4
	}
	return w
}
