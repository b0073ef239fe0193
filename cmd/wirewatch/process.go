package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/wirewatch/wirewatch/docs"
	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/normalise"
)

type processCommand struct {
	Files    []string      `arg:"" optional:"" name:"file" help:"Files to read; - or none is stdin."`
	Stages   []string      `help:"Stages to go through, in order." default:"normalise,tag,detect"`
	Format   string        `help:"Format of the files: auto finds it; article is JSON Lines of {id,text}; record is JSON Lines of records." default:"auto"`
	Source   string        `help:"Name of the feed, for copy that does not name its provider." default:"file"`
	Explain  bool          `help:"Also show what was looked at and rejected, and why."`
	Validate bool          `help:"Check every record against the JSON Schema, and copy that is ninjs against the rules of its version."`
	Window   time.Duration `help:"How long track remembers an item; 0 forgets none." default:"0s"`
	MaxItem  int64         `help:"Largest file, in bytes." default:"4194304"`
	Watch    string        `name:"watchlist" help:"YAML or CSV file of names of your own to find and link." placeholder:"FILE"`
	Themes   []string      `name:"themes-model" help:"Models of themes of your own, made by train themes." placeholder:"FILE,..."`
	Tier     string        `help:"Tier of detection: fast, or deep, which also reads with a small transformer." default:"fast" enum:"fast,deep"`
	lexiconFlags
	normaliseFlags
}

// AfterApply takes the stages apart that stand in one word, and names the
// setting that is wrong.
func (p *processCommand) AfterApply() error {
	p.Stages = stageNames(p.Stages)
	for _, name := range p.Stages {
		if _, err := stages.Find(name); err != nil {
			return err
		}
	}
	switch {
	case len(p.Stages) == 0:
		return fmt.Errorf("stages: none named, want some of %v", stages.Names())
	case p.MaxItem < 1:
		return fmt.Errorf("max-item: %d is not 1 or more", p.MaxItem)
	case p.Window < 0:
		return fmt.Errorf("window: %s is negative", p.Window)
	}
	return nil
}

// Run puts the files through the stages.
func (p *processCommand) Run(ctx context.Context, c console) error {
	worker, err := p.worker()
	if err != nil {
		return &usageError{err}
	}
	out := &processOutput{records: bufio.NewWriterSize(c.out, 64<<10), problems: json.NewEncoder(c.err)}
	if p.Validate {
		if out.validate, err = docs.RecordValidator(); err != nil {
			return err
		}
	}
	if len(p.Files) == 0 {
		p.Files = []string{"-"}
	}
	in := inputs{files: p.Files, stdin: c.in, format: p.Format, source: p.Source, maxItem: p.MaxItem, from: p.Stages[0]}
	workers := runtime.GOMAXPROCS(0)
	if slices.Contains(p.Stages, stages.Track) {
		workers = 1 // a stage with state takes one input at a time
	}
	err = inOrder(ctx, workers, in.all(), func(i input) processed { return p.checked(i, i.through(ctx, worker)) }, out.write)
	if flushed := out.records.Flush(); err == nil {
		err = flushed
	}
	if err == nil && out.failed {
		err = errItems
	}
	return err
}

// worker makes the chain of stages, the last of which writes the records.
func (p *processCommand) worker() (*pipeline.Worker, error) {
	switch p.Format {
	case "article", "record":
	default:
		if p.Format != "auto" && !slices.Contains(normalise.Formats(), p.Format) {
			return nil, fmt.Errorf("format %q: want auto, article, record or one of %v", p.Format, normalise.Formats())
		}
		if p.Stages[0] != stages.Normalise {
			return nil, fmt.Errorf("stages %v: copy must begin at normalise; use --format article or record to begin later", p.Stages)
		}
	}
	config := stages.DefaultConfig()
	config.Normalise.MaxItem = int(p.MaxItem)
	if err := p.into(&config); err != nil {
		return nil, err
	}
	config.Detect.Explain, config.Detect.Tier = p.Explain, detect.Tier(p.Tier)
	config.Track.Window = p.Window
	var err error
	if config.Detect.Models, err = themeModels(p.Themes); err != nil {
		return nil, err
	}
	if config.Detect.Lexicon, err = p.ownLexicon(); err != nil {
		return nil, err
	}
	if config.Tag.Watchlist, err = watchlist(p.Watch); err != nil {
		return nil, err
	}
	names := p.Stages
	if names[0] == stages.Normalise && (p.Format == "article" || p.Format == "record") {
		names = names[1:] // the text stays as it is
	}
	if len(names) == 0 {
		return nil, nil // the record as it is read
	}
	if slices.ContainsFunc(names, func(n string) bool { return n == stages.Alert || n == stages.Publish || n == stages.Deliver }) {
		return nil, fmt.Errorf("stages %v: process ends with records, and so with track at the latest", p.Stages)
	}
	spec, err := stages.NewChain(config).Spec(names...)
	if err != nil {
		return nil, err
	}
	return pipeline.NewWorker(spec)
}

