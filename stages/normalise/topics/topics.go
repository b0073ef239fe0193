// Package topics adds IPTC Media Topics to subjects that came with older codes.
package topics

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

//go:embed topics.yaml
var builtin []byte

type topic struct {
	Medtop string `yaml:"medtop"`
	Name   string `yaml:"name"`
}

// Table maps codes to Media Topics. It does not change once made.
type Table struct {
	Top        map[string]topic  `yaml:"top"`        // by the first two digits
	Codes      map[string]topic  `yaml:"codes"`      // by the whole subject code
	Categories map[string]string `yaml:"categories"` // to a key of Top
}

// New reads the built-in table.
func New() (*Table, error) {
	var t Table
	if err := yaml.UnmarshalWithOptions(builtin, &t, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read table of topics: %w", err)
	}
	return &t, nil
}

// Map gives the subjects with a Media Topic behind each that has none, and
// names those that came as a code alone.
func (t *Table) Map(subjects []article.Concept) []article.Concept {
	known := map[string]bool{}
	for _, s := range subjects {
		known[s.URI] = true
	}
	out := subjects
	for i, s := range subjects {
		m, exact, ok := t.find(s.URI)
		if !ok {
			continue
		}
		if exact && bare(s) {
			out[i].Name = m.Name
		}
		uri := "medtop:" + m.Medtop
		if !known[uri] {
			known[uri] = true
			out = append(slices.Clip(out), article.Concept{Name: m.Name, URI: uri})
		}
	}
	return out
}

// bare reports whether a subject is named by its code.
func bare(s article.Concept) bool {
	return s.Name == s.URI || strings.HasSuffix(s.URI, ":"+s.Name)
}

// find gives the topic of a code, and whether it is that very subject and no
// broader one.
func (t *Table) find(uri string) (m topic, exact, ok bool) {
	if key, found := t.Categories[uri]; found {
		return t.Top[key], false, true
	}
	code, found := strings.CutPrefix(uri, "subj:")
	if !found || len(code) != 8 {
		return topic{}, false, false
	}
	if m, found = t.Codes[code]; found {
		return m, true, true
	}
	if m, found = t.Codes[code[:5]+"000"]; found {
		return m, false, true
	}
	m, found = t.Top[code[:2]]
	return m, strings.HasSuffix(code, "000000"), found
}
