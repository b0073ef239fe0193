package knowledge

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Watched is an entry of an operator's own list: somebody or something to be
// found and linked beside what the tables know.
type Watched struct {
	ID      string   `yaml:"id"` // watch:NAME where it has none
	Name    string   `yaml:"name"`
	Type    string   `yaml:"type"` // of its mentions: PERSON, ORG, GPE, LOC, FAC, NORP, EVENT, WEAPON, PLATFORM
	Subtype string   `yaml:"subtype"`
	Country string   `yaml:"country"` // ISO 3166-1 alpha-2
	Aliases []string `yaml:"aliases"` // = keeps upper and lower case apart, ~ needs support in the text
}

// maxWatched bounds a list.
const maxWatched = 100_000

// ParseWatchlist reads a list: CSV with a line of column names (id, name, type,
// subtype, country, aliases, of which name and type must be there; aliases are
// parted by |; semicolons may stand for the commas), or YAML with the same names. The file's name says which.
func ParseWatchlist(name string, raw []byte) ([]Watched, error) {
	var list []Watched
	var err error
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	if strings.EqualFold(path.Ext(name), ".csv") {
		list, err = watchedCSV(raw)
	} else {
		err = yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&list)
		if errors.Is(err, io.EOF) {
			err = nil // nothing but comments: an empty list
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read watch-list %s: %w", name, err)
	}
	if len(list) > maxWatched {
		return nil, fmt.Errorf("read watch-list %s: %d entries, at most %d", name, len(list), maxWatched)
	}
	for i := range list {
		if err := list[i].complete(); err != nil {
			return nil, fmt.Errorf("read watch-list %s, entry %d: %w", name, i+1, err)
		}
	}
	return list, nil
}

func watchedCSV(raw []byte) ([]Watched, error) {
	in := csv.NewReader(bytes.NewReader(raw))
	if head, _, _ := bytes.Cut(raw, []byte("\n")); !bytes.Contains(head, []byte(",")) && bytes.Contains(head, []byte(";")) {
		in.Comma = ';' // as spreadsheets write it where the comma is the decimal point
	}
	rows, err := in.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	columns := map[string]int{}
	for i, name := range rows[0] {
		columns[strings.ToLower(strings.TrimSpace(name))] = i
	}
	var list []Watched
	for _, row := range rows[1:] {
		get := func(name string) string {
			if i, ok := columns[name]; ok {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		w := Watched{ID: get("id"), Name: get("name"), Type: get("type"), Subtype: get("subtype"), Country: get("country")}
		if a := get("aliases"); a != "" {
			w.Aliases = strings.Split(a, "|")
		}
		list = append(list, w)
	}
	return list, nil
}

func (w *Watched) complete() error {
	w.Name, w.Type = strings.TrimSpace(w.Name), strings.ToUpper(strings.TrimSpace(w.Type))
	if w.Name == "" {
		return fmt.Errorf("it has no name")
	}
	switch w.Type {
	case "PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WEAPON", "PLATFORM":
	default:
		return fmt.Errorf("%q: type %q is none of PERSON, ORG, GPE, LOC, FAC, NORP, EVENT, WEAPON, PLATFORM", w.Name, w.Type)
	}
	if w.ID == "" {
		w.ID = "watch:" + Slug(w.Name)
	}
	if w.Country = strings.ToUpper(w.Country); w.Country != "" && len(w.Country) != 2 {
		return fmt.Errorf("%q: country %q is no code of two letters", w.Name, w.Country)
	}
	return nil
}

// With gives a Base that also has the entries of a list. An id that is there
// already is an error.
func (b *Base) With(list []Watched) (*Base, error) {
	out := *b
	out.Entries, out.Aliases = slices.Clip(b.Entries), slices.Clip(b.Aliases)
	out.byID = maps.Clone(b.byID)
	for _, w := range list {
		i, err := out.add(Entry{ID: w.ID, Name: w.Name, Type: w.Type, Subtype: w.Subtype, Country: w.Country})
		if err != nil {
			return nil, fmt.Errorf("take in watch-list: %w", err)
		}
		out.name(i, w.Name)
		out.name(i, w.Aliases...)
	}
	return &out, nil
}
