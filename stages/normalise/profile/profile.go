// Package profile holds what is peculiar to one provider and no matter of a
// format: how it names takes and priorities, which lines it ends its copy
// with, which of its notes are not for readers. Profiles are data.
package profile

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

//go:embed profiles.yaml
var builtin []byte

// Profile is what is known of a provider.
type Profile struct {
	Name      string                    `yaml:"name"`
	Match     []string                  `yaml:"match"`     // provider or feed, in lower case; a * at the end stands for the rest
	Provider  string                    `yaml:"provider"`  // its name as records have it
	Language  string                    `yaml:"language"`  // where the copy does not say
	Urgency   map[string]int            `yaml:"urgency"`   // its priorities on the scale of 1 to 9
	Takes     map[string]article.Action `yaml:"takes"`     // words of take keys, in lower case
	Signals   map[string]article.Action `yaml:"signals"`   // codes without their scheme, in lower case
	Furniture []string                  `yaml:"furniture"` // what lines of their own begin with, in lower case
	Nonpublic []string                  `yaml:"nonpublic"` // what the line begins with that opens notes not for readers
	Drop      []string                  `yaml:"drop"`      // what a slugline begins with that says nothing
}

// Set finds the profile of a provider.
type Set struct{ list []Profile }

// New reads the built-in profiles.
func New() (*Set, error) {
	s := &Set{}
	return s, s.Add(builtin)
}

// Add reads a file of profiles; they are asked before those there are.
func (s *Set) Add(b []byte) error {
	var list []Profile
	if err := yaml.UnmarshalWithOptions(b, &list, yaml.Strict()); err != nil {
		return fmt.Errorf("read profiles: %w", err)
	}
	for i, p := range list {
		if p.Name == "" || len(p.Match) == 0 {
			return fmt.Errorf("read profiles: profile %d lacks its name or what it matches", i+1)
		}
		for letter, n := range p.Urgency {
			if n < 1 || n > 9 {
				return fmt.Errorf("read profiles: %s: urgency %s is %d, not 1 to 9", p.Name, letter, n)
			}
		}
		for _, actions := range []map[string]article.Action{p.Takes, p.Signals} {
			for word, action := range actions {
				if !known(action) {
					return fmt.Errorf("read profiles: %s: %q stands for %q, which is no action", p.Name, word, action)
				}
			}
		}
	}
	s.list = append(list, s.list...)
	return nil
}

func known(a article.Action) bool {
	switch a {
	case article.New, article.Update, article.Correction, article.Kill, article.Withhold, article.Refile, article.Advisory:
		return true
	}
	return false
}

// Find gives the profile that matches one of the names; nil is none.
func (s *Set) Find(names ...string) *Profile {
	for i := range s.list {
		if slices.ContainsFunc(names, s.list[i].matches) {
			return &s.list[i]
		}
	}
	return nil
}

func (p *Profile) matches(name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	for _, m := range p.Match {
		if matches(m, name) {
			return true
		}
	}
	return false
}

func matches(pattern, name string) bool {
	if head, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(name, head)
	}
	return name == pattern
}

// Apply fills what the provider does not say in its copy because everyone
// knows it, and reads what it says in its own way.
func (p *Profile) Apply(a *article.Article) {
	if p == nil {
		return
	}
	if a.Source.Profile == "" {
		a.Source.Profile = p.Name
	}
	if p.Provider != "" && p.matches(a.Source.Provider) {
		a.Source.Provider = p.Provider
	}
	if n := p.Urgency[strings.ToLower(a.Editorial.Priority)]; n > 0 {
		a.Urgency = n
	}
	for _, d := range p.Drop {
		if len(a.Slugline) > len(d) && strings.EqualFold(a.Slugline[:len(d)], d) {
			a.Slugline = a.Slugline[len(d):]
			break
		}
	}
	for _, s := range a.Editorial.Signals {
		action := p.Signals[strings.ToLower(s[strings.LastIndexAny(s, ":/")+1:])]
		if action != "" && a.Editorial.Action == "" {
			a.Editorial.Action = action
		}
	}
	key := strings.ToLower(a.Editorial.TakeKey)
	best := ""
	for word, action := range p.Takes {
		// The longest word decides, and of equal ones the first.
		if strings.Contains(key, word) && (len(word) > len(best) || len(word) == len(best) && word < best) {
			best = word
			a.Editorial.Action = action
		}
	}
}

// Strip takes the provider's own furniture out of a text, and tells the length
// of what is not for readers in code points.
func (p *Profile) Strip(text string) (kept string, removed []string, secret string) {
	if p == nil || len(p.Furniture)+len(p.Nonpublic) == 0 {
		return text, nil, ""
	}
	var out strings.Builder
	at := 0
	for line := range strings.Lines(text) {
		folded := strings.ToLower(strings.TrimSpace(line))
		if opens(folded, p.Nonpublic) {
			return strings.TrimRight(out.String(), "\n "), removed, strings.TrimSpace(text[at:])
		}
		at += len(line)
		if len(line) < 240 && opens(folded, p.Furniture) {
			removed = append(removed, strings.TrimSpace(line))
			continue
		}
		out.WriteString(line)
	}
	return out.String(), removed, ""
}

func opens(line string, heads []string) bool {
	for _, h := range heads {
		if line != "" && strings.HasPrefix(line, h) {
			return true
		}
	}
	return false
}
