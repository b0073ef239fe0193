package publish

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/goccy/go-yaml"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Route is a topic of the operator's own. An article is on it that has a live
// detection which fits in all respects that are set.
type Route struct {
	Name        string   `yaml:"name"`
	Themes      []string `yaml:"themes"`       // ids such as terrorism.attack
	Groups      []string `yaml:"groups"`       // such as terrorism; beside Themes, either will do
	Countries   []string `yaml:"countries"`    // ISO 3166-1 alpha-2, of the detection's places
	MinSeverity int      `yaml:"min-severity"` // 1 to 5; 0 is any
}

// ParseRoutes reads routes from YAML: a list under "routes". An unknown key or
// a bad value is an error that names it.
func ParseRoutes(raw []byte) (routes []Route, err error) {
	defer func() { // the YAML library panics on some tagged values
		if p := recover(); p != nil {
			routes, err = nil, fmt.Errorf("parse routes: %v", p)
		}
	}()
	var file struct {
		Routes []Route `yaml:"routes"`
	}
	if err := yaml.UnmarshalWithOptions(raw, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("parse routes: %w", err)
	}
	if err := validateRoutes(file.Routes); err != nil {
		return nil, fmt.Errorf("parse routes: %w", err)
	}
	return file.Routes, nil
}

var (
	nameForm    = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,99}$`)
	themeForm   = regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)
	groupForm   = regexp.MustCompile(`^[a-z_]+$`)
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
)

func validateRoutes(routes []Route) error {
	taken := map[string]bool{}
	for i, r := range routes {
		if !nameForm.MatchString(r.Name) {
			return fmt.Errorf("routes[%d].name: %q is not lower-case letters, digits, dots and hyphens", i, r.Name)
		}
		if taken[r.Name] {
			return fmt.Errorf("routes[%d].name: %q is there twice", i, r.Name)
		}
		taken[r.Name] = true
		for _, check := range []struct {
			setting string
			values  []string
			form    *regexp.Regexp
		}{{"themes", r.Themes, themeForm}, {"groups", r.Groups, groupForm}, {"countries", r.Countries, countryForm}} {
			for _, v := range check.values {
				if !check.form.MatchString(v) {
					return fmt.Errorf("routes[%d].%s: %q does not have the form %s", i, check.setting, v, check.form)
				}
			}
		}
		if r.MinSeverity < 0 || r.MinSeverity > 5 {
			return fmt.Errorf("routes[%d].min-severity: %d is not 0 to 5", i, r.MinSeverity)
		}
	}
	return nil
}

func (r *Route) matches(a *article.Article) bool {
	return slices.ContainsFunc(a.Detections, func(d article.Detection) bool {
		return d.Live() && d.Severity >= r.MinSeverity && r.covers(d.Theme) && r.within(a, d)
	})
}

// covers reports whether a theme is among those of the route.
func (r *Route) covers(theme string) bool {
	return len(r.Themes)+len(r.Groups) == 0 ||
		slices.Contains(r.Themes, theme) || slices.Contains(r.Groups, group(theme))
}

// within reports whether a place of the detection lies in one of the route's
// countries; for a detection without places the dateline stands in.
func (r *Route) within(a *article.Article, d article.Detection) bool {
	if len(r.Countries) == 0 {
		return true
	}
	if len(d.Places) == 0 {
		return slices.Contains(r.Countries, a.Dateline.Country)
	}
	for _, p := range d.Places {
		for _, m := range a.Mentions {
			if p.Entity != "" && m.Entity == p.Entity && m.Link != nil && slices.Contains(r.Countries, m.Link.Country) {
				return true
			}
		}
	}
	return false
}
