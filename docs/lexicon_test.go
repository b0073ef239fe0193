package docs_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wirewatch/wirewatch/stages/detect"
)

const entrySchema = "schema/lexicon-entry-1.0.json"

func TestEntriesAreValidUnderTheirSchema(t *testing.T) {
	schema := compiled(t)
	files, err := filepath.Glob("../stages/detect/data/cues/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(fromYAML(t, raw)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	f := func(entry string) {
		t.Helper()
		if err := schema.Validate(fromYAML(t, []byte("entries:\n  - "+entry+"\n"))); err == nil {
			t.Errorf("%s is valid", entry)
		}
	}
	f(`{id: human.x.y, theme: human.x, cues: [a], fires: [b]}`)
	f(`{id: human.x.y, theme: human.x, cues: [], fires: [b], silent: [c]}`)
	f(`{id: human.x.y, theme: human.x, cues: [" a"], fires: [b], silent: [c]}`)
	f(`{id: human.x.y, theme: human.x, cues: [a], with: [[]], fires: [b], silent: [c]}`)
	f(`{id: human.x.y, theme: human.x, cues: [a], fires: [b], silent: [c], colour: red}`)
	f(`{id: human.x.y, theme: human.x, cues: [a], fires: [b], silent: [c], status: perhaps}`)
	f(`{id: human.x.y, theme: human.x, cues: [a], fires: [b], silent: [c], severity: 6}`)
}

// compiled gives the schema of entries.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw, err := os.ReadFile(entrySchema)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	const address = "https://wirewatch.example/schema/lexicon-entry-1.0.json"
	c := jsonschema.NewCompiler()
	if err := c.AddResource(address, doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(address)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// fromYAML gives a YAML document as the validator takes it.
func fromYAML(t *testing.T, raw []byte) any {
	t.Helper()
	var tree any
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// TestSchemaHasTheFieldsOfEntries holds the schema against the struct that the
// entries are read into.
func TestSchemaHasTheFieldsOfEntries(t *testing.T) {
	raw, err := os.ReadFile(entrySchema)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs map[string]struct{ Properties map[string]any } `json:"$defs"`
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	var want []string
	for field := range reflect.TypeFor[detect.Entry]().Fields() {
		if name, _, _ := strings.Cut(field.Tag.Get("yaml"), ","); name != "-" {
			want = append(want, name)
		}
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(schema.Defs["entry"].Properties)); !slices.Equal(got, want) {
		t.Errorf("the schema has %v, want %v", got, want)
	}
}
