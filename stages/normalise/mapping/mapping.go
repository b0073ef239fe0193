// Package mapping reads XML of agencies that follow no standard, by mapping
// files in which an operator says where each field stands.
package mapping

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a container may have no zones of its own

	"github.com/goccy/go-yaml"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

//go:embed mappings.yaml
var builtin []byte

// Mapping says how the XML of one agency is read.
type Mapping struct {
	Name     string            `yaml:"name"`
	Root     []string          `yaml:"root"`     // names of the first element; empty is any
	Item     []string          `yaml:"item"`     // where items stand; empty is the first element
	Provider string            `yaml:"provider"` // where no field says it
	Language string            `yaml:"language"` // where no field says it
	Fields   map[string][]path `yaml:"fields"`
	Urgency  map[string]int    `yaml:"urgency"` // what the agency writes, on the scale of 1 to 9
	Status   map[string]string `yaml:"status"`  // what the agency writes: usable, withheld or canceled
	Flags    map[string]string `yaml:"flags"`   // paths of what is true or false, and the signal that true is
	Zone     string            `yaml:"zone"`    // where times without an offset were written: Europe/Oslo
	Dates    []string          `yaml:"dates"`   // layouts of Go's package time, tried first
}

// path is where a value stands: names of elements divided by slashes, "//" for
// anywhere below, "*" for any, "@name" for an attribute at the end, "." for
// the element itself. Case does not matter.
type path string

// fields are the names that Fields may have.
var fields = []string{
	"uri", "version", "headline", "subheadline", "summary", "body", "by", "slugline", "keywords", "dateline", "located", "language", "urgency", "status",
	"firstCreated", "versionCreated", "embargoedUntil", "edNote", "signals", "takeKey", "subjects", "people", "organisations", "places",
	"copyright", "usageTerms", "provider", "source", "wordCount", "media", "nonpublic",
}

// Set is a number of mappings, those that were added last asked first.
type Set struct{ list []Mapping }

// New reads the built-in mappings.
func New() (*Set, error) {
	s := &Set{}
	return s, s.Add(builtin)
}

// Add reads a mapping file: a list of mappings.
func (s *Set) Add(b []byte) error {
	var list []Mapping
	if err := yaml.UnmarshalWithOptions(b, &list, yaml.Strict()); err != nil {
		return fmt.Errorf("read mappings: %w", err)
	}
	for i, m := range list {
		if m.Name == "" {
			return fmt.Errorf("read mappings: mapping %d has no name", i+1)
		}
		if len(m.Fields["headline"])+len(m.Fields["body"]) == 0 {
			return fmt.Errorf("read mappings: %s says neither where the headline nor where the body is", m.Name)
		}
		if _, err := time.LoadLocation(m.Zone); err != nil {
			return fmt.Errorf("read mappings: %s: zone %q: %w", m.Name, m.Zone, err)
		}
		for name := range m.Fields {
			if !slices.Contains(fields, name) {
				return fmt.Errorf("read mappings: %s has a field %q: want one of %s", m.Name, name, strings.Join(fields, ", "))
			}
		}
	}
	s.list = append(list, s.list...)
	return nil
}

// Parse reads a document by the first mapping that finds an item with a
// headline or text in it.
func (s *Set) Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	root, err := xmltree.Parse(raw, xmltree.Limits{Depth: lim.Depth, Tokens: lim.Tokens, Attributes: lim.Attributes})
	if err != nil {
		return nil, err
	}
	for i := range s.list {
		m := &s.list[i]
		if len(m.Root) > 0 && !slices.ContainsFunc(m.Root, func(name string) bool { return strings.EqualFold(name, root.Name) }) {
			continue
		}
		out, err := m.items(raw, root, lim)
		if err != nil || len(out) > 0 {
			return out, err
		}
	}
	return nil, article.NewFault("unknown-format", "read XML: no mapping finds an article in the element %q", root.Name)
}

func (m *Mapping) items(raw []byte, root *xmltree.Node, lim draft.Limits) ([]draft.Draft, error) {
	nodes := []*xmltree.Node{root}
	if len(m.Item) > 0 {
		nodes = nil
		for _, p := range m.Item {
			if nodes = elements(root, p); len(nodes) > 0 {
				break
			}
		}
	}
	if len(nodes) > lim.Items {
		return nil, article.NewFault("too-many-items", "read XML: %d items, at most %d", len(nodes), lim.Items)
	}
	var out []draft.Draft
	for i, n := range nodes {
		d, ok := m.item(n)
		if !ok {
			continue
		}
		d.Index = i
		if len(nodes) > 1 {
			d.Part = raw[n.Begin:n.End]
		}
		out = append(out, d)
	}
	return out, nil
}
