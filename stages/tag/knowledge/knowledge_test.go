package knowledge_test

import (
	"testing"

	"github.com/wirewatch/wirewatch/stages/tag/knowledge"
)

func TestTablesHaveNoClashes(t *testing.T) {
	b, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range b.Lint() {
		t.Error(p)
	}
}

func TestCapitalsAreMarked(t *testing.T) {
	b, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	f := func(id string, want bool) {
		t.Helper()
		i, ok := b.Entry(id)
		if !ok {
			t.Fatalf("no entry %s", id)
		}
		if got := b.Entries[i].Capital; got != want {
			t.Errorf("capital of %s is %v, want %v", id, got, want)
		}
	}
	f("geonames:1138958", true)  // Kabul
	f("geonames:524901", true)   // Moscow
	f("geonames:1526384", false) // Almaty
	capitals := map[string]int{}
	for _, e := range b.Entries {
		if e.Capital {
			capitals[e.Country]++
		}
	}
	if len(capitals) < 150 {
		t.Errorf("%d countries have a capital", len(capitals))
	}
	for country, n := range capitals {
		if n != 1 {
			t.Errorf("%s has %d capitals", country, n)
		}
	}
}
