package ninjs

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
)

// checker holds values to the shapes of one version.
type checker struct {
	shapes  map[string]object
	version string
	wrong   []error
}

func (c *checker) fail(path, format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Errorf("%s: %s", cmpPath(path), fmt.Sprintf(format, args...)))
}

func cmpPath(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

// value checks a value of a kind, as generations.yaml writes it.
func (c *checker) value(path, kind string, v any) {
	kind, since, _ := strings.Cut(kind, " >=")
	if since > c.version {
		c.fail(path, "came with version %s", since)
		return
	}
	if of, ok := strings.CutPrefix(kind, "list "); ok {
		list, ok := v.([]any)
		if !ok {
			c.fail(path, "is no array")
		}
		for i, e := range list {
			c.value(fmt.Sprintf("%s/%d", path, i), of, e)
		}
		return
	}
	if of, ok := strings.CutPrefix(kind, "named "); ok {
		c.named(path, of, v)
		return
	}
	if words, ok := strings.CutPrefix(kind, "one of "); ok {
		c.oneOf(path, words, v)
		return
	}
	c.plain(path, kind, v)
}

func (c *checker) named(path, of string, v any) {
	o, ok := v.(strictjson.Object)
	if !ok {
		c.fail(path, "is no object")
	}
	for name, e := range o {
		if name == "" || !word(name[0]) || name[0] == '_' && c.version < "1.3" {
			c.fail(path+"/"+name, "is no name")
			continue
		}
		c.value(path+"/"+name, of, e)
	}
}

func word(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

func (c *checker) oneOf(path, words string, v any) {
	for w := range strings.FieldsSeq(words) {
		w, since, _ := strings.Cut(w, ">=")
		if v == w && since <= c.version {
			return
		}
	}
	c.fail(path, "is %v, not one of %s", v, words)
}

var momentForm = regexp.MustCompile(`^\d{4,}(-(1[0-2]|0[1-9])(-(3[01]|0[1-9]|[12]\d)(T(2[0-3]|[01]\d):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-](2[0-3]|[01]\d):[0-5]\d)?)?)?)?$`)

// plain checks a value that is no list.
func (c *checker) plain(path, kind string, v any) {
	switch kind {
	case "text":
		if _, ok := v.(string); !ok {
			c.fail(path, "is no string")
		}
	case "moment":
		if s, ok := v.(string); !ok || !momentForm.MatchString(s) {
			c.fail(path, "is no date that may break off")
		}
	case "number":
		if _, ok := v.(json.Number); !ok {
			c.fail(path, "is no number")
		}
	case "whole", "percent", "level":
		c.whole(path, kind, v)
	case "geojson":
		if err := geo(v); err != nil {
			c.fail(path, "%v", err)
		}
	case "open":
		if _, ok := v.(strictjson.Object); !ok {
			c.fail(path, "is no object")
		}
	default:
		o, ok := v.(strictjson.Object)
		if !ok {
			c.fail(path, "is no object")
			return
		}
		c.object(path, kind, o)
	}
}

func (c *checker) whole(path, kind string, v any) {
	n, ok := v.(json.Number)
	f, err := n.Float64()
	switch {
	case !ok || err != nil || f != float64(int64(f)):
		c.fail(path, "is no whole number")
	case kind == "percent" && (f < 0 || f > 100):
		c.fail(path, "is %v, not 0 to 100", n)
	case kind == "level" && (f < 1 || f > 9):
		c.fail(path, "is %v, not 1 to 9", n)
	}
}

func (c *checker) object(path, kind string, o strictjson.Object) {
	shape := c.shapes[kind]
	required := shape.Required
	for before, names := range shape.Before {
		if c.version < before {
			required = names
			if _, ok := o[names[0]].(string); ok {
				return // a name was enough
			}
		}
	}
	for _, name := range required {
		if _, ok := o[name]; !ok {
			c.fail(path, "lacks %s", name)
		}
	}
	for _, names := range shape.ExactlyOneOf {
		if count(o, names) != 1 {
			c.fail(path, "has not exactly one of %s", strings.Join(names, ", "))
		}
	}
	if len(shape.AnyExactlyOneOf) > 0 && !slices.ContainsFunc(shape.AnyExactlyOneOf, func(names []string) bool { return count(o, names) == 1 }) {
		c.fail(path, "has not one beginning or end")
	}
	for name, v := range o {
		if of := c.member(shape, name); of != "" {
			c.value(path+"/"+name, of, v)
		} else if !shape.Open {
			c.fail(path+"/"+name, "is no member")
		}
	}
}

func count(o strictjson.Object, names []string) (n int) {
	for _, name := range names {
		if _, ok := o[name]; ok {
			n++
		}
	}
	return n
}

// member gives the kind of a member; "" is none.
func (c *checker) member(shape object, name string) string {
	if kind := shape.Members[name]; kind != "" {
		return kind
	}
	if shape.Like != "" {
		if kind := c.member(c.shapes[shape.Like], name); kind != "" {
			return kind
		}
	}
	for prefix, kind := range shape.Prefixes {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" && word(rest[0]) {
			return kind
		}
	}
	return ""
}
