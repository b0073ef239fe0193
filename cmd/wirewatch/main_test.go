package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/docs"
	"github.com/wirewatch/wirewatch/stages/samplewire"
)

// call runs a command line and gives its exit code and what it printed.
func call(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(t.Context(), args, console{strings.NewReader(stdin), &out, &err})
	return code, out.String(), err.String()
}

func jsonLines(t *testing.T, s string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(s) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("line %q: %v", line, err)
		}
		all = append(all, v)
	}
	return all
}

func TestProcessNamesWhatFailsAndGoesOn(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.txt", samplewire.Items()[1].Bytes)
	junk := write("junk.bin", bytes.Repeat([]byte{0, 1, 2, 255}, 999))
	large := write("large.txt", bytes.Repeat([]byte("a line\n"), 50<<20/7))
	missing := filepath.Join(dir, "missing.txt")
	last := write("last.json", samplewire.Items()[6].Bytes)
	code, out, said := call(t, "", "process", "--validate", good, junk, large, missing, last)
	if code != exitFailed {
		t.Errorf("exit code %d, want %d", code, exitFailed)
	}
	records := jsonLines(t, out)
	if len(records) != 2 {
		t.Fatalf("%d records, want 2", len(records))
	}
	for i, want := range []string{good, last} {
		source := records[i]["wirewatch"].(map[string]any)["source"].(map[string]any)
		if source["name"] != want {
			t.Errorf("record %d is of %v, want %s", i, source["name"], want)
		}
	}
	reasons := map[any]any{}
	for _, p := range jsonLines(t, said) {
		reasons[p["name"]] = p["reason"]
	}
	for name, want := range map[string]string{junk: "not-text", large: "too-large", missing: "unreadable"} {
		if reasons[name] != want {
			t.Errorf("%s failed for %v, want %s", name, reasons[name], want)
		}
	}
}

func TestProcessKeepsTheTextOfArticles(t *testing.T) {
	rows := `{"id":"a","text":"  Two  blanks and “quotes” \ud83d\udea8 in Kabul.","language":"en"}` + "\n" + `{"id":"b","text":""}` + "\n" + `{"text":"no id"}` + "\n" + `{"id":"c"}` + "\n" + `{"id":"d","id":"e","text":"x"}` + "\n"
	code, out, said := call(t, rows, "process", "--format", "article", "--stages", "tag,detect", "-")
	if code != exitFailed || !strings.Contains(said, "no text") || !strings.Contains(said, "duplicate-key") {
		t.Errorf("exit code %d, stderr %q", code, said)
	}
	records := jsonLines(t, out)
	if len(records) != 2 || records[0]["uri"] != "a" || records[1]["uri"] != "b" {
		t.Fatalf("records %v", records)
	}
	body := records[0]["bodies"].([]any)[0].(map[string]any)["value"]
	if body != "  Two  blanks and “quotes” \U0001F6A8 in Kabul." {
		t.Errorf("text became %q", body)
	}
	code, out, said = call(t, rows, "process", "--format", "article", "--stages", "normalise", "-")
	if got := jsonLines(t, out); code != exitFailed || len(got) != 2 || got[0]["uri"] != "a" {
		t.Errorf("normalise alone: exit code %d, records %v, stderr %q", code, got, said)
	}
}

func TestWrongUseIsRefusedWithTheNameOfTheSetting(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		code, _, said := call(t, "", args...)
		if code != exitUsage || !strings.Contains(said, want) {
			t.Errorf("%v: exit code %d and %q, want %d and %q", args, code, said, exitUsage, want)
		}
	}
	f("no-such-flag", "process", "--no-such-flag")
	f("format", "process", "--format", "telex", "-")
	f("stage", "process", "--stages", "normalise,sing", "-")
	f("stages", "process", "--stages", " , ")
	f("max-item", "process", "--max-item", "0", "-")
	f("min-severity", "run", "alert", "--min-severity", "9")
	f("webhook", "run", "deliver", "--webhook", "notaurl")
	f("theme", "tail", "enriched", "--theme", "nosuch")
	f("lane", "run", "tag", "--lane", "fast")
	f("data-dir", "run", "all", "--data-dir", "/tmp/x")
	f("cannot follow", "run", "tag,normalise")
	f("log-level", "run", "tag", "--log-level", "loud")
	f("tls", "run", "tag", "--sasl", "PLAIN", "--sasl-user", "u")
	f("tls", "run", "tag", "--sasl", "OAUTHBEARER")
	f("sasl-token-file", "run", "tag", "--tls", "--sasl", "PLAIN", "--sasl-token-file", "x")
	f("sasl-token-url", "run", "tag", "--tls", "--sasl", "OAUTHBEARER", "--sasl-token-url", "http://idp.example/token")
	f("tls-cert", "run", "tag", "--tls", "--tls-cert", "x")
	f("partitions", "topics", "create", "--partitions", "0")
	f("filter", "dead", "replay")
}

func TestEnvironmentStandsBetweenFlagAndFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(file, []byte("format: telex\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, said := call(t, "x", "process", "--config", file); code != exitUsage || !strings.Contains(said, "telex") {
		t.Errorf("the file's value was not read: exit code %d, %q", code, said)
	}
	t.Setenv("WIREWATCH_FORMAT", "teleprinter")
	if code, _, said := call(t, "x", "process", "--config", file); code != exitUsage || !strings.Contains(said, "teleprinter") {
		t.Errorf("the environment did not win over the file: exit code %d, %q", code, said)
	}
	if code, out, said := call(t, "Rain in Oslo\n\nIt rained in Oslo.", "process", "--config", file, "--format", "plain"); code != exitOK || !strings.Contains(out, "Oslo") {
		t.Errorf("the flag did not win: exit code %d, %q", code, said)
	}
}

