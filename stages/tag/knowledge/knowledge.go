// Package knowledge is what the tagger knows of the world: countries, places,
// armed groups, people and their offices, organisations, peoples, weapons, and
// the titles by which people are named. It is read from the tables in data/,
// which are embedded in the binary and reviewed like code.
package knowledge

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed data
var embedded embed.FS

// Checked is the month to which the tables were last checked. An office that
// is open in them was held then; a later article may know better.
const Checked = "2025-12"

// Entry is one thing in the world that has a name.
type Entry struct {
	ID         string // country:AF, geonames:1138958, group:islamic-state, person:vladimir-putin, org:nato, people:kurdish
	Name       string
	Type       string // of its mentions: PERSON, ORG, GPE, LOC, FAC, NORP, WEAPON, PLATFORM
	Subtype    string
	Country    string   // ISO 3166-1 alpha-2; empty where it has none or several
	Areas      []string // countries it acts in
	Admin1     string
	Point      *[2]float64 // longitude, latitude
	Population int
	Capital    bool
	Offices    []Office // newest first
	Parent     string   // id of the group it is part of, an arm of or split from
	Active     string   // of a group, the years: 2013.., 1997..2019
	Listed     []string // codes of the states that list it as terrorist: ca
	Sources    []string // files of facts that its row was compiled from; "unsourced" for what is known besides
}

// Office is a post that a person holds or held.
type Office struct {
	Title  string // as in the table of titles
	Polity string // id of a country or organisation
	From   string // 2006, 2006-01 or empty where it is not known
	To     string // the same; empty where the office was held when last checked
	Doubt  bool   // held when last checked, and known to be in doubt after it
}

// At reports whether the office was held in a month, written 2006-01.
func (o Office) At(month string) bool {
	if o.From > month && !strings.HasPrefix(month, o.From) || o.From == "" && o.To == "" {
		return false
	}
	if o.To != "" {
		return month <= o.To || strings.HasPrefix(month, o.To)
	}
	return !o.Doubt || month <= Checked
}

// Alias is a name of an entry.
type Alias struct {
	Text  string
	Entry int32 // index in Base.Entries
	Exact bool  // upper and lower case as written
	Weak  bool  // means the entry only where something else in the text supports it
}

// Title is a word or phrase by which a person is named.
type Title struct {
	Text   string
	Office string // in one spelling; empty for forms of address
	Kind   string // office, weak, rank, weakrank, style or none
}

// Base is the whole of it. Its slices must not be changed.
type Base struct {
	Entries    []Entry
	Aliases    []Alias
	Titles     []Title
	FirstNames []string
	Version    string // begins with the month of the last check, then a hash of the tables

	byID     map[string]int32
	capitals map[string]string // country code to the name of its capital
}

// Entry gives the entry with an id, and false where there is none.
func (b *Base) Entry(id string) (int32, bool) {
	i, ok := b.byID[id]
	return i, ok
}

// Default returns the knowledge in the binary.
func Default() (*Base, error) {
	data, err := fs.Sub(embedded, "data")
	if err != nil {
		return nil, fmt.Errorf("open the embedded tables: %w", err)
	}
	return Load(data)
}

// Load reads the tables from a folder. Rows of the wrong width, doubled ids,
// unknown parents and offices of unknown polities are errors.
func Load(dir fs.FS) (*Base, error) {
	b := &Base{byID: map[string]int32{}, capitals: map[string]string{}}
	hash := sha256.New()
	for _, t := range tables() {
		raw, err := fs.ReadFile(dir, t.file)
		if err != nil {
			return nil, fmt.Errorf("read table: %w", err)
		}
		hash.Write(raw)
		if err := b.read(t, string(raw)); err != nil {
			return nil, err
		}
	}
	b.crown()
	b.Version = Checked + "+" + hex.EncodeToString(hash.Sum(nil)[:6])
	return b, b.check()
}

func (b *Base) read(t table, raw string) error {
	n := 0
	for line := range strings.Lines(raw) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != t.width {
			return fmt.Errorf("%s line %d: %d fields, want %d", t.file, n, len(fields), t.width)
		}
		if err := t.row(b, fields); err != nil {
			return fmt.Errorf("%s line %d: %w", t.file, n, err)
		}
	}
	return nil
}

// crown marks the capitals: of the cities of a country that have its name, the
// largest.
func (b *Base) crown() {
	largest := map[string]int32{}
	for i := range b.Entries {
		e := &b.Entries[i]
		if e.Population == 0 || b.capitals[e.Country] != e.Name {
			continue
		}
		if at, ok := largest[e.Country]; !ok || b.Entries[at].Population < e.Population {
			largest[e.Country] = int32(i)
		}
	}
	for _, i := range largest {
		b.Entries[i].Capital = true
	}
}

// check looks at what rows say of each other.
func (b *Base) check() error {
	for _, e := range b.Entries {
		for _, o := range e.Offices {
			if _, ok := b.byID[o.Polity]; !ok {
				return fmt.Errorf("%s: office %q of unknown %q", e.ID, o.Title, o.Polity)
			}
		}
		if _, ok := b.byID[e.Parent]; !ok && e.Parent != "" {
			return fmt.Errorf("%s: unknown parent %q", e.ID, e.Parent)
		}
		for _, area := range e.Areas {
			if _, ok := b.byID["country:"+area]; !ok {
				return fmt.Errorf("%s: unknown country %q", e.ID, area)
			}
		}
	}
	return nil
}

func (b *Base) add(e Entry) (int32, error) {
	if e.Name == "" {
		return 0, fmt.Errorf("no name for %q", e.ID)
	}
	if _, ok := b.byID[e.ID]; ok {
		return 0, fmt.Errorf("id %q stands twice", e.ID)
	}
	i := int32(len(b.Entries))
	b.Entries = append(b.Entries, e)
	b.byID[e.ID] = i
	return i, nil
}

// name adds aliases to an entry. A leading = makes one exact, a leading ~
// weak; an acronym is exact without a mark.
func (b *Base) name(entry int32, names ...string) {
	for _, text := range names {
		a := Alias{Entry: entry}
		for text != "" && (text[0] == '=' || text[0] == '~') {
			a.Exact = a.Exact || text[0] == '='
			a.Weak = a.Weak || text[0] == '~'
			text = text[1:]
		}
		text = strings.TrimPrefix(strings.TrimPrefix(text, "the "), "The ")
		if text == "" {
			continue
		}
		a.Text = text
		a.Exact = a.Exact || acronym(text)
		if !b.named(entry, text) {
			b.Aliases = append(b.Aliases, a)
		}
		if rest, ok := strings.CutPrefix(text, "al-"); ok && !b.named(entry, "al "+rest) {
			a.Text = "al " + rest // as copy without hyphens has it
			b.Aliases = append(b.Aliases, a)
		}
	}
}

// named reports whether the entry added last has an alias already.
func (b *Base) named(entry int32, text string) bool {
	for i := len(b.Aliases) - 1; i >= 0 && b.Aliases[i].Entry == entry; i-- {
		if b.Aliases[i].Text == text {
			return true
		}
	}
	return false
}

// acronym reports whether a name is written in capitals alone.
func acronym(text string) bool {
	if len(text) > 8 || strings.ContainsRune(text, ' ') {
		return false
	}
	letters := 0
	for _, r := range text {
		if r >= 'a' && r <= 'z' || r > 0x7f {
			return false
		}
		if r >= 'A' && r <= 'Z' {
			letters++
		}
	}
	return letters >= 2
}
