package corpus

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Threat is a text written for the project, with what should be detected in it.
type Threat struct {
	ID         string   `json:"id"`
	Trap       string   `json:"trap"` // what makes it hard: claim, metaphor, historical, ...
	Text       string   `json:"text"`
	Labels     []string `json:"labels"` // themes that are live
	Detections []Claim  `json:"detections"`
	Shadow     []Claim  `json:"shadow"`   // what only sounds like a theme
	Optional   []string `json:"optional"` // themes that a careful reader may see or not
}

// Claim is a theme in a text; words stand in it as they are printed.
type Claim struct {
	Theme    string         `json:"theme"`
	Status   article.Status `json:"status"`
	Detail   article.Status `json:"detail,omitempty"`
	Evidence string         `json:"evidence"`
	SaidBy   string         `json:"attributed_to,omitempty"`
	DeniedBy string         `json:"denied_by,omitempty"`
	Quantity string         `json:"quantity,omitempty"`
}

// SplitOfThreat gives the split of a threat by a hash of its id: a fifth each
// for dev and test.
func SplitOfThreat(id string) Split {
	switch hash(id) % 10 {
	case 0, 1:
		return Test
	case 2, 3:
		return Dev
	}
	return Train
}

// ReadThreats reads the threats of a folder of JSON Lines, in the order of the
// files.
func ReadThreats(dir fs.FS) ([]Threat, error) { return readFolder[Threat](dir, "threats") }

// Check finds what is wrong with a threat: words that do not stand in its text,
// labels that are not those of its live claims, themes that are not known.
func (t *Threat) Check(known func(theme string) bool) error {
	live := map[string]bool{}
	for _, c := range slices.Concat(t.Detections, t.Shadow) {
		if !known(c.Theme) {
			return fmt.Errorf("%s: unknown theme %q", t.ID, c.Theme)
		}
		for _, words := range []string{c.Evidence, c.SaidBy, c.DeniedBy} {
			if !strings.Contains(t.Text, words) {
				return fmt.Errorf("%s: %q is not in the text", t.ID, words)
			}
		}
		if c.Evidence == "" {
			return fmt.Errorf("%s: %s without evidence", t.ID, c.Theme)
		}
		if c.Status.Live() {
			live[c.Theme] = true
		}
	}
	for _, c := range t.Detections {
		if !c.Status.Live() {
			return fmt.Errorf("%s: detection of %s is %s", t.ID, c.Theme, c.Status)
		}
	}
	for _, c := range t.Shadow {
		if c.Status.Live() {
			return fmt.Errorf("%s: shadow of %s is %s", t.ID, c.Theme, c.Status)
		}
	}
	for _, label := range t.Labels {
		if !live[label] {
			return fmt.Errorf("%s: label %s without a live claim", t.ID, label)
		}
		delete(live, label)
	}
	for theme := range live {
		return fmt.Errorf("%s: live claim of %s without a label", t.ID, theme)
	}
	return nil
}
