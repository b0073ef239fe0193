package feed_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/stages/feed"
)

var now = time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)

func config(paths ...string) feed.FileConfig {
	return feed.FileConfig{Paths: paths, Topic: "wire.raw", Dead: "wire.dead", Now: func() time.Time { return now }}
}

// read gives all messages and the counts.
func read(t *testing.T, c feed.FileConfig) ([]pipeline.Message, feed.Counts) {
	t.Helper()
	var out []pipeline.Message
	n, err := feed.File(t.Context(), c, func(m pipeline.Message) error { out = append(out, m); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return out, n
}

// folder makes files of the names and texts given in pairs.
func folder(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		path := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFileMakesRawRecords(t *testing.T) {
	dir := folder(t, "story.txt", "KABUL, Oct 16 - Fighters")
	name := filepath.Join(dir, "story.txt")
	got, n := read(t, config(name))
	want := []pipeline.Message{{
		Topic: "wire.raw", Key: []byte("file"), Value: []byte("KABUL, Oct 16 - Fighters"),
		Headers: []pipeline.Header{
			{Key: "source", Value: []byte("file")}, {Key: "content-type", Value: []byte("text/plain")},
			{Key: "received", Value: []byte("2026-01-01T10:00:00Z")}, {Key: "lane", Value: []byte("live")},
			{Key: "name", Value: []byte(name)},
		},
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("messages (-want +got):\n%s", d)
	}
	if d := cmp.Diff(feed.Counts{In: 1, Done: 1}, n); d != "" {
		t.Errorf("counts (-want +got):\n%s", d)
	}
}

func TestPathsFoldersAndPatterns(t *testing.T) {
	dir := folder(t, "b.txt", "b", "a.xml", "a", "sub/c.json", "c", ".hidden", "h", ".git/x", "x")
	f := func(want string, paths ...string) {
		t.Helper()
		c := config(paths...)
		c.Stdin = strings.NewReader("in")
		var values []string
		msgs, _ := read(t, c)
		for _, m := range msgs {
			values = append(values, string(m.Value))
		}
		if got := strings.Join(values, " "); got != want {
			t.Errorf("read %q, want %q", got, want)
		}
	}
	f("a b c", dir)
	f("b in a", filepath.Join(dir, "b.txt"), "-", filepath.Join(dir, "*.xml"))
	f("c", filepath.Join(dir, "s*"))
}

func TestKeys(t *testing.T) {
	sum := sha256.Sum256([]byte("x"))
	f := func(key, want string) {
		t.Helper()
		c := config("-")
		c.Stdin, c.Key, c.Source = strings.NewReader("x"), key, "agency"
		if got, _ := read(t, c); string(got[0].Key) != want {
			t.Errorf("key %s: %q, want %q", key, got[0].Key, want)
		}
	}
	f("", "agency")
	f("source", "agency")
	f("item", hex.EncodeToString(sum[:]))
	f("spread", "")
}

// endless gives n bytes without holding them.
type endless struct{ n int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.n == 0 {
		return 0, io.EOF
	}
	k := min(int64(len(p)), e.n)
	clear(p[:k])
	e.n -= k
	return int(k), nil
}

func TestTooLargeIsADeadLetterWithoutTheBytes(t *testing.T) {
	const size = 200 << 20
	sum := sha256.New()
	if _, err := io.Copy(sum, &endless{size}); err != nil {
		t.Fatal(err)
	}
	c := config("-")
	c.Stdin = &endless{size}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, n := read(t, c)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 48<<20 {
		t.Errorf("%d bytes taken for a file of %d", used, size)
	}
	if d := cmp.Diff(feed.Counts{In: 1, Dead: 1}, n); d != "" {
		t.Errorf("counts (-want +got):\n%s", d)
	}
	var value struct {
		File   string
		Size   int64
		SHA256 string
	}
	if err := json.Unmarshal(got[0].Value, &value); err != nil || value.File != "-" || value.Size != size || value.SHA256 != hex.EncodeToString(sum.Sum(nil)) {
		t.Errorf("value %s, %v", got[0].Value, err)
	}
	for key, want := range map[string]string{
		"ww-origin": "file:-", "ww-stage": "feed", "ww-reason": "too-large", "ww-attempt": "1",
		"ww-first": "2026-01-01T10:00:00Z", "ww-item": "0", "lane": "live",
	} {
		if v := got[0].Header(key); v != want {
			t.Errorf("%s = %q, want %q", key, v, want)
		}
	}
	if e := got[0].Header("ww-error"); !strings.Contains(e, value.SHA256) || !strings.Contains(e, "209715200") {
		t.Errorf("ww-error %q", e)
	}
}

func TestTheLargestItemIsTaken(t *testing.T) {
	for size, topic := range map[int64]string{10: "wire.raw", 11: "wire.dead"} {
		c := config("-")
		c.Stdin, c.MaxItem = &endless{size}, 10
		if got, _ := read(t, c); got[0].Topic != topic {
			t.Errorf("%d bytes go to %s, want %s", size, got[0].Topic, topic)
		}
	}
}

func TestUnreadableIsADeadLetterAndTheRestGoesOn(t *testing.T) {
	dir := folder(t, "a", "x")
	got, n := read(t, config(filepath.Join(dir, "none"), filepath.Join(dir, "a")))
	if d := cmp.Diff(feed.Counts{In: 2, Done: 1, Dead: 1}, n); d != "" {
		t.Errorf("counts (-want +got):\n%s", d)
	}
	if got[0].Header("ww-reason") != "unreadable" || got[1].Topic != "wire.raw" {
		t.Errorf("messages %+v", got)
	}
}

func TestRepeatsAreDroppedForADay(t *testing.T) {
	dir := folder(t, "a", "same", "b", "same", "c", "other")
	c := config(dir)
	state := store{}
	c.Seen = feed.NewSeen(state)
	f := func(at time.Time, source string, want feed.Counts) {
		t.Helper()
		c.Now, c.Source = func() time.Time { return at }, source
		if _, n := read(t, c); n != want {
			t.Errorf("counts %+v, want %+v", n, want)
		}
	}
	f(now, "x", feed.Counts{In: 3, Done: 2, Dropped: 1})
	f(now.Add(24*time.Hour-time.Second), "x", feed.Counts{In: 3, Dropped: 3})
	f(now, "y", feed.Counts{In: 3, Done: 2, Dropped: 1})
	f(now.Add(24*time.Hour), "x", feed.Counts{In: 3, Done: 2, Dropped: 1})
	if len(state) != 4 { // two transmissions of x, each with its time
		t.Errorf("%d keys in the state", len(state))
	}
}

func TestWhatYieldRefusesIsNotSeen(t *testing.T) {
	dir := folder(t, "a", "x")
	c := config(dir)
	c.Seen = feed.NewSeen(store{})
	gone := errors.New("broker gone")
	if _, err := feed.File(t.Context(), c, func(pipeline.Message) error { return gone }); !errors.Is(err, gone) {
		t.Fatalf("File = %v", err)
	}
	if got, _ := read(t, c); len(got) != 1 {
		t.Errorf("%d messages after the broker came back", len(got))
	}
}

func TestFileEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := feed.File(ctx, config(folder(t, "a", "x")), func(pipeline.Message) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("File = %v", err)
	}
}

func TestFileConfigNamesTheSetting(t *testing.T) {
	f := func(set func(*feed.FileConfig), want string) {
		t.Helper()
		c := config("a")
		set(&c)
		if _, err := feed.File(t.Context(), c, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("File = %v, want an error naming %q", err, want)
		}
	}
	f(func(c *feed.FileConfig) { c.Paths = nil }, "files")
	f(func(c *feed.FileConfig) { c.Paths = []string{"-"} }, "files")
	f(func(c *feed.FileConfig) { c.Paths = []string{"none*"} }, "none*")
	f(func(c *feed.FileConfig) { c.Topic = "" }, "topics")
	f(func(c *feed.FileConfig) { c.Key = "uri" }, "key")
	f(func(c *feed.FileConfig) { c.Lane = "fast" }, "lane")
	f(func(c *feed.FileConfig) { c.MaxItem = -1 }, "max-item")
}
