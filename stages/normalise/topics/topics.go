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

// addresses are the IPTC's vocabularies, under the aliases of its catalog.
var addresses = [...]struct{ address, alias string }{
	{"cv.iptc.org/newscodes/mediatopic/", "medtop:"}, {"cv.iptc.org/newscodes/subjectcode/", "subj:"}, {"cv.iptc.org/newscodes/subjectcodes/", "subj:"},
}

// Canonical writes the code of an IPTC vocabulary as the trade does,
// medtop:20000013, whatever address or alias it came under.
func Canonical(uri string) string {
	for _, a := range addresses {
		if _, code, ok := strings.Cut(uri, a.address); ok {
			return a.alias + strings.TrimPrefix(strings.TrimPrefix(code, "medtop:"), "subj:")
		}
	}
	for _, alias := range [...]string{"mediatopic:", "topics:", "medtopic:", "iptc-medtop:"} {
		if code, ok := strings.CutPrefix(strings.ToLower(uri), alias); ok && len(code) == 8 {
			return "medtop:" + code
		}
	}
	scheme, code, ok := strings.Cut(uri, ":")
	if !ok {
		scheme, code = "subj", uri
	}
	if len(code) != 8 || strings.Trim(code, "0123456789") != "" {
		return uri
	}
	switch strings.ToLower(scheme) {
	case "subj", "iptc", "subject", "subjectcode", "iptc_subject", "iptc_subject_code", "iptc-subject", "iptcsubject":
		if code[0] == '2' { // there are no subject codes that begin with 2
			return "medtop:" + code
		}
		return "subj:" + code
	}
	return uri
}

// Map gives the subjects with a Media Topic behind each that has none, and
// names those that came as a code alone.
func (t *Table) Map(subjects []article.Concept) []article.Concept {
	known := map[string]bool{}
	for i, s := range subjects {
		subjects[i].URI = Canonical(s.URI)
		if s.Name == s.URI {
			subjects[i].Name = subjects[i].URI
		}
		known[subjects[i].URI] = true
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
	scheme, code, found := strings.Cut(uri, ":")
	if !found || !strings.HasSuffix(scheme, "subj") || len(code) != 8 {
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
