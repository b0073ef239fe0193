package main

import (
	"encoding/json"
	"fmt"

	"github.com/wirewatch/wirewatch/stages/detect"
)

type themesCommand struct {
	Lint   themesLint   `cmd:"" help:"Check the themes and the rules that detect them."`
	Export themesExport `cmd:"" help:"Print the themes with their codes as JSON."`
}

type themesLint struct{}

// Run checks the rules that the binary carries, and that they fire on their
// own examples.
func (themesLint) Run(c console) error {
	taxonomy, err := detect.DefaultTaxonomy()
	if err != nil {
		return err
	}
	lexicon, err := detect.DefaultLexicon()
	if err != nil {
		return err
	}
	if err := detect.Lint(lexicon, taxonomy); err != nil {
		fmt.Fprintln(c.out, err)
		return errItems
	}
	fmt.Fprintf(c.out, "%d themes and %d rules are in order\n", len(taxonomy.Themes), len(lexicon.Entries))
	return nil
}

type themesExport struct {
	JSON bool `help:"As JSON, the only form." name:"json" default:"true"`
}

// Run prints the themes.
func (themesExport) Run(c console) error {
	taxonomy, err := detect.DefaultTaxonomy()
	if err != nil {
		return err
	}
	e := json.NewEncoder(c.out)
	e.SetIndent("", "  ")
	return e.Encode(taxonomy)
}
