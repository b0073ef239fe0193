package detect_test

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect"
)

const damEntries = `entries:
  - id: human.dam_failure.burst
    theme: human.dam_failure
    cues: [dam burst, dam has burst]
    fires: ["A dam burst above the town on Sunday."]
    silent: ["The dam above the town was painted on Sunday."]
`

// damTaxonomy is the taxonomy in the binary with one more theme.
func damTaxonomy(t *testing.T) []byte {
	t.Helper()
	taxonomy, err := detect.DefaultTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	taxonomy.Themes = append(taxonomy.Themes, detect.Theme{ID: "human.dam_failure", Name: "dam failure", Parent: "human", Definition: "a dam breaks or is about to"})
	doc, err := json.Marshal(taxonomy)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func overlay(t *testing.T, files map[string]string) fs.FS {
	t.Helper()
	own := fstest.MapFS{}
	for name, content := range files {
		own[name] = &fstest.MapFile{Data: []byte(content)}
	}
	fsys, err := detect.Overlay(own)
	if err != nil {
		t.Fatal(err)
	}
	return fsys
}

func TestAThemeOfOnesOwnNeedsTwoFiles(t *testing.T) {
	fsys := overlay(t, map[string]string{"taxonomy.json": string(damTaxonomy(t)), "cues/mine.yaml": damEntries})
	for _, tier := range []detect.Tier{detect.Fast, detect.Deep} {
		d, err := detect.New(detect.Config{Lexicon: fsys, Tier: tier})
		if err != nil {
			t.Fatal(err)
		}
		out := process(t, d, article.Article{Text: "A dam burst above the town on Sunday. Rebels captured the town of Baru on Friday."})
		if live(out, "human.dam_failure") == nil {
			t.Errorf("%s: %+v", tier, out.Detections)
		}
		if tier == detect.Fast && live(out, "conflict.territorial_control") == nil {
			t.Errorf("the rules in the binary do not fire: %+v", out.Detections)
		}
		if !strings.HasPrefix(d.Model(), "rules-"+d.Lexicon()) || !strings.Contains(d.Lexicon(), "+") {
			t.Errorf("%s: model %s, lexicon %s", tier, d.Model(), d.Lexicon())
		}
	}
}

func TestOverlayShowsBothFolders(t *testing.T) {
	fsys := overlay(t, map[string]string{"cues/mine.yaml": damEntries, "cues/crime.yaml": "entries: []\n", "NOTES": "mine"})
	cues, err := fs.Glob(fsys, "cues/*.yaml")
	if err != nil || !slices.Contains(cues, "cues/mine.yaml") || !slices.Contains(cues, "cues/conflict.yaml") {
		t.Errorf("cues %v, %v", cues, err)
	}
	if !slices.IsSorted(cues) || len(slices.Compact(slices.Clone(cues))) != len(cues) {
		t.Errorf("cues %v are not each there once, in order", cues)
	}
	if own, err := fs.ReadFile(fsys, "cues/crime.yaml"); err != nil || string(own) != "entries: []\n" {
		t.Errorf("the file of one's own is %q, %v", own, err)
	}
	if below, err := fs.ReadFile(fsys, "classes.yaml"); err != nil || len(below) == 0 {
		t.Errorf("the file in the binary has %d bytes, %v", len(below), err)
	}
	if _, err := fs.ReadFile(fsys, "cues/none.yaml"); err == nil {
		t.Error("a file that is nowhere is read")
	}
	root, err := fs.ReadDir(fsys, ".")
	var names []string
	for _, e := range root {
		names = append(names, e.Name())
	}
	if want := []string{"NOTES", "classes.yaml", "cues", "taxonomy.json"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("the folder has %v, %v, want %v", names, err, want)
	}
}

func TestFolderWithoutLexiconIsRefused(t *testing.T) {
	if _, err := detect.Overlay(fstest.MapFS{"mine.yaml": {Data: []byte(damEntries)}}); err == nil || !strings.Contains(err.Error(), "cues") {
		t.Errorf("error %v", err)
	}
}

func TestFingerprintChangesWithAnyFile(t *testing.T) {
	names := map[string]bool{}
	for _, files := range []map[string]string{
		{"taxonomy.json": string(damTaxonomy(t))},
		{"taxonomy.json": string(damTaxonomy(t)), "cues/mine.yaml": damEntries},
		{"taxonomy.json": string(damTaxonomy(t)), "cues/mine.yaml": damEntries + "# more\n"},
		{"taxonomy.json": string(damTaxonomy(t)), "cues/other.yaml": damEntries},
	} {
		_, l, err := detect.Load(overlay(t, files))
		if err != nil {
			t.Fatal(err)
		}
		names[l.Name()] = true
	}
	_, first, err := detect.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, again, err := detect.Load(nil)
	if err != nil || again.Name() != first.Name() {
		t.Errorf("the lexicon in the binary is %s and %s, %v", first.Name(), again.Name(), err)
	}
	names[first.Name()] = true
	if len(names) != 5 {
		t.Errorf("5 lexicons have the names %v", names)
	}
}
