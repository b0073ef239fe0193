package iptc7901_test

import (
	"testing"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/iptc7901"
	"github.com/wirewatch/wirewatch/stages/samplewire"
)

func FuzzParse(f *testing.F) {
	for _, item := range samplewire.Items() {
		if len(item.Bytes) < 16<<10 {
			f.Add(item.Bytes)
		}
	}
	limits := draft.Limits{Depth: 50, Tokens: 20_000, Attributes: 50, Items: 500}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !utf8.Valid(raw) {
			return // charset makes every copy UTF-8 before it is parsed
		}
		drafts, err := iptc7901.Parse(raw, limits)
		if err == nil && len(drafts) == 0 {
			t.Error("neither a draft nor an error")
		}
		for i := range drafts {
			if d := &drafts[i]; !utf8.ValidString(d.Text) || !utf8.ValidString(d.Headline) {
				t.Errorf("draft %d is not UTF-8", i)
			}
		}
	})
}
