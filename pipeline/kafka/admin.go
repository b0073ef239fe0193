package kafka

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol/describeconfigs"
	"github.com/segmentio/kafka-go/protocol/metadata"

	"github.com/wirewatch/wirewatch/pipeline"
)

// ListTopics gives the topics whose names begin with prefix, by name, as they
// are; their Configs are left out.
func (b *Broker) ListTopics(ctx context.Context, prefix string) ([]TopicSpec, error) {
	var topics []TopicSpec
	err := b.retry(ctx, "list topics", func(ctx context.Context) error {
		res, err := send[*metadata.Response](ctx, b, &metadata.Request{}, b.cfg.RequestTimeout)
		if err != nil {
			return err
		}
		topics = topics[:0]
		for _, t := range res.Topics {
			if t.IsInternal || !strings.HasPrefix(t.Name, prefix) {
				continue
			}
			s := TopicSpec{Name: t.Name, Partitions: len(t.Partitions)}
			if len(t.Partitions) > 0 {
				s.Replication = len(t.Partitions[0].ReplicaNodes)
			}
			topics = append(topics, s)
		}
		return nil
	})
	slices.SortFunc(topics, func(a, b TopicSpec) int { return strings.Compare(a.Name, b.Name) })
	return topics, err
}

// CheckTopics says in words how the topics differ from what they should be;
// nothing means that they do not. A Replication of 0 fits any.
func (b *Broker) CheckTopics(ctx context.Context, specs []TopicSpec) ([]string, error) {
	b.transport.CloseIdleConnections() // for a look at the cluster as it is now
	there, err := b.ListTopics(ctx, "")
	if err != nil {
		return nil, err
	}
	byName := map[string]TopicSpec{}
	for _, t := range there {
		byName[t.Name] = t
	}
	var diffs []string
	for _, want := range specs {
		got, ok := byName[want.Name]
		if !ok {
			diffs = append(diffs, fmt.Sprintf("%s: missing", want.Name))
			continue
		}
		if got.Configs, err = b.configs(ctx, want.Name); err != nil {
			return nil, err
		}
		diffs = append(diffs, want.differences(got)...)
	}
	return diffs, nil
}

func (s TopicSpec) differences(got TopicSpec) []string {
	var diffs []string
	if s.Partitions > 0 && got.Partitions != s.Partitions {
		diffs = append(diffs, fmt.Sprintf("%s: %d partitions, want %d", s.Name, got.Partitions, s.Partitions))
	}
	if s.Replication > 0 && got.Replication != s.Replication {
		diffs = append(diffs, fmt.Sprintf("%s: replication %d, want %d", s.Name, got.Replication, s.Replication))
	}
	for _, k := range slices.Sorted(maps.Keys(s.Configs)) {
		if got.Configs[k] != s.Configs[k] {
			diffs = append(diffs, fmt.Sprintf("%s: %s is %q, want %q", s.Name, k, got.Configs[k], s.Configs[k]))
		}
	}
	return diffs
}

// Size gives the number of brokers that the cluster has.
func (b *Broker) Size(ctx context.Context) (int, error) {
	var n int
	err := b.retry(ctx, "count brokers", func(ctx context.Context) error {
		res, err := send[*metadata.Response](ctx, b, &metadata.Request{}, b.cfg.RequestTimeout)
		if err != nil {
			return err
		}
		n = len(res.Brokers)
		return nil
	})
	return n, err
}

// topicResource is the kind of thing whose configuration is asked for.
const topicResource = 2

// configs is the configuration of a topic.
func (b *Broker) configs(ctx context.Context, topic string) (map[string]string, error) {
	req := &describeconfigs.Request{Resources: []describeconfigs.RequestResource{{
		ResourceType: topicResource, ResourceName: topic,
	}}}
	found := map[string]string{}
	err := b.retry(ctx, "describe topic "+topic, func(ctx context.Context) error {
		res, err := send[*describeconfigs.Response](ctx, b, req, b.cfg.RequestTimeout)
		if err != nil {
			return err
		}
		for _, r := range res.Resources {
			if err := code(r.ErrorCode); err != nil {
				return fmt.Errorf("topic %s: %w", topic, err)
			}
			for _, e := range r.ConfigEntries {
				found[e.ConfigName] = e.ConfigValue
			}
		}
		return nil
	})
	return found, err
}

// EndOffsets gives, for each partition of a topic, the offset after its last
// committed record.
func (b *Broker) EndOffsets(ctx context.Context, topic string) (map[pipeline.Partition]int64, error) {
	at, err := b.partitionsOf(ctx, topic)
	if err != nil {
		return nil, err
	}
	return b.offsetsOf(ctx, latest, readCommitted, at)
}

// CommittedOffsets gives where a group stands in a topic. Partitions of which
// the group has committed nothing are missing. It waits for transactions that
// are being committed.
func (b *Broker) CommittedOffsets(ctx context.Context, group, topic string) (map[pipeline.Partition]pipeline.Position, error) {
	return b.committedOffsets(ctx, group, topic, true)
}

func (b *Broker) committedOffsets(ctx context.Context, group, topic string, stable bool) (map[pipeline.Partition]pipeline.Position, error) {
	at, err := b.partitionsOf(ctx, topic)
	if err != nil {
		return nil, err
	}
	var found map[pipeline.Partition]pipeline.Position
	err = b.retry(ctx, "offsets of group "+group, func(ctx context.Context) (err error) {
		found, err = b.committed(ctx, group, at, stable)
		return err
	})
	return found, err
}

// Lag gives how many offsets a group still has before it in each partition of
// a topic, the topic's whole length where it has committed nothing. It waits
// for no transaction: what is being committed may still count.
func (b *Broker) Lag(ctx context.Context, group, topic string) (map[pipeline.Partition]int64, error) {
	ends, err := b.EndOffsets(ctx, topic)
	if err != nil {
		return nil, err
	}
	done, err := b.committedOffsets(ctx, group, topic, false)
	if err != nil {
		return nil, err
	}
	begins, err := b.offsetsOf(ctx, earliest, readCommitted, slices.Collect(maps.Keys(ends)))
	if err != nil {
		return nil, err
	}
	lag := make(map[pipeline.Partition]int64, len(ends))
	for p, end := range ends {
		lag[p] = max(end-max(done[p].Next, begins[p]), 0)
	}
	return lag, nil
}

// partitionsOf gives the partitions of a topic. One that is not there, also at
// a second look, is an error: its name is likely wrong.
func (b *Broker) partitionsOf(ctx context.Context, topic string) ([]pipeline.Partition, error) {
	var at []pipeline.Partition
	missed := false
	err := b.retry(ctx, "look up topic "+topic, func(ctx context.Context) error {
		l, err := b.layout(ctx, []string{topic})
		if errors.Is(err, kafka.UnknownTopicOrPartition) && missed {
			return permanentError{err}
		}
		if err != nil {
			missed = missed || errors.Is(err, kafka.UnknownTopicOrPartition)
			return err
		}
		at = make([]pipeline.Partition, len(l[topic]))
		for n := range at {
			at[n] = pipeline.Partition{Topic: topic, Number: n}
		}
		return nil
	})
	return at, err
}
