package record_test

import (
	"math/rand/v2"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

var alphabet = []string{"a", "Z", " ", "\n", "é", "“", "”", "\U0001F6A8", "ب", "\"", "\\", "/", "\t", "e\u0301", "中", "\u2028"}

func words(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

// span gives a random span of text that lies on code points and is not empty.
func span(r *rand.Rand, text string) article.Span {
	starts := []int{}
	for i := range text {
		starts = append(starts, i)
	}
	starts = append(starts, len(text))
	i := r.IntN(len(starts) - 1)
	j := i + 1 + r.IntN(len(starts)-i-1)
	return article.Span{Start: starts[i], End: starts[j]}
}

// upTo gives the article as it is after its first n stages.
func upTo(a article.Article, n int) *article.Article {
	a.Steps = a.Steps[:n]
	a.Warnings = a.Warnings[:n]
	if n < 2 {
		a.Mentions = nil
	}
	if n < 3 {
		a.Attributions, a.Detections, a.Considered = nil, nil, nil
	}
	if n < 4 {
		a.Tracking, a.Story, a.Hold = nil, nil, false
	}
	if n < 5 {
		a.Routes, a.Routing = nil, ""
	}
	return &a
}

// randomArticle is an article after all stages, one warning a stage, with text
// of one to four bytes a code point.
func randomArticle(r *rand.Rand) article.Article {
	text, headline := words(r, 5+r.IntN(300)), words(r, 3+r.IntN(20))
	s := func() article.Span { return span(r, text) }
	ref := func() article.Ref {
		at := s()
		return article.Ref{Entity: "E1", Text: at.In(text), Span: at}
	}
	maybe := func() *article.Ref {
		if r.IntN(2) == 0 {
			return nil
		}
		v := ref()
		return &v
	}
	a := article.Article{
		URI: "urn:x:" + words(r, 3), Type: "text", Version: "2", VersionCreated: "2026-01-02T03:04:05+05:30",
		PubStatus: "usable", Urgency: r.IntN(10), Language: "en", Headline: headline, Text: text,
		By: words(r, r.IntN(4)), Keywords: []string{words(r, 2)},
		Subjects:    []article.Concept{{Name: "terror", URI: "medtop:20000053", Rel: "about"}},
		InfoSources: []article.Concept{{Name: "With Agencies", Role: "credit"}},
		AltIDs:      []article.AltID{{Role: "slug", Value: "x"}},
		Source: article.Source{
			Provider: "p", Format: "plain", RawSHA256: "00", Topic: "wire.raw", Partition: r.IntN(3),
			Offset: r.Int64N(99), Received: "2026-01-02T03:04:05Z", Name: "f.txt", Item: r.IntN(2), Lane: "live",
		},
		Dateline:  article.Dateline{Text: "KABUL (X) -", City: "Kabul", Country: "AF"},
		Editorial: article.Editorial{Action: article.Update, TakeKey: "1stLd", Signals: []string{"sig:update"}},
		Sentences: []article.Sentence{{Span: s(), Cut: r.IntN(2) == 0}},
		Furniture: []article.Furniture{{Kind: "comments", Length: 13, Text: "All comments."}},
		Hold:      r.IntN(2) == 0,
		Tracking:  &article.Tracking{Action: article.Update, Of: "u#1", Via: "uri", Supersedes: []string{"u#1"}, Changed: []article.Change{{Field: "body", From: "1", To: "2"}}},
		Story:     &article.Story{ID: "story:20260102-abcd", Revision: 2, Members: 1, Sources: 1},
		Routes:    []string{"threats"}, Routing: "matched",
	}
	for range r.IntN(6) {
		m := article.Mention{Span: s(), ID: "e1", Entity: "E1", Type: "GPE", Score: 0.5, Found: "gazetteer", Cut: r.IntN(3) == 0}
		if r.IntN(3) == 0 {
			m.Field, m.Span = article.MainHeadline, span(r, headline)
		}
		if m.Canonical = m.In(a.In(m.Field)); r.IntN(2) == 0 {
			m.Canonical = "Afghanistan"
		}
		if r.IntN(2) == 0 {
			m.Role = &article.Role{Text: "president", Office: "president", Polity: "country:AF"}
			m.Link = &article.Link{ID: "country:AF", Name: "Afghanistan", Country: "AF", Point: &[2]float64{66.5, -33}, Score: 0.75, Via: "fuzzy",
				Candidates: []article.Candidate{{ID: "x", Name: "y", Score: 0.25}}}
		}
		a.Mentions = append(a.Mentions, m)
	}
	for range r.IntN(4) {
		a.Attributions = append(a.Attributions, article.Attribution{Source: maybe(), Cue: s(), Content: []article.Span{s()}, Kind: "speech", Denied: r.IntN(2) == 0})
		d := article.Detection{
			Theme: "terrorism.attack", Codes: article.Codes{Medtop: []string{"medtop:1"}}, Status: article.Claimed, Detail: article.Planned,
			Score: 0.5, Severity: 3, Reasons: []string{"weapon"}, SaidBy: maybe(), DeniedBy: maybe(), Actors: []article.Ref{ref()},
			When: &article.When{Text: "Monday", From: "2026-01-05"}, Position: "lead", Rule: "r1", Why: "figure: price war", Statement: r.IntN(2),
			Numbers:  []article.Quantity{{Span: s(), Value: 2000, High: 2000, Unit: "persons", Hedge: "up to"}},
			Evidence: []article.Evidence{{Span: s(), Rule: "r1"}, {Span: span(r, headline), Field: article.MainHeadline, Rule: "r2"}},
		}
		a.Detections = append(a.Detections, d)
	}
	for _, stage := range []string{"normalise", "tag", "detect", "track", "publish"} {
		a.Steps = append(a.Steps, article.Step{Stage: stage, Version: "0.1.0", Model: "m"})
		a.Warn("code-"+stage, words(r, 3))
	}
	return a
}
