package corpus_test

import (
	"os"
	"testing"

	"github.com/wirewatch/wirewatch/learn/corpus"
	"github.com/wirewatch/wirewatch/stages/detect"
)

func TestOwnThreatsAreInOrder(t *testing.T) {
	taxonomy, err := detect.DefaultTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	threats, err := corpus.ReadThreats(os.DirFS("threats"))
	if err != nil {
		t.Fatal(err)
	}
	ids, live, statuses := map[string]bool{}, map[string]int{}, map[string]int{}
	harmless := 0
	splits := map[corpus.Split]int{}
	for i := range threats {
		if err := threats[i].Check(func(theme string) bool { return taxonomy.Theme(theme) != nil }); err != nil {
			t.Error(err)
		}
		if ids[threats[i].ID] {
			t.Errorf("%s is there twice", threats[i].ID)
		}
		ids[threats[i].ID] = true
		splits[corpus.SplitOfThreat(threats[i].ID)]++
		if len(threats[i].Labels) == 0 {
			harmless++
		}
		for _, label := range threats[i].Labels {
			live[label]++
		}
		for _, c := range append(threats[i].Detections, threats[i].Shadow...) {
			statuses[string(c.Status)]++
		}
	}
	t.Logf("%d texts, %d harmless, splits %v, statuses %v", len(threats), harmless, splits, statuses)
	if len(threats) < 1500 || harmless*10 < len(threats)*3 || len(statuses) != 18 {
		t.Errorf("%d texts, %d harmless, %d statuses", len(threats), harmless, len(statuses))
	}
	for _, theme := range taxonomy.Themes {
		if live[theme.ID] < 10 {
			t.Logf("%s is live in %d texts only", theme.ID, live[theme.ID])
		}
	}
}
