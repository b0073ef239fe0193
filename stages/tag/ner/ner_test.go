package ner_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/ner"
)

// words makes words of a text, a sentence a line.
func words(text string) []ner.Word {
	var out []ner.Word
	for line := range strings.Lines(text) {
		for i, w := range strings.Fields(line) {
			f := ner.Lower
			switch {
			case w[0] >= 'A' && w[0] <= 'Z':
				f = ner.Upper
			case w[0] < 'A':
				f = ner.Mark
			}
			if i == 0 {
				f |= ner.Start | ner.Opens
			}
			out = append(out, ner.Word{Text: w, Flags: f})
		}
	}
	return out
}

// labels gives the labels allowed, one each: P for a person of one word, G for
// a place, B and L for a name of two words.
func labels(s string) []uint64 {
	m := map[rune]uint64{
		'.': 1,
		'P': 1 << ner.LabelOf(0, ner.Unit), 'G': 1 << ner.LabelOf(2, ner.Unit),
		'B': 1 << ner.LabelOf(0, ner.Begin), 'L': 1 << ner.LabelOf(0, ner.Last),
	}
	var out []uint64
	for _, r := range s {
		out = append(out, m[r])
	}
	return out
}

func trained(t *testing.T) ner.Weights {
	t.Helper()
	trainer := ner.NewTrainer()
	var chains []ner.Chain
	for _, e := range [][2]string{
		{"Mr Anna Berg said so .", ".BL..."},
		{"in Oslo the mayor spoke .", ".G...."},
		{"Mr Otto said no .", ".P..."},
		{"in Riga it rained .", ".G..."},
		{"Mr Emil Lund said so .", ".BL..."},
	} {
		c, missed := ner.Chains(words(e[0]), labels(e[1]))
		if missed > 0 {
			t.Fatalf("%q: %d words out of reach", e[0], missed)
		}
		chains = append(chains, c...)
	}
	for range 40 {
		for i := range chains {
			trainer.Learn(&chains[i])
		}
	}
	return trainer.Weights()
}

func found(m *ner.Model, text string) []string {
	w := words(text)
	var out []string
	for _, s := range m.Find(w) {
		var name strings.Builder
		name.WriteString(w[s.First].Text)
		for i := s.First + 1; i <= s.Last; i++ {
			name.WriteString(" " + w[i].Text)
		}
		out = append(out, ner.Kinds()[s.Kind]+":"+name.String())
	}
	return out
}

func TestModelFindsWhatItHasLearnt(t *testing.T) {
	m, err := ner.New("t", trained(t), 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"PERSON:Emil Berg", "GPE:Tartu"}, found(m, "Mr Emil Berg said so .\nin Tartu it rained .")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSavedModelIsTheSame(t *testing.T) {
	w := trained(t)
	var one, two bytes.Buffer
	for _, b := range []*bytes.Buffer{&one, &two} {
		if err := ner.Save(b, "7", w, 0); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("the same weights gave other bytes")
	}
	m, err := ner.Load(&one)
	if err != nil || !strings.HasPrefix(m.Name, "7+") {
		t.Fatalf("model %v, %v", m, err)
	}
	if got := found(m, "Mr Emil Berg said so ."); len(got) != 1 {
		t.Errorf("found %v", got)
	}
}

func TestOtherFilesAreNoModels(t *testing.T) {
	for _, s := range []string{"", "junk", strings.Repeat("\x28\xb5\x2f\xfd", 20)} {
		if _, err := ner.Load(strings.NewReader(s)); err == nil {
			t.Errorf("%q was loaded", s)
		}
	}
}

func TestTailsAreNoPartOfNames(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		if got := ner.Trim(article.Span{End: len(text)}, text).In(text); got != want {
			t.Errorf("Trim(%q) = %q, want %q", text, got, want)
		}
	}
	f("ISIS-linked", "ISIS")
	f("London-based", "London")
	f("al-Qaeda-affiliated", "al-Qaeda")
	f("al-Shabaab", "al-Shabaab")
	f("Aix-en-Provence", "Aix-en-Provence")
	f("Kabul", "Kabul")
}

func TestDefaultModelLoads(t *testing.T) {
	m, err := ner.Default()
	if err != nil {
		t.Fatal(err)
	}
	if features, weights := m.Size(); features < 10_000 || weights < features {
		t.Errorf("%d features with %d weights", features, weights)
	}
}
