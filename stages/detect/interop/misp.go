package interop

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/wirewatch/wirewatch/stages/detect"
)

// mispTaxonomy is the machinetag.json of a MISP taxonomy. It has only members
// that every version of MISP's schema.json knows, which refuses others.
type mispTaxonomy struct {
	Namespace   string          `json:"namespace"`
	Expanded    string          `json:"expanded"`
	Description string          `json:"description"`
	Version     int             `json:"version"`
	Refs        []string        `json:"refs"`
	Predicates  []mispPredicate `json:"predicates"`
	Values      []mispValues    `json:"values"`
}

type mispPredicate struct {
	Value    string `json:"value"`
	Expanded string `json:"expanded"`
}

// mispValues are the values of a predicate.
type mispValues struct {
	Predicate string      `json:"predicate"`
	Entry     []mispEntry `json:"entry"`
}

type mispEntry struct {
	Value       string `json:"value"`
	Expanded    string `json:"expanded,omitempty"`
	Description string `json:"description"`
}

// MISP gives the machinetag.json of the themes. Groups are predicates and
// themes their values, so that a tag is wirewatch:terrorism="attack". Its
// version is the taxonomy's date as a number. A value has no references in MISP:
// its codes stand at the end of its description, their vocabularies in refs.
func MISP(t *detect.Taxonomy) ([]byte, error) {
	if t.Date == "" {
		return nil, errNoDate
	}
	version, err := strconv.Atoi(strings.ReplaceAll(t.Date, "-", ""))
	if err != nil {
		return nil, fmt.Errorf("read the taxonomy's date: %w", err)
	}
	out := mispTaxonomy{
		Namespace:   "wirewatch",
		Expanded:    "wirewatch: threat themes in wire news",
		Description: "Security threats that wire news reports, version " + t.Version + ".",
		Version:     version,
		Refs:        []string{mediaTopics, subjectCodes, gdeltThemes, cameoManual, ploverManual},
	}
	for _, group := range t.GroupIDs() {
		themes := inGroup(t, group)
		if len(themes) == 0 {
			continue
		}
		out.Predicates = append(out.Predicates, mispPredicate{Value: group, Expanded: t.Groups[group]})
		values := mispValues{Predicate: group}
		for _, th := range themes {
			values.Entry = append(values.Entry, mispEntry{Value: localName(th), Expanded: th.Name, Description: described(th)})
		}
		out.Values = append(out.Values, values)
	}
	return encode(out)
}

// described is a theme's definition with its codes.
func described(th *detect.Theme) string {
	var codes []string
	add := func(vocabulary string, of []string) {
		if len(of) > 0 {
			codes = append(codes, vocabulary+" "+strings.Join(of, ", "))
		}
	}
	add("IPTC", th.Medtop)
	add("IPTC", th.IPTCSubject)
	add("GDELT", th.GDELT)
	add("CAMEO", th.CAMEO)
	add("PLOVER", plover(th))
	if len(codes) == 0 {
		return th.Definition
	}
	return th.Definition + " [" + strings.Join(codes, "; ") + "]"
}

// plover gives a theme's event and context, those that it has.
func plover(th *detect.Theme) []string {
	if th.PLOVER == nil {
		return nil
	}
	var out []string
	for _, code := range []string{th.PLOVER.Event, th.PLOVER.Context} {
		if code != "" {
			out = append(out, code)
		}
	}
	return out
}
