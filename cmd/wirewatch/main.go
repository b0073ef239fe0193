// Command wirewatch is the one binary: the demo, the stages as services, and
// the tools around them. It parses and wires; the work is in the packages.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // some items failed, or the work could not be done
	exitUsage  = 2
)

// commands are the subcommands; their fields are the flags.
type commands struct {
	Settings kong.ConfigFlag `name:"config" placeholder:"FILE" help:"YAML file with settings; a flag and an environment variable win over it."`

	Build versionFlag `name:"version" env:"-" help:"Show the build and the versions of stages and data, and end."`

	Demo     demoCommand     `cmd:"" help:"Everything in one process on an embedded broker, with a sample wire."`
	Process  processCommand  `cmd:"" help:"Put files or stdin through the stages, without Kafka; records on stdout."`
	Run      runCommand      `cmd:"" help:"Run stages as a service."`
	Feed     feedCommand     `cmd:"" help:"Put wire copy on the raw topic."`
	Topics   topicsCommand   `cmd:"" help:"Create or check the topics."`
	Tail     tailCommand     `cmd:"" help:"Subscribe to a topic and print it."`
	Dead     deadCommand     `cmd:"" help:"List, show or replay dead letters."`
	Entities entitiesCommand `cmd:"" help:"The knowledge about people, groups and places."`
	Themes   themesCommand   `cmd:"" help:"The themes and the rules that detect them."`
	Train    trainCommand    `cmd:"" help:"Train a model."`
	Predict  predictCommand  `cmd:"" help:"Say what a model makes of texts."`
	Eval     evalCommand     `cmd:"" help:"Score a model on labelled texts."`
	Health   healthCommand   `cmd:"" help:"Ask a running service whether it is ready."`
	Version  versionCommand  `cmd:"" help:"Show the build and the versions of stages and data."`
}

// console is where a command reads and writes.
type console struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], console{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// usageError is a mistake in how the command was called.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// errItems says that some items failed; each has been named already.
var errItems = errors.New("some items failed")

// run parses the arguments and calls the command; it gives the exit code.
func run(ctx context.Context, args []string, c console) int {
	var cli commands
	help := false
	parser, err := kong.New(&cli,
		kong.Name("wirewatch"),
		kong.Description("An event-stream pipeline for wire news: raw copy in, enriched and alertable records out."),
		kong.Configuration(settingsFile),
		kong.DefaultEnvars("WIREWATCH"),
		kong.Writers(c.out, c.err),
		kong.Exit(func(int) { help = true }),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(c),
	)
	if err != nil {
		panic(err) // a mistake in the tags above
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if help {
		return exitOK
	}
	if err == nil {
		err = parsed.Run()
	} else {
		err = &usageError{err}
	}
	return exitCode(err, c.err)
}

// exitCode says what went wrong, if anything did.
func exitCode(err error, w io.Writer) int {
	if err == nil {
		return exitOK
	}
	if errors.Is(err, errItems) {
		return exitFailed
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	fmt.Fprintf(w, "wirewatch: %v\n", err)
	if _, ok := errors.AsType[*usageError](err); ok {
		return exitUsage
	}
	return exitFailed
}
