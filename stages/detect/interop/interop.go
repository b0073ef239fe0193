// Package interop writes the themes in the formats of others: a taxonomy of
// MISP and a bundle of STIX 2.1. The same taxonomy gives the same bytes.
package interop

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/wirewatch/wirewatch/stages/detect"
)

// The vocabularies that themes have codes in.
const (
	mediaTopics  = "http://cv.iptc.org/newscodes/mediatopic/"
	subjectCodes = "http://cv.iptc.org/newscodes/subjectcode/"
	gdeltThemes  = "http://data.gdeltproject.org/api/v2/guides/LOOKUP-GKGTHEMES.TXT"
	cameoManual  = "http://data.gdeltproject.org/documentation/CAMEO.Manual.1.1b3.pdf"
	ploverManual = "https://github.com/openeventdata/PLOVER"
)

// errNoDate says what both formats need: they number or date their versions.
var errNoDate = errors.New("taxonomy has no date: both MISP and STIX need that of its version")

// encode writes JSON as people read it.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode themes: %w", err)
	}
	return b.Bytes(), nil
}

// inGroup gives the themes of a group, in the order of the taxonomy.
func inGroup(t *detect.Taxonomy, group string) []*detect.Theme {
	var out []*detect.Theme
	for i := range t.Themes {
		if t.Themes[i].Parent == group {
			out = append(out, &t.Themes[i])
		}
	}
	return out
}

// localName is a theme's id without its group.
func localName(th *detect.Theme) string { return strings.TrimPrefix(th.ID, th.Parent+".") }
