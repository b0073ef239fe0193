package kafka

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/segmentio/kafka-go"

	"github.com/wirewatch/wirewatch/pipeline"
)

// Produce writes messages and returns when all in-sync replicas have all of
// them. Messages with the same key, or for the same partition, are written in
// the order given, also when a try has to be repeated; a repeated try may write
// a message twice.
func (b *Broker) Produce(ctx context.Context, msgs []pipeline.Message) error {
	if len(msgs) == 0 {
		return nil
	}
	queues, err := b.queues(ctx, msgs)
	if err != nil {
		return err
	}
	return b.drain(ctx, queues, nil)
}

// queues sorts messages by partition. One that is larger than any topic takes
// is refused.
func (b *Broker) queues(ctx context.Context, msgs []pipeline.Message) ([]*queue, error) {
	for i := range msgs {
		if n := msgs[i].Size(); n > b.cfg.MaxMessage {
			return nil, refused(i, "too-large", fmt.Errorf("%d bytes, limit %d: %w", n, b.cfg.MaxMessage, kafka.MessageSizeTooLarge))
		}
	}
	var queues []*queue
	err := b.retry(ctx, "produce", func(ctx context.Context) (err error) {
		queues, err = b.enqueue(ctx, msgs)
		return err
	})
	return queues, err
}

// refused is the error for an output that will never be taken.
func refused(index int, reason string, err error) error {
	return &pipeline.RefusedError{Index: index, Reason: reason, Err: err}
}

// queue is what is still to be written to a partition, in order.
type queue struct {
	topic     string
	partition int
	msgs      []pipeline.Message // all that Produce was given
	left      []int              // indexes in msgs
	most      int                // messages in the next batch; shrinks to find the one refused
	written   int                // messages acknowledged
}

func (q *queue) at() pipeline.Partition {
	return pipeline.Partition{Topic: q.topic, Number: q.partition}
}

// enqueue chooses the partition of each message. It is done once for a call,
// so that a topic that grows meanwhile does not tear a key apart.
func (b *Broker) enqueue(ctx context.Context, msgs []pipeline.Message) ([]*queue, error) {
	var topics []string
	for i := range msgs {
		if !slices.Contains(topics, msgs[i].Topic) {
			topics = append(topics, msgs[i].Topic)
		}
	}
	l, err := b.layout(ctx, topics)
	if err != nil {
		return nil, err
	}
	partitions := make(map[string][]int, len(topics))
	for _, t := range topics {
		if len(l[t]) == 0 {
			return nil, fmt.Errorf("topic %s: %w", t, kafka.UnknownTopicOrPartition)
		}
		partitions[t] = numbers(len(l[t]))
	}
	byPartition := map[pipeline.Partition]*queue{}
	var queues []*queue
	for i := range msgs {
		ns := partitions[msgs[i].Topic]
		p := pipeline.Partition{Topic: msgs[i].Topic, Number: partitionOf(&msgs[i], ns)}
		if p.Number < 0 || p.Number >= len(ns) {
			return nil, refused(i, "no-partition", fmt.Errorf("%s: topic has %d partitions", p, len(ns)))
		}
		q := byPartition[p]
		if q == nil {
			q = &queue{topic: p.Topic, partition: p.Number, msgs: msgs, most: len(msgs)}
			byPartition[p] = q
			queues = append(queues, q)
		}
		q.left = append(q.left, i)
	}
	return queues, nil
}

// drain writes the queues in rounds: each round sends one batch of each queue,
// all brokers side by side, and a batch is sent only after the one before it
// in its queue is acknowledged. That keeps the order.
func (b *Broker) drain(ctx context.Context, queues []*queue, tx *producer) error {
	for len(queues) > 0 {
		err := b.retry(ctx, "produce", func(ctx context.Context) error {
			l, err := b.layout(ctx, topicsOf(queues))
			if err != nil {
				return err
			}
			err = b.round(ctx, l, queues, tx)
			queues = slices.DeleteFunc(queues, func(q *queue) bool { return len(q.left) == 0 })
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func topicsOf(queues []*queue) []string {
	var topics []string
	for _, q := range queues {
		if !slices.Contains(topics, q.topic) {
			topics = append(topics, q.topic)
		}
	}
	return topics
}

// round sends a batch of each queue to its leader and returns the gravest
// error: a refusal before one that a retry can mend.
func (b *Broker) round(ctx context.Context, l layout, queues []*queue, tx *producer) error {
	byLeader := map[int32][]*batch{}
	var errs []error
	for _, q := range queues {
		leader, ok := l.leader(q.topic, q.partition)
		if !ok {
			errs = append(errs, fmt.Errorf("%s/%d: %w", q.topic, q.partition, kafka.LeaderNotAvailable))
			continue
		}
		byLeader[leader] = append(byLeader[leader], q.next(b.cfg.BatchBytes))
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	for leader, batches := range byLeader {
		wg.Go(func() {
			err := b.write(ctx, leader, batches, tx)
			mu.Lock()
			defer mu.Unlock()
			errs = append(errs, err...)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if final(err) {
			return err
		}
	}
	if len(errs) > 0 {
		return errs[0]
	}
	return nil
}
