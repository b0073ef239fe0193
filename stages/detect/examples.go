package detect

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// ExampleError is an example of an entry that is not read as the entry says.
type ExampleError struct {
	Entry   *Entry
	Example string
	Reason  string
	Warning bool // what the example is for is found, but not by this entry
}

// Error names the entry and its file, and says what happens instead.
func (e *ExampleError) Error() string {
	return fmt.Sprintf("%s: %s in %q", e.Entry.place(), e.Reason, e.Example)
}

// CheckExamples reads every example of a lexicon with a detector that has it,
// and gives those that are not read as their entries say.
//
// In an example that fires the entry's theme must be found, live unless the
// entry gives it a status that is not; where other entries of the theme find it
// and this one does not, that is a warning: of the entries that fire in a
// clause only one is kept. In a silent one nothing may raise the theme as live.
func CheckExamples(ctx context.Context, d *Detector, l *Lexicon) ([]*ExampleError, error) {
	d = d.explaining()
	var out []*ExampleError
	check := func(e *Entry, examples []string, fault func(*Entry, []article.Detection) (string, bool)) error {
		for _, s := range examples {
			read, err := d.Process(ctx, article.Article{Text: s})
			if err != nil {
				return err
			}
			reason, warning := fault(e, slices.Concat(read[0].Detections, read[0].Considered))
			if reason != "" {
				out = append(out, &ExampleError{Entry: e, Example: s, Reason: reason, Warning: warning})
			}
		}
		return nil
	}
	for i := range l.Entries {
		e := &l.Entries[i]
		if err := check(e, e.Fires, unfired); err != nil {
			return nil, err
		}
		if err := check(e, e.Silent, unsilenced); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// explaining is the same detector, which also keeps what it rejects.
func (d *Detector) explaining() *Detector {
	out := &Detector{config: d.config, taxonomy: d.taxonomy, rules: d.rules}
	out.config.Explain = true
	out.views.New = d.views.New
	return out
}

// unfired says why an example does not count as one that the entry fires in.
func unfired(e *Entry, found []article.Detection) (reason string, warning bool) {
	var others []string
	for i := range found {
		d := &found[i]
		if d.Theme != e.Theme || !d.Live() && (e.Status == "" || e.Status.Live()) {
			continue
		}
		if d.Rule == e.ID || slices.ContainsFunc(d.Evidence, func(v article.Evidence) bool { return v.Rule == e.ID }) {
			return "", false
		}
		others = append(others, d.Rule)
	}
	if len(others) > 0 {
		return "only " + strings.Join(others, ", ") + " fires", true
	}
	return "does not fire", false
}

// unsilenced says what an example raises that must raise nothing.
func unsilenced(e *Entry, found []article.Detection) (reason string, warning bool) {
	for i := range found {
		if d := &found[i]; d.Theme == e.Theme && d.Live() {
			return fmt.Sprintf("%s raises %s as %s", d.Rule, d.Theme, d.Status), false
		}
	}
	return "", false
}
