package detect

import (
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

const maxEvidence = 8

// merge joins the claims that say the same again: the same theme and speaker,
// both live or both not, no two different counts of the same thing. The result
// lies in the memory of claims.
func merge(claims []article.Detection) []article.Detection {
	out := claims[:0]
	for i := range claims {
		d := &claims[i]
		at := slices.IndexFunc(out, func(o article.Detection) bool { return same(&o, d) })
		if at < 0 {
			out = append(out, *d)
			continue
		}
		join(&out[at], d)
	}
	return denied(out)
}

// denied joins a denial to the claim it denies, where another sentence makes
// it: "Soldiers plotted a coup, the minister said. ... The general denied it."
// A headline that says no more than that goes with it.
func denied(all []article.Detection) []article.Detection {
	gone := make([]bool, len(all))
	for i := range all {
		d := &all[i]
		if d.Status != article.Negated || d.DeniedBy == nil && d.Position != "headline" {
			continue
		}
		at := slices.IndexFunc(all, func(o article.Detection) bool {
			return o.Theme == d.Theme && o.Live() && !sameRef(o.SaidBy, d.DeniedBy)
		})
		if at < 0 {
			continue
		}
		gone[i] = true
		if o := &all[at]; d.DeniedBy != nil && (o.Status == article.Claimed || o.Status == article.Asserted || o.Status == article.Suspected || o.Status == article.ClaimedDenied) {
			o.Status, o.Detail, o.DeniedBy = article.ClaimedDenied, "", d.DeniedBy
			o.Evidence = append(o.Evidence, d.Evidence[:min(len(d.Evidence), maxEvidence-len(o.Evidence))]...)
		}
	}
	kept := all[:0]
	for i := range all {
		if !gone[i] {
			kept = append(kept, all[i])
		}
	}
	return kept
}

func same(a, b *article.Detection) bool {
	if a.Theme != b.Theme || a.Live() != b.Live() || !a.Live() && a.Status != b.Status {
		return false
	}
	if b.Position == "headline" && a.Live() {
		return true // the headline says in short what the copy says
	}
	if a.Live() && overlap(a.Evidence, b.Evidence) {
		return true
	}
	if (a.Status == article.ClaimedDenied) != (b.Status == article.ClaimedDenied) {
		return false
	}
	return sameRef(a.SaidBy, b.SaidBy) && agree(a.Numbers, b.Numbers)
}

// overlap reports whether two detections stand on the same words.
func overlap(a, b []article.Evidence) bool {
	return slices.ContainsFunc(a, func(x article.Evidence) bool {
		return slices.ContainsFunc(b, func(y article.Evidence) bool { return x.Field == y.Field && x.Overlaps(y.Span) })
	})
}

func sameRef(a, b *article.Ref) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Entity != "" && b.Entity != "" {
		return a.Entity == b.Entity
	}
	return a.Text == b.Text || strings.HasSuffix(a.Text, " "+b.Text) || strings.HasSuffix(b.Text, " "+a.Text)
}

// agree reports whether no kind of count has two values.
func agree(a, b []article.Quantity) bool {
	for _, x := range a {
		if x.Kind == "" {
			continue
		}
		for _, y := range b {
			if x.Kind == y.Kind && x.Unit == y.Unit {
				return slices.ContainsFunc(a, func(z article.Quantity) bool { return z.Kind == y.Kind && z.Value == y.Value })
			}
		}
	}
	return true
}

// join adds a repeated claim to the first: its evidence, and what it tells
// more. A report of the event is stronger than a fear of it.
func join(into, d *article.Detection) {
	for _, e := range d.Evidence {
		if len(into.Evidence) < maxEvidence && !slices.ContainsFunc(into.Evidence, func(o article.Evidence) bool { return o.Field == e.Field && o.Overlaps(e.Span) }) {
			into.Evidence = append(into.Evidence, e)
		}
	}
	if d.Position != "headline" && strength(d.Status) > strength(into.Status) {
		into.Status, into.Detail, into.Score = d.Status, d.Detail, d.Score
	}
	if d.Severity > into.Severity {
		into.Severity, into.Reasons = d.Severity, d.Reasons
	}
	for _, r := range d.Places {
		into.Places = addRef(into.Places, r)
	}
	for _, r := range d.Actors {
		into.Actors = addRef(into.Actors, r)
	}
	for _, r := range d.Targets {
		into.Targets = addRef(into.Targets, r)
	}
	for _, q := range d.Numbers {
		if len(into.Numbers) < maxNumbers && !slices.ContainsFunc(into.Numbers, func(o article.Quantity) bool { return o.Value == q.Value && o.Kind == q.Kind }) {
			into.Numbers = append(into.Numbers, q)
		}
	}
	if d.Position != "headline" && into.SaidBy == nil && d.SaidBy != nil && into.Status != article.Asserted {
		into.SaidBy, into.Status, into.Detail, into.Statement = d.SaidBy, d.Status, d.Detail, d.Statement
	}
	if into.When == nil {
		into.When = d.When
	}
	if into.Statement == 0 {
		into.Statement = d.Statement
	}
}

func strength(s article.Status) int {
	switch s {
	case article.Asserted:
		return 5
	case article.Claimed, article.ClaimedDenied, article.Threatened:
		return 4
	case article.Suspected, article.Planned:
		return 3
	case article.Concern:
		return 2
	case article.MentionOnly:
		return 1
	}
	return 0
}
