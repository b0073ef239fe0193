package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/stages"
)

type deadReplay struct {
	All    bool `help:"Replay without a filter."`
	Again  bool `help:"Also those that were replayed before."`
	DryRun bool `help:"Only say what would be replayed."`
	deadFilter
	clusterFlags
}

// replay is one at work. A dead letter goes back together with the mark that
// says so, in one transaction, so that a replay that is cut off and begun again
// puts none back twice.
type replay struct {
	d     *deadReplay
	c     console
	state string
	w     *kafka.Writer
	marks map[string]string // when a letter was replayed
	batch []pipeline.Message
	bytes int

	replayed, before, lost int
}

// The bounds of what goes back in one transaction.
const (
	replayLetters = 500
	replayBytes   = 4 << 20
)

// Run puts dead letters back.
func (d *deadReplay) Run(ctx context.Context, c console) error {
	if !d.All && d.deadFilter == (deadFilter{To: -1}) {
		return &usageError{errors.New("replay: name a filter, or --all")}
	}
	b, err := d.quiet(ctx, c)
	if err != nil {
		return err
	}
	defer b.Close()
	r := &replay{d: d, c: c, state: d.Prefix + stages.DeadState, w: b.Writer(d.Prefix + "dead/replay")}
	if !d.DryRun {
		if err := r.begin(ctx, b); err != nil {
			return err
		}
	}
	if r.marks, err = replayedBefore(ctx, b, d.Prefix); err != nil {
		return err
	}
	err = b.ReadFrom(ctx, d.Prefix+stages.Dead, kafka.Start{}, func(m pipeline.Message) error { return r.take(ctx, m) })
	if err == nil {
		err = r.flush(ctx)
	}
	if err != nil {
		return err
	}
	return r.sum()
}

// begin makes the topic of marks where an older version made the others, and
// ends a replay that may still be running: two would put the same letters back.
func (r *replay) begin(ctx context.Context, b *kafka.Broker) error {
	copies, err := replication(ctx, b)
	if err != nil {
		return err
	}
	for _, s := range topicSpecs(r.d.Prefix, 1, copies, branches{}) {
		if s.Name == r.state {
			if _, err := b.CreateTopics(ctx, []kafka.TopicSpec{s}); err != nil {
				return err
			}
		}
	}
	return r.w.Begin(ctx)
}

// take looks at a dead letter.
func (r *replay) take(ctx context.Context, m pipeline.Message) error {
	if !r.d.wants(m) {
		return nil
	}
	if r.marks[letter(m)] != "" && !r.d.Again {
		r.before++
		return nil
	}
	back, err := replayed(m)
	if err != nil {
		r.lost++
		fmt.Fprintf(r.c.err, "%d/%d cannot be replayed: %v\n", m.Partition, m.Offset, err)
		return nil
	}
	fmt.Fprintf(r.c.out, "%d/%d %s -> %s\n", m.Partition, m.Offset, m.Header(pipeline.HeaderReason), back.Topic)
	r.replayed++
	if r.d.DryRun {
		return nil
	}
	mark := pipeline.Message{Topic: r.state, Key: []byte(letter(m)), Value: []byte(time.Now().UTC().Format(time.RFC3339))}
	r.batch = append(r.batch, back, mark)
	r.bytes += back.Size()
	if len(r.batch) >= 2*replayLetters || r.bytes >= replayBytes {
		return r.flush(ctx)
	}
	return nil
}

func (r *replay) flush(ctx context.Context) error {
	if err := r.w.Write(ctx, r.batch); err != nil {
		return fmt.Errorf("replay: %w; what is not marked goes back with the next replay", err)
	}
	r.batch, r.bytes = nil, 0
	return nil
}

func (r *replay) sum() error {
	said := "replayed"
	if r.d.DryRun {
		said = "would be replayed"
	}
	fmt.Fprintf(r.c.out, "%d dead letters %s\n", r.replayed, said)
	if r.before > 0 {
		fmt.Fprintf(r.c.out, "%d were replayed before; --again replays them too\n", r.before)
	}
	if r.lost > 0 {
		return errItems
	}
	return nil
}

// letter names a dead letter, also when its topic was made anew since.
func letter(m pipeline.Message) string {
	return fmt.Sprintf("%d/%d %s#%s", m.Partition, m.Offset, m.Header(pipeline.HeaderOrigin), m.Header(pipeline.HeaderAttempt))
}

// replayedBefore gives when each letter was replayed last. A cluster without
// the topic of marks has replayed none.
func replayedBefore(ctx context.Context, b *kafka.Broker, prefix string) (map[string]string, error) {
	marks := map[string]string{}
	err := b.ReadFrom(ctx, prefix+stages.DeadState, kafka.Start{}, func(m pipeline.Message) error {
		marks[string(m.Key)] = string(m.Value)
		return nil
	})
	if errors.Is(err, kafka.ErrNoTopic) {
		return marks, nil
	}
	return marks, err
}

// replayed gives a dead letter as its input was, with the headers that keep
// its history. The time it was received stays, for its age is counted from it.
func replayed(m pipeline.Message) (pipeline.Message, error) {
	if m.Header(pipeline.HeaderOmitted) != "" {
		return pipeline.Message{}, fmt.Errorf("its %s bytes were left out; they are at %s", m.Header(pipeline.HeaderOmitted), m.Header(pipeline.HeaderOrigin))
	}
	origin := strings.Split(m.Header(pipeline.HeaderOrigin), "/")
	if len(origin) < 3 || origin[0] == "tick" {
		return pipeline.Message{}, fmt.Errorf("origin %q is no topic/partition/offset", m.Header(pipeline.HeaderOrigin))
	}
	back := pipeline.Message{Topic: strings.Join(origin[:len(origin)-2], "/"), Key: m.Key, Value: m.Value}
	for _, h := range m.Headers {
		keep := !strings.HasPrefix(h.Key, "ww-") || strings.HasPrefix(h.Key, "ww-t-")
		if keep || h.Key == pipeline.HeaderAttempt || h.Key == pipeline.HeaderFirst {
			back.Headers = append(back.Headers, h)
		}
	}
	return back, nil
}
