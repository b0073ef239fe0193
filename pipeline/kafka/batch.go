package kafka

import (
	"context"
	"errors"
	"fmt"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/produce"

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

// indexes are those of the batch's messages in the call's argument.
func (bt *batch) indexes() []int { return bt.q.left[:bt.n] }

// write sends batches to the broker that leads their partitions, in as many
// requests as their size asks for, and takes what was acknowledged out of the
// queues.
func (b *Broker) write(ctx context.Context, batches []*batch) []error {
	var errs []error
	for len(batches) > 0 {
		n, size := 0, 0
		for n < len(batches) && (n == 0 || size+batches[n].size <= maxRequest) {
			size += batches[n].size
			n++
		}
		errs = append(errs, b.writeRequest(ctx, batches[:n])...)
		batches = batches[n:]
	}
	return errs
}

func (b *Broker) writeRequest(ctx context.Context, batches []*batch) []error {
	compression, _ := codec(b.cfg.Compression)
	req := &produce.Request{Acks: -1, Timeout: int32(b.cfg.RequestTimeout.Milliseconds())}
	topics := map[string]int{}
	byPartition := make(map[pipeline.Partition]*batch, len(batches))
	for _, bt := range batches {
		at, ok := topics[bt.q.topic]
		if !ok {
			at = len(req.Topics)
			topics[bt.q.topic] = at
			req.Topics = append(req.Topics, produce.RequestTopic{Topic: bt.q.topic})
		}
		req.Topics[at].Partitions = append(req.Topics[at].Partitions, produce.RequestPartition{
			Partition: int32(bt.q.partition),
			RecordSet: protocol.RecordSet{
				Attributes: protocol.Attributes(compression),
				Records:    protocol.NewRecordReader(records(bt.q.msgs, bt.indexes())...),
			},
		})
		byPartition[pipeline.Partition{Topic: bt.q.topic, Number: bt.q.partition}] = bt
	}
	// The broker waits for replicas up to RequestTimeout and then answers so:
	// it gets a little longer to say it.
	res, err := send[*produce.Response](ctx, b, req, b.cfg.RequestTimeout+b.cfg.DialTimeout)
	if err != nil {
		return []error{err}
	}
	var errs []error
	for _, t := range res.Topics {
		for _, p := range t.Partitions {
			at := pipeline.Partition{Topic: t.Topic, Number: int(p.Partition)}
			bt := byPartition[at]
			delete(byPartition, at)
			if bt == nil {
				continue
			}
			if err := bt.settle(p); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", at, err))
			}
		}
	}
	for at := range byPartition {
		errs = append(errs, fmt.Errorf("%s: no answer: %w", at, kafka.Unknown))
	}
	return errs
}

// settle does what the broker's answer for the batch asks for.
func (bt *batch) settle(p produce.ResponsePartition) error {
	q := bt.q
	err := code(p.ErrorCode)
	if err == nil {
		q.left = q.left[bt.n:]
		q.most = len(q.msgs)
		return nil
	}
	reason := refusal(err)
	if reason == "" {
		return err
	}
	if p.ErrorMessage != "" {
		err = fmt.Errorf("%w: %s", err, p.ErrorMessage)
	}
	if len(p.RecordErrors) > 0 {
		if i := int(p.RecordErrors[0].BatchIndex); i >= 0 && i < bt.n {
			return refused(bt.indexes()[i], reason, err)
		}
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
