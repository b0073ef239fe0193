package plain_test

import (
	"testing"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/stages/normalise/furniture"
	"github.com/wirewatch/wirewatch/stages/normalise/plain"
	"github.com/wirewatch/wirewatch/stages/samplewire"
)

func FuzzParse(f *testing.F) {
	for _, item := range samplewire.Items() {
		if len(item.Bytes) < 16<<10 {
			f.Add(item.Bytes)
		}
	}
	rules, err := furniture.New()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !utf8.Valid(raw) {
			return // charset makes every copy UTF-8 before it is parsed
		}
		if d := plain.Parse(raw, rules); len(d.Text) > 2*len(raw) || !utf8.ValidString(d.Text) {
			t.Errorf("%d bytes of text out of %d", len(d.Text), len(raw))
		}
	})
}
