package kafka

import (
	"context"
	"errors"
	"fmt"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"

	"github.com/wirewatch/wirewatch/pipeline"
)

// moves are the positions of a group that a member moves in a transaction. The
// coordinator takes them only from a member of the present generation: that is
// what fences a zombie, whichever transactional id it has.
type moves struct {
	group, member, instance string
	generation              int
	to                      map[pipeline.Partition]pipeline.Position
}

// move makes the positions part of the transaction.
func (p *producer) move(ctx context.Context, m *moves) error {
	version := int16(3)
	if p.implied {
		version = 5
	}
	return p.b.retry(ctx, "commit offsets of group "+m.group, func(ctx context.Context) error {
		return settled(p.b.atCoordinator(ctx, coordinated{groupKey, m.group}, func(node int32) error {
			c, w := request(node, protocol.TxnOffsetCommit, version, true)
			p.writeMoves(w, m)
			var failed error
			err := p.b.exchange(ctx, c, w, p.b.cfg.RequestTimeout, func(r *reader) { failed = readMoved(r) })
			return errors.Join(err, failed)
		}))
	})
}

func (p *producer) writeMoves(w *writer, m *moves) {
	w.str(p.id)
	w.str(m.group)
	w.int64(p.pid)
	w.int16(p.epoch)
	w.int32(int32(m.generation))
	w.str(m.member)
	w.nullable(m.instance)
	at := make([]pipeline.Partition, 0, len(m.to))
	for part := range m.to {
		at = append(at, part)
	}
	topics := groupByTopic(at)
	w.array(len(topics))
	for _, t := range topics {
		w.str(t.name)
		w.array(len(t.partitions))
		for _, n := range t.partitions {
			pos := m.to[pipeline.Partition{Topic: t.name, Number: n}]
			w.int32(int32(n))
			w.int64(pos.Next)
			w.int32(-1) // epoch of the leader
			w.str(pos.Metadata)
			w.end()
		}
		w.end()
	}
}

// readMoved reads the answer; being out of the group comes before what another
// try could mend.
func readMoved(r *reader) error {
	r.int32() // throttle time
	var failed error
	for range r.array() {
		topic := r.str()
		for range r.array() {
			number := r.int32()
			err := code(r.int16())
			r.end()
			switch {
			case err == nil:
			case lost(err), errors.Is(err, kafka.RebalanceInProgress), errors.Is(err, kafka.OffsetMetadataTooLarge):
				failed = permanentError{fmt.Errorf("%s/%d: %w", topic, number, err)}
			case failed == nil:
				failed = fmt.Errorf("%s/%d: %w", topic, number, err)
			}
		}
		r.end()
	}
	return failed
}
