package entities

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/learn/corpus"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag"
	"github.com/wirewatch/wirewatch/stages/tag/ner"
)

// Scores counts names by kind: right, found and there.
type Scores map[string]*Count

// Count is how many names are right, of those found and those that are there.
type Count struct{ Right, Found, There int }

// F1 is the harmonic mean of precision and recall, 0 to 100.
func (c Count) F1() float64 {
	if c.Right == 0 {
		return 0
	}
	return 200 * float64(c.Right) / float64(c.Found+c.There)
}

// Score puts documents through the model alone and compares exact spans, those
// inside other names left out.
func Score(t *tag.Tagger, m *ner.Model, docs []corpus.Document) Scores {
	s := Scores{}
	for i := range docs {
		words, toks := t.Words(article.Article{Text: docs[i].Text})
		var got []corpus.Entity
		for _, f := range m.Find(words) {
			span := ner.Trim(article.Span{Start: toks[f.First].Start, End: toks[f.Last].End}, docs[i].Text)
			got = append(got, corpus.Entity{Span: span, Type: ner.Kinds()[f.Kind]})
		}
		s.Add(&docs[i], got)
	}
	return s
}

// ScoreStage puts documents through the whole stage. Offices that stand for
// people are no names and are left out.
func ScoreStage(ctx context.Context, t *tag.Tagger, docs []corpus.Document) (Scores, error) {
	s := Scores{}
	for i := range docs {
		got, err := Predict(ctx, t, &docs[i])
		if err != nil {
			return nil, err
		}
		s.Add(&docs[i], got)
	}
	return s, nil
}

// Predict gives the names that the stage finds in a document.
func Predict(ctx context.Context, t *tag.Tagger, d *corpus.Document) ([]corpus.Entity, error) {
	out, err := t.Process(ctx, article.Article{URI: d.ID, Text: d.Text})
	if err != nil {
		return nil, fmt.Errorf("tag %s: %w", d.ID, err)
	}
	var got []corpus.Entity
	for _, m := range out[0].Mentions {
		if m.Found != "coreference" && ner.KindOf(m.Type) >= 0 {
			got = append(got, corpus.Entity{Span: m.Span, Type: m.Type, Subtype: m.Subtype})
		}
	}
	return got, nil
}

// Add counts the names found in a document.
func (s Scores) Add(d *corpus.Document, got []corpus.Entity) {
	simple := d.Coarse
	name := func(kind string) string {
		if simple {
			switch kind {
			case "PERSON":
				return "PER"
			case "GPE", "FAC":
				return "LOC"
			}
		}
		return kind
	}
	there := map[string]bool{}
	groups := func(e corpus.Entity) string {
		if e.Type == "ORG" && e.Subtype == "armed_group" && !simple {
			return "armed_group"
		}
		return ""
	}
	for _, e := range d.Entities {
		if e.Depth > 0 || e.Type == "MISC" {
			continue
		}
		there[fmt.Sprint(e.Start, e.End, e.Type)] = true
		s.count(e.Type).There++
		if g := groups(e); g != "" {
			there[fmt.Sprint(e.Start, e.End, g)] = true
			s.count(g).There++
		}
	}
	for _, e := range got {
		kind := name(e.Type)
		if simple && kind != "PER" && kind != "ORG" && kind != "LOC" {
			continue
		}
		c := s.count(kind)
		c.Found++
		if there[fmt.Sprint(e.Start, e.End, kind)] {
			c.Right++
		}
		if g := groups(e); g != "" {
			s.count(g).Found++
			if there[fmt.Sprint(e.Start, e.End, g)] {
				s.count(g).Right++
			}
		}
	}
}

func (s Scores) count(kind string) *Count {
	if s[kind] == nil {
		s[kind] = &Count{}
	}
	return s[kind]
}

// All is the sum over the kinds.
func (s Scores) All() Count {
	var all Count
	for kind, c := range s {
		if kind == "armed_group" { // counted with ORG
			continue
		}
		all.Right, all.Found, all.There = all.Right+c.Right, all.Found+c.Found, all.There+c.There
	}
	return all
}

// String is one line: F1 of all and of each kind.
func (s Scores) String() string {
	var kinds []string
	for k := range s {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	all := s.All()
	var b strings.Builder
	fmt.Fprintf(&b, "F1 %.1f (%d names)", all.F1(), all.There)
	for _, k := range kinds {
		fmt.Fprintf(&b, "  %s %.1f", k, s[k].F1())
	}
	return b.String()
}
