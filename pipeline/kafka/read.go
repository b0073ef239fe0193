package kafka

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/segmentio/kafka-go"

	"github.com/wirewatch/wirewatch/pipeline"
)

// Read gives every committed record of a partition, from an offset to the end
// it has now.
//
// That end is the end of the log, not of what is committed: where a transaction
// of the partition's last owner is being completed its records are waited for.
func (t *term) Read(ctx context.Context, p pipeline.Partition, from int64, yield func(pipeline.Message) error) (int64, error) {
	at := []pipeline.Partition{p}
	begins, err := t.m.b.offsetsOf(ctx, earliest, readCommitted, at)
	if err != nil {
		return 0, err
	}
	ends, err := t.m.b.offsetsOf(ctx, latest, readUncommitted, at)
	if err != nil {
		return 0, err
	}
	switch {
	case from == 0:
		from = begins[p]
	case from < begins[p] || from > ends[p]:
		return 0, fmt.Errorf("read %s from %d, where %d to %d are: %w", p, from, begins[p], ends[p], pipeline.ErrNoSuchOffset)
	}
	return ends[p], t.m.b.readUntil(ctx, map[pipeline.Partition]int64{p: from}, ends, yield)
}

// End gives the end of a partition's log.
func (t *term) End(ctx context.Context, p pipeline.Partition) (int64, error) {
	ends, err := t.m.b.offsetsOf(ctx, latest, readUncommitted, []pipeline.Partition{p})
	return ends[p], err
}

// Partitions gives how many partitions a topic has.
func (t *term) Partitions(ctx context.Context, topic string) (int, error) {
	at, err := t.m.b.partitionsOf(ctx, topic)
	return len(at), err
}

// ErrNoTopic is returned where a topic is read that is not there.
var ErrNoTopic error = kafka.UnknownTopicOrPartition

// Start says where ReadFrom begins and whether it ends.
type Start struct {
	AtEnd   bool          // begin after the last record instead of at the first one
	Offsets map[int]int64 // begin there in these partitions
	Follow  bool          // do not end, but wait for more until ctx ends
}

// ReadFrom gives the committed records of all partitions of a topic without
// being in a group: in order within a partition, up to the ends that they have
// now, or for ever. An error of yield ends it and is returned.
func (b *Broker) ReadFrom(ctx context.Context, topic string, from Start, yield func(pipeline.Message) error) error {
	at, err := b.partitionsOf(ctx, topic)
	if err != nil {
		return err
	}
	next, err := b.starts(ctx, at, from)
	if err != nil {
		return err
	}
	if !from.Follow {
		return b.readUntilEnd(ctx, at, next, yield)
	}
	f := newFetcher(b, next)
	for {
		msgs, err := f.fetch(ctx)
		if err != nil {
			return err
		}
		for _, m := range msgs {
			if err := yield(m); err != nil {
				return err
			}
		}
	}
}

// starts is where a read begins in each partition.
func (b *Broker) starts(ctx context.Context, at []pipeline.Partition, from Start) (map[pipeline.Partition]int64, error) {
	which := int64(earliest)
	if from.AtEnd {
		which = latest
	}
	next, err := b.offsetsOf(ctx, which, readCommitted, at)
	if err != nil {
		return nil, err
	}
	for n, offset := range from.Offsets {
		p := pipeline.Partition{Topic: at[0].Topic, Number: n}
		if _, ok := next[p]; !ok {
			return nil, fmt.Errorf("read %s: no such partition: %w", p, kafka.UnknownTopicOrPartition)
		}
		next[p] = offset
	}
	return next, nil
}

// readUntilEnd reads partitions from the offsets in next to the ends of what is
// committed now.
func (b *Broker) readUntilEnd(ctx context.Context, at []pipeline.Partition, next map[pipeline.Partition]int64, yield func(pipeline.Message) error) error {
	ends, err := b.offsetsOf(ctx, latest, readCommitted, at)
	if err != nil {
		return err
	}
	return b.readUntil(ctx, next, ends, yield)
}

func (b *Broker) readUntil(ctx context.Context, next, ends map[pipeline.Partition]int64, yield func(pipeline.Message) error) error {
	todo := maps.Clone(next)
	maps.DeleteFunc(todo, func(p pipeline.Partition, from int64) bool { return from >= ends[p] })
	f := newFetcher(b, todo)
	for len(f.next) > 0 {
		var msgs []pipeline.Message
		err := b.retry(ctx, "read", func(ctx context.Context) (err error) {
			msgs, err = f.once(ctx)
			return err
		})
		if err != nil {
			return err
		}
		f.drop(func(p pipeline.Partition, next int64) bool { return next >= ends[p] })
		if err := f.launch(ctx); err != nil {
			b.log.Debug("not fetched ahead", "err", err) // it is tried again
		}
		for _, m := range msgs {
			if m.Offset >= ends[m.At()] {
				continue
			}
			if err := yield(m); err != nil {
				return err
			}
		}
	}
	return nil
}

// drop takes partitions out of the set.
func (f *fetcher) drop(done func(pipeline.Partition, int64) bool) {
	maps.DeleteFunc(f.next, done)
	f.order = slices.DeleteFunc(f.order, func(p pipeline.Partition) bool {
		_, ok := f.next[p]
		return !ok
	})
}

// offsetsOf is listOffsets, tried until it succeeds.
func (b *Broker) offsetsOf(ctx context.Context, which int64, isolation int8, at []pipeline.Partition) (map[pipeline.Partition]int64, error) {
	var found map[pipeline.Partition]int64
	err := b.retry(ctx, "list offsets", func(ctx context.Context) (err error) {
		found, err = b.listOffsets(ctx, which, isolation, at)
		return err
	})
	return found, err
}
