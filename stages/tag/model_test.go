package tag_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag"
)

var whole = sync.OnceValues(func() (*tag.Tagger, error) { return tag.New(tag.DefaultConfig()) })

// tagged puts a text through rules, knowledge and model.
func tagged(t *testing.T, text string) article.Article {
	t.Helper()
	tg, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	out, err := tg.Process(t.Context(), article.Article{URI: "x", Text: text})
	if err != nil || len(out) != 1 {
		t.Fatalf("%d articles, %v", len(out), err)
	}
	return out[0]
}

func TestModelFindsNamesThatNoRuleKnows(t *testing.T) {
	a := tagged(t, "Shares in Kelvano Motors fell on Friday after its founder, Ines Okparo, left the board.\n\nKelvano employs 300 people near Lodz.")
	f := func(kind, words string) {
		t.Helper()
		if !slices.ContainsFunc(a.Mentions, func(m article.Mention) bool { return m.Type == kind && a.Quote(m.Span) == words }) {
			t.Errorf("no %s %q among %+v", kind, words, a.Mentions)
		}
	}
	f("ORG", "Kelvano Motors")
	f("PERSON", "Ines Okparo")
	f("GPE", "Lodz")
}

func TestModelKeepsLinksAndCutNames(t *testing.T) {
	a := tagged(t, "Tajikistan President Emomali Rajmon met envoys in Dushanbe. He said Afghanistan was a threat.")
	i := slices.IndexFunc(a.Mentions, func(m article.Mention) bool { return a.Quote(m.Span) == "Emomali Rajmon" })
	if i < 0 || a.Mentions[i].Link == nil || a.Mentions[i].Link.ID != "person:emomali-rahmon" || a.Mentions[i].Link.Via != "fuzzy" || a.Mentions[i].Role == nil {
		t.Errorf("mentions %+v", a.Mentions)
	}
}

func TestModelNamesItself(t *testing.T) {
	a := tagged(t, "Rain fell.")
	if m := a.Steps[0].Model; !strings.Contains(m, "knowledge-") || !strings.Contains(m, "names-") {
		t.Errorf("step names the models %q", m)
	}
}
