package kafka

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"

	"github.com/wirewatch/wirewatch/pipeline"
)

// producer writes in transactions under one transactional id. Whoever begins
// to use the id fences whoever used it before. It is used by one goroutine.
type producer struct {
	b       *Broker
	id      string
	implied bool // the cluster adds partitions and groups to transactions itself (transaction.version 2)
	pid     int64
	epoch   int16
	next    map[pipeline.Partition]int32 // sequence number of the next message
}

// fenced reports whether err says that another has taken the producer's place,
// or that the coordinator has ended its transaction: what was written in it is
// gone, and was never visible.
func fenced(err error) bool {
	for _, e := range []kafka.Error{
		kafka.InvalidProducerEpoch, kafka.ProducerFenced, kafka.InvalidProducerIDMapping, kafka.InvalidTransactionState,
		kafka.OutOfOrderSequenceNumber, kafka.UnknownProducerId, kafka.TransactionalIDNotFound, transactionAbortable,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// transactionAbortable (KIP-890) asks to abort the transaction and to begin
// anew; kafka-go does not name it.
const transactionAbortable kafka.Error = 120

// busy reports whether err asks to wait a moment for what is under way: the
// transaction before is being completed, or a partition is being added to this
// one, which Kafka 4 tells by NotEnoughReplicas.
func busy(err error) bool {
	return errors.Is(err, kafka.ConcurrentTransactions) || errors.Is(err, kafka.NotEnoughReplicas) || errors.Is(err, kafka.UnstableOffsetCommit)
}

// settled turns fencing into an error that no retry can help.
func settled(err error) error {
	if fenced(err) {
		return permanentError{err}
	}
	return err
}

// ask sends a request about the producer's transaction to its coordinator
// until it is answered. The first code of the answer after throttle is its
// outcome unless read says otherwise.
func (p *producer) ask(ctx context.Context, key protocol.ApiKey, version int16, flexible bool, write func(*writer), read func(*reader) error) error {
	return p.b.retry(ctx, "transaction "+p.id, func(ctx context.Context) error {
		return settled(p.b.atCoordinator(ctx, coordinated{transactionKey, p.id}, func(node int32) error {
			c, w := request(node, key, version, flexible)
			write(w)
			var failed error
			err := p.b.exchange(ctx, c, w, p.b.cfg.RequestTimeout, func(r *reader) {
				r.int32() // throttle time
				failed = read(r)
			})
			return errors.Join(err, failed)
		}))
	})
}

// transactionTimeout is how long a transaction may stay open before its
// coordinator aborts it.
const transactionTimeout = 10 * time.Second

// begin takes the transactional id over: transactions that others have open
// under it are aborted, and they are fenced.
func (p *producer) begin(ctx context.Context) error {
	implied, err := p.b.impliesTransactions(ctx)
	if err != nil {
		return err
	}
	p.implied = implied
	if implied {
		if err := p.recall(ctx); err != nil {
			return err
		}
	}
	return p.ask(ctx, protocol.InitProducerId, 3, true, func(w *writer) {
		w.nullable(p.id)
		w.int32(int32(transactionTimeout.Milliseconds()))
		w.int64(-1)
		w.int16(-1)
	}, func(r *reader) error {
		if err := code(r.int16()); err != nil {
			return err
		}
		p.adopt(r.int64(), r.int16())
		return nil
	})
}

// adopt takes a producer id and epoch; sequences begin anew with each epoch.
func (p *producer) adopt(pid int64, epoch int16) {
	if p.next == nil || pid != p.pid || epoch != p.epoch {
		p.next = map[pipeline.Partition]int32{}
	}
	p.pid, p.epoch = pid, epoch
}

// end commits or aborts the open transaction.
func (p *producer) end(ctx context.Context, commit bool) error {
	return p.endAs(ctx, commit, p.implied)
}

func (p *producer) endAs(ctx context.Context, commit, implied bool) error {
	version, flexible := int16(2), false
	if implied {
		version, flexible = 5, true
	}
	return p.ask(ctx, protocol.EndTxn, version, flexible, func(w *writer) {
		w.str(p.id)
		w.int64(p.pid)
		w.int16(p.epoch)
		w.bool(commit)
	}, func(r *reader) error {
		if err := code(r.int16()); err != nil {
			return err
		}
		if implied {
			p.adopt(r.int64(), r.int16())
		}
		return nil
	})
}

// addPartitions tells the coordinator where the transaction will write.
func (p *producer) addPartitions(ctx context.Context, at []pipeline.Partition) error {
	return p.ask(ctx, protocol.AddPartitionsToTxn, 2, false, func(w *writer) {
		w.str(p.id)
		w.int64(p.pid)
		w.int16(p.epoch)
		w.partitions(at)
	}, func(r *reader) error {
		var errs []error
		for range r.array() {
			topic := r.str()
			for range r.array() {
				number := r.int32()
				if err := code(r.int16()); err != nil {
					errs = append(errs, fmt.Errorf("%s/%d: %w", topic, number, err))
				}
			}
		}
		return errors.Join(errs...)
	})
}

// addOffsets tells the coordinator that the transaction moves a group's
// positions.
func (p *producer) addOffsets(ctx context.Context, group string) error {
	return p.ask(ctx, protocol.AddOffsetsToTxn, 2, false, func(w *writer) {
		w.str(p.id)
		w.int64(p.pid)
		w.int16(p.epoch)
		w.str(group)
	}, func(r *reader) error { return code(r.int16()) })
}

// partitions writes partitions by topic.
func (w *writer) partitions(at []pipeline.Partition) {
	topics := groupByTopic(at)
	w.array(len(topics))
	for _, t := range topics {
		w.str(t.name)
		w.array(len(t.partitions))
		for _, n := range t.partitions {
			w.int32(int32(n))
		}
		w.end()
	}
}

// transact writes messages and moves positions, all or nothing. A refusal
// leaves the producer ready for the next try; after any other error it has to
// begin anew.
func (p *producer) transact(ctx context.Context, msgs []pipeline.Message, moves *moves) error {
	if err := p.settleDoubt(ctx, moves); err != nil {
		return err
	}
	err := p.write(ctx, msgs, moves)
	if err == nil {
		if err := p.end(ctx, true); err != nil {
			return err
		}
		p.b.trail.decided(p.id, true)
		return p.settleDoubt(ctx, moves)
	}
	if _, refused := errors.AsType[*pipeline.RefusedError](err); refused {
		if aborting := p.end(ctx, false); aborting != nil {
			return aborting
		}
		p.b.trail.decided(p.id, false)
		return err
	}
	// Its readers wait for the end of a transaction: abort it now rather than
	// leave it to the coordinator's clock or to the next owner of the id.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if aborting := p.end(ctx, false); aborting != nil {
		p.b.log.Debug("transaction not aborted", "id", p.id, "err", aborting)
	}
	return err
}

// write does what the transaction consists of.
func (p *producer) write(ctx context.Context, msgs []pipeline.Message, moves *moves) error {
	if len(msgs) > 0 {
		queues, err := p.b.queues(ctx, msgs)
		if err != nil {
			return err
		}
		at := make([]pipeline.Partition, len(queues))
		for i, q := range queues {
			at[i] = q.at()
		}
		p.b.trail.wrote(p.id, at, p.b.health.outages())
		if !p.implied {
			if err := p.addPartitions(ctx, at); err != nil {
				return err
			}
		}
		err = p.b.drain(ctx, slices.Clone(queues), p)
		for _, q := range queues {
			p.next[q.at()] += int32(q.written)
		}
		if err != nil {
			return err
		}
	}
	if moves == nil {
		return nil
	}
	if len(msgs) == 0 {
		p.b.trail.wrote(p.id, nil, p.b.health.outages())
	}
	if !p.implied {
		if err := p.addOffsets(ctx, moves.group); err != nil {
			return err
		}
	}
	return p.move(ctx, moves)
}
