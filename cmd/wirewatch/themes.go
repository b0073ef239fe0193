package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/detect/interop"
)

type themesCommand struct {
	Lint   themesLint   `cmd:"" help:"Check the themes and the rules that detect them, and that rules fire in their examples."`
	Export themesExport `cmd:"" help:"Print the themes with their codes, as JSON or for MISP or STIX."`
	Report themesReport `cmd:"" help:"Say which rules fire on texts, how often and where."`
}

type themesLint struct{ lexiconFlags }

// Run checks the rules, and reads their examples. That another rule of the same
// theme fires is a warning and fails nothing.
func (t *themesLint) Run(ctx context.Context, c console) error {
	fsys, taxonomy, lexicon, err := t.load()
	if err != nil {
		return err
	}
	if err := detect.Lint(lexicon, taxonomy); err != nil {
		fmt.Fprintln(c.out, err)
		return errItems
	}
	detector, err := detect.New(detect.Config{Lexicon: fsys})
	if err != nil {
		return err
	}
	faults, err := detect.CheckExamples(ctx, detector, lexicon)
	if err != nil {
		return err
	}
	failed := 0
	for _, f := range faults {
		if f.Warning {
			fmt.Fprintln(c.out, "warning:", f)
			continue
		}
		fmt.Fprintln(c.out, f)
		failed++
	}
	if failed > 0 {
		return errItems
	}
	fmt.Fprintf(c.out, "%d themes and %d rules are in order, lexicon %s\n", len(taxonomy.Themes), len(lexicon.Entries), lexicon.Name())
	return nil
}

type themesExport struct {
	JSON bool `help:"As JSON in our own form, also that of taxonomy.json; the default." name:"json" xor:"form"`
	MISP bool `help:"As a taxonomy of MISP, its machinetag.json." name:"misp" xor:"form"`
	STIX bool `help:"As a STIX 2.1 bundle." name:"stix" xor:"form"`
	lexiconFlags
}

// Run prints the themes.
func (t *themesExport) Run(c console) error {
	taxonomy, err := t.taxonomy()
	if err != nil {
		return err
	}
	encode := interop.MISP
	switch {
	case t.MISP:
	case t.STIX:
		encode = interop.STIX
	default:
		e := json.NewEncoder(c.out)
		e.SetIndent("", "  ")
		return e.Encode(taxonomy)
	}
	doc, err := encode(taxonomy)
	if err != nil {
		return err
	}
	_, err = c.out.Write(doc)
	return err
}
