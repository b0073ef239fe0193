package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/pipeline/service"
	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/samplewire"
)

type demoCommand struct {
	Once    bool          `help:"End when the sample is through, with a summary."`
	JSON    bool          `help:"One JSON object a line, of type record, alert or summary." name:"json"`
	Pace    time.Duration `help:"Pause between two articles; 0 feeds them all at once. Default is 150ms, and 0 with --once."`
	DataDir string        `help:"Where the embedded broker keeps its topics; empty keeps them in memory." placeholder:"DIR"`
	Port    int           `help:"Port of the embedded broker on 127.0.0.1; 0 takes a free one." default:"0"`
	HTTP    string        `name:"http" help:"Address of /metrics, /healthz and /readyz; port 0 takes a free one." default:"127.0.0.1:0"`
	Log     string        `help:"Log level: debug, info, warn or error." default:"error" name:"log-level"`
}

// demo is a demo at work.
type demo struct {
	*demoCommand
	broker *kafka.Broker
	show   *display
	prefix string
	fed    feedOutcome
	before standing
}

// standing is what stood on a broker that keeps its topics when the demo began:
// where the topics that are shown ended, and what the stages had counted.
type standing struct {
	ends   map[string]map[int]int64
	totals map[string]pipeline.Totals
}

// feedOutcome counts what the feed did with the sample.
type feedOutcome struct{ sent, dropped int }

// Run shows the whole chain on the sample wire.
func (d *demoCommand) Run(ctx context.Context, c console) error {
	s, err := service.New(service.Config{HTTP: d.HTTP, LogLevel: d.Log, LogFormat: "text"}, c.err)
	if err != nil {
		return &usageError{err}
	}
	defer s.Close()
	addr, stop, err := startBroker(d.DataDir, d.Port, s.Log)
	if err != nil {
		return err
	}
	defer stop()
	config := stages.DefaultConfig()
	own, err := readBranches("", &lexiconFlags{})
	if err != nil {
		return err
	}
	if err := makeTopics(ctx, []string{addr}, config.Prefix, own, s.Log); err != nil {
		return err
	}
	b, err := kafka.Open(kafka.Config{Brokers: []string{addr}, Log: s.Log, OnState: brokerState(s)})
	if err != nil {
		return err
	}
	defer b.Close()
	show := newDisplay(c.out, d.JSON)
	show.banner("broker %s   metrics http://%s/metrics   health http://%s/readyz", addr, s.Addr(), s.Addr())
	tasks, err := members(s, b, config, stages.All(), pipeline.Options{})
	if err != nil {
		return err
	}
	run := &demo{demoCommand: d, broker: b, show: show, prefix: config.Prefix}
	return s.Run(ctx, func(ctx context.Context) error { return run.play(ctx, tasks) })
}

// look notes what stands on the broker before anything is fed.
func (d *demo) look(ctx context.Context) error {
	d.before = standing{ends: map[string]map[int]int64{}, totals: map[string]pipeline.Totals{}}
	for _, topic := range []string{stages.Enriched, stages.AlertsLog} {
		ends, err := d.broker.EndOffsets(ctx, d.prefix+topic)
		if err != nil {
			return err
		}
		d.before.ends[topic] = map[int]int64{}
		for p, end := range ends {
			d.before.ends[topic][p.Number] = end
		}
	}
	for stage, topic := range map[string]string{stages.Normalise: stages.Raw, stages.Track: stages.Detected} {
		t, err := d.totals(ctx, stage, topic)
		if err != nil {
			return err
		}
		d.before.totals[stage] = t
	}
	return nil
}

// play runs the stages, the subscribers that print, and the feed, until ctx
// ends or, with --once, the sample is through.
func (d *demo) play(ctx context.Context, stagesAtWork []func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	failed := make(chan error, len(stagesAtWork)+2)
	start := func(task func(context.Context) error) {
		wg.Go(func() {
			if err := task(ctx); err != nil && ctx.Err() == nil {
				failed <- err
			}
		})
	}
	if err := d.look(ctx); err != nil {
		return err
	}
	begin := time.Now()
	for _, task := range stagesAtWork {
		start(task)
	}
	start(d.records)
	start(d.alerts)
	if err := d.feed(ctx); err != nil {
		return err
	}
	if !d.Once {
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			return err
		}
	}
	through := make(chan error, 1)
	start(func(ctx context.Context) error { through <- d.through(ctx); return nil })
	select {
	case err := <-failed:
		return err
	case err := <-through:
		if err != nil {
			return err
		}
	}
	return d.summary(ctx, time.Since(begin))
}

// feed sends the sample wire; a transmission whose bytes were sent before is
// dropped, as by every feed.
func (d *demo) feed(ctx context.Context) error {
	pace := d.Pace
	if pace == 0 && !d.Once {
		pace = 150 * time.Millisecond
	}
	var msgs []pipeline.Message
	seen := map[string]bool{}
	for _, item := range samplewire.Items() {
		if key := item.Source + "\x00" + string(item.Bytes); seen[key] {
			d.fed.dropped++
			continue
		} else {
			seen[key] = true
		}
		now := time.Now().UTC().Format(time.RFC3339Nano)
		m := pipeline.Message{Topic: d.prefix + stages.Raw, Key: []byte(item.Source), Value: item.Bytes}
		for _, h := range [][2]string{{"source", item.Source}, {"content-type", item.ContentType}, {"name", item.Name}, {"received", now}, {"lane", "live"}, {"ww-t-feed", now}} {
			if h[1] != "" {
				m.Headers = append(m.Headers, pipeline.Header{Key: h[0], Value: []byte(h[1])})
			}
		}
		d.fed.sent++
		msgs = append(msgs, m)
		if pace == 0 {
			continue
		}
		if err := d.broker.Produce(ctx, msgs); err != nil {
			return err
		}
		msgs = msgs[:0]
		select {
		case <-time.After(pace):
		case <-ctx.Done():
			return nil
		}
	}
	return d.broker.Produce(ctx, msgs)
}

