package record

import (
	"cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

type wireSpan struct{ Start, End int }

type wireRef struct {
	wireSpan
	Text   string
	Entity string
}

func (d *decoder) ref(r *wireRef) *article.Ref {
	if r == nil {
		return nil
	}
	ref := article.Ref{Entity: r.Entity, Text: r.Text}
	if r.End > r.Start {
		ref.Span = d.span(article.MainText, r.Start, r.End)
	}
	return &ref
}

func (d *decoder) refs(rs []wireRef) []article.Ref {
	var out []article.Ref
	for _, r := range rs {
		out = append(out, *d.ref(&r))
	}
	return out
}

func (d *decoder) mentions(m member) {
	var vs []struct {
		wireSpan
		ID, Type, Subtype, Canonical, Found, Entity string
		Field                                       article.Field
		Confidence                                  float64
		Cut                                         bool
		Role                                        *article.Role
		Link                                        *article.Link
	}
	d.into(m, &vs)
	known := map[string]*article.Link{}
	first := map[string]int{}
	for _, v := range vs {
		at := d.span(v.Field, v.Start, v.End)
		printed := at.In(d.a.In(v.Field))
		if l := v.Link; l != nil && l.ID != "" {
			if stands := known[l.ID]; stands != nil {
				l.Name, l.Country, l.Admin1, l.Point = stands.Name, stands.Country, stands.Admin1, stands.Point
			} else {
				known[l.ID] = l
			}
			if l.Alias == "" && byAlias(l.Via) {
				l.Alias = printed
			}
			key := v.Entity + "\x00" + printed
			if i, ok := first[key]; !ok {
				first[key] = len(d.a.Mentions)
			} else if l.Via == "" && l.Score == 0 { // only the id is written again
				repeated := *d.a.Mentions[i].Link
				v.Link, v.Canonical = &repeated, d.a.Mentions[i].Canonical
			}
		}
		d.a.Mentions = append(d.a.Mentions, article.Mention{
			Span: at, Field: v.Field,
			ID: v.ID, Entity: v.Entity, Type: v.Type, Subtype: v.Subtype,
			Canonical: cmp.Or(v.Canonical, printed), Score: v.Confidence, Found: v.Found, Cut: v.Cut,
			Role: v.Role, Link: v.Link,
		})
	}
}

// byAlias reports whether a link made in this way has an alias: where the
// record has none, it is what is printed.
func byAlias(via string) bool { return via == "exact" || via == "alias" || via == "context" }

func (d *decoder) attributions(m member) {
	var vs []struct {
		Source  *wireRef
		Cue     *wireSpan
		Content []wireSpan
		Kind    string
		Denied  bool
	}
	d.into(m, &vs)
	for _, v := range vs {
		t := article.Attribution{Source: d.ref(v.Source), Kind: v.Kind, Denied: v.Denied}
		if v.Cue != nil {
			t.Cue = d.span(article.MainText, v.Cue.Start, v.Cue.End)
		}
		for _, s := range v.Content {
			t.Content = append(t.Content, d.span(article.MainText, s.Start, s.End))
		}
		d.a.Attributions = append(d.a.Attributions, t)
	}
}

func (d *decoder) detections(m member) []article.Detection {
	var vs []struct {
		Theme                   string
		Codes                   article.Codes
		Status, StatusDetail    article.Status
		Score                   float64
		Severity                int
		SeverityReasons         []string
		Why                     string
		AttributedTo, DeniedBy  *wireRef
		Actors, Targets, Places []wireRef
		When                    *article.When
		Quantities              []wireQuantity
		Position, Rule, Model   string
		Evidence                []wireEvidence
		Attribution             *int
	}
	d.into(m, &vs)
	var out []article.Detection
	for _, v := range vs {
		t := article.Detection{
			Theme: v.Theme, Codes: v.Codes, Status: v.Status, Detail: v.StatusDetail,
			Score: v.Score, Severity: v.Severity, Reasons: v.SeverityReasons, Why: v.Why,
			SaidBy: d.ref(v.AttributedTo), DeniedBy: d.ref(v.DeniedBy),
			Actors: d.refs(v.Actors), Targets: d.refs(v.Targets), Places: d.refs(v.Places),
			When: v.When, Position: v.Position, Rule: v.Rule, Model: v.Model,
		}
		for _, q := range v.Quantities {
			t.Numbers = append(t.Numbers, d.quantity(q))
		}
		for _, e := range v.Evidence {
			t.Evidence = append(t.Evidence, article.Evidence{Span: d.span(e.Field, e.Start, e.End), Field: e.Field, Rule: cmp.Or(e.Rule, v.Rule)})
		}
		if v.Attribution != nil {
			t.Statement = *v.Attribution + 1
		}
		out = append(out, t)
	}
	return out
}

type wireEvidence struct {
	wireSpan
	Field article.Field
	Rule  string
}

type wireQuantity struct {
	wireSpan
	Value, Low, High  float64
	Unit, Kind, Hedge string
}

func (d *decoder) quantity(q wireQuantity) article.Quantity {
	return article.Quantity{
		Span: d.span(article.MainText, q.Start, q.End), Value: q.Value, Low: q.Low, High: q.High,
		Unit: q.Unit, Kind: q.Kind, Hedge: q.Hedge,
	}
}
