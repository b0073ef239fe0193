package ninjs_test

import (
	"errors"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/ninjs"
)

func TestValidateHoldsEachVersionToItsRules(t *testing.T) {
	lim := draft.Limits{Depth: 50, Tokens: 10_000}
	f := func(name, doc string, valid bool) {
		t.Helper()
		err := ninjs.Validate([]byte(doc), name, lim)
		if fault, ok := errors.AsType[*article.Fault](err); err != nil && (!ok || fault.Code == "") {
			t.Fatalf("%s: %v is no fault", doc, err)
		}
		if (err == nil) != valid {
			t.Errorf("%s %s: %v, want valid %v", name, doc, err, valid)
		}
	}
	f("", `{"type":"text"}`, false)
	f("", `{"uri":"urn:x:1"}`, true)
	f("", `{"uri":"urn:x:1","unheard":1}`, false)
	f("", `{"uri":"urn:x:1","byline":"x","type":"component"}`, true)
	f("suite/1.0/a.json", `{"uri":"urn:x:1","byline":"x","type":"component"}`, false)
	f("suite/1.2/a.json", `{"uri":"urn:x:1","byline":"x","type":"component"}`, true)
	f("", `{"uri":"urn:x:1","byline":7}`, false)
	f("", `{"uri":"urn:x:1","body_text":"x","body_":"x"}`, false)
	f("", `{"uri":"urn:x:1","headline_ñ":"x"}`, false)
	f("", `{"uri":"urn:x:1","headline":"h","associations":{"a":{"uri":"urn:x:2"},"b":{}}}`, false)
	f("", `{"uri":"urn:x:1","pubstatus":"usable","bodies":[{"value":"x"}]}`, true)
	f("", `{"uri":"urn:x:1","pubstatus":"commissioned","bodies":[{"value":"x"}]}`, false)
	f("", `{"uri":"urn:x:1","bodies":[{"role":"main"}]}`, false)
	f("", `{"uri":"urn:x:1","pubStatus":"usable","urgency":10}`, false)
	f("", `{"uri":"urn:x:1","places":[{"geoJSON":{"type":"Point","coordinates":[1,2]}}]}`, true)
	f("", `{"uri":"urn:x:1","places":[{"geoJSON":{"type":"Dot","coordinates":[1,2]}}]}`, false)
	f("", `{"uri":"urn:x:1","eventDetails":{"dates":{"startDate":"x","expectedStartDate":"2026"}}}`, false)
	f("", `{"uri":"urn:x:1","eventDetails":{"dates":{"expectedStartDate":"2026-05"}}}`, true)
	f("", `{"uri":"urn:x:1","rightsInfo":{"linkedRights":"a","encodedRights":"b"}}`, false)
	f("", `{"uri":"urn:x:1","associations":[{"name":"a","uri":"urn:x:2"}]}`, true)
	f("", `{"uri":"urn:x:1","associations":[{"name":"a"}]}`, false)
	f("suite/2.0/a.json", `{"uri":"urn:x:1","associations":[{"name":"a"}]}`, true)
	f("", `{"uri":"urn:x:1","subjects":[{"name":"a","relevance":101}]}`, false)
}
