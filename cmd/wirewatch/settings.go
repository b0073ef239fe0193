package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
)

// settingsFile reads a YAML file of settings. A setting has the name of its
// flag; a dot or a level of nesting stands for a hyphen, so that
//
//	log:
//	  level: debug
//
// is --log-level=debug. What is set in the environment wins over it.
func settingsFile(r io.Reader) (kong.Resolver, error) {
	var tree map[string]any
	if err := yaml.NewDecoder(r).Decode(&tree); err != nil && err != io.EOF {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	s := settings{}
	s.flatten("", tree)
	return s, nil
}

// settings are values by the name of their flag.
type settings map[string]string

func (s settings) flatten(prefix string, tree map[string]any) {
	for key, value := range tree {
		name := prefix + strings.ReplaceAll(key, ".", "-")
		switch v := value.(type) {
		case map[string]any:
			s.flatten(name+"-", v)
		case []any:
			var items []string
			for _, item := range v {
				items = append(items, fmt.Sprint(item))
			}
			s[name] = strings.Join(items, ",")
		default:
			s[name] = fmt.Sprint(v)
		}
	}
}

// Validate refuses a setting that no flag of any command has.
func (s settings) Validate(app *kong.Application) error {
	known := map[string]bool{}
	var walk func(*kong.Node)
	walk = func(n *kong.Node) {
		for _, f := range n.Flags {
			known[f.Name] = true
		}
		for _, child := range n.Children {
			walk(child)
		}
	}
	walk(app.Node)
	var unknown []string
	for name := range s {
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	if len(unknown) > 0 {
		return fmt.Errorf("settings: %s: no such setting", strings.Join(unknown, ", "))
	}
	return nil
}

// Resolve gives the value of a flag, unless the environment has it.
func (s settings) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
	}
	if value, ok := s[flag.Name]; ok {
		return value, nil
	}
	return nil, nil
}
