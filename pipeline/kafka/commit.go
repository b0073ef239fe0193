package kafka

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol/offsetcommit"

	"github.com/wirewatch/wirewatch/pipeline"
)

// Commit writes the results and moves the positions. With exactly-once delivery
// that is one transaction; else the results go first, and a process that dies
// between the two writes them again.
func (t *term) Commit(ctx context.Context, done map[pipeline.Partition]pipeline.Position, out []pipeline.Message) error {
	t.committing.Lock()
	defer t.committing.Unlock()
	return t.commit(ctx, t.over(done), out)
}

func (t *term) commit(ctx context.Context, done map[pipeline.Partition]pipeline.Position, out []pipeline.Message) error {
	if errors.Is(context.Cause(t.ended), errOut) {
		return pipeline.ErrTermEnded
	}
	if t.m.b.cfg.Delivery == ExactlyOnce {
		return t.commitTransaction(ctx, done, out)
	}
	if err := t.m.b.Produce(ctx, out); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if len(done) == 0 {
		return nil
	}
	req := t.offsets(done)
	err := t.m.b.retry(ctx, "commit offsets of group "+t.m.want.Group, func(ctx context.Context) error {
		res, err := send[*offsetcommit.Response](ctx, t.m.b, req, t.m.b.cfg.RequestTimeout)
		if err != nil {
			return err
		}
		return t.accepted(res)
	})
	if err == nil {
		maps.Copy(t.reached, done)
	}
	return err
}

// commitTransaction commits in a transaction, with the producer whose turn it
// is. What has no inputs, as the outputs of a tick, commits the positions
// again: only they say that the member is still in its generation.
func (t *term) commitTransaction(ctx context.Context, done map[pipeline.Partition]pipeline.Position, out []pipeline.Message) error {
	if len(done) == 0 && len(out) == 0 {
		return nil
	}
	if len(t.producers) == 0 {
		return pipeline.ErrTermEnded // a standby has nothing to commit
	}
	m := &moves{group: t.m.want.Group, member: t.m.id, instance: t.m.want.Instance, generation: t.m.generation, to: done}
	if len(done) == 0 {
		m.to = t.reached
	}
	tx := t.producers[0]
	t.producers = append(t.producers[1:], tx)
	err := tx.transact(ctx, out, m)
	_, refused := errors.AsType[*pipeline.RefusedError](err)
	switch {
	case err == nil:
		maps.Copy(t.reached, done)
		return nil
	case refused, ctx.Err() != nil:
		return err
	case lost(err):
		t.out(err)
		return pipeline.ErrTermEnded
	}
	// Whatever it is, the positions are where they were: to read from there in a
	// new term is the way back from a fencing, a rebalance and a broker that
	// stalls alike.
	t.m.b.log.Warn("transaction lost, its inputs will be read again", "group", m.group, "err", err)
	t.end(err)
	return pipeline.ErrTermEnded
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
