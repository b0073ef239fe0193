// Package strictjson reads JSON the way a record may be trusted to have been
// meant: valid UTF-8, no member of an item twice, nothing behind the value, and
// no deeper and no bigger than allowed. Deeper than an item's own members, of
// a member given twice the last counts: agencies do that in lists by name.
package strictjson

import (
	"encoding/json"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Limits bound a document.
type Limits struct {
	Depth  int // of nested objects and arrays
	Tokens int // names of members and values
}

// Object is a JSON object.
type Object map[string]any

// Parse reads one document: Object, []any, string, json.Number, bool or nil.
// Errors are faults with the codes bad-utf8, bad-json, duplicate-key, too-deep
// and too-many-tokens.
func Parse(b []byte, lim Limits) (any, error) {
	if !utf8.Valid(b) {
		return nil, article.NewFault("bad-utf8", "read JSON: not valid UTF-8")
	}
	r := reader{b: b, lim: lim, strict: 1}
	if r.blank(); r.peek() == '[' {
		r.strict = 2 // the items are the elements
	}
	v, err := r.value(0)
	if err == nil {
		if r.blank(); r.at < len(b) {
			err = r.bad("more behind the value")
		}
	}
	return v, err
}

// Text gives the string under the first of the names that has one.
func (o Object) Text(names ...string) string {
	for _, n := range names {
		switch v := o[n].(type) {
		case string:
			if v != "" {
				return v
			}
		case json.Number:
			return v.String()
		}
	}
	return ""
}

// Number gives the number under a name, and 0 where there is none.
func (o Object) Number(name string) float64 {
	n, ok := o[name].(json.Number)
	if !ok {
		return 0
	}
	f, err := n.Float64()
	if err != nil {
		return 0
	}
	return f
}

// List gives the objects under the first of the names that is there: the
// elements of an array, or the one object that stands in its place.
func (o Object) List(names ...string) []Object {
	for _, n := range names {
		switch v := o[n].(type) {
		case Object:
			return []Object{v}
		case []any:
			var out []Object
			for _, e := range v {
				if e, ok := e.(Object); ok {
					out = append(out, e)
				}
			}
			return out
		}
	}
	return nil
}

// Words gives the strings under name: one, or those of an array.
func (o Object) Words(name string) []string {
	switch v := o[name].(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			if e, ok := e.(string); ok {
				out = append(out, e)
			}
		}
		return out
	}
	return nil
}
