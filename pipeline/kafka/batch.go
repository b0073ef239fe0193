package kafka

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"

	"github.com/wirewatch/wirewatch/pipeline"
)

// maxRequest bounds a produce request: brokers refuse to read one of more than
// 100 MiB.
const maxRequest = 32 << 20

// batch is the head of a queue, written as one record batch.
type batch struct {
	q    *queue
	n    int // messages
	size int
}

// next is the batch to send: as many messages as fit, and at least one.
func (q *queue) next(limit int) *batch {
	bt := &batch{q: q}
	for _, i := range q.left {
		n := q.msgs[i].Size()
		if bt.n == q.most || bt.n > 0 && bt.size+n > limit {
			break
		}
		bt.n, bt.size = bt.n+1, bt.size+n
	}
	return bt
}

// at is where the batch goes.
func (bt *batch) at() pipeline.Partition { return bt.q.at() }

// indexes are those of the batch's messages in the call's argument.
func (bt *batch) indexes() []int { return bt.q.left[:bt.n] }

// write sends batches to the broker that leads their partitions, in as many
// requests as their size asks for, and takes what was acknowledged out of the
// queues.
func (b *Broker) write(ctx context.Context, leader int32, batches []*batch, tx *producer) []error {
	var errs []error
	for len(batches) > 0 {
		n, size := 0, 0
		for n < len(batches) && (n == 0 || size+batches[n].size <= maxRequest) {
			size += batches[n].size
			n++
		}
		errs = append(errs, b.writeRequest(ctx, leader, batches[:n], tx)...)
		batches = batches[n:]
	}
	return errs
}

// produceRequest writes batches, in the transaction of tx where there is one.
func (b *Broker) produceRequest(leader int32, batches []*batch, tx *producer) (*call, *writer) {
	version, flexible, id := int16(8), false, ""
	if tx != nil {
		id = tx.id
		if tx.implied {
			version, flexible = 12, true
		}
	}
	c, w := request(leader, protocol.Produce, version, flexible)
	w.nullable(id)
	w.int16(-1) // all in-sync replicas have it
	w.int32(int32(b.cfg.RequestTimeout.Milliseconds()))
	codec, _ := codec(b.cfg.Compression)
	topics := slices.CompactFunc(slices.Clone(batches), func(x, y *batch) bool { return x.q.topic == y.q.topic })
	w.array(len(topics))
	for _, topic := range topics {
		of := slices.DeleteFunc(slices.Clone(batches), func(bt *batch) bool { return bt.q.topic != topic.q.topic })
		w.str(topic.q.topic)
		w.array(len(of))
		for _, bt := range of {
			w.int32(int32(bt.q.partition))
			w.sized(func() { w.batch(bt.q.msgs, bt.indexes(), tx.stamp(bt.q), int16(codec)) })
			w.end()
		}
		w.end()
	}
	return c, w
}

// stamp is how the producer signs its next batch for a partition.
func (p *producer) stamp(q *queue) stamp {
	if p == nil {
		return stamp{}
	}
	return stamp{transactional: true, producer: p.pid, epoch: p.epoch, sequence: p.next[q.at()] + int32(q.written)}
}

// sized writes bytes after their length, which is known only afterwards.
func (w *writer) sized(write func()) {
	at := len(w.b)
	if !w.flexible {
		w.int32(0)
		write()
		binary.BigEndian.PutUint32(w.b[at:], uint32(len(w.b)-at-4))
		return
	}
	const room = 5 // a varint may be longer than it need be
	w.b = append(w.b, make([]byte, room)...)
	write()
	n := uint64(len(w.b)-at-room) + 1
	for i := range room {
		w.b[at+i] = byte(n>>(7*i))&0x7f | 0x80
	}
	w.b[at+room-1] &= 0x7f
}

// written is the broker's answer for a partition.
type written struct {
	err     error
	message string
	index   int // of the first record that is at fault; -1 where none is named
}

func (b *Broker) writeRequest(ctx context.Context, leader int32, batches []*batch, tx *producer) []error {
	slices.SortStableFunc(batches, func(x, y *batch) int { return strings.Compare(x.q.topic, y.q.topic) })
	c, w := b.produceRequest(leader, batches, tx)
	answers := map[pipeline.Partition]written{}
	// The broker waits for replicas up to RequestTimeout and then answers so:
	// it gets a little longer to say it.
	err := b.exchange(ctx, c, w, b.cfg.RequestTimeout+b.cfg.DialTimeout, func(r *reader) { readWritten(r, answers) })
	if err != nil {
		return []error{err}
	}
	var errs []error
	for _, bt := range batches {
		answer, ok := answers[bt.at()]
		if !ok {
			answer.err = kafka.Unknown
		}
		if err := bt.settle(answer, tx); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", bt.at(), err))
		}
	}
	return errs
}

func readWritten(r *reader, answers map[pipeline.Partition]written) {
	for range r.array() {
		topic := r.str()
		for range r.array() {
			at := pipeline.Partition{Topic: topic, Number: int(r.int32())}
			a := written{err: code(r.int16()), index: -1}
			r.take(24) // offset, time, start of the log
			for i := range r.array() {
				index := int(r.int32())
				r.str()
				r.end()
				if i == 0 {
					a.index = index
				}
			}
			a.message = r.str()
			r.end()
			answers[at] = a
		}
		r.end()
	}
}

// settle does what the broker's answer for the batch asks for.
func (bt *batch) settle(answer written, tx *producer) error {
	q, err := bt.q, answer.err
	if tx != nil && errors.Is(err, kafka.DuplicateSequenceNumber) {
		err = nil // an earlier try had arrived
	}
	if err == nil {
		q.written += bt.n
		q.left = q.left[bt.n:]
		q.most = len(q.msgs)
		return nil
	}
	reason := refusal(err)
	if reason == "" {
		return settled(err)
	}
	if answer.message != "" {
		err = fmt.Errorf("%w: %s", err, answer.message)
	}
	if i := answer.index; i >= 0 && i < bt.n {
		return refused(bt.indexes()[i], reason, err)
	}
	if bt.n == 1 {
		return refused(bt.indexes()[0], reason, err)
	}
	// Nothing of the batch was written. Smaller batches tell which message the
	// broker means, and get the others through where only the sum was too much.
	q.most = bt.n / 2
	return nil
}

// refusal names the reason where err means that the broker will never take a
// batch, and is "" where it may.
func refusal(err error) string {
	var e kafka.Error
	if !errors.As(err, &e) {
		return ""
	}
	switch e {
	case kafka.MessageSizeTooLarge, kafka.RecordListTooLarge:
		return "too-large"
	case kafka.InvalidRecord:
		return "invalid-record"
	case kafka.InvalidMessage, kafka.InvalidMessageSize:
		return "corrupt"
	case kafka.InvalidTimestamp:
		return "invalid-timestamp"
	case kafka.InvalidTopic:
		return "invalid-topic"
	case kafka.PolicyViolation:
		return "policy"
	}
	return ""
}
