package kafka

import (
	"context"
	"errors"
	"fmt"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol/offsetcommit"

	"github.com/wirewatch/wirewatch/pipeline"
)

// Commit writes the results and then the positions, at least once: a process
// that dies between the two writes its results again.
func (t *term) Commit(ctx context.Context, done map[pipeline.Partition]pipeline.Position, out []pipeline.Message) error {
	if errors.Is(context.Cause(t.ended), errOut) {
		return pipeline.ErrTermEnded
	}
	if err := t.m.b.Produce(ctx, out); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if len(done) == 0 {
		return nil
	}
	req := t.offsets(done)
	return t.m.b.retry(ctx, "commit offsets of group "+t.m.want.Group, func(ctx context.Context) error {
		res, err := send[*offsetcommit.Response](ctx, t.m.b, req, t.m.b.cfg.RequestTimeout)
		if err != nil {
			return err
		}
		return t.accepted(res)
	})
}

func (t *term) offsets(done map[pipeline.Partition]pipeline.Position) *offsetcommit.Request {
	req := &offsetcommit.Request{
		GroupID: t.m.want.Group, GenerationID: int32(t.m.generation),
		MemberID: t.m.id, GroupInstanceID: t.m.want.Instance,
		RetentionTimeMs: -1,
	}
	at := make([]pipeline.Partition, 0, len(done))
	for p := range done {
		at = append(at, p)
	}
	for _, topic := range groupByTopic(at) {
		rt := offsetcommit.RequestTopic{Name: topic.name}
		for _, n := range topic.partitions {
			pos := done[pipeline.Partition{Topic: topic.name, Number: n}]
			rt.Partitions = append(rt.Partitions, offsetcommit.RequestPartition{
				PartitionIndex: int32(n), CommittedOffset: pos.Next, CommittedLeaderEpoch: -1, CommittedMetadata: pos.Metadata,
			})
		}
		req.Topics = append(req.Topics, rt)
	}
	return req
}

// accepted reads the coordinator's answer to a commit.
func (t *term) accepted(res *offsetcommit.Response) error {
	for _, topic := range res.Topics {
		for _, p := range topic.Partitions {
			err := code(p.ErrorCode)
			switch {
			case err == nil:
			case lost(err):
				t.end(errOut)
				return pipeline.ErrTermEnded
			case errors.Is(err, kafka.RebalanceInProgress):
				t.end(err)
				return pipeline.ErrTermEnded
			case errors.Is(err, kafka.OffsetMetadataTooLarge):
				return permanentError{fmt.Errorf("metadata of %s/%d: %w", topic.Name, p.PartitionIndex, err)}
			default:
				return fmt.Errorf("%s/%d: %w", topic.Name, p.PartitionIndex, err)
			}
		}
	}
	return nil
}
