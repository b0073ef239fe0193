package kafka

import (
	"context"
	"errors"
	"fmt"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol/listoffsets"
	"github.com/segmentio/kafka-go/protocol/offsetfetch"

	"github.com/wirewatch/wirewatch/pipeline"
)

// The offsets that ListOffsets knows by name.
const (
	latest   = -1
	earliest = -2
)

// readCommitted is the isolation level of everything read: records of open and
// of aborted transactions are not there.
const readCommitted = 1

// listOffsets gives, for each partition, the offset of its first record
// (earliest) or the one after its last committed record (latest).
func (b *Broker) listOffsets(ctx context.Context, which int64, at []pipeline.Partition) (map[pipeline.Partition]int64, error) {
	found := make(map[pipeline.Partition]int64, len(at))
	if len(at) == 0 {
		return found, nil
	}
	req := &listoffsets.Request{ReplicaID: -1, IsolationLevel: readCommitted}
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
// committed nothing are missing.
func (b *Broker) committed(ctx context.Context, group string, at []pipeline.Partition) (map[pipeline.Partition]pipeline.Position, error) {
	found := make(map[pipeline.Partition]pipeline.Position, len(at))
	if len(at) == 0 {
		return found, nil
	}
	req := &offsetfetch.Request{GroupID: group}
	for _, t := range groupByTopic(at) {
		rt := offsetfetch.RequestTopic{Name: t.name}
		for _, p := range t.partitions {
			rt.PartitionIndexes = append(rt.PartitionIndexes, int32(p))
		}
		req.Topics = append(req.Topics, rt)
	}
	res, err := send[*offsetfetch.Response](ctx, b, req, b.cfg.RequestTimeout)
	if err != nil {
		return nil, err
	}
	if err := code(res.ErrorCode); errors.Is(err, kafka.GroupIdNotFound) {
		return found, nil // a group that never was has committed nothing
	} else if err != nil {
		return nil, fmt.Errorf("offsets of group %s: %w", group, err)
	}
	for _, t := range res.Topics {
		for _, p := range t.Partitions {
			at := pipeline.Partition{Topic: t.Name, Number: int(p.PartitionIndex)}
			if err := code(p.ErrorCode); errors.Is(err, kafka.GroupIdNotFound) {
				return found, nil
			} else if err != nil {
				return nil, fmt.Errorf("offset of group %s in %s: %w", group, at, err)
			}
			if p.CommittedOffset >= 0 {
				found[at] = pipeline.Position{Next: p.CommittedOffset, Metadata: p.Metadata}
			}
		}
	}
	return found, nil
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