func TestDemoAccountsForEveryArticle(t *testing.T) {
	code, out, said := call(t, "", "demo", "--once", "--json")
	if code != exitOK {
		t.Fatalf("exit code %d: %s", code, said)
	}
	valid, err := docs.RecordValidator()
	if err != nil {
		t.Fatal(err)
	}
	validAlert, err := docs.AlertValidator()
	if err != nil {
		t.Fatal(err)
	}
	count := map[any]int{}
	var sum map[string]any
	for _, m := range jsonLines(t, out) {
		count[m["type"]]++
		part, _ := json.Marshal(m[m["type"].(string)])
		switch m["type"] {
		case "record":
			if err := valid(part); err != nil {
				t.Errorf("record is not valid: %v", err)
			}
		case "alert":
			if err := validAlert(part); err != nil {
				t.Errorf("alert is not valid: %v", err)
			}
		case "summary":
			sum = m
		}
	}
	in, done, dead, dropped := 0, 0, 0, 0
	for _, want := range samplewire.Expected() {
		for _, a := range want.Articles {
			in++
			switch a.Outcome {
			case "done":
				done++
			case "dead":
				dead++
			default:
				dropped++
			}
		}
	}
	for name, want := range map[string]int{"in": in, "out": done, "dead": dead, "dropped": dropped} {
		if got, _ := sum[name].(float64); int(got) != want {
			t.Errorf("summary says %s %v, want %d", name, sum[name], want)
		}
	}
	if count["record"] != done || count["alert"] < 20 || count["summary"] != 1 {
		t.Errorf("printed %v", count)
	}
}

func TestFeedsThatStayUpRefuseWrongSettings(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		if code, _, errs := call(t, "", append([]string{"feed"}, args...)...); code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("%v: exit code %d, %s", args, code, errs)
		}
	}
	t.Setenv("WIREWATCH_FEED_TOKEN", "")
	f("token-file", "http")
	f("token-file", "http", "--token-file", "/does/not/exist")
	f("allow", "rss", "https://isle.example/rss", "--allow", "home")
}

func TestDemoRunsAgainOnItsOwnTopics(t *testing.T) {
	dir := t.TempDir()
	for run := range 2 {
		code, out, said := call(t, "", "demo", "--once", "--json", "--data-dir", dir)
		if code != exitOK {
			t.Fatalf("run %d: exit code %d: %s", run, code, said)
		}
		lines := jsonLines(t, out)
		sum := lines[len(lines)-1]
		if sum["type"] != "summary" || sum["in"].(float64) != sum["out"].(float64)+sum["dead"].(float64)+sum["dropped"].(float64) {
			t.Errorf("run %d ends with %v", run, sum)
		}
	}
}

func TestThemesAreTrainedScoredAndUsed(t *testing.T) {
	dir := t.TempDir()
	rows := filepath.Join(dir, "rows.jsonl")
	var lines strings.Builder
	for i := range 40 {
		text, labels := "The mayor opened a library.", "[]"
		if i%2 == 0 {
			text, labels = "The dam above the town is leaking.", `["dam"]`
		}
		fmt.Fprintf(&lines, `{"id":"%d","text":%q,"labels":%s}`+"\n", i, text, labels)
	}
	if err := os.WriteFile(rows, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	model := filepath.Join(dir, "dam.model")
	if code, _, said := call(t, "", "train", "themes", "--train", rows, "--dev", rows, "--out", model); code != exitOK {
		t.Fatalf("train: exit code %d, %s", code, said)
	}
	if code, out, _ := call(t, "", "eval", "themes", "--model", model, rows); code != exitOK || !strings.Contains(out, "micro F1 1.000") {
		t.Errorf("eval: exit code %d, %s", code, out)
	}
	code, out, _ := call(t, "", "predict", "themes", "--model", model, rows)
	if got := jsonLines(t, out); code != exitOK || len(got) != 40 || len(got[0]["labels"].([]any)) != 1 || len(got[1]["labels"].([]any)) != 0 {
		t.Errorf("predict: exit code %d, %s", code, out)
	}
	meanings := filepath.Join(dir, "labels.json")
	if err := os.WriteFile(meanings, []byte(`[{"name":"DAM","definition":"A dam leaked."},{"name":"OPENING","definition":"Something was opened."}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := call(t, "", "predict", "themes", "--labels", meanings, rows); code != exitOK || !strings.HasPrefix(out, `{"id":"0","labels":["DAM"]}`) {
		t.Errorf("predict by meaning: exit code %d, %s", code, out)
	}
	code, out, _ = call(t, "Leak\n\nThe dam above the town is leaking, engineers said.", "process", "--validate", "--themes-model", model, "-")
	if code != exitOK || !strings.Contains(out, `"theme":"custom.dam"`) {
		t.Errorf("process: exit code %d, %s", code, out)
	}
	if code, _, said := call(t, "x", "process", "--themes-model", rows, "-"); code != exitUsage || !strings.Contains(said, "themes-model") {
		t.Errorf("a file that is no model: exit code %d, %s", code, said)
	}
}
