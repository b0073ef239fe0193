package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/alecthomas/kong"

	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/detect/deep"
	"github.com/wirewatch/wirewatch/stages/normalise"
	"github.com/wirewatch/wirewatch/stages/tag"
)

// version is that of the release; the build says more.
const version = "0.1.0"

type versionCommand struct{}

// Run shows the build.
func (versionCommand) Run(c console) error { return showVersion(c.out) }

// versionFlag is the command as a flag, as people try it.
type versionFlag bool

// BeforeReset shows the build and ends, whatever else is on the command line.
func (versionFlag) BeforeReset(app *kong.Kong) error {
	if err := showVersion(app.Stdout); err != nil {
		return err
	}
	app.Exit(exitOK)
	return nil
}

// showVersion names the build, and the stages with the data and models that
// their records name too.
func showVersion(w io.Writer) error {
	tagger, err := tag.New(tag.DefaultConfig())
	if err != nil {
		return err
	}
	detector, err := detect.New(detect.DefaultConfig())
	if err != nil {
		return err
	}
	model, err := deep.Default()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "wirewatch %s\nrecord schema %s\n", version, record.SchemaVersion)
	fmt.Fprintf(w, "normalise %s\ntag %s %s\ndetect %s %s\n", normalise.Version, tag.Version, tagger.Model(), detect.Version, detector.Model())
	fmt.Fprintf(w, "lexicon %s\ndeep tier deep-%s\n", detector.Lexicon(), model.Name())
	fmt.Fprintf(w, "go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" || s.Key == "vcs.time" || s.Key == "vcs.modified" {
			fmt.Fprintf(w, "%s %s\n", s.Key, s.Value)
		}
	}
	return nil
}
