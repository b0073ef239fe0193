package record_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/record"
)

// TestSplicingGivesTheBytesOfFusedStages is the contract between separate and
// fused stages: encoding after each stage and encoding once give the same bytes.
func TestSplicingGivesTheBytesOfFusedStages(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		full := randomArticle(r)
		fused := encode(t, &full)

		wire := encode(t, upTo(full, 1))
		for n := 2; n <= len(full.Steps); n++ {
			a := decode(t, wire)
			next := upTo(full, n)
			next.Wire, next.WireOwn, next.WireSteps, next.WireWarnings = a.Wire, a.WireOwn, a.WireSteps, a.WireWarnings
			wire = encode(t, next)
		}
		if diff := cmp.Diff(string(fused), string(wire)); diff != "" {
			t.Fatalf("fused (-) and separate (+) stages differ:\n%s", diff)
		}
	}
}

func TestDecodeGivesBackTheArticle(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		want := randomArticle(r)
		got := decode(t, encode(t, &want))
		ignore := cmpopts.IgnoreFields(article.Article{}, "Wire", "WireOwn", "WireSteps", "WireWarnings")
		if diff := cmp.Diff(want, got, ignore, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("after a round trip:\n%s", diff)
		}
	}
}

func TestSpansCountCodePointsInTheRecord(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		a := randomArticle(r)
		var doc struct {
			Headlines []struct{ Value string }
			Bodies    []struct{ Value string }
			Wirewatch struct {
				Text     struct{ Length int }
				Entities []struct {
					Start, End  int
					Text, Field string
				}
			}
		}
		if err := json.Unmarshal(encode(t, &a), &doc); err != nil {
			t.Fatal(err)
		}
		body := []rune(doc.Bodies[0].Value)
		if doc.Wirewatch.Text.Length != len(body) {
			t.Fatalf("length = %d, want %d", doc.Wirewatch.Text.Length, len(body))
		}
		for _, e := range doc.Wirewatch.Entities {
			in := body
			if e.Field != "" {
				in = []rune(doc.Headlines[0].Value)
			}
			if got := string(in[e.Start:e.End]); got != e.Text {
				t.Fatalf("span %d-%d holds %q, says %q", e.Start, e.End, got, e.Text)
			}
		}
	}
}

func TestMembersUnknownToThisVersionSurvive(t *testing.T) {
	wire := []byte(` { "uri":"u1", "type":"text","version":"1","pubStatus":"usable","future":{"a":[1,2.50,"x"]},
  "wirewatch" : { "schemaVersion":"1.7","newer":{"kept":true} , "source":{"provider":"p","format":"f","rawSha256":"", "later":1},
  "pipeline":[ ],"text":{"field":"/bodies/0/value","unit":"unicode-codepoint","length":2,"sha256":""}, "editorial":{} }, "after" : null } `)
	a := decode(t, wire)
	a.Steps = append(a.Steps, article.Step{Stage: "tag", Version: "9"}, article.Step{Stage: "track", Version: "9"})
	a.Hold = true
	a.Warn("odd", "é")
	out := encode(t, &a)
	if !json.Valid(out) {
		t.Fatalf("not JSON: %s", out)
	}
	for _, part := range []string{
		`"future":{"a":[1,2.50,"x"]}`, `"newer":{"kept":true} ,`, `"later":1}`, `"after" : null } `, `{ "uri":"u1", `,
		`"pipeline":[ {"stage":"tag","version":"9"},{"stage":"track","version":"9"}]`,
		`"editorial":{"hold":true}`, `"warnings":[{"code":"odd","detail":"é"}]`, `"entities":[]`,
	} {
		if !bytes.Contains(out, []byte(part)) {
			t.Errorf("%s is missing in %s", part, out)
		}
	}
}

