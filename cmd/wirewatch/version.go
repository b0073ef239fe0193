package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/wirewatch/wirewatch/pipeline/record"
)

// version is that of the release; the build says more.
const version = "0.1.0"

type versionCommand struct{}

// Run shows the build.
func (versionCommand) Run(c console) error {
	fmt.Fprintf(c.out, "wirewatch %s\nrecord schema %s\ngo %s %s/%s\n", version, record.SchemaVersion, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" || s.Key == "vcs.time" || s.Key == "vcs.modified" {
			fmt.Fprintf(c.out, "%s %s\n", s.Key, s.Value)
		}
	}
	return nil
}
