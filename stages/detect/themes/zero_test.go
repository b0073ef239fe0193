package themes_test

import (
	"slices"
	"testing"

	"github.com/wirewatch/wirewatch/stages/detect/themes"
)

func TestMeaningsTellTextsApartWithoutTraining(t *testing.T) {
	m := themes.NewMeanings([]themes.Meaning{
		{Name: "AIR_STRIKE", Definition: "Aircraft or drones carried out an air strike."},
		{Name: "ABDUCTION", Definition: "People were kidnapped."},
		{Name: "PROTEST", Definition: "People held a peaceful protest."},
	})
	f := func(text string, want ...string) {
		t.Helper()
		if got := m.Find(text); !slices.Equal(got, want) {
			t.Errorf("%q is %v, want %v: %v", text, got, want, m.Scores(text))
		}
	}
	f("Warplanes bombed the outskirts of the town.", "AIR_STRIKE")
	f("The teacher was taken hostage on the road.", "ABDUCTION")
	f("Thousands marched through the capital with placards.", "PROTEST")
	f("It rained.")
	f("")
}
