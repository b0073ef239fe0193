package main

import (
	"fmt"
	"os"

	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/normalise"
)

// normaliseFlags are the files that tell normalise of agencies it does not
// know.
type normaliseFlags struct {
	Mappings []string `help:"YAML files of mappings, for XML that follows no standard." placeholder:"FILE"`
	Profiles []string `help:"YAML files of profiles of providers." placeholder:"FILE"`
}

// into reads the files, and refuses what is wrong in them.
func (f *normaliseFlags) into(c *stages.Config) error {
	for _, kind := range []struct {
		setting string
		files   []string
		out     *[][]byte
	}{{"mappings", f.Mappings, &c.Normalise.Mappings}, {"profiles", f.Profiles, &c.Normalise.Profiles}} {
		for _, name := range kind.files {
			b, err := os.ReadFile(name)
			if err != nil {
				return &usageError{fmt.Errorf("%s: %w", kind.setting, err)}
			}
			*kind.out = append(*kind.out, b)
		}
	}
	if len(f.Mappings)+len(f.Profiles) == 0 {
		return nil
	}
	if err := normalise.New(c.Normalise).Check(); err != nil {
		return &usageError{err}
	}
	return nil
}
