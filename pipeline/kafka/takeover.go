package kafka

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/segmentio/kafka-go"
	"golang.org/x/sync/errgroup"

	"github.com/wirewatch/wirewatch/pipeline"
)

// lanes is how many transactional ids a member writes under in turn: while the
// markers of one transaction are still being written, which its coordinator
// does after it has answered, the next one can begin.
const lanes = 2

// transactionalID names the transactions of the member whose first partition
// is p. A partition has one owner, so no two members use the same id, and an id
// is used again by whoever owns that partition later.
func transactionalID(group string, p pipeline.Partition, lane int) string {
	return fmt.Sprintf("%s/%s/%d/%d", group, p.Topic, p.Number, lane)
}

// takeOver makes the partitions this member's: first it ends whatever earlier
// owners have open, then it asks where they stood.
//
// Every member initialises the ids that stand for its own partitions, also
// those it will not write under. Together the members of a generation so fence
// all ids of the group, among them that of an owner who died and whose open
// transaction would hold up readers until its timeout. Nothing rests on the
// moment this happens: an owner of an earlier generation cannot move positions,
// and a stable answer to where they stand waits for what it had begun.
func (t *term) takeOver(ctx context.Context, got []pipeline.Partition) error {
	if t.m.b.cfg.Delivery == ExactlyOnce {
		if err := t.fence(ctx, got); err != nil {
			return err
		}
	}
	var positions map[pipeline.Partition]pipeline.Position
	asked := time.Now()
	err := t.m.b.retry(ctx, "positions of group "+t.m.want.Group, func(ctx context.Context) (err error) {
		positions, err = t.m.b.positions(ctx, t.m.want.Group, got)
		if errors.Is(err, kafka.UnstableOffsetCommit) && time.Since(asked) > unstableTime {
			asked = time.Now()
			t.affirm(ctx)
		}
		return err
	})
	if err != nil {
		return err
	}
	next := make(map[pipeline.Partition]int64, len(positions))
	t.reached = make(map[pipeline.Partition]pipeline.Position, len(positions))
	for p, pos := range positions {
		next[p], t.reached[p] = pos.Next, pos
	}
	t.positions, t.fetcher = positions, newFetcher(t.m.b, next)
	t.fetcher.later = t.m.later
	t.ready.Store(true)
	return nil
}

// affirm mends what keeps the group's positions unstable.
func (t *term) affirm(ctx context.Context) {
	for _, p := range t.fenced {
		if err := p.affirm(ctx, t.m.want.Group); err != nil {
			t.m.b.log.Warn("transaction not affirmed", "err", err)
		}
	}
}

// fence takes over the transactional ids of the partitions, and keeps those of
// the first to write under.
func (t *term) fence(ctx context.Context, got []pipeline.Partition) error {
	group := t.m.want.Group
	t.fenced, t.producers = nil, nil
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(16)
	for i, at := range slices.SortedFunc(slices.Values(got), comparePartitions) {
		for lane := range lanes {
			p := &producer{b: t.m.b, id: transactionalID(group, at, lane)}
			t.fenced = append(t.fenced, p)
			if i == 0 {
				t.producers = append(t.producers, p)
			}
			g.Go(func() error {
				if err := p.begin(ctx); err != nil || !p.implied || !p.doubtful() {
					return err
				}
				return p.affirm(ctx, group)
			})
		}
	}
	return g.Wait()
}
