package detect

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Lint checks a lexicon against a taxonomy: ids, themes, classes, word lists,
// statuses, severities and that each entry has an example that must fire and
// one that must not. All faults are given, each with the file and id of
// its entry.
func Lint(l *Lexicon, t *Taxonomy) error {
	var faults []error
	if l.Version == "" {
		faults = append(faults, errors.New("classes.yaml: version is missing"))
	}
	for _, name := range slices.Sorted(maps.Keys(l.Classes)) {
		if err := l.lintList(l.Classes[name]); err != nil {
			faults = append(faults, fmt.Errorf("class %q: %w", name, err))
		}
	}
	for _, name := range grammar {
		if _, ok := l.Classes[name]; !ok {
			faults = append(faults, fmt.Errorf("class %q is needed and missing", name))
		}
	}
	seen, covered := map[string]bool{}, map[string]bool{}
	for i := range l.Entries {
		e := &l.Entries[i]
		for _, err := range l.lintEntry(e, t) {
			faults = append(faults, fmt.Errorf("%s: %w", e.place(), err))
		}
		if seen[e.ID] {
			faults = append(faults, fmt.Errorf("%s stands twice", e.place()))
		}
		seen[e.ID], covered[e.Theme] = true, true
	}
	for _, th := range t.Themes {
		if !covered[th.ID] {
			faults = append(faults, fmt.Errorf("theme %q has no entry", th.ID))
		}
	}
	return errors.Join(faults...)
}

func (l *Lexicon) lintEntry(e *Entry, t *Taxonomy) []error {
	var faults []error
	add := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	add(t.Theme(e.Theme) == nil, "theme %q is not in the taxonomy", e.Theme)
	add(!strings.HasPrefix(e.ID, e.Theme+"."), "id must begin with %q", e.Theme+".")
	add(len(e.Cues) == 0, "cues are missing")
	add(len(e.Fires) == 0, "fires needs an example")
	add(len(e.Silent) == 0, "silent needs an example")
	add(e.Near < 0 || e.Near > 50, "near is %d, want 0 to 50", e.Near)
	add(e.Severity < 0 || e.Severity > 5, "severity is %d, want 1 to 5", e.Severity)
	add(e.Status != "" && !knownStatus(e.Status), "status %q is unknown", e.Status)
	for _, list := range append([][]string{e.Cues, e.Without}, e.With...) {
		if err := l.lintList(list); err != nil {
			faults = append(faults, err)
		}
	}
	for _, list := range e.With {
		add(len(list) == 0, "a with list is empty")
	}
	return faults
}

func (l *Lexicon) lintList(list []string) error {
	for _, w := range list {
		switch {
		case strings.TrimSpace(w) != w || w == "" || w == "@" || w == "=" || w == "*":
			return fmt.Errorf("word %q is empty or has space around it", w)
		case strings.Contains(strings.TrimSuffix(w, "*"), "*"):
			return fmt.Errorf("word %q has a * that is not at its end", w)
		}
	}
	_, err := l.words(list)
	return err
}

func knownStatus(s article.Status) bool {
	switch s {
	case article.Negated, article.Hypothetical, article.Historical, article.Exercise, article.Fiction,
		article.Sport, article.Metaphor, article.OtherSense, article.Policy, article.InFurniture:
		return true
	}
	return s.Live()
}
