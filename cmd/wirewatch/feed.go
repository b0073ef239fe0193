package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/feed"
)

type feedCommand struct {
	File feedFile `cmd:"" help:"Files, folders, archives or stdin (-)."`
	HTTP feedHTTP `cmd:"" name:"http" help:"Take copy that is pushed: POST /v1/items."`
	Dir  feedDir  `cmd:"" help:"Watch a drop folder."`
	RSS  feedRSS  `cmd:"" name:"rss" help:"Poll RSS, Atom and JSON feeds."`
}

type feedFile struct {
	Paths       []string `arg:"" help:"Files, folders, patterns, or - for stdin."`
	Source      string   `help:"Name of the feed." default:"file"`
	ContentType string   `help:"Media type of the copy; the file's name says it otherwise."`
	Key         string   `help:"Key of the raw records: source, item or spread." default:"source" enum:"source,item,spread"`
	Lane        string   `help:"live or backfill." default:"live" enum:"live,backfill"`
	MaxItem     int64    `help:"Largest item, in bytes." default:"4194304"`
	Again       bool     `help:"Take what was fed within the last 24 hours too."`
	clusterFlags
}

// Run puts files on the raw topic.
func (f *feedFile) Run(ctx context.Context, c console) error {
	b, err := f.quiet(ctx, c)
	if err != nil {
		return err
	}
	defer b.Close()
	prefix := stages.NewChain(stages.Config{Prefix: f.Prefix, Lane: f.Lane}).Prefix()
	counts, err := feedFiles(ctx, b, f.config(prefix, c), prefix, f.Again)
	if err != nil {
		return &usageError{err}
	}
	fmt.Fprintf(c.out, "in %d = done %d + dead %d + dropped %d\n", counts.In, counts.Done, counts.Dead, counts.Dropped)
	if counts.Dead > 0 {
		return errItems
	}
	return nil
}

func (f *feedFile) config(prefix string, c console) feed.FileConfig {
	return feed.FileConfig{
		Paths: f.Paths, Stdin: c.in, Source: f.Source, ContentType: f.ContentType, Lane: f.Lane, Key: f.Key,
		MaxItem: f.MaxItem, Topic: prefix + stages.Raw, Dead: f.Prefix + stages.Dead, Now: time.Now,
		Progress: progress(c), Report: reporter(c),
	}
}

// reporter names on stderr each item that is not done, one JSON object a line.
func reporter(c console) func(feed.Report) {
	lines := json.NewEncoder(c.err)
	return func(r feed.Report) { _ = lines.Encode(r) } // where stderr is closed nobody reads it
}

// progress shows on a terminal how far long work has come.
func progress(c console) func(feed.Counts) {
	if columns, _ := terminal(c.err, 0); columns == 0 {
		return nil
	}
	last := time.Now()
	return func(n feed.Counts) {
		if time.Since(last) > time.Second {
			last = time.Now()
			fmt.Fprintf(c.err, "\rin %d = done %d + dead %d + dropped %d ", n.In, n.Done, n.Dead, n.Dropped)
		}
	}
}

// feedFiles reads files on to the raw topic, each with its seen mark in one
// write. What was seen before is restored first, unless all is to be taken.
func feedFiles(ctx context.Context, b *kafka.Broker, config feed.FileConfig, prefix string, again bool) (feed.Counts, error) {
	store := pipeline.NewMemoryStore()
	state := prefix + stages.FeedState
	if !again {
		err := b.ReadFrom(ctx, state, kafka.Start{}, func(m pipeline.Message) error {
			store.Restore(string(m.Key), m.Value)
			return nil
		})
		if err != nil {
			return feed.Counts{}, fmt.Errorf("read what was fed before: %w", err)
		}
		config.Seen = feed.NewSeen(store)
	}
	counts, err := feed.File(ctx, config, func(m pipeline.Message) error { return b.Produce(ctx, []pipeline.Message{m}) })
	if err != nil {
		return counts, err
	}
	var marks []pipeline.Message
	for _, m := range store.Changes() {
		m.Topic = state
		marks = append(marks, m)
	}
	return counts, b.Produce(ctx, marks)
}
