package main

import (
	"fmt"

	"github.com/wirewatch/wirewatch/stages/tag"
)

type entitiesCommand struct {
	Lint entitiesLint `cmd:"" help:"Find aliases that clash and facts that are malformed."`
}

type entitiesLint struct{}

// Run checks the knowledge that the binary carries.
func (entitiesLint) Run(c console) error {
	problems, err := tag.Lint()
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintln(c.out, p)
	}
	if len(problems) > 0 {
		return errItems
	}
	fmt.Fprintln(c.out, "no clashing aliases")
	return nil
}
