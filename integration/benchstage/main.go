// Command benchstage is the smallest stage on the runtime: it decodes an
// article, adds a warning and encodes it. What it costs is what the runtime and
// the record cost; see integration/streambench.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/pipeline/service"
)

type options struct {
	brokers, group, in, out, dead, instance, names, delivery, compression, profile, http string
	pass                                                                                 bool
}

func main() {
	var o options
	flag.StringVar(&o.brokers, "brokers", "127.0.0.1:9092", "host:port,...")
	flag.StringVar(&o.group, "group", "bench", "consumer group")
	flag.StringVar(&o.in, "in", "", "topic read")
	flag.StringVar(&o.out, "out", "", "topic written")
	flag.StringVar(&o.dead, "dead", "", "topic of dead letters; default is the topic written with -dead behind it")
	flag.StringVar(&o.instance, "instance", "", "static id in the group; default is the group's name")
	flag.StringVar(&o.http, "http", "", "address of metrics and health; empty serves none")
	flag.StringVar(&o.names, "stages", "bench", "names of the stages to fuse")
	flag.StringVar(&o.delivery, "delivery", kafka.ExactlyOnce, "exactly-once or at-least-once")
	flag.StringVar(&o.compression, "compression", "lz4", "of what is written")
	flag.BoolVar(&o.pass, "pass", false, "pass records on as they are: what is left is the transport")
	flag.StringVar(&o.profile, "cpuprofile", "", "file for a CPU profile")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "benchstage:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	o.dead, o.instance = cmp.Or(o.dead, o.out+"-dead"), cmp.Or(o.instance, o.group)
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
	s, err := service.New(service.Config{HTTP: o.http, LogLevel: "info", LogFormat: "text"}, os.Stderr)
	if err != nil {
		return err
	}
	defer s.Close()
	b, err := kafka.Open(kafka.Config{Brokers: strings.Split(o.brokers, ","), Delivery: o.delivery, Compression: o.compression, Log: s.Log})
	if err != nil {
		return err
	}
	defer b.Close()
	options := pipeline.Options{Instance: o.instance, Log: s.Log}
	s.Health.Set("stage", false, "not started")
	options.Ready = func(ready bool, reason string) { s.Health.Set("stage", ready, reason) }
	if o.http != "" {
		options.Metrics = pipeline.NewMetrics(s.Registry)
	}
	return s.Run(context.Background(), func(ctx context.Context) error { return pipeline.Run(ctx, b, spec(o), options) })
}

// spec fuses as many stages as are named.
func spec(o options) pipeline.Spec {
	s := pipeline.Spec{
		Group: o.group, Inputs: []string{o.in}, Dead: o.dead,
		Decode: func(m pipeline.Message) (any, error) { return record.DecodeItem(m.Value) },
	}
	if o.pass {
		return passing(o, s)
	}
	names := strings.Split(o.names, ",")
	for i, name := range names {
		step := pipeline.Pure(name, warn(name), emit(o.out, name))
		step.Writes = i == len(names)-1
		s.Steps = append(s.Steps, step)
	}
	return s
}

// passing is a stage that changes nothing.
func passing(o options, s pipeline.Spec) pipeline.Spec {
	s.Decode = func(m pipeline.Message) (any, error) { return m, nil }
	same := func(_ context.Context, m pipeline.Message) ([]pipeline.Message, error) {
		return []pipeline.Message{m}, nil
	}
	step := pipeline.Pure("pass", same, func(m pipeline.Message, _ int) ([]pipeline.Message, error) {
		return []pipeline.Message{{Topic: o.out, Key: m.Key, Value: m.Value, Headers: m.Headers}}, nil
	})
	step.Writes = true
	s.Steps = []pipeline.Step{step}
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
