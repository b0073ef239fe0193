package mapping_test

import (
	"testing"

	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/mapping"
)

var limits = draft.Limits{Depth: 50, Tokens: 10_000, Attributes: 50, Items: 100}

func TestAnOperatorsMappingComesFirst(t *testing.T) {
	s, err := mapping.New()
	if err != nil {
		t.Fatal(err)
	}
	err = s.Add([]byte(`
- name: isle
  root: [wire]
  item: [//n]
  provider: Isle
  dates: ["02/01/2006 15h04 -0700"]
  urgency: {HIGH: 1}
  status: {X: canceled}
  fields:
    uri: ["@ref"]
    headline: [t]
    body: [b]
    urgency: [p]
    status: [s]
    firstCreated: [d]
`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Parse([]byte(`<wire><n ref="7"><t>Ferry</t><p>HIGH</p><s>X</s><d>14/05/2026 16h00 +0200</d><b>One.</b></n><n ref="8"><t>Second</t></n></wire>`), limits)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d drafts, %v", len(got), err)
	}
	a := got[0].Article
	if a.URI != "7" || a.Headline != "Ferry" || a.Text != "One." || a.Urgency != 1 || a.PubStatus != "canceled" || a.FirstCreated != "2026-05-14T16:00:00+02:00" || a.Source.Provider != "Isle" {
		t.Errorf("got %+v", a)
	}
}

func TestAddRefusesWhatItDoesNotKnow(t *testing.T) {
	f := func(file string) {
		t.Helper()
		if err := new(mapping.Set).Add([]byte(file)); err == nil {
			t.Errorf("%s: taken", file)
		}
	}
	f(`[{name: x}]`)
	f(`[{fields: {headline: [t]}}]`)
	f(`[{name: x, fields: {headline: [t], colour: [c]}}]`)
	f(`[{name: x, colour: red, fields: {headline: [t]}}]`)
}

func TestXMLWithoutAnArticleIsUnknown(t *testing.T) {
	s, err := mapping.New()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Parse([]byte(`<invoice><title>Bill</title><sum>3</sum></invoice>`), limits); err == nil {
		t.Errorf("%d drafts", len(got))
	}
}
