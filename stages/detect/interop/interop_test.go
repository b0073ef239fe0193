package interop_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/detect/interop"
)

func taxonomy(t *testing.T) *detect.Taxonomy {
	t.Helper()
	out, err := detect.DefaultTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// written gives what an encoder writes, after it wrote the same twice.
func written(t *testing.T, encode func(*detect.Taxonomy) ([]byte, error)) []byte {
	t.Helper()
	first, err := encode(taxonomy(t))
	if err != nil {
		t.Fatal(err)
	}
	again, err := encode(taxonomy(t))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, again) {
		t.Error("the same taxonomy is written in two ways")
	}
	return first
}

// mispSchema asks for what schema.json of github.com/MISP/misp-taxonomies asks
// for, of the members that are written.
const mispSchema = `{
 "$schema": "http://json-schema.org/draft-07/schema#",
 "definitions": {"text": {"type": "string", "minLength": 1}},
 "type": "object", "additionalProperties": false,
 "required": ["namespace", "description", "version", "predicates"],
 "properties": {
  "namespace": {"const": "wirewatch"}, "expanded": {"$ref": "#/definitions/text"}, "description": {"$ref": "#/definitions/text"},
  "version": {"type": "integer"},
  "refs": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"$ref": "#/definitions/text"}},
  "predicates": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {
   "type": "object", "additionalProperties": false, "required": ["value"],
   "properties": {"value": {"$ref": "#/definitions/text"}, "expanded": {"$ref": "#/definitions/text"}}}},
  "values": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {
   "type": "object", "additionalProperties": false, "required": ["predicate"],
   "properties": {"predicate": {"$ref": "#/definitions/text"}, "entry": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {
    "type": "object", "additionalProperties": false, "required": ["value"],
    "properties": {"value": {"$ref": "#/definitions/text"}, "expanded": {"$ref": "#/definitions/text"}, "description": {"$ref": "#/definitions/text"}}}}}}}
 }
}`

func TestMISPHasEveryTheme(t *testing.T) {
	doc := written(t, interop.MISP)
	valid(t, mispSchema, doc)
	var got struct {
		Version    int
		Predicates []struct{ Value string }
		Values     []struct {
			Predicate string
			Entry     []struct{ Value, Expanded, Description string }
		}
	}
	if err := json.Unmarshal(doc, &got); err != nil {
		t.Fatal(err)
	}
	themes := taxonomy(t)
	if got.Version < 2026_11_25 || len(got.Predicates) != len(themes.Groups) {
		t.Errorf("version %d, %d predicates", got.Version, len(got.Predicates))
	}
	var ids []string
	for _, v := range got.Values {
		for _, e := range v.Entry {
			id := v.Predicate + "." + e.Value
			ids = append(ids, id)
			th := themes.Theme(id)
			if th == nil || e.Expanded != th.Name || !strings.HasPrefix(e.Description, th.Definition) {
				t.Errorf("%s is %+v", id, e)
			}
			if id == "terrorism.attack" && !strings.HasSuffix(e.Description, "; CAMEO 183, 1831, 1832, 1833; PLOVER ASSAULT, terrorism]") {
				t.Errorf("%s is %q", id, e.Description)
			}
		}
	}
	sameIDs(t, themes, ids)
}

// sameIDs asks for each theme once.
func sameIDs(t *testing.T, themes *detect.Taxonomy, got []string) {
	t.Helper()
	var want []string
	for _, th := range themes.Themes {
		want = append(want, th.ID)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("themes %v, want %v", got, want)
	}
}

func valid(t *testing.T, schema string, doc []byte) {
	t.Helper()
	parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", parsed); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(value); err != nil {
		t.Error(err)
	}
}

// object is what the test reads of an object of STIX.
type object struct {
	Type        string   `json:"type"`
	SpecVersion string   `json:"spec_version"`
	ID          string   `json:"id"`
	Maker       string   `json:"created_by_ref"`
	Created     string   `json:"created"`
	Modified    string   `json:"modified"`
	Name        string   `json:"name"`
	Context     string   `json:"context"`
	ObjectRefs  []string `json:"object_refs"`
	References  []struct {
		Source string `json:"source_name"`
		ID     string `json:"external_id"`
	} `json:"external_references"`
}

