package tag_test

import (
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag"
	"github.com/wirewatch/wirewatch/stages/tag/knowledge"
)

const watched = `
- name: Zarbala Harbour Boys
  type: org
  subtype: armed_group
  country: ly
  aliases: [Harbour Boys, =ZHB]
- id: person:otto-vance
  name: Otto Vance
  type: PERSON
`

func TestWatchlistsAreFoundAndReplaced(t *testing.T) {
	list := &tag.Watchlist{}
	c := tag.DefaultConfig()
	c.Watchlist = list
	tg, err := tag.New(c)
	if err != nil {
		t.Fatal(err)
	}
	find := func() *article.Mention {
		t.Helper()
		out, err := tg.Process(t.Context(), article.Article{URI: "x", Text: "Two men of the Harbour Boys were seen near the quay on Friday."})
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range out[0].Mentions {
			if out[0].Quote(m.Span) == "Harbour Boys" {
				return &out[0].Mentions[i]
			}
		}
		return nil
	}
	if m := find(); m != nil && m.Link != nil && m.Link.ID != "" {
		t.Fatalf("linked without a list: %+v", m)
	}
	entries, err := knowledge.ParseWatchlist("w.yaml", []byte(watched))
	if err != nil {
		t.Fatal(err)
	}
	if err := list.Set(entries); err != nil {
		t.Fatal(err)
	}
	if m := find(); m == nil || m.Link == nil || m.Link.ID != "watch:zarbala-harbour-boys" || m.Found != "watchlist" || m.Subtype != "armed_group" {
		t.Errorf("mention %+v", m)
	}
	if err := list.Set(nil); err != nil {
		t.Fatal(err)
	}
	if m := find(); m != nil && m.Found == "watchlist" {
		t.Errorf("still found: %+v", m)
	}
}

func TestWatchlistsInCSV(t *testing.T) {
	got, err := knowledge.ParseWatchlist("w.CSV", []byte("Name,Type,Aliases\nOtto Vance,person,O. Vance|Vance the Elder\n"))
	if err != nil || len(got) != 1 || got[0].ID != "watch:otto-vance" || got[0].Type != "PERSON" || len(got[0].Aliases) != 2 {
		t.Errorf("read %+v, %v", got, err)
	}
}

func TestWatchlistsAsSpreadsheetsWriteThem(t *testing.T) {
	got, err := knowledge.ParseWatchlist("w.csv", []byte("\uFEFFname;type;country\r\nOtto Vance;PERSON;DE\r\n"))
	if err != nil || len(got) != 1 || got[0].Name != "Otto Vance" || got[0].Country != "DE" {
		t.Errorf("read %+v, %v", got, err)
	}
	for _, s := range []string{"", "# nobody for now\n", "[]\n"} {
		if got, err := knowledge.ParseWatchlist("w.yaml", []byte(s)); err != nil || len(got) != 0 {
			t.Errorf("%q: read %+v, %v", s, got, err)
		}
	}
}

func TestWrongWatchlistsAreRefused(t *testing.T) {
	for _, s := range []string{"- name: X\n  type: animal\n", "- type: ORG\n", "- name: X\n  type: ORG\n  colour: red\n", "- name: X\n  type: ORG\n  country: Libya\n", "{"} {
		if got, err := knowledge.ParseWatchlist("w.yaml", []byte(s)); err == nil {
			t.Errorf("%q was read as %+v", s, got)
		}
	}
	list := &tag.Watchlist{}
	if err := list.Set([]knowledge.Watched{{ID: "country:AF", Name: "Afghanistan", Type: "GPE"}}); err == nil {
		t.Error("an id that is known already was taken")
	}
}
