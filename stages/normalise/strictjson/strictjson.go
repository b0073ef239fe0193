// Package strictjson reads JSON the way a record may be trusted to have been
// meant: valid UTF-8, no member of an item twice, nothing behind the value, and
// no deeper and no bigger than allowed. Deeper than an item's own members, of
// a member given twice the last counts: agencies do that in lists by name.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Limits bound a document.
type Limits struct {
	Depth  int // of nested objects and arrays
	Tokens int // members, elements, brackets
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
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	r := reader{Decoder: d, lim: lim, strict: 1}
	if t := bytes.TrimLeft(b, " \t\r\n"); len(t) > 0 && t[0] == '[' {
		r.strict = 2 // the items are the elements
	}
	v, err := r.value(0)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = article.NewFault("bad-json", "read JSON: more behind the value at byte %d", d.InputOffset())
		}
	}
	return v, err
}

type reader struct {
	*json.Decoder
	lim    Limits
	tokens int
	strict int // depth to which a member given twice is refused
}

func (r *reader) next() (json.Token, error) {
	if r.tokens++; r.tokens > r.lim.Tokens {
		return nil, article.NewFault("too-many-tokens", "read JSON: more than %d tokens", r.lim.Tokens)
	}
	t, err := r.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, article.NewFault("bad-json", "read JSON at byte %d: %w", r.InputOffset(), err)
	}
	return t, nil
}

func (r *reader) value(depth int) (any, error) {
	t, err := r.next()
	if err != nil {
		return nil, err
	}
	open, ok := t.(json.Delim)
	if !ok {
		return t, nil
	}
	if depth >= r.lim.Depth {
		return nil, article.NewFault("too-deep", "read JSON: nested deeper than %d", r.lim.Depth)
	}
	if open == '{' {
		return r.object(depth + 1)
	}
	return r.array(depth + 1)
}

func (r *reader) object(depth int) (any, error) {
	o := Object{}
	for r.More() {
		t, err := r.next()
		if err != nil {
			return nil, err
		}
		name := t.(string) // the decoder takes nothing else for a name
		if _, twice := o[name]; twice && depth <= r.strict {
			return nil, article.NewFault("duplicate-key", "read JSON: member %.80q is there twice", name)
		}
		if o[name], err = r.value(depth); err != nil {
			return nil, err
		}
	}
	_, err := r.next()
	return o, err
}

func (r *reader) array(depth int) (any, error) {
	a := []any{}
	for r.More() {
		v, err := r.value(depth)
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
	_, err := r.next()
	return a, err
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
