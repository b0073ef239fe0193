package strictjson_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
)

var limits = strictjson.Limits{Depth: 100, Tokens: 10_000}

// standard reads b with the standard library.
func standard(b []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more behind it")
	}
	return v, nil
}

// plain makes a standard value of one of strictjson's.
func plain(v any) any {
	switch v := v.(type) {
	case strictjson.Object:
		m := map[string]any{}
		for k, e := range v {
			m[k] = plain(e)
		}
		return m
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	}
	return v
}

func FuzzParseReadsWhatTheStandardLibraryReads(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,-0.5e+7,true,false,null,"x\n\u20ac\ud83d\ude00"]}`, `[]`, `{}`, ` "s" `, `1.`, `01`, `-`, `"\ud800"`, `"\ud800\u0041"`, `[1,]`, `{"a":1,}`, `{"a" 1}`, `nul`,
		`"a`, "\"\x01\"", `1 2`, `{"a":1}]`, `"\x"`, `1e`, `[1 2]`, `"\u12"`, "", `tru`, `{"a":{"b":1,"b":2}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := strictjson.Parse(b, limits)
		want, wrong := standard(b)
		if !utf8.Valid(b) {
			if err == nil {
				t.Error("takes what is not UTF-8")
			}
			return
		}
		if err != nil {
			if wrong == nil && !refused(err) {
				t.Errorf("refuses %q: %v", b, err)
			}
			return
		}
		if wrong != nil {
			t.Fatalf("takes %q: %v", b, wrong)
		}
		if d := cmp.Diff(want, plain(got)); d != "" {
			t.Error(d)
		}
	})
}

// refused reports whether err is for what the standard library lets pass.
func refused(err error) bool {
	f, ok := errors.AsType[*article.Fault](err)
	return ok && slices.Contains([]string{"duplicate-key", "too-deep", "too-many-tokens"}, f.Code)
}
