package alert

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// maxHeadline bounds a headline made of a sentence, in code points.
const maxHeadline = 120

// says gives the facts of an alert as one article has them.
func says(a *article.Article, d *article.Detection) article.Alert {
	out := article.Alert{
		Theme: d.Theme, Severity: d.Severity, Headline: a.Headline,
		Certainty: article.Certainty{Status: d.Status},
		Place:     place(a, d), Evidence: quotes(a, d),
		Times: article.AlertTimes{Published: string(published(a)), Received: string(a.Source.Received)},
	}
	if out.Headline == "" && len(out.Evidence) > 0 {
		out.Headline = shorten(out.Evidence[0].Text)
	}
	for _, ref := range d.Actors {
		out.Who = append(out.Who, named(a, ref))
	}
	if d.SaidBy != nil {
		out.SaidBy = []article.Named{named(a, *d.SaidBy)}
	}
	for _, q := range d.Numbers {
		out.Numbers = append(out.Numbers, article.Figure{Kind: q.Kind, Value: q.Value, Unit: q.Unit, Text: a.Quote(q.Span)})
	}
	if d.When != nil {
		out.Times.Event = d.When.From
	}
	return out
}

func published(a *article.Article) article.Timestamp {
	if a.VersionCreated != "" {
		return a.VersionCreated
	}
	return a.FirstCreated
}

// quotes gives the sentences that hold the evidence, each once.
func quotes(a *article.Article, d *article.Detection) []article.AlertQuote {
	var out []article.AlertQuote
	for _, e := range d.Evidence {
		text, span := a.In(e.Field), e.Span
		if e.Field == article.MainText {
			for _, s := range a.Sentences {
				if s.Contains(span) {
					span = s.Span
					break
				}
			}
		}
		words := span.In(text)
		if words == "" {
			continue
		}
		start := utf8.RuneCountInString(text[:span.Start])
		q := article.AlertQuote{
			URI: a.URI, Version: a.Version, Field: string(e.Field),
			Start: start, End: start + utf8.RuneCountInString(words), Text: words,
		}
		if !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	return out
}

// place is the first place of the detection that has a point, else the first.
func place(a *article.Article, d *article.Detection) *article.GeoFeature {
	var first *article.GeoFeature
	for _, ref := range d.Places {
		f := feature(a, ref)
		if f.Geometry != nil {
			return f
		}
		if first == nil {
			first = f
		}
	}
	return first
}

func feature(a *article.Article, ref article.Ref) *article.GeoFeature {
	f := &article.GeoFeature{Type: "Feature", Properties: article.GeoProperties{Name: ref.Text}}
	m := mention(a, ref)
	if m == nil {
		return f
	}
	f.Properties.Name = name(a, m)
	if m.Link != nil {
		f.Properties.ID, f.Properties.Country = m.Link.ID, m.Link.Country
		if m.Link.Point != nil {
			f.Geometry = &article.GeoPoint{Type: "Point", Coordinates: *m.Link.Point}
		}
	}
	return f
}

func named(a *article.Article, ref article.Ref) article.Named {
	m := mention(a, ref)
	if m == nil {
		return article.Named{Name: ref.Text}
	}
	n := article.Named{Name: name(a, m)}
	if m.Link != nil {
		n.ID = m.Link.ID
	}
	return n
}

// mention is the mention that tells most of a reference's entity: the linked
// one, else the one with a full name, else the first.
func mention(a *article.Article, ref article.Ref) *article.Mention {
	var best *article.Mention
	if ref.Entity == "" {
		return nil
	}
	for i := range a.Mentions {
		m := &a.Mentions[i]
		if m.Entity != ref.Entity {
			continue
		}
		if best == nil || best.Link == nil && (m.Link != nil || best.Canonical == "" && m.Canonical != "") {
			best = m
		}
	}
	return best
}

// name is the best name known: of the link, in full, or as printed.
func name(a *article.Article, m *article.Mention) string {
	if m.Link != nil && m.Link.Name != "" {
		return m.Link.Name
	}
	if m.Canonical != "" {
		return m.Canonical
	}
	return m.In(a.In(m.Field))
}

// compare lists the facts that differ between two forms of an alert. Another
// order of the same names, or evidence in other places of the text, is no
// difference.
func compare(was, next *article.Alert) []article.Change {
	var out []article.Change
	add := func(field, from, to string) {
		if from != to {
			out = append(out, article.Change{Field: field, From: from, To: to})
		}
	}
	add("severity", strconv.Itoa(was.Severity), strconv.Itoa(next.Severity))
	add("status", string(was.Certainty.Status), string(next.Certainty.Status))
	add("headline", was.Headline, next.Headline)
	add("place", placeName(was.Place), placeName(next.Place))
	add("who", names(was.Who), names(next.Who))
	add("saidBy", names(was.SaidBy), names(next.SaidBy))
	add("numbers", figures(was.Numbers), figures(next.Numbers))
	add("evidence", sentences(was.Evidence), sentences(next.Evidence))
	return out
}

func placeName(f *article.GeoFeature) string {
	if f == nil {
		return ""
	}
	return f.Properties.Name
}

func names(list []article.Named) string {
	return joined(list, func(n article.Named) string { return n.Name })
}

func figures(list []article.Figure) string {
	return joined(list, func(f article.Figure) string { return strings.TrimSpace(f.Text + " " + f.Kind) })
}

func sentences(list []article.AlertQuote) string {
	return joined(list, func(q article.AlertQuote) string { return strings.Join(strings.Fields(q.Text), " ") })
}

// joined gives the words of a list, sorted, each once.
func joined[T any](list []T, word func(T) string) string {
	var words []string
	for _, v := range list {
		words = append(words, word(v))
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), "; ")
}

// shorten cuts a sentence at a word to the length of a headline.
func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= maxHeadline {
		return s
	}
	runes := []rune(s)[:maxHeadline-1]
	cut := string(runes)
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + "…"
}