func TestEncodeReplacesItsOwnMembers(t *testing.T) {
	a := randomArticle(rand.New(rand.NewPCG(7, 8)))
	first := decode(t, encode(t, &a))
	first.Mentions = nil
	first.Steps = append(first.Steps, article.Step{Stage: "tag", Version: "2"})
	out := encode(t, &first)
	if again := decode(t, out); len(again.Mentions) != 0 {
		t.Errorf("the older tag's mentions are still there: %v", again.Mentions)
	}
	if n := strings.Count(string(out), `"entities":`); n != 1 {
		t.Errorf("entities stands %d times", n)
	}
}

func TestAnUnchangedArticleKeepsItsBytes(t *testing.T) {
	a := randomArticle(rand.New(rand.NewPCG(9, 1)))
	wire := encode(t, &a)
	b := decode(t, wire)
	if !bytes.Equal(encode(t, &b), wire) {
		t.Error("a record that no stage touched was changed")
	}
}

func TestDecodeRefuses(t *testing.T) {
	ok := `"uri":"u","wirewatch":{"schemaVersion":"1.0"}`
	f := func(wire, reason, part string) {
		t.Helper()
		_, err := record.Decode([]byte(wire))
		fault, isFault := err.(*article.Fault)
		if !isFault || fault.Reason() != reason || !strings.Contains(err.Error(), part) {
			t.Errorf("Decode(%.60q) = %v, want %s: ...%s...", wire, err, reason, part)
		}
	}
	f(``, "bad-record", "not a JSON object")
	f(`[]`, "bad-record", "not a JSON object")
	f(`{`, "bad-record", "no string")
	f(`{}`, "bad-record", "no wirewatch")
	f(`{"wirewatch":{"schemaVersion":"1.0"}}`, "bad-record", "no uri")
	f(`{"uri":"u","wirewatch":{}}`, "bad-record", "no schemaVersion")
	f(`{"uri":"u","wirewatch":3}`, "bad-record", "no object")
	f(`{"uri":"u","wirewatch":{"schemaVersion":"2.0"}}`, "schema-version", "2.0")
	f(`{"uri":"u","uri":"v"}`, "bad-record", "twice")
	f(`{"uri":"u","x":{"a":1,"b":{},"a":2}}`, "bad-record", "twice")
	f(`{`+ok+`} x`, "bad-record", "after the object")
	f("{"+ok+",\"x\":\"\xff\"}", "bad-record", "UTF-8")
	f("{"+ok+",\"x\":\"\n\"}", "bad-record", "control")
	f(`{`+ok+`,"x":"\q"}`, "bad-record", "escape")
	f(`{`+ok+`,"x":01}`, "bad-record", "number")
	f(`{`+ok+`,"x":-}`, "bad-record", "number")
	f(`{`+ok+`,"x":1.}`, "bad-record", "number")
	f(`{`+ok+`,"x":nul}`, "bad-record", "no value")
	f(`{`+ok+`,"x":[1 2]}`, "bad-record", "comma")
	f(`{`+ok+`,"x":`+strings.Repeat("[", 100)+strings.Repeat("]", 100)+`}`, "bad-record", "deeper")
	f(`{"uri":1,"wirewatch":{"schemaVersion":"1.0"}}`, "bad-record", "uri")
	f(`{"uri":"u","wirewatch":{"schemaVersion":"1.0","entities":[{"start":0,"end":9,"text":"x"}]}}`, "bad-span", "0-9")
	f(`{"uri":"u","bodies":[{"value":"abc"}],"wirewatch":{"schemaVersion":"1.0","entities":[{"start":2,"end":1}]}}`, "bad-span", "2-1")
	f(`{"uri":"`+strings.Repeat("u", record.MaxSize)+`"}`, "too-large", "at most")
}

func TestDecodeOfAMillionKeysTakesLinearTime(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"uri":"u","wirewatch":{"schemaVersion":"1.0"}`)
	for i := range 500_000 {
		b.WriteString(`,"`)
		b.WriteString(string(rune('a'+i%26)) + strings.Repeat("0", 1) + itoa(i))
		b.WriteString(`":1`)
	}
	b.WriteString(`}`)
	if _, err := record.Decode([]byte(b.String())); err != nil {
		t.Error(err)
	}
}

