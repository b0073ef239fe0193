package stages_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/docs"
	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/samplewire"
)

var update = flag.Bool("update", false, "rewrite the stories; read the diff before you commit it")

// stories are items of the sample wire shown before and after every stage: a
// film strip each, in testdata/stories.
var stories = map[string]string{
	"cis-summit":    "01-cis-summit.txt",
	"coup-denied":   "20-coup-denied.json",
	"harbour-drill": "32-harbour-drill.xml",
	"relief-page":   "37-relief-page.html",
	"sanctions":     "10-sanctions.xml",
	"bulletin":      "11-bulletin.rss",
	"station-hoax":  "18-station-hoax.txt",
}

// TestStories puts the records of each stage into the next one. What a stage
// is given is what the file says, so a stage that changes shows in its own
// frame and in no other.
func TestStories(t *testing.T) {
	valid, err := docs.RecordValidator()
	if err != nil {
		t.Fatal(err)
	}
	for slug, name := range stories {
		t.Run(slug, func(t *testing.T) {
			dir := filepath.Join("testdata", "stories", slug)
			in := []pipeline.Message{firstFrame(t, dir, name)}
			for i, stage := range []string{stages.Normalise, stages.Tag, stages.Detect, stages.Track} {
				w := worker(t, stage)
				var out []pipeline.Message
				for _, m := range in {
					r := w.Handle(context.Background(), m)
					for _, f := range r.Failures {
						t.Errorf("%s: %v", stage, f.Err)
					}
					out = append(out, r.Out...)
				}
				for _, m := range out {
					if err := valid(m.Value); err != nil {
						t.Errorf("%s: record is not valid: %v", stage, err)
					}
				}
				in = frame(t, filepath.Join(dir, fmt.Sprintf("%d-%s.json", i+1, stage)), out)
			}
		})
	}
}

// firstFrame gives the raw copy as its file has it.
func firstFrame(t *testing.T, dir, name string) pipeline.Message {
	t.Helper()
	file := filepath.Join(dir, "0-raw"+filepath.Ext(name))
	for i, item := range samplewire.Items() {
		if item.Name != name {
			continue
		}
		if *update {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, item.Bytes, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		item.Bytes = kept
		return raw(item, int64(i))
	}
	t.Fatalf("the sample wire has no %s", name)
	return pipeline.Message{}
}

// frame compares records with a frame and gives those of the frame.
func frame(t *testing.T, file string, out []pipeline.Message) []pipeline.Message {
	t.Helper()
	var joined [][]byte
	for _, m := range out {
		joined = append(joined, m.Value)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, fmt.Appendf(nil, "[%s]\n", bytes.Join(joined, []byte(","))), "", " "); err != nil {
		t.Fatal(err)
	}
	got := indented.Bytes()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
	var records []json.RawMessage
	if err := json.Unmarshal(want, &records); err != nil {
		t.Fatal(err)
	}
	var next []pipeline.Message
	for i, r := range records {
		var compact bytes.Buffer
		if err := json.Compact(&compact, r); err != nil {
			t.Fatal(err)
		}
		m := pipeline.Message{Topic: "frame", Offset: int64(i), Value: compact.Bytes()}
		if i < len(out) {
			m.Key, m.Headers = out[i].Key, out[i].Headers
		}
		next = append(next, m)
	}
	return next
}
