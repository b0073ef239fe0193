package corpus_test

import (
	"os"
	"testing"

	"github.com/wirewatch/wirewatch/learn/corpus"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/knowledge"
)

func TestLinksAreAsTheirTextsAndTheKnowledgeSay(t *testing.T) {
	base, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := corpus.ReadLinks(os.DirFS("linking"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	names := 0
	for i := range texts {
		l := &texts[i]
		if err := l.Check(func(id string) bool { _, ok := base.Entry(id); return ok }); err != nil {
			t.Error(err)
		}
		if seen[l.ID] {
			t.Errorf("id %s stands twice", l.ID)
		}
		seen[l.ID] = true
		names += len(l.Mentions)
	}
	if names < 1500 {
		t.Errorf("%d names, want 1500 or more", names)
	}
}

func TestWordsAreFoundWhole(t *testing.T) {
	f := func(text, words string, nth, start int) {
		t.Helper()
		at, ok := corpus.Words{Text: words, Nth: nth}.Find(text)
		if ok != (start >= 0) || ok && at != (article.Span{Start: start, End: start + len(words)}) {
			t.Errorf("%q, %d in %q: %v, %v", words, nth, text, at, ok)
		}
	}
	f("Assad met al-Assad's aide, Assadi.", "Assad", 1, 0)
	f("Assad met al-Assad's aide, Assadi.", "Assad", 2, 13)
	f("Assad met al-Assad's aide, Assadi.", "Assad", 3, -1)
	f("Élan", "lan", 1, -1)
	f("none", "", 1, -1)
}
