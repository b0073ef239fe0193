// Command franzstage does what benchstage does, on franz-go's
// GroupTransactSession with a commit every 100 ms: what people would write who
// need exactly-once in Go. It is there to be compared with; see
// integration/streambench.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/record"
)

type options struct {
	brokers, group, in, out string
	pass                    bool
	every                   time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.brokers, "brokers", "127.0.0.1:9092", "host:port,...")
	flag.StringVar(&o.group, "group", "bench", "consumer group")
	flag.StringVar(&o.in, "in", "", "topic read")
	flag.StringVar(&o.out, "out", "", "topic written")
	flag.BoolVar(&o.pass, "pass", false, "pass records on as they are")
	flag.DurationVar(&o.every, "every", 100*time.Millisecond, "time between commits")
	_ = flag.String("http", "", "of benchstage; serves nothing here")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "franzstage:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	s, err := kgo.NewGroupTransactSession(
		kgo.SeedBrokers(strings.Split(o.brokers, ",")...), kgo.TransactionalID(o.group),
		kgo.ConsumerGroup(o.group), kgo.ConsumeTopics(o.in),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.ProducerBatchCompression(kgo.Lz4Compression()),
	)
	if err != nil {
		return err
	}
	defer s.Close()
	for ctx.Err() == nil {
		if err := transaction(ctx, s, o); err != nil {
			return err
		}
	}
	return nil
}

// transaction puts what comes in one interval through the stage.
func transaction(ctx context.Context, s *kgo.GroupTransactSession, o options) error {
	fetches := s.PollFetches(ctx)
	if ctx.Err() != nil {
		return nil
	}
	if err := s.Begin(); err != nil {
		return err
	}
	var failed error
	promise := kgo.AbortingFirstErrPromise(s.Client())
	within, cancel := context.WithTimeout(ctx, o.every)
	defer cancel()
	for {
		fetches.EachRecord(func(r *kgo.Record) {
			out, err := stage(r, o)
			if err != nil {
				failed = err
				return
			}
			s.Produce(ctx, out, promise.Promise())
		})
		if fetches = s.PollFetches(within); within.Err() != nil && fetches.NumRecords() == 0 {
			break
		}
	}
	_, err := s.End(context.WithoutCancel(ctx), promise.Err() == nil && failed == nil)
	if failed != nil {
		return failed
	}
	return err
}

// stage is what benchstage does to a record.
func stage(r *kgo.Record, o options) (*kgo.Record, error) {
	if o.pass {
		return &kgo.Record{Topic: o.out, Key: r.Key, Value: r.Value, Headers: r.Headers}, nil
	}
	a, err := record.DecodeItem(r.Value)
	if err != nil {
		return nil, err
	}
	a = a.Clone()
	a.Warn("seen", o.group)
	a.Steps = append(a.Steps, article.Step{Stage: o.group, Version: "1"})
	value, err := record.Encode(&a)
	if err != nil {
		return nil, err
	}
	out := &kgo.Record{Topic: o.out, Key: []byte(a.URI), Value: value}
	for _, h := range record.Headers(&a, o.group, 0) {
		out.Headers = append(out.Headers, kgo.RecordHeader{Key: h.Key, Value: []byte(h.Value)})
	}
	return out, nil
}
