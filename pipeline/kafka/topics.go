package kafka

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol/createtopics"
)

// TopicSpec says how a topic is to be.
type TopicSpec struct {
	Name        string
	Partitions  int
	Replication int               // 0: the brokers' default
	Configs     map[string]string // such as cleanup.policy and retention.ms
}

// CreateTopics creates those of the topics that are missing and returns their
// names. Those that are there stay as they are; see CheckTopics.
func (b *Broker) CreateTopics(ctx context.Context, specs []TopicSpec) ([]string, error) {
	if len(specs) == 0 {
		return nil, nil
	}
	req := &createtopics.Request{TimeoutMs: int32(b.cfg.RequestTimeout.Milliseconds())}
	for _, s := range specs {
		rt := createtopics.RequestTopic{
			Name: s.Name, NumPartitions: int32(s.Partitions), ReplicationFactor: int16(s.Replication),
		}
		if s.Replication == 0 {
			rt.ReplicationFactor = -1
		}
		for _, k := range slices.Sorted(maps.Keys(s.Configs)) {
			rt.Configs = append(rt.Configs, createtopics.RequestConfig{Name: k, Value: s.Configs[k]})
		}
		req.Topics = append(req.Topics, rt)
	}
	var created []string
	err := b.retry(ctx, "create topics", func(ctx context.Context) error {
		res, err := send[*createtopics.Response](ctx, b, req, 2*b.cfg.RequestTimeout)
		if err != nil {
			return err
		}
		return readCreated(res, &created)
	})
	if err != nil {
		return created, err
	}
	return created, b.await(ctx, specs)
}

// readCreated notes what was created. A topic that exists is no error; one
// that can never be is final.
func readCreated(res *createtopics.Response, created *[]string) error {
	var failed error
	for _, t := range res.Topics {
		err := code(t.ErrorCode)
		switch {
		case err == nil:
			*created = append(*created, t.Name)
			continue
		case errors.Is(err, kafka.TopicAlreadyExists):
			continue
		}
		err = fmt.Errorf("topic %s: %w", t.Name, err)
		if t.ErrorMessage != "" {
			err = fmt.Errorf("%w: %s", err, t.ErrorMessage)
		}
		if hopeless(err) {
			return permanentError{err}
		}
		failed = err
	}
	return failed
}

// hopeless reports whether a topic refused so will be refused again.
func hopeless(err error) bool {
	for _, e := range []kafka.Error{
		kafka.InvalidTopic, kafka.InvalidPartitionNumber, kafka.InvalidReplicaAssignment, kafka.InvalidConfiguration,
		kafka.InvalidRequest, kafka.PolicyViolation, kafka.UnsupportedVersion,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// await waits until all topics have leaders.
func (b *Broker) await(ctx context.Context, specs []TopicSpec) error {
	names := make([]string, len(specs))
	for i, s := range specs {
		names[i] = s.Name
	}
	return b.retry(ctx, "wait for topics", func(ctx context.Context) error {
		l, err := b.layout(ctx, names)
		if err != nil {
			return err
		}
		for _, name := range names {
			for n := range l[name] {
				if _, ok := l.leader(name, n); !ok {
					return fmt.Errorf("%s/%d: %w", name, n, kafka.LeaderNotAvailable)
				}
			}
		}
		return nil
	})
}