func itoa(i int) string { b, _ := json.Marshal(i); return string(b) }

func TestEncodeRefusesWhatWouldLie(t *testing.T) {
	f := func(reason string, a article.Article) {
		t.Helper()
		_, err := record.Encode(&a)
		fault, ok := err.(*article.Fault)
		if !ok || fault.Reason() != reason {
			t.Errorf("Encode = %v, want %s", err, reason)
		}
	}
	f("not-utf8", article.Article{URI: "u", Text: "\xff"})
	f("bad-span", article.Article{URI: "u", Text: "é", Sentences: []article.Sentence{{Span: article.Span{Start: 0, End: 1}}}})
	f("bad-span", article.Article{URI: "u", Text: "e", Mentions: []article.Mention{{Span: article.Span{Start: 0, End: 2}}}})
	f("bad-span", article.Article{URI: "u", Detections: []article.Detection{{Evidence: []article.Evidence{{Span: article.Span{Start: 0, End: 2}}}}}})
}

func TestEventIDIsThePosition(t *testing.T) {
	a := article.Article{Source: article.Source{Topic: "wire.raw", Partition: 3, Offset: 7}}
	b := a
	b.URI, b.Source.Provider = "other", "other"
	if record.EventID(&a, "tag", 0) != record.EventID(&b, "tag", 0) {
		t.Error("the id depends on more than the position")
	}
	b.Source.Item = 1
	for _, other := range []string{record.EventID(&b, "tag", 0), record.EventID(&a, "detect", 0), record.EventID(&a, "tag", 1)} {
		if other == record.EventID(&a, "tag", 0) {
			t.Error("two outputs have one id")
		}
	}
}

func FuzzDecode(f *testing.F) {
	a := randomArticle(rand.New(rand.NewPCG(1, 1)))
	wire, err := record.Encode(&a)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(wire)
	f.Add([]byte(`{"uri":"u","bodies":[{"value":"a\ud800b"}],"wirewatch":{"schemaVersion":"1.0"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := record.Decode(data)
		if err != nil {
			return
		}
		if !json.Valid(data) {
			t.Fatal("accepted what is not JSON")
		}
		a.Steps = append(a.Steps, article.Step{Stage: "detect", Version: "1"})
		out, err := record.Encode(&a)
		if err != nil {
			t.Fatalf("encode what was decoded: %v", err)
		}
		if _, err := record.Decode(out); err != nil {
			t.Fatalf("decode what was encoded: %v\n%s", err, out)
		}
	})
}

func encode(t *testing.T, a *article.Article) []byte {
	t.Helper()
	out, err := record.Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(out) || !utf8.Valid(out) {
		t.Fatalf("not JSON: %s", out)
	}
	return out
}

func decode(t *testing.T, wire []byte) article.Article {
	t.Helper()
	a, err := record.Decode(wire)
	if err != nil {
		t.Fatalf("%v\n%s", err, wire)
	}
	return a
}

func TestAnItemThatNoStageHasSeenBecomesARecord(t *testing.T) {
	a, err := record.DecodeItem([]byte(`{"uri":"urn:x","headlines":[{"role":"main","value":"A \"b\" \u00e9"}],"bodies":[{"value":"One\ntwo\\"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if a.Headline != `A "b" é` || a.Text != "One\ntwo\\" {
		t.Errorf("headline %q, text %q", a.Headline, a.Text)
	}
	b, err := record.Encode(&a)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := record.Decode(b); err != nil || again.Text != a.Text {
		t.Errorf("again %+v, %v", again, err)
	}
	if _, err := record.Decode([]byte(`{"uri":"urn:x"}`)); err == nil {
		t.Error("Decode takes an item that is no record")
	}
}