// processed is what became of one input.
type processed struct {
	name   string
	item   int
	result pipeline.Result
}

// through puts an input through the stages.
func (i input) through(ctx context.Context, w *pipeline.Worker) processed {
	if i.err != nil {
		f := pipeline.Failure{Stage: i.stage, Item: -1, Reason: reasonOf(i.err), Err: i.err}
		return processed{i.name, i.item, pipeline.Result{Failures: []pipeline.Failure{f}}}
	}
	if a, ok := i.value.(article.Article); ok && w == nil {
		return processed{i.name, i.item, asRead(&a)}
	}
	return processed{i.name, i.item, w.Do(ctx, 0, i.value)}
}

// asRead gives an article that goes through no stage as its record.
func asRead(a *article.Article) pipeline.Result {
	value, err := record.Encode(a)
	if err != nil {
		f := pipeline.Failure{Stage: stages.Normalise, Item: -1, Reason: reasonOf(err), Err: err}
		return pipeline.Result{Failures: []pipeline.Failure{f}}
	}
	return pipeline.Result{Out: []pipeline.Message{{Value: value}}}
}

// checked adds what is wrong with the copy itself, where the standard it
// follows has rules that can be checked.
func (p *processCommand) checked(i input, out processed) processed {
	c, ok := i.value.(article.Copy)
	if !ok || !p.Validate {
		return out
	}
	if err := normalise.Validate(c); err != nil && len(out.result.Failures) == 0 {
		out.result.Failures = append(out.result.Failures, pipeline.Failure{Stage: "validate", Item: -1, Reason: reasonOf(err), Err: err})
	}
	return out
}

// reasonOf gives the code of an error.
func reasonOf(err error) string {
	var coded interface{ Reason() string }
	if errors.As(err, &coded) {
		return coded.Reason()
	}
	return "unreadable"
}

// processOutput writes records to stdout and problems to stderr.
type processOutput struct {
	records  *bufio.Writer
	problems *json.Encoder
	validate func(record []byte) error
	failed   bool
}

// problem is a line on stderr.
type problem struct {
	Name   string `json:"name"`
	Item   *int   `json:"item,omitempty"`
	Stage  string `json:"stage,omitempty"`
	Reason string `json:"reason"`
	Error  string `json:"error,omitempty"`
	Count  int    `json:"dropped,omitempty"`
}

func (o *processOutput) write(p processed) error {
	for _, m := range p.result.Out {
		if o.validate != nil {
			if err := o.validate(m.Value); err != nil {
				p.result.Failures = append(p.result.Failures, pipeline.Failure{Stage: "validate", Item: -1, Reason: "invalid-record", Err: err})
			}
		}
		if _, err := o.records.Write(append(m.Value, '\n')); err != nil {
			return fmt.Errorf("write record: %w", err)
		}
	}
	for _, f := range p.result.Failures {
		o.failed = true
		line := problem{Name: p.name, Stage: f.Stage, Reason: f.Reason, Error: firstLine(f.Err)}
		if f.Item >= 0 {
			line.Item = &f.Item
		} else if p.item > 0 {
			line.Item = &p.item
		}
		if err := o.problems.Encode(line); err != nil {
			return err
		}
	}
	for reason, n := range p.result.Dropped {
		if err := o.problems.Encode(problem{Name: p.name, Reason: reason, Count: n}); err != nil {
			return err
		}
	}
	return nil
}

func firstLine(err error) string {
	s := err.Error()
	for i, c := range s {
		if c == '\n' {
			return s[:i]
		}
	}
	return s
}
