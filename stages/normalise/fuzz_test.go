package normalise_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/stages/normalise"
)

// FuzzProcess feeds whatever to the whole stage, in any format: what comes out
// is a record that can be written.
func FuzzProcess(f *testing.F) {
	names, err := filepath.Glob("*/testdata/*")
	if err != nil {
		f.Fatal(err)
	}
	formats := normalise.Formats()
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil || strings.HasSuffix(name, ".yaml") {
			continue // a folder, or what is expected
		}
		f.Add(b, uint8(0))
		for i, format := range formats {
			if strings.HasPrefix(format, filepath.Dir(filepath.Dir(name))) {
				f.Add(b, uint8(i+1))
			}
		}
	}
	n := normalise.New(normalise.Config{MaxDepth: 60, MaxTokens: 20_000, MaxItems: 200})
	f.Fuzz(func(t *testing.T, raw []byte, format uint8) {
		c := article.Copy{Bytes: raw, Source: "fuzz"}
		if i := int(format) % (len(formats) + 1); i > 0 {
			c.Format = formats[i-1]
		}
		got, err := n.Process(t.Context(), c)
		if len(got) == 0 && err == nil {
			t.Error("neither an article nor an error")
		}
		for i := range got {
			encoded, err := record.Encode(&got[i])
			if err != nil {
				t.Fatalf("article %d: %v", i, err)
			}
			if !utf8.Valid(encoded) {
				t.Errorf("article %d: the record is not UTF-8", i)
			}
			if _, err := record.Decode(encoded); err != nil {
				t.Errorf("article %d: %v", i, err)
			}
		}
	})
}
