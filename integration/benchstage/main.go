// Command benchstage is the smallest stage on the runtime: it decodes an
// article, adds a warning and encodes it. What it costs is what the runtime and
// the record cost; see integration/streambench.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/pprof"
	"strings"
	"syscall"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/pipeline/record"
)

type options struct {
	brokers, group, in, out, names, delivery, compression, profile string
}

func main() {
	var o options
	flag.StringVar(&o.brokers, "brokers", "127.0.0.1:9092", "host:port,...")
	flag.StringVar(&o.group, "group", "bench", "consumer group")
	flag.StringVar(&o.in, "in", "", "topic read")
	flag.StringVar(&o.out, "out", "", "topic written")
	flag.StringVar(&o.names, "stages", "bench", "names of the stages to fuse")
	flag.StringVar(&o.delivery, "delivery", kafka.ExactlyOnce, "exactly-once or at-least-once")
	flag.StringVar(&o.compression, "compression", "lz4", "of what is written")
	flag.StringVar(&o.profile, "cpuprofile", "", "file for a CPU profile")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "benchstage:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if o.profile != "" {
		f, err := os.Create(o.profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	b, err := kafka.Open(kafka.Config{Brokers: strings.Split(o.brokers, ","), Delivery: o.delivery, Compression: o.compression, Log: log})
	if err != nil {
		return err
	}
	defer b.Close()
	return pipeline.Run(ctx, b, spec(o), pipeline.Options{Instance: o.group, Log: log})
}

// spec fuses as many stages as are named.
func spec(o options) pipeline.Spec {
	s := pipeline.Spec{
		Group: o.group, Inputs: []string{o.in}, Dead: o.out + "-dead",
		Decode: func(m pipeline.Message) (any, error) { return record.DecodeItem(m.Value) },
	}
	names := strings.Split(o.names, ",")
	for i, name := range names {
		step := pipeline.Pure(name, warn(name), emit(o.out, name))
		step.Writes = i == len(names)-1
		s.Steps = append(s.Steps, step)
	}
	return s
}

func warn(name string) pipeline.Stage[article.Article, article.Article] {
	return func(_ context.Context, a article.Article) ([]article.Article, error) {
		a = a.Clone()
		a.Warn("seen", name)
		a.Steps = append(a.Steps, article.Step{Stage: name, Version: "1"})
		return []article.Article{a}, nil
	}
}

func emit(topic, name string) pipeline.Emit[article.Article] {
	return func(a article.Article, index int) ([]pipeline.Message, error) {
		value, err := record.Encode(&a)
		if err != nil {
			return nil, err
		}
		m := pipeline.Message{Topic: topic, Key: []byte(a.URI), Value: value}
		for _, h := range record.Headers(&a, name, index) {
			m.Headers = append(m.Headers, pipeline.Header{Key: h.Key, Value: []byte(h.Value)})
		}
		return []pipeline.Message{m}, nil
	}
}
