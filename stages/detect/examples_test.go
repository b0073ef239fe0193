package detect_test

import (
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/stages/detect"
)

func TestExamplesThatAreNotReadSoAreNamed(t *testing.T) {
	const more = `
  - id: human.dam_failure.deaf
    theme: human.dam_failure
    cues: [dyke gave way]
    fires: ["The mayor opened a library on Sunday."]
    silent: ["The dam above the town was painted on Sunday."]
  - id: human.dam_failure.loud
    theme: human.dam_failure
    cues: [dam broke]
    fires: ["A dam broke above the town on Sunday."]
    silent: ["A dam burst above the town on Sunday."]
  - id: human.dam_failure.second
    theme: human.dam_failure
    cues: [dyke failed]
    fires: ["A dam broke above the town on Sunday."]
    silent: ["The dam above the town was painted on Sunday."]
`
	fsys := overlay(t, map[string]string{"taxonomy.json": string(damTaxonomy(t)), "cues/mine.yaml": damEntries + more})
	d, err := detect.New(detect.Config{Lexicon: fsys})
	if err != nil {
		t.Fatal(err)
	}
	_, lexicon, err := detect.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	faults, err := detect.CheckExamples(t.Context(), d, lexicon)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]*detect.ExampleError{}
	for _, f := range faults {
		if f.Entry.Theme == "human.dam_failure" {
			said[f.Entry.ID] = f
		}
	}
	f := func(id, want string, warning bool) {
		t.Helper()
		got := said[id]
		if got == nil || got.Warning != warning || !strings.Contains(got.Error(), want) || !strings.HasPrefix(got.Error(), "cues/mine.yaml: ") {
			t.Errorf("%s: %v, want %q", id, got, want)
		}
	}
	f("human.dam_failure.deaf", "does not fire", false)
	f("human.dam_failure.loud", "human.dam_failure.burst raises human.dam_failure", false)
	f("human.dam_failure.second", "only human.dam_failure.loud fires", true)
	if len(said) != 3 {
		t.Errorf("faults %v", faults)
	}
}

func TestTaxonomyRefusesWhatRecordsDoNotTake(t *testing.T) {
	f := func(want, doc string) {
		t.Helper()
		if _, err := detect.LoadTaxonomy([]byte(doc)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", doc, err, want)
		}
	}
	f("a to z", `{"version":"1","groups":{"human":"Human"},"themes":[{"id":"human.Dam-2","parent":"human","definition":"d"}]}`)
	f("group", `{"version":"1","groups":{"human":"Human"},"themes":[{"id":"dam.burst","parent":"dam","definition":"d"}]}`)
	f("date", `{"version":"1","date":"today","groups":{"human":"Human"},"themes":[{"id":"human.dam","parent":"human","definition":"d"}]}`)
}
