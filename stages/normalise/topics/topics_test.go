package topics_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/topics"
)

func TestMapAddsMediaTopics(t *testing.T) {
	table, err := topics.New()
	if err != nil {
		t.Fatal(err)
	}
	f := func(in []article.Concept, want ...article.Concept) {
		t.Helper()
		if d := cmp.Diff(want, table.Map(in)); d != "" {
			t.Errorf("Map (-want +got):\n%s", d)
		}
	}
	of := func(pairs ...string) (out []article.Concept) {
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, article.Concept{Name: pairs[i], URI: pairs[i+1]})
		}
		return out
	}
	f(of("crime of gangs", "subj:02001009"), of("crime of gangs", "subj:02001009", "gang activity", "medtop:20000102")...)
	f(of("16007000", "subj:16007000"), of("riot", "subj:16007000", "riot", "medtop:20000069")...)
	f(of("Rowing", "subj:15055000", "Sport", "medtop:15000000"), of("Rowing", "subj:15055000", "Sport", "medtop:15000000")...)
	f(of("financial", "anpa:f"), of("financial", "anpa:f", "economy, business and finance", "medtop:04000000")...)
	f(of("Sport", "15000000"), of("Sport", "subj:15000000", "sport", "medtop:15000000")...)
	f(of("krig", "subj:20000062"), of("krig", "medtop:20000062")...)
	f(of("subj:20000062", "subj:20000062"), of("medtop:20000062", "medtop:20000062")...)
	f(of("Urheilu", "sttsubj:15000000"), of("Urheilu", "sttsubj:15000000", "sport", "medtop:15000000")...)
	f(of("weather of old", "subj:99"), of("weather of old", "subj:99")...)
}