// records prints what comes out of track.
func (d *demo) records(ctx context.Context) error {
	return d.broker.ReadFrom(ctx, d.prefix+stages.Enriched, kafka.Start{Offsets: d.before.ends[stages.Enriched], Follow: true}, func(m pipeline.Message) error {
		a, err := record.Decode(m.Value)
		if err != nil {
			return fmt.Errorf("read enriched record: %w", err)
		}
		d.show.record(&a, m)
		return nil
	})
}

// alerts prints what comes out of alert.
func (d *demo) alerts(ctx context.Context) error {
	return d.broker.ReadFrom(ctx, d.prefix+stages.AlertsLog, kafka.Start{Offsets: d.before.ends[stages.AlertsLog], Follow: true}, func(m pipeline.Message) error {
		var a article.Alert
		if err := json.Unmarshal(m.Value, &a); err != nil {
			return fmt.Errorf("read alert: %w", err)
		}
		d.show.alert(a, m.Value)
		return nil
	})
}

// through waits until every group has done all that is on its topics, from the
// raw topic on.
func (d *demo) through(ctx context.Context) error {
	for _, group := range stages.All() {
		l, err := stages.Find(group[0])
		if err != nil {
			return err
		}
		for {
			lag, err := d.broker.Lag(ctx, d.prefix+l.Stage, d.prefix+l.Reads)
			if err != nil {
				return err
			}
			behind := int64(0)
			for _, n := range lag {
				behind += n
			}
			if behind == 0 {
				break
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
	return d.show.await(ctx, d.ends)
}

// ends counts what stands on the topics that are shown. Offsets would count the
// markers of transactions too.
func (d *demo) ends(ctx context.Context) (records, alerts int, err error) {
	count := func(topic string, n *int) error {
		return d.broker.ReadFrom(ctx, d.prefix+topic, kafka.Start{Offsets: d.before.ends[topic]}, func(pipeline.Message) error { *n++; return nil })
	}
	return records, alerts, errors.Join(count(stages.Enriched, &records), count(stages.AlertsLog, &alerts))
}

// summary is what --once ends with. Items are counted: in = out + dead + dropped.
type summary struct {
	Type    string           `json:"type"`
	In      int64            `json:"in"`
	Out     int64            `json:"out"`
	Dead    int64            `json:"dead"`
	Dropped int64            `json:"dropped"`
	Why     map[string]int64 `json:"droppedBy,omitempty"`
	Alerts  int              `json:"alerts"`
	Seconds float64          `json:"seconds"`
	Rate    float64          `json:"articlesPerSecond"`
	P50     float64          `json:"p50Milliseconds"`
	P99     float64          `json:"p99Milliseconds"`
}

func (d *demo) summary(ctx context.Context, took time.Duration) error {
	first, err := d.totals(ctx, stages.Normalise, stages.Raw)
	if err != nil {
		return err
	}
	second, err := d.totals(ctx, stages.Track, stages.Detected)
	if err != nil {
		return err
	}
	first, second = first.Since(d.before.totals[stages.Normalise]), second.Since(d.before.totals[stages.Track])
	s := summary{Type: "summary", Out: second.Done, Dead: first.Dead + second.Dead, Why: map[string]int64{}, Alerts: d.show.openAlerts(), Seconds: took.Seconds()}
	s.In = first.In() + int64(d.fed.dropped)
	if d.fed.dropped > 0 {
		s.Why["fed-before"] = int64(d.fed.dropped)
	}
	for _, t := range []pipeline.Totals{first, second} {
		for reason, n := range t.Dropped {
			s.Why[reason] += n
		}
	}
	for _, n := range s.Why {
		s.Dropped += n
	}
	s.Rate = float64(s.In) / took.Seconds()
	s.P50, s.P99 = d.show.latency()
	if s.In != s.Out+s.Dead+s.Dropped {
		return fmt.Errorf("items lost: in %d, out %d, dead %d, dropped %d", s.In, s.Out, s.Dead, s.Dropped)
	}
	return d.show.summary(s)
}

// totals sums a group's totals over the partitions.
func (d *demo) totals(ctx context.Context, stage, topic string) (pipeline.Totals, error) {
	positions, err := d.broker.CommittedOffsets(ctx, d.prefix+stage, d.prefix+topic)
	if err != nil {
		return pipeline.Totals{}, err
	}
	sum := pipeline.Totals{Dropped: map[string]int64{}}
	for _, at := range positions {
		t, err := pipeline.ParseTotals(at.Metadata)
		if err != nil {
			return sum, err
		}
		sum.Done, sum.Dead, sum.Emitted = sum.Done+t.Done, sum.Dead+t.Dead, sum.Emitted+t.Emitted
		for reason, n := range t.Dropped {
			sum.Dropped[reason] += n
		}
	}
	return sum, nil
}
