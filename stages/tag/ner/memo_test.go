package ner_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/stages/tag/ner"
)

func TestMemosChangeNoResult(t *testing.T) {
	m, err := ner.Default()
	if err != nil {
		t.Fatal(err)
	}
	plain := words("Mr Sergei Lavrov met the Taliban in Moscow on Monday .\nLavrov told the Islamic State to leave Moscow .")
	want := m.Find(plain)
	if len(want) < 3 {
		t.Fatalf("%d names, want some to compare", len(want))
	}
	memos := map[string]*ner.Memo{}
	for i := range plain {
		if memos[plain[i].Text] == nil {
			memos[plain[i].Text] = &ner.Memo{}
		}
		plain[i].Memo = memos[plain[i].Text]
	}
	for range 3 { // empty, then known, then with its weights
		if diff := cmp.Diff(want, m.Find(plain)); diff != "" {
			t.Errorf("with memos (-want +got):\n%s", diff)
		}
	}
}
