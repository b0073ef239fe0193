package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/feed"
)

// liveFlags are those of the feeds that stay up.
type liveFlags struct {
	Lane       string `help:"live or backfill." default:"live" enum:"live,backfill"`
	Key        string `help:"Key of the raw records: source, item or spread." default:"source" enum:"source,item,spread"`
	MaxItem    int64  `help:"Largest item, in bytes." default:"4194304"`
	QuotaItems int    `help:"Items that one source may send in a minute; 0 does not bound it." default:"0"`
	QuotaBytes int64  `help:"Bytes that one source may send in a minute; 0 does not bound it." default:"0"`
	clusterFlags
}

// run opens the broker, restores what was seen, and runs work beside the
// intake until ctx ends.
func (f *liveFlags) run(ctx context.Context, c console, work func(context.Context, *feed.Intake, *slog.Logger) error) error {
	log := slog.New(slog.NewTextHandler(c.err, nil))
	b, err := f.open(log, nil)
	if err != nil {
		return err
	}
	defer b.Close()
	in, err := f.intake(ctx, b)
	if err != nil {
		return err
	}
	// The intake outlives the work: what it has taken is still written, if the
	// broker takes it in time.
	writing, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var wg sync.WaitGroup
	wg.Go(func() { _ = in.Run(writing) })
	err = work(ctx, in, log)
	in.Close()
	defer time.AfterFunc(drainTime, stop).Stop()
	wg.Wait()
	return err
}

// drainTime is how long what was taken may take to be written at the end.
const drainTime = 10 * time.Second

func (f *liveFlags) intake(ctx context.Context, b *kafka.Broker) (*feed.Intake, error) {
	prefix := stages.NewChain(stages.Config{Prefix: f.Prefix, Lane: f.Lane}).Prefix()
	store := pipeline.NewMemoryStore()
	err := b.ReadFrom(ctx, prefix+stages.FeedState, kafka.Start{}, func(m pipeline.Message) error {
		store.Restore(string(m.Key), m.Value)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what was fed before: %w", err)
	}
	in, err := feed.NewIntake(feed.IntakeConfig{
		Topic: prefix + stages.Raw, Dead: f.Prefix + stages.Dead, State: prefix + stages.FeedState, Lane: f.Lane, Key: f.Key, MaxItem: f.MaxItem,
		Quota: feed.Quota{Items: f.QuotaItems, Bytes: f.QuotaBytes}, Store: store, Produce: b.Produce,
	})
	if err != nil {
		return nil, &usageError{err}
	}
	return in, nil
}

type feedHTTP struct {
	Listen     string        `help:"Address to take copy on." default:"127.0.0.1:9480"`
	Source     string        `help:"Name of copy that does not name its source (X-Wirewatch-Source)." default:"http"`
	TokenFile  string        `help:"File with the bearer token; else it is in WIREWATCH_FEED_TOKEN." placeholder:"FILE"`
	SecretFile string        `help:"File with the secret of signatures; else it is in WIREWATCH_FEED_SECRET." placeholder:"FILE"`
	Open       bool          `help:"Take copy from anyone: neither token nor signature is asked for."`
	MaxBatch   int           `help:"Most items of one request." default:"500"`
	Timeout    time.Duration `help:"How long a request waits for the broker." default:"10s"`
	liveFlags
}

// Run takes copy by HTTP until it is stopped.
func (f *feedHTTP) Run(ctx context.Context, c console) error {
	token, err := secret("token-file", f.TokenFile, "WIREWATCH_FEED_TOKEN")
	if err != nil {
		return &usageError{err}
	}
	key, err := secret("secret-file", f.SecretFile, "WIREWATCH_FEED_SECRET")
	if err != nil {
		return &usageError{err}
	}
	if token == "" && key == "" && !f.Open {
		return &usageError{errors.New("token-file, secret-file: one is needed, or --open")}
	}
	return f.run(ctx, c, func(ctx context.Context, in *feed.Intake, log *slog.Logger) error {
		h := feed.NewHTTP(feed.HTTPConfig{Intake: in, Token: token, Secret: key, Source: f.Source, MaxBatch: f.MaxBatch, MaxItem: f.MaxItem, Timeout: f.Timeout, Log: log})
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", f.Listen)
		if err != nil {
			return &usageError{fmt.Errorf("listen: %w", err)}
		}
		s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
		stopped := make(chan error, 1)
		go func() {
			<-ctx.Done()
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), f.Timeout)
			defer cancel()
			stopped <- s.Shutdown(ending)
		}()
		log.Info("taking copy", "address", l.Addr().String())
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return <-stopped
	})
}

type feedDir struct {
	Path      string        `arg:"" help:"Drop folder."`
	Source    string        `help:"Name of the feed." default:"dir"`
	Processed string        `help:"Folder below it for what was taken." default:".processed"`
	Failed    string        `help:"Folder below it for what was not, with the reason." default:".failed"`
	Every     time.Duration `help:"Time between two looks." default:"1s"`
	Stable    time.Duration `help:"How long a file must not have changed." default:"2s"`
	liveFlags
}

// Run watches a drop folder until it is stopped.
func (f *feedDir) Run(ctx context.Context, c console) error {
	return f.run(ctx, c, func(ctx context.Context, in *feed.Intake, log *slog.Logger) error {
		return feed.Dir(ctx, feed.DirConfig{
			Intake: in, Path: f.Path, Source: f.Source, Processed: f.Processed, Failed: f.Failed, Every: f.Every, Stable: f.Stable, MaxItem: f.MaxItem, Log: log,
		})
	})
}

type feedRSS struct {
	Feeds   []string      `arg:"" help:"Addresses of feeds, or NAME=ADDRESS."`
	Least   time.Duration `help:"Shortest time between two fetches of a feed." default:"1m"`
	Most    time.Duration `help:"Longest time between two fetches of a feed." default:"30m"`
	PerHost time.Duration `help:"Shortest time between two fetches from one host." default:"2s"`
	Silent  time.Duration `help:"A feed without news for this long is named in the log." default:"6h"`
	Marks   string        `help:"File that keeps what hosts said of their feeds; remove it to fetch all again." placeholder:"FILE"`
	Allow   []string      `help:"Private ranges that may be fetched from, such as 10.1.0.0/16." placeholder:"CIDR"`
	Agent   string        `help:"User-Agent." default:"wirewatch (feed reader)"`
	liveFlags
}

// Run polls feeds until it is stopped.
func (f *feedRSS) Run(ctx context.Context, c console) error {
	var g feed.Guard
	for _, s := range f.Allow {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return &usageError{fmt.Errorf("allow: %w", err)}
		}
		g.Allow = append(g.Allow, p)
	}
	marks, err := feed.OpenMarks(f.Marks)
	if err != nil {
		return &usageError{err}
	}
	var feeds []feed.Feed
	for _, s := range f.Feeds {
		name, address, ok := strings.Cut(s, "=")
		if !ok || strings.ContainsAny(name, ":/") {
			address = s
			_, host, _ := strings.Cut(s, "://")
			name, _, _ = strings.Cut(host, "/")
		}
		feeds = append(feeds, feed.Feed{Source: name, URL: address})
	}
	return f.run(ctx, c, func(ctx context.Context, in *feed.Intake, log *slog.Logger) error {
		return feed.Poll(ctx, feed.PollConfig{
			Intake: in, Client: g.Client(30 * time.Second), Feeds: feeds, Least: f.Least, Most: f.Most, PerHost: f.PerHost, Silent: f.Silent,
			MaxBody: f.MaxItem, Agent: f.Agent, Log: log, Marks: marks,
		})
	})
}
