package names_test

import (
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/stages/tag/names"
)

func TestSpellingsOfOneWordAreNear(t *testing.T) {
	f := func(a, b string, least float64) {
		t.Helper()
		if got := names.Similar(a, b); got < least {
			t.Errorf("Similar(%q, %q) = %.3f, want at least %.2f", a, b, got, least)
		}
	}
	f("Rahmon", "Rajmon", 0.9)
	f("Rahmon", "Rakhmon", 0.9)
	f("Shavkat", "Shavtkat", 0.85)
	f("Mirziyoyev", "Mirziyaev", 0.85)
	f("Gaddafi", "Qaddafi", 0.9)
	f("Gadhafi", "Gaddafi", 1)
	f("Moammar", "Muammar", 0.9)
	f("Hussein", "Husayn", 0.85)
	f("Erdoğan", "Erdogan", 1)
	f("Zelenskyy", "Zelenskiy", 0.9)
	f("Soleimani", "Suleimani", 0.9)
	f("", "", 1)
}

func TestOtherWordsAreFar(t *testing.T) {
	f := func(a, b string, most float64) {
		t.Helper()
		if got := names.Similar(a, b); got > most {
			t.Errorf("Similar(%q, %q) = %.3f, want at most %.2f", a, b, got, most)
		}
	}
	f("Putin", "Putilov", 0.75)
	f("Uzbekistan", "Kurdistan", 0.7)
	f("Karimov", "Kerimbekov", 0.8)
	f("Lavrov", "Lavrentiev", 0.75)
	f("Rahmon", "", 0)
	f("Iran", "Iraq", 0.8)
}

func FuzzSimilar(f *testing.F) {
	f.Add("Rahmon", "Rajmon")
	f.Add("Шавкат", "Мирзиёев\xff")
	f.Fuzz(func(t *testing.T, a, b string) {
		got, back := names.Similar(a, b), names.Similar(b, a)
		if got < 0 || got > 1 || got-back > 1e-9 || back-got > 1e-9 {
			t.Fatalf("Similar(%q, %q) = %v, the other way %v", a, b, got, back)
		}
		if names.Similar(a, a) != 1 {
			t.Fatalf("%q is not like itself", a)
		}
	})
}

func TestFarIsNeverWrong(t *testing.T) {
	words := strings.Fields("putin putilov rahmon rajmon khan chan vucic vuchich ecevit edjevit javier xavier qaddafi gadhafi tchiani chiani mossul mosul shah sah zhukov jukov szydlo bashir vashir kabul cabul yeltsin jelzin")
	for _, a := range words {
		for _, b := range words {
			x, y := names.Key(a), names.Key(b)
			for _, least := range []float64{0.5, 0.72, 0.87} {
				if names.Far(names.MarksOf(x), names.MarksOf(y), max(len(x), len(y)), least) && names.SimilarKeys(x, y) >= least {
					t.Errorf("%s and %s are far at %.2f, and alike by %.2f", a, b, least, names.SimilarKeys(x, y))
				}
				if l := names.SimilarFrom(x, y, least); l != 0 && l != names.SimilarKeys(x, y) || l == 0 && names.SimilarKeys(x, y) >= least {
					t.Errorf("%s and %s: %.3f from %.2f on, %.3f in all", a, b, l, least, names.SimilarKeys(x, y))
				}
			}
		}
	}
}
