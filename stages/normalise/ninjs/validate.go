package ninjs

import (
	_ "embed"
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
)

//go:embed generations.yaml
var generations []byte

// object says what an object may have in it.
type object struct {
	Like            string              `yaml:"like"`
	Open            bool                `yaml:"open"` // other members are welcome
	Required        []string            `yaml:"required"`
	Before          map[string][]string `yaml:"before"` // what was required before a version
	ExactlyOneOf    [][]string          `yaml:"exactly-one-of"`
	AnyExactlyOneOf [][]string          `yaml:"any-exactly-one-of"`
	Members         map[string]string   `yaml:"members"`
	Prefixes        map[string]string   `yaml:"prefixes"`
}

// shapes are the objects of each generation.
var shapes = sync.OnceValues(func() (map[string]map[string]object, error) {
	var all map[string]map[string]object
	if err := yaml.UnmarshalWithOptions(generations, &all, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read generations of ninjs: %w", err)
	}
	return all, nil
})

// newest is a version of every generation that has all that any has.
const newest = "9"

// Validate checks a document against the rules of its version of ninjs: the
// one that a folder in name is named for, as those of the IPTC's test suite
// are, else the one it declares, else the newest of the generation whose names
// it uses. An error is a fault, invalid-ninjs, that tells the first few things
// that are wrong.
func Validate(raw []byte, name string, lim draft.Limits) error {
	all, err := shapes()
	if err != nil {
		return err
	}
	v, err := strictjson.Parse(raw, strictjson.Limits{Depth: lim.Depth, Tokens: lim.Tokens})
	if err != nil {
		return err
	}
	list, many := v.([]any)
	if !many {
		list = []any{v}
	}
	var wrong []error
	for _, e := range list {
		o, _ := e.(strictjson.Object)
		generation, version := versionOf(o, name)
		c := checker{shapes: all[generation], version: version}
		c.value("", "item", e)
		wrong = append(wrong, c.wrong...)
	}
	if len(wrong) == 0 {
		return nil
	}
	return article.NewFault("invalid-ninjs", "%w", errors.Join(wrong[:min(len(wrong), 5)]...))
}

// versionOf tells generation and version of an item.
func versionOf(o strictjson.Object, name string) (generation, version string) {
	for dir := path.Dir(strings.ReplaceAll(name, `\`, "/")); dir != "." && dir != "/"; dir = path.Dir(dir) {
		switch base := path.Base(dir); {
		case isVersion(base):
			return base[:1], base
		case len(base) > 3 && base[0] >= '1' && base[0] <= '3' && strings.HasPrefix(base[1:], ".x"):
			return base[:1], newest
		}
	}
	for _, key := range [...]string{"standard", "$standard"} {
		// 1.x has no standard: what claims to be is taken by its names.
		if s, ok := o[key].(strictjson.Object); ok && isVersion(s.Text("version")) && (s.Text("version")[0] == '1') == (key == "$standard") {
			return s.Text("version")[:1], s.Text("version")
		}
	}
	return generationOf(o), newest
}

func isVersion(s string) bool {
	return len(s) == 3 && s[0] >= '1' && s[0] <= '3' && s[1] == '.' && s[2] >= '0' && s[2] <= '9'
}

// generationOf tells the generation by the names of members, and where those
// are common to all by the shape of what they hold.
func generationOf(o strictjson.Object) string {
	first := map[string]bool{
		"headline": true, "byline": true, "person": true, "organisation": true, "place": true, "subject": true, "event": true, "object": true,
		"infosource": true, "genre": true, "mimetype": true, "charcount": true, "wordcount": true, "trustindicator": true, "$standard": true,
	}
	old, generation := false, ""
	for name, v := range o {
		_, isObject := v.(strictjson.Object)
		switch {
		case first[name], strings.HasPrefix(name, "body_"), strings.HasPrefix(name, "description_"), strings.HasPrefix(name, "headline_"),
			isObject && (name == "renditions" || name == "associations" || name == "altids"),
			name == "representationtype" && (v == "complete" || v == "incomplete"):
			return "1"
		case strings.ToLower(name) != name || name == "eventDetails" || name == "plannedCoverage":
			generation = "3"
		case name == "versioncreated" || name == "firstcreated" || name == "pubstatus" || name == "copyrightholder" || name == "copyrightnotice" ||
			name == "usageterms" || name == "ednote" || name == "embargoed" || name == "contentcreated" || name == "altids" || name == "infosources" ||
			name == "rightsinfo" || name == "trustindicators" || name == "representationtype" || name == "digitalsourcetype" || name == "advices":
			old = true
		}
	}
	switch {
	case generation != "":
		return generation
	case old && onlyShared(o):
		return "1"
	case old:
		return "2"
	}
	return "3" // nothing tells: the newest
}

// onlyShared reports whether an item has no member that 1.x lacks.
func onlyShared(o strictjson.Object) bool {
	for _, name := range [...]string{"headlines", "bodies", "descriptions", "people", "organisations", "places", "subjects", "by", "standard", "genres", "infosources", "trustindicators"} {
		if _, ok := o[name]; ok {
			return false
		}
	}
	for _, name := range [...]string{"renditions", "associations", "altids"} {
		if _, ok := o[name].([]any); ok {
			return false
		}
	}
	return true
}
