package samplewire_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/stages/samplewire"
)

func TestItemsAreTheFilesInOrder(t *testing.T) {
	files, err := filepath.Glob("wire/*")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(f))
	}
	slices.Sort(names)
	var got []string
	for _, item := range samplewire.Items() {
		got = append(got, item.Name)
		want, err := os.ReadFile(filepath.Join("wire", item.Name))
		if err != nil {
			t.Error(err)
		}
		if !bytes.Equal(item.Bytes, want) {
			t.Errorf("%s: bytes differ from the file", item.Name)
		}
		if item.Source == "" {
			t.Errorf("%s: no source", item.Name)
		}
	}
	if diff := cmp.Diff(names, got); diff != "" {
		t.Errorf("items (-files +items):\n%s", diff)
	}
}
