package entities

import (
	"context"
	"fmt"
	"strings"

	"github.com/wirewatch/wirewatch/learn/corpus"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag"
	"github.com/wirewatch/wirewatch/stages/tag/knowledge"
)

// LinkScores counts what the stage makes of texts with links.
type LinkScores struct {
	Names, Hard, Roles, Coref Hits
	Wrong                     int // names linked to something else, also those that have no link
}

// Hits are how many are right of those that are there.
type Hits struct{ Right, There int }

func (h *Hits) add(right bool) {
	h.There++
	if right {
		h.Right++
	}
}

// String gives a share in per cent.
func (h Hits) String() string {
	return fmt.Sprintf("%.1f (of %d)", 100*float64(h.Right)/float64(max(h.There, 1)), h.There)
}

// String is one line.
func (s LinkScores) String() string {
	return fmt.Sprintf("links right %s  hard ones %s  wrong links %.1f  holders of offices %s  coreference %s",
		s.Names, s.Hard, 100*float64(s.Wrong)/float64(max(s.Names.There, 1)), s.Roles, s.Coref)
}

// nearRole is how far, in bytes, an office may stand from the name of its holder.
const nearRole = 60

// ScoreLinks puts texts through the whole stage. A name counts where its exact
// words are found and linked as they should be, or are not linked where they
// stand for nothing known; a pronoun where it has the entity of its name.
func ScoreLinks(ctx context.Context, t *tag.Tagger, texts []corpus.Links, miss func(string)) (LinkScores, error) {
	var s LinkScores
	countries, err := countriesOfCities()
	if err != nil {
		return s, err
	}
	for i := range texts {
		l := &texts[i]
		a := article.Article{URI: l.ID, Language: "en", Text: l.Text, VersionCreated: article.Timestamp(l.Published + "T12:00:00Z")}
		a.Dateline = article.Dateline{City: l.Dateline, Country: countries[l.Dateline]}
		out, err := t.Process(ctx, a)
		if err != nil {
			return s, fmt.Errorf("tag %s: %w", l.ID, err)
		}
		s.text(l, out[0].Mentions, func(format string, args ...any) {
			if miss != nil {
				miss(l.ID + ": " + fmt.Sprintf(format, args...))
			}
		})
	}
	return s, nil
}

// countriesOfCities gives the country of the largest city of each name: what
// the stage before makes of a dateline.
func countriesOfCities() (map[string]string, error) {
	base, err := knowledge.Default()
	if err != nil {
		return nil, err
	}
	out, largest := map[string]string{}, map[string]int{}
	for _, a := range base.Aliases {
		if e := &base.Entries[a.Entry]; e.Population > largest[a.Text] {
			out[a.Text], largest[a.Text] = e.Country, e.Population
		}
	}
	return out, nil
}

func (s *LinkScores) text(l *corpus.Links, got []article.Mention, miss func(string, ...any)) {
	for _, m := range l.Mentions {
		at, _ := m.Find(l.Text)
		id, found := linkAt(got, at)
		right := id == m.Link && (found || m.Link == "")
		s.Names.add(right)
		if m.Hard && m.Link != "" {
			s.Hard.add(right)
		}
		if id != "" && id != m.Link {
			s.Wrong++
		}
		if !right {
			miss("name %q is %q, found %v %q", m.Text, m.Link, found, id)
		}
	}
	for _, r := range l.Roles {
		at, _ := r.Find(l.Text)
		id := holder(got, at, r)
		s.Roles.add(id == r.Holder)
		if id != r.Holder {
			miss("office %q is held by %q, found %q", r.Text, r.Holder, id)
		}
	}
	for _, c := range l.Coref {
		at, _ := c.Find(l.Text)
		name, _ := corpus.Words{Text: c.Entity, Nth: 1}.Find(l.Text)
		right := entityAt(got, at) != "" && entityAt(got, at) == entityAt(got, name)
		s.Coref.add(right)
		if !right {
			miss("%q at %d stands for %q, found %q and %q", c.Text, at.Start, c.Entity, entityAt(got, at), entityAt(got, name))
		}
	}
}

// linkAt gives the link of the name at a place, or of one that overlaps it.
func linkAt(got []article.Mention, at article.Span) (id string, exact bool) {
	for i := range got {
		m := &got[i]
		if m.Field != article.MainText || !m.Overlaps(at) {
			continue
		}
		if m.Span == at {
			if m.Link == nil {
				return "", true
			}
			return m.Link.ID, true
		}
		if m.Link != nil && m.Found != "coreference" {
			id = m.Link.ID
		}
	}
	return id, false
}

func entityAt(got []article.Mention, at article.Span) string {
	for i := range got {
		if got[i].Field == article.MainText && got[i].Span == at {
			return got[i].Entity
		}
	}
	return ""
}

// holder gives who is found to hold an office: what its own words are linked
// to, or the person named beside it with that role.
func holder(got []article.Mention, at article.Span, r corpus.Held) string {
	bare := func(s string) string { return strings.TrimPrefix(strings.ToLower(s), "the ") }
	for i := range got {
		m := &got[i]
		if m.Field != article.MainText || m.Type != "PERSON" || m.Link == nil {
			continue
		}
		own := m.Start >= at.Start && m.End == at.End && m.Found == "coreference"
		beside := m.Role != nil && m.Start-at.End < nearRole && at.Start-m.End < nearRole &&
			(strings.Contains(bare(m.Role.Text), bare(r.Text)) || strings.Contains(bare(r.Text), bare(m.Role.Text)))
		if own || beside && m.Found != "coreference" {
			return m.Link.ID
		}
	}
	return ""
}
