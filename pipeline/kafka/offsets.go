package kafka

import (
	"context"
	"errors"
	"fmt"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/listoffsets"

	"github.com/wirewatch/wirewatch/pipeline"
)

// The offsets that ListOffsets knows by name.
const (
	latest   = -1
	earliest = -2
)

// readCommitted is the isolation level of everything read: records of open and
// of aborted transactions are not there. readUncommitted is only asked for to
// learn where a log ends.
const (
	readUncommitted = 0
	readCommitted   = 1
)

// listOffsets gives, for each partition, the offset of its first record
// (earliest) or the one after its last record (latest): its last committed one
// with that isolation.
func (b *Broker) listOffsets(ctx context.Context, which int64, isolation int8, at []pipeline.Partition) (map[pipeline.Partition]int64, error) {
	found := make(map[pipeline.Partition]int64, len(at))
	if len(at) == 0 {
		return found, nil
	}
	req := &listoffsets.Request{ReplicaID: -1, IsolationLevel: isolation}
	for _, t := range groupByTopic(at) {
		rt := listoffsets.RequestTopic{Topic: t.name}
		for _, p := range t.partitions {
			rt.Partitions = append(rt.Partitions, listoffsets.RequestPartition{
				Partition: int32(p), CurrentLeaderEpoch: -1, Timestamp: which,
			})
		}
		req.Topics = append(req.Topics, rt)
	}
	res, err := send[*listoffsets.Response](ctx, b, req, b.cfg.RequestTimeout)
	if err != nil {
		return nil, err
	}
	for _, t := range res.Topics {
		for _, p := range t.Partitions {
			at := pipeline.Partition{Topic: t.Topic, Number: int(p.Partition)}
			if err := code(p.ErrorCode); err != nil {
				return nil, fmt.Errorf("list offsets of %s: %w", at, err)
			}
			found[at] = p.Offset
		}
	}
	for _, p := range at {
		if _, ok := found[p]; !ok {
			return nil, fmt.Errorf("list offsets of %s: no answer: %w", p, kafka.UnknownTopicOrPartition)
		}
	}
	return found, nil
}

// committed gives what a group has committed; partitions of which it has
// committed nothing are missing. A stable answer is one that no transaction
// under way can change any more; until there is one, the error says so.
func (b *Broker) committed(ctx context.Context, group string, at []pipeline.Partition, stable bool) (map[pipeline.Partition]pipeline.Position, error) {
	found := make(map[pipeline.Partition]pipeline.Position, len(at))
	if len(at) == 0 {
		return found, nil
	}
	err := b.atCoordinator(ctx, coordinated{groupKey, group}, func(node int32) error {
		c, w := request(node, protocol.OffsetFetch, 7, true)
		w.str(group)
		w.partitions(at)
		w.bool(stable)
		var failed error
		err := b.exchange(ctx, c, w, b.cfg.RequestTimeout, func(r *reader) { failed = readCommittedOffsets(r, found) })
		return errors.Join(err, failed)
	})
	if errors.Is(err, kafka.GroupIdNotFound) {
		return map[pipeline.Partition]pipeline.Position{}, nil // it never was, and has committed nothing
	}
	if err != nil {
		return nil, fmt.Errorf("offsets of group %s: %w", group, err)
	}
	return found, nil
}

func readCommittedOffsets(r *reader, found map[pipeline.Partition]pipeline.Position) error {
	r.int32() // throttle time
	var failed error
	for range r.array() {
		topic := r.str()
		for range r.array() {
			at := pipeline.Partition{Topic: topic, Number: int(r.int32())}
			next := r.int64()
			r.int32() // epoch of the leader
			metadata := r.str()
			if err := code(r.int16()); err != nil {
				failed = fmt.Errorf("%s: %w", at, err)
			} else if next >= 0 {
				found[at] = pipeline.Position{Next: next, Metadata: metadata}
			}
			r.end()
		}
		r.end()
	}
	if err := code(r.int16()); err != nil {
		return err
	}
	return failed
}

// topicPartitions are partitions of one topic.
type topicPartitions struct {
	name       string
	partitions []int
}

// groupByTopic gathers partitions by topic, in the order they come.
func groupByTopic(at []pipeline.Partition) []topicPartitions {
	var topics []topicPartitions
	where := map[string]int{}
	for _, p := range at {
		i, ok := where[p.Topic]
		if !ok {
			i = len(topics)
			where[p.Topic] = i
			topics = append(topics, topicPartitions{name: p.Topic})
		}
		topics[i].partitions = append(topics[i].partitions, p.Number)
	}
	return topics
}
