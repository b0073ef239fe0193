package feed_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/stages/feed"
)

func TestArchivesAreReadItemByItem(t *testing.T) {
	dir := t.TempDir()
	keep := func(name string, b []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	packed := func(b []byte) []byte {
		var out bytes.Buffer
		z := gzip.NewWriter(&out)
		_, _ = z.Write(b)
		_ = z.Close()
		return out.Bytes()
	}
	var z, tarred bytes.Buffer
	zw, tw := zip.NewWriter(&z), tar.NewWriter(&tarred)
	for _, f := range [][2]string{{"a.txt", "from zip"}, {"__MACOSX/a.txt", "no"}, {"../up.xml", "<up/>"}} {
		w, err := zw.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(f[1]))
		if err := tw.WriteHeader(&tar.Header{Name: f[0], Size: int64(len(f[1])), Mode: 0o600, Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		_, _ = tw.Write([]byte(f[1]))
	}
	_, _ = zw.Close(), tw.Close()
	keep("1.zip", z.Bytes())
	keep("2.tar.gz", packed(tarred.Bytes()))
	keep("3.jsonl", []byte("{\"uri\":\"a\"}\n{\"uri\":\"b\"}"))
	keep("4.jsonl.gz", packed([]byte("{\"uri\":\"c\"}\n"+strings.Repeat("x", 200_000)+"\n{\"uri\":\"d\"}\n")))
	keep("5.zip", z.Bytes()[:20])
	c := config(dir)
	c.MaxItem = 100_000
	got, n := read(t, c)
	var raw []string
	for _, m := range got {
		if m.Topic == "wire.raw" {
			raw = append(raw, strings.TrimSpace(string(m.Value)))
		}
	}
	want := []string{"from zip", "<up/>", "from zip", "<up/>", `{"uri":"a"}`, `{"uri":"b"}`, `{"uri":"c"}`, `{"uri":"d"}`}
	if d := cmp.Diff(want, raw); d != "" {
		t.Errorf("raw records (-want +got):\n%s", d)
	}
	if d := cmp.Diff(feed.Counts{In: 10, Done: 8, Dead: 2}, n); d != "" {
		t.Errorf("counts (-want +got):\n%s", d)
	}
	if name := got[0].Header("name"); name != filepath.Join(dir, "1.zip")+"!a.txt" || got[0].Header("content-type") != "text/plain" {
		t.Errorf("name %q, content type %q", name, got[0].Header("content-type"))
	}
}
