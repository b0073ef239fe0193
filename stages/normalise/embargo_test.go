package normalise

import (
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

func TestEmbargo(t *testing.T) {
	for note, want := range map[string]string{
		"Embargoed to 0001 Tuesday June 03":                  "2025-06-03T00:01:00+01:00",
		"EMBARGOED until 08:00 GMT, June 3. Pictures follow": "2025-06-03T08:00:00Z",
		"Embargoed till 1800 EDT on Tuesday, 3 June":         "2025-06-03T18:00:00-04:00",
		"Embargoed to 0001 Monday June 03":                   "", // a Tuesday
		"Embargoed to 0001 May 30":                           "", // before the item
		"Embargoed until 0800 GMT":                           "",
		"Embargo lifted to 0001 Tuesday June 03":             "",
		"The trade embargo to 0001":                          "",
	} {
		a := &article.Article{PubStatus: "usable", VersionCreated: "2025-06-02T12:00:00+01:00", EdNote: note}
		embargo(a)
		if string(a.EmbargoedUntil) != want {
			t.Errorf("%s: until %q, want %q", note, a.EmbargoedUntil, want)
		}
	}
}
