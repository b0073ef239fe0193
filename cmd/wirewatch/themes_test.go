package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// damLexicon is a folder with one more theme than the binary has: two files and
// no Go.
func damLexicon(t *testing.T) string {
	t.Helper()
	code, out, said := call(t, "", "themes", "export", "--json")
	if code != exitOK {
		t.Fatalf("export: exit code %d, %s", code, said)
	}
	var taxonomy map[string]any
	if err := json.Unmarshal([]byte(out), &taxonomy); err != nil {
		t.Fatal(err)
	}
	taxonomy["themes"] = append(taxonomy["themes"].([]any), map[string]any{
		"id": "human.dam_failure", "name": "dam failure", "parent": "human", "definition": "a dam breaks or is about to",
	})
	doc, err := json.Marshal(taxonomy)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "cues"), 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "taxonomy.json", string(doc))
	put(t, dir, "cues/mine.yaml", `entries:
  - id: human.dam_failure.burst
    theme: human.dam_failure
    severity: 4
    cues: [dam burst, dam has burst]
    fires: ["A dam burst above the town on Sunday."]
    silent: ["The dam above the town was painted on Sunday."]
`)
	return dir
}

func put(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestProcessDetectsAThemeOfOnesOwn(t *testing.T) {
	const copied = "Flood\n\nA dam burst above the town of Baru on Sunday, police said."
	dir := damLexicon(t)
	for _, tier := range []string{"fast", "deep"} {
		code, out, said := call(t, copied, "process", "--validate", "--lexicon", dir, "--tier", tier, "-")
		if code != exitOK || !strings.Contains(out, `"theme":"human.dam_failure"`) || !strings.Contains(out, `"model":"rules-`) {
			t.Errorf("%s: exit code %d, %s %s", tier, code, out, said)
		}
	}
	if code, out, said := call(t, copied, "process", "-"); code != exitOK || strings.Contains(out, "dam_failure") {
		t.Errorf("without the folder: exit code %d, %s %s", code, out, said)
	}
	for _, wrong := range []string{t.TempDir(), filepath.Join(dir, "none")} {
		if code, _, said := call(t, copied, "process", "--lexicon", wrong, "-"); code != exitUsage || !strings.Contains(said, "lexicon") {
			t.Errorf("%s: exit code %d, %s", wrong, code, said)
		}
	}
}

func TestLintReadsTheExamples(t *testing.T) {
	if code, out, said := call(t, "", "themes", "lint"); code != exitOK || !strings.Contains(out, "in order, lexicon ") {
		t.Errorf("the lexicon in the binary: exit code %d, %s %s", code, out, said)
	}
	dir := damLexicon(t)
	code, out, said := call(t, "", "themes", "lint", "--lexicon", dir)
	if code != exitOK || !strings.Contains(out, "in order") {
		t.Errorf("exit code %d, %s %s", code, out, said)
	}
	put(t, dir, "cues/wrong.yaml", `entries:
  - id: human.dam_failure.deaf
    theme: human.dam_failure
    cues: [dyke gave way]
    fires: ["The mayor opened a library on Sunday."]
    silent: ["The dam above the town was painted on Sunday."]
`)
	code, out, _ = call(t, "", "themes", "lint", "--lexicon", dir)
	if code != exitFailed || !strings.Contains(out, `cues/wrong.yaml: entry "human.dam_failure.deaf": does not fire in`) || strings.Contains(out, "in order") {
		t.Errorf("exit code %d, %s", code, out)
	}
	put(t, dir, "cues/wrong.yaml", "entries:\n  - id: human.dam_failure.bare\n    theme: human.dam_failure\n")
	code, out, _ = call(t, "", "themes", "lint", "--lexicon", dir)
	if code != exitFailed || !strings.Contains(out, `cues/wrong.yaml: entry "human.dam_failure.bare": cues are missing`) {
		t.Errorf("exit code %d, %s", code, out)
	}
	put(t, dir, "cues/wrong.yaml", "entries:\n  - id: human.dam_failure.bare\n    colour: red\n")
	if code, _, said = call(t, "", "themes", "lint", "--lexicon", dir); code != exitFailed || !strings.Contains(said, "wrong.yaml") {
		t.Errorf("exit code %d, %s", code, said)
	}
}

func TestExportHasOneForm(t *testing.T) {
	dir := damLexicon(t)
	f := func(want string, args ...string) {
		t.Helper()
		code, out, said := call(t, "", append([]string{"themes", "export"}, args...)...)
		if code != exitOK || !json.Valid([]byte(out)) || !strings.Contains(out, want) {
			t.Errorf("%v: exit code %d, %.300s %s", args, code, out, said)
		}
	}
	f(`"id": "human.biosecurity"`)
	f(`"id": "human.biosecurity"`, "--json")
	f(`"namespace": "wirewatch"`, "--misp")
	f(`"type": "bundle"`, "--stix")
	f(`"id": "human.dam_failure"`, "--lexicon", dir)
	f(`"value": "dam_failure"`, "--misp", "--lexicon", dir)
	f(`"external_id": "human.dam_failure"`, "--stix", "--lexicon", dir)
	if code, _, said := call(t, "", "themes", "export", "--misp", "--stix"); code != exitUsage || !strings.Contains(said, "misp") {
		t.Errorf("two forms: exit code %d, %s", code, said)
	}
}

func TestReportCountsWhatRulesFireOn(t *testing.T) {
	dir := damLexicon(t)
	rows := `{"id":"a","text":"A dam burst above the town on Sunday, police said."}` + "\n" +
		`{"id":"b","text":"A dam burst in the play that opened on Sunday. A dam burst above the town."}` + "\n" + `{"id":"c"}` + "\n"
	code, out, said := call(t, rows, "themes", "report", "--json", "--format", "article", "--lexicon", dir, "-")
	if code != exitFailed || !strings.Contains(said, "no text") {
		t.Errorf("exit code %d, %s", code, said)
	}
	lines := jsonLines(t, out)
	at := slices.IndexFunc(lines, func(l map[string]any) bool { return l["entry"] == "human.dam_failure.burst" })
	if at < 0 {
		t.Fatalf("the rule is not in %s", out)
	}
	dam := lines[at]
	hits, _ := dam["hits"].(float64)
	samples, _ := dam["samples"].([]any)
	if hits < 2 || dam["live"].(float64) < 1 || len(samples) < 2 || samples[0].(map[string]any)["article"] != "a" || dam["file"] != "cues/mine.yaml" {
		t.Errorf("the rule has %v", dam)
	}
	if last := lines[len(lines)-1]; last["hits"].(float64) != 0 || len(last["samples"].([]any)) != 0 {
		t.Errorf("the last rule has %v", last)
	}
	file := filepath.Join(t.TempDir(), "flood.txt")
	put(t, filepath.Dir(file), "flood.txt", "Flood\n\nA dam burst above the town of Baru on Sunday, police said.")
	code, out, said = call(t, "", "themes", "report", "--lexicon", dir, file)
	table, silent, both := strings.Cut(out, "rules fire nowhere in 1 articles:\n")
	if code != exitOK || !both || !strings.Contains(table, "human.dam_failure.burst") || strings.Contains(silent, "human.dam_failure.burst") || !strings.Contains(silent, "cues/crime.yaml") {
		t.Errorf("exit code %d, %s %s", code, out, said)
	}
}

func TestVersionNamesLexiconAndModel(t *testing.T) {
	code, out, said := call(t, "", "version")
	if code != exitOK || !strings.Contains(out, "\nlexicon ") || !strings.Contains(out, "\ndeep tier deep-") {
		t.Errorf("exit code %d, %s %s", code, out, said)
	}
}

func TestGroupsOfOnesOwnHaveTopics(t *testing.T) {
	dir := damLexicon(t)
	doc, err := os.ReadFile(filepath.Join(dir, "taxonomy.json"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "taxonomy.json", strings.Replace(string(doc), `"groups":{`, `"groups":{"flood":"Floods",`, 1))
	own, err := readBranches("", &lexiconFlags{Lexicon: dir})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range topicSpecs("wire.", 1, 1, own) {
		names = append(names, s.Name)
	}
	if !slices.Contains(names, "wire.threats.flood") || !slices.Contains(names, "wire.threats.human") {
		t.Errorf("topics %v", names)
	}
	if code, _, said := call(t, "", "tail", "enriched", "--theme", "flood"); code != exitUsage || !strings.Contains(said, "flood") {
		t.Errorf("tail without the folder: exit code %d, %s", code, said)
	}
}

// The entry that docs/themes.md shows must do what it says there.
func TestTheEntryInTheDocsIsInOrder(t *testing.T) {
	doc, err := os.ReadFile("../../docs/themes.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(doc), "```yaml\n")
	entries, _, found := strings.Cut(after, "```")
	if !found || !strings.HasPrefix(entries, "entries:\n") {
		t.Fatalf("the docs show no entry: %q", entries)
	}
	dir := damLexicon(t)
	put(t, dir, "cues/mine.yaml", entries)
	code, out, said := call(t, "", "themes", "lint", "--lexicon", dir)
	if code != exitOK || strings.Contains(out, "cues/mine.yaml") {
		t.Errorf("exit code %d, %s %s", code, out, said)
	}
}
