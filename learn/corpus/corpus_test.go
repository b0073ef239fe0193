package corpus_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/learn/corpus"
)

func TestLabelsStandInTheText(t *testing.T) {
	d, err := corpus.Parse("x", "# topic: talks\n# style: brief\n[GPE Oslo] talks\n\nThe [ORG/other University of [GPE Kabul]]'s head, [PERSON Ann Li], spoke.\n")
	if err != nil {
		t.Fatal(err)
	}
	if d.Text != "Oslo talks\n\nThe University of Kabul's head, Ann Li, spoke." || d.Topic != "talks" || d.Style != "brief" {
		t.Errorf("read %+v", d)
	}
	var got []string
	for _, e := range d.Entities {
		got = append(got, strings.Repeat(">", e.Depth)+e.Type+":"+e.Subtype+":"+e.In(d.Text))
	}
	want := []string{"GPE::Oslo", "ORG:other:University of Kabul", ">GPE::Kabul", "PERSON::Ann Li"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestWrongMarkupIsRefused(t *testing.T) {
	for _, s := range []string{"a [GPE b", "a] b", "[CITY b]", "[ORG/tribe b]", "[GPE/media b]", "[GPE ]", "[GPE"} {
		if _, err := corpus.Parse("x", s); err == nil {
			t.Errorf("%q was read", s)
		}
	}
}

func TestLinesCountCodePoints(t *testing.T) {
	got, err := corpus.ReadLines(strings.NewReader(`{"id":"a","text":"É Oslo","entities":[{"start":2,"end":6,"type":"GPE"}]}` + "\n"))
	if err != nil || len(got) != 1 || got[0].Entities[0].In(got[0].Text) != "Oslo" {
		t.Errorf("read %+v, %v", got, err)
	}
	if _, err := corpus.ReadLines(strings.NewReader(`{"id":"a","text":"É","entities":[{"start":0,"end":2,"type":"GPE"}]}`)); err == nil {
		t.Error("an entity outside its text was read")
	}
}

// The corpus is data that is reviewed like code: it must be readable, large
// enough and without repeated frames.
func TestOwnCorpusIsInOrder(t *testing.T) {
	docs, err := corpus.ReadDir(os.DirFS("entities/wire"))
	if err != nil {
		t.Fatal(err)
	}
	words, entities := 0, 0
	splits := map[corpus.Split]int{}
	for _, d := range docs {
		words += len(strings.Fields(d.Text))
		entities += len(d.Entities)
		splits[corpus.SplitOf(d.ID)]++
		for _, e := range d.Entities {
			if s := e.In(d.Text); strings.HasPrefix(s, "the ") || strings.TrimSpace(s) != s {
				t.Errorf("%s: label %q", d.ID, s)
			}
		}
	}
	t.Logf("%d documents, %d words, %d labels, splits %v", len(docs), words, entities, splits)
	if words < 140_000 || splits[corpus.Test] < 20 || splits[corpus.Dev] < 20 {
		t.Errorf("%d words in splits %v", words, splits)
	}
}
