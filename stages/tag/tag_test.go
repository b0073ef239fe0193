package tag_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag"
	"github.com/wirewatch/wirewatch/stages/tag/ner"
)

// tagger is made once for all tests: loading is what takes time.
// tagger has the rules and the knowledge alone: what the model adds is tested in
// model_test.go.
var tagger = sync.OnceValues(func() (*tag.Tagger, error) {
	c := tag.DefaultConfig()
	c.NoModel = true
	return tag.New(c)
})

func process(t testing.TB, a article.Article) article.Article {
	t.Helper()
	tg, err := tagger()
	if err != nil {
		t.Fatal(err)
	}
	if a.URI == "" {
		a.URI = "urn:test"
	}
	out, err := tg.Process(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if len(out) != 1 {
		t.Fatalf("%d articles, want 1", len(out))
	}
	return out[0]
}

// brief writes a mention as TYPE:words>link, or >? where it has candidates.
func brief(a *article.Article, m article.Mention) string {
	s := m.Type + ":" + m.In(a.In(m.Field))
	switch {
	case m.Link == nil:
	case m.Link.ID != "":
		s += ">" + m.Link.ID
	case len(m.Link.Candidates) > 0:
		s += ">?"
	}
	return s
}

// names gives the mentions of a text that are names, and no offices.
func names(t testing.TB, body string) []string {
	t.Helper()
	a := process(t, article.Article{Text: body})
	var out []string
	for _, m := range a.Mentions {
		if m.Found != "coreference" && ner.KindOf(m.Type) >= 0 {
			out = append(out, brief(&a, m))
		}
	}
	return out
}

// mention gives the first mention of some words.
func mention(t testing.TB, a *article.Article, words string) article.Mention {
	t.Helper()
	for _, m := range a.Mentions {
		if m.In(a.In(m.Field)) == words {
			return m
		}
	}
	t.Fatalf("no mention %q among %d", words, len(a.Mentions))
	return article.Mention{}
}

func wantNames(t *testing.T) func(body string, want ...string) {
	return func(body string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, names(t, body)); diff != "" {
			t.Errorf("names of %q:\n%s", body, diff)
		}
	}
}

func TestNoNamesFromNothing(t *testing.T) {
	f := wantNames(t)
	f("")
	f("\n\n \t")
	f("Officials said on Tuesday that the situation had improved. Nobody was hurt.")
	f("It was a good year. However, people say that the who and the us of it is unclear.")
	f("Read more. Subscribe now. Share this article. All comments.")
}

func TestMentionsAreNumberedInOrderAndShareEntities(t *testing.T) {
	a := process(t, article.Article{
		Headline: "Lavrov lands in Dushanbe",
		Text:     "Russian Foreign Minister Sergei Lavrov arrived in Dushanbe. Lavrov will leave Dushanbe on Friday.",
	})
	entities := map[string]string{}
	for i, m := range a.Mentions {
		if want := fmt.Sprintf("e%d", i+1); m.ID != want {
			t.Errorf("mention %d has id %q, want %q", i, m.ID, want)
		}
		if i > 0 && m.Field == a.Mentions[i-1].Field && m.Start < a.Mentions[i-1].Start {
			t.Errorf("mention %s stands before the one in front of it", m.ID)
		}
		if ner.KindOf(m.Type) < 0 {
			continue
		}
		if m.Link == nil {
			t.Fatalf("%s is not linked", brief(&a, m))
		}
		if was, ok := entities[m.Link.ID]; ok && was != m.Entity {
			t.Errorf("%s is %s and %s", m.Link.ID, was, m.Entity)
		}
		entities[m.Link.ID] = m.Entity
	}
	if len(a.Mentions) != 8 || a.Mentions[0].Field != article.MainHeadline || entities["person:sergei-lavrov"] != "E1" {
		t.Errorf("got %d mentions, entities %v", len(a.Mentions), entities)
	}
}

func TestProcessChangesNothingAnEarlierStageWrote(t *testing.T) {
	in := article.Article{URI: "u", Text: "Kabul fell.", Steps: []article.Step{{Stage: "normalise"}}, Warnings: []article.Warning{{Code: "x"}}}
	out := process(t, in)
	if len(in.Steps) != 1 || len(in.Warnings) != 1 || in.Mentions != nil {
		t.Errorf("the input was changed: %+v", in)
	}
	if len(out.Steps) != 2 || out.Steps[1].Stage != "tag" || out.Steps[1].Version != tag.Version || out.Steps[1].Model == "" {
		t.Errorf("steps are %+v", out.Steps)
	}
}

func TestSameInputSameMentions(t *testing.T) {
	in := article.Article{URI: "u", Headline: "Five leaders meet", Text: strings.Repeat(summit, 2), VersionCreated: "2023-09-12T10:00:00Z"}
	first := process(t, in)
	for range 20 {
		if diff := cmp.Diff(first.Mentions, process(t, in).Mentions); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	in := article.Article{URI: "u", Text: summit}
	want := process(t, in).Mentions
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				if diff := cmp.Diff(want, process(t, in).Mentions); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
	wg.Wait()
}

func TestConfigValidate(t *testing.T) {
	f := func(v float64, ok bool) {
		t.Helper()
		err := tag.Config{BytesPerByte: v}.Validate()
		if (err == nil) != ok {
			t.Errorf("Validate with %v: %v", v, err)
		}
		if !ok && !strings.Contains(err.Error(), "tag.bytes-per-byte") {
			t.Errorf("%v does not name the setting", err)
		}
	}
	f(tag.DefaultConfig().BytesPerByte, true)
	f(0, false)
	f(-1, false)
	f(101, false)
	if _, err := tag.New(tag.Config{}); err == nil {
		t.Error("New takes a bad config")
	}
}

func TestLintFindsNoClashes(t *testing.T) {
	problems, err := tag.Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}