func bundle(t *testing.T, doc []byte) (id string, objects []object) {
	t.Helper()
	var got struct {
		Type    string
		ID      string
		Objects []object
	}
	if err := json.Unmarshal(doc, &got); err != nil {
		t.Fatal(err)
	}
	if got.Type != "bundle" || !strings.HasPrefix(got.ID, "bundle--") {
		t.Errorf("%s %s is no bundle", got.Type, got.ID)
	}
	return got.ID, got.Objects
}

func TestSTIXHasEveryTheme(t *testing.T) {
	_, objects := bundle(t, written(t, interop.STIX))
	id := regexp.MustCompile(`^[a-z][a-z-]+[a-z]--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	at := regexp.MustCompile(`^\d{4}-\d\d-\d\dT00:00:00\.000Z$`)
	uuids := map[string]bool{}
	var ids, grouped, patterns []string
	for _, o := range objects {
		_, uuid, _ := strings.Cut(o.ID, "--")
		if !id.MatchString(o.ID) || !strings.HasPrefix(o.ID, o.Type+"--") || uuids[uuid] {
			t.Errorf("id %s of a %s", o.ID, o.Type)
		}
		uuids[uuid] = true
		if o.SpecVersion != "2.1" || !at.MatchString(o.Created) || !at.MatchString(o.Modified) || o.Modified < o.Created || o.Name == "" {
			t.Errorf("%+v lacks what every object has", o)
		}
		switch o.Type {
		case "identity":
		case "grouping":
			grouped = append(grouped, o.ObjectRefs...)
			if o.Context == "" || len(o.ObjectRefs) == 0 {
				t.Errorf("%+v groups nothing", o)
			}
		case "attack-pattern":
			patterns = append(patterns, o.ID)
			ids = append(ids, o.References[0].ID)
			if o.References[0].Source != "wirewatch" || o.Maker != objects[0].ID {
				t.Errorf("%+v", o)
			}
		default:
			t.Errorf("type %s", o.Type)
		}
	}
	slices.Sort(grouped)
	slices.Sort(patterns)
	if !slices.Equal(grouped, patterns) {
		t.Errorf("grouped are %v, want %v", grouped, patterns)
	}
	sameIDs(t, taxonomy(t), ids)
}

// The ids were computed with another program, as UUIDs of version 5 in the
// project's namespace; they must never change.
func TestSTIXIDsStay(t *testing.T) {
	doc := string(written(t, interop.STIX))
	for _, id := range []string{
		"identity--980ab195-4354-5c83-a90e-20690791fffe",
		"grouping--26d1ba37-6653-54e9-8833-e7201b6cfc64",
		"attack-pattern--35389eaa-fdcb-5161-9583-b03b08d9c87f",
	} {
		if !strings.Contains(doc, `"id": "`+id+`"`) {
			t.Errorf("there is no %s", id)
		}
	}
}

func TestLaterVersionsKeepTheIDs(t *testing.T) {
	themes := taxonomy(t)
	before, was := bundle(t, written(t, interop.STIX))
	themes.Themes[0].Definition, themes.Date = "something else", "2031-01-02"
	doc, err := interop.STIX(themes)
	if err != nil {
		t.Fatal(err)
	}
	after, is := bundle(t, doc)
	if after == before {
		t.Error("another bundle has the same id")
	}
	for i := range is {
		if is[i].ID != was[i].ID || is[i].Created != was[i].Created || is[i].Modified != "2031-01-02T00:00:00.000Z" {
			t.Errorf("%+v became %+v", was[i], is[i])
		}
	}
	themes.Date = ""
	for _, encode := range []func(*detect.Taxonomy) ([]byte, error){interop.MISP, interop.STIX} {
		if _, err := encode(themes); err == nil || !strings.Contains(err.Error(), "date") {
			t.Errorf("a taxonomy without a date: %v", err)
		}
	}
}
