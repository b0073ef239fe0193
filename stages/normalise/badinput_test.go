package normalise_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise"
)

func gzipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// allocated gives the bytes that a call allocates in all.
func allocated(call func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestBadInputIsRefusedWithAReasonAndBoundedMemory(t *testing.T) {
	junk := make([]byte, 16<<10)
	for i := range junk {
		junk[i] = byte(i)
	}
	var attributes strings.Builder
	for i := range 300_000 {
		fmt.Fprintf(&attributes, ` a%d=""`, i)
	}
	for _, c := range []struct {
		name, reason string
		bytes        []byte
	}{
		{"nothing", "empty", nil},
		{"white space", "empty", []byte(" \n\t\r\n ")},
		{"50 MB", "too-large", bytes.Repeat([]byte("line of copy\n"), 50<<20/13)},
		{"binary", "not-text", junk},
		{"a picture", "not-text", append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), junk...)},
		{"a gzip bomb", "gzip-bomb", gzipped(t, make([]byte, 100<<20))},
		{"half a gzip", "truncated", gzipped(t, []byte(strings.Repeat("One line of copy.\n", 99)))[:60]},
		{"deep XML", "too-deep", []byte("<nitf>" + strings.Repeat("<b>", 100_000))},
		{"deep JSON", "too-deep", []byte(`{"uri":"x","a":` + strings.Repeat("[", 100_000))},
		{"deep JSON of nothing else", "too-deep", []byte(strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000))},
		{"300,000 attributes", "too-many-attributes", []byte("<nitf" + attributes.String() + "/>")},
		{"300,000 attributes in HTML", "too-many-attributes", []byte("<html><p" + attributes.String() + ">x</p></html>")},
		{"an external entity", "external-entity", []byte(`<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf><body>&x;</body></nitf>`)},
		{"an entity bomb", "entity", []byte(`<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><nitf>&b;</nitf>`)},
		{"truncated XML", "bad-xml", []byte(`<?xml version="1.0"?><nitf><head><title>Half`)},
		{"truncated JSON", "bad-json", []byte(`{"uri":"urn:x:1","headlines":[{"value":"Ha`)},
		{"a key twice", "duplicate-key", []byte(`{"uri":"urn:x:1","uri":"urn:x:2","body_text":"x"}`)},
		{"unknown XML", "unknown-format", []byte(`<?xml version="1.0"?><invoice><sum>3</sum></invoice>`)},
		{"a package alone", "no-content", []byte(`<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="x" version="1"/>`)},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := normalise.New(normalise.Config{})
			var got []article.Article
			var err error
			spent := allocated(func() { got, err = n.Process(t.Context(), article.Copy{Bytes: c.bytes, Source: "test"}) })
			if len(got) > 0 {
				t.Errorf("%d articles came out", len(got))
			}
			wantFault(t, err, c.reason)
			if spent > 128<<20 {
				t.Errorf("allocated %d MiB", spent>>20)
			}
		})
	}
}

func TestInvalidUTF8IsReadAndMarked(t *testing.T) {
	raw := []byte("Harbour closed\n\nThe caf\xe9 on the quay stays open, the owner said on Friday.\n")
	got, err := normalise.New(normalise.Config{}).Process(t.Context(), article.Copy{Bytes: raw, Source: "test"})
	if err != nil || len(got) != 1 {
		t.Fatalf("%d articles and error %v", len(got), err)
	}
	if !strings.Contains(got[0].Text, "café") || len(got[0].Warnings) == 0 {
		t.Errorf("text %q with warnings %v", got[0].Text, got[0].Warnings)
	}
}

func TestLineOfTwoMegabytesIsReadInTime(t *testing.T) {
	raw := []byte("One long line\n\n" + strings.Repeat("the river rose again and ", 2<<20/25))
	got, err := normalise.New(normalise.Config{}).Process(t.Context(), article.Copy{Bytes: raw, Source: "test"})
	if err != nil || len(got) != 1 {
		t.Fatalf("%d articles and error %v", len(got), err)
	}
	if got[0].Sentences[len(got[0].Sentences)-1].End > 256<<10 {
		t.Errorf("sentences reach to byte %d", got[0].Sentences[len(got[0].Sentences)-1].End)
	}
	if len(got[0].Warnings) == 0 {
		t.Error("no warning says that the text was cut for analysis")
	}
}

func TestOneBadItemDoesNotStopTheOthers(t *testing.T) {
	raw := []byte(`[{"uri":"urn:x:1","headlines":[{"value":"First"}]}, 7, {"uri":"urn:x:3","headlines":[{"value":"Third"}]}]`)
	got, err := normalise.New(normalise.Config{}).Process(t.Context(), article.Copy{Bytes: raw, Source: "test"})
	if len(got) != 2 || got[0].URI != "urn:x:1" || got[1].URI != "urn:x:3" {
		t.Fatalf("got %d articles", len(got))
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 1 {
		t.Fatalf("error %v, want that of one item", err)
	}
	item, ok := joined.Unwrap()[0].(*article.ItemError)
	if !ok || item.Index != 1 || string(item.Part) != "7" {
		t.Errorf("error is %#v", joined.Unwrap()[0])
	}
}

func TestJSONThatIsNoArticleIsRefused(t *testing.T) {
	n := normalise.New(normalise.DefaultConfig())
	f := func(reason, copyText string) {
		t.Helper()
		out, err := n.Process(context.Background(), article.Copy{Bytes: []byte(copyText), Source: "test"})
		var coded interface{ Reason() string }
		if len(out) > 0 || !errors.As(err, &coded) || coded.Reason() != reason {
			t.Errorf("%q: %d articles, %v; want %s", copyText, len(out), err, reason)
		}
	}
	f("no-content", "null")
	f("no-content", "42")
	f("no-content", "[]")
	f("no-content", `"x"`)
	f("no-content", "{}")
	f("not-utf8", "{\"uri\":\"x\",\"headline\":\"caf\xe9\",\"body_text\":\"abc def.\"}")
}
