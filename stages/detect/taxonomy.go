package detect

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Taxonomy is the list of themes: what detections are about.
type Taxonomy struct {
	Version string            `json:"version"`
	Date    string            `json:"date,omitempty"` // of the version, 2006-01-02
	Groups  map[string]string `json:"groups"`
	Themes  []Theme           `json:"themes"`

	byID map[string]*Theme
}

// Theme is one thing the desk watches for, with its codes in other
// vocabularies.
type Theme struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Parent      string       `json:"parent"`
	Definition  string       `json:"definition"`
	Medtop      []string     `json:"medtop"`
	IPTCSubject []string     `json:"iptc_subject"`
	GDELT       []string     `json:"gdelt"`
	CAMEO       []string     `json:"cameo"`
	PLOVER      *PLOVERCodes `json:"plover"`

	codes article.Codes
	acts  map[article.Status]string
}

// PLOVERCodes are a theme's event and context in PLOVER.
type PLOVERCodes struct {
	Event   string `json:"event"`
	Context string `json:"context"`
}

// themeForm is what records, routes and topics take as a theme.
var themeForm = regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)

// LoadTaxonomy reads a taxonomy and checks that every theme has an id in a
// known group and a definition, and that no id stands twice.
func LoadTaxonomy(doc []byte) (*Taxonomy, error) {
	t := &Taxonomy{}
	if err := json.Unmarshal(doc, t); err != nil {
		return nil, fmt.Errorf("read taxonomy: %w", err)
	}
	if t.Version == "" || len(t.Themes) == 0 {
		return nil, fmt.Errorf("read taxonomy: no version or no themes")
	}
	if _, err := time.Parse(time.DateOnly, t.Date); t.Date != "" && err != nil {
		return nil, fmt.Errorf("read taxonomy: date %q is not like 2006-01-02", t.Date)
	}
	t.byID = make(map[string]*Theme, len(t.Themes))
	for i := range t.Themes {
		th := &t.Themes[i]
		if err := t.check(th); err != nil {
			return nil, fmt.Errorf("check theme %q: %w", th.ID, err)
		}
		th.codes, th.acts = th.readCodes(), th.readActs()
		t.byID[th.ID] = th
	}
	return t, nil
}

func (t *Taxonomy) check(th *Theme) error {
	group, _, ok := strings.Cut(th.ID, ".")
	switch {
	case !themeForm.MatchString(th.ID):
		return fmt.Errorf("want a group and a name of a to z and _, with a dot between")
	case !ok || t.Groups[group] == "":
		return fmt.Errorf("its group is not in the taxonomy")
	case th.Parent != group:
		return fmt.Errorf("parent is %q, want %q", th.Parent, group)
	case th.Definition == "":
		return fmt.Errorf("it has no definition")
	case t.byID[th.ID] != nil:
		return fmt.Errorf("it stands twice")
	}
	return nil
}

// Theme returns the theme with an id, and nil where there is none.
func (t *Taxonomy) Theme(id string) *Theme { return t.byID[id] }

// readCodes are what a detection of the theme carries.
func (th *Theme) readCodes() article.Codes {
	c := article.Codes{Medtop: th.Medtop, GDELT: th.GDELT, CAMEO: th.CAMEO}
	if th.PLOVER == nil {
		return c
	}
	for _, s := range []string{th.PLOVER.Event, th.PLOVER.Context} {
		if s != "" {
			c.PLOVER = append(c.PLOVER, s)
		}
	}
	return c
}

// groupOf is the group of a theme: "crime" of "crime.narcotics".
func groupOf(theme string) string {
	group, _, _ := strings.Cut(theme, ".")
	return group
}

// DefaultTaxonomy returns the taxonomy in the binary.
func DefaultTaxonomy() (*Taxonomy, error) {
	doc, err := embedded.ReadFile("data/taxonomy.json")
	if err != nil {
		return nil, fmt.Errorf("read taxonomy: %w", err)
	}
	return LoadTaxonomy(doc)
}

// GroupIDs gives the ids of the groups of themes, sorted.
func (t *Taxonomy) GroupIDs() []string { return slices.Sorted(maps.Keys(t.Groups)) }
