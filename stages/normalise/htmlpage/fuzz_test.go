package htmlpage_test

import (
	"testing"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/htmlpage"
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
		d, err := htmlpage.Parse(raw, limits)
		if err == nil && !(utf8.ValidString(d.Text) && utf8.ValidString(d.Headline)) {
			t.Error("the draft is not UTF-8")
		}
	})
}
