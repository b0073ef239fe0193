// Package subscribe reads what the pipeline publishes: records and alerts, as
// any program of a subscriber would.
//
// It gives committed messages only. The pipeline writes in transactions, and
// one that was cut off leaves its messages on the topic, marked as aborted: a
// client that does not ask for read_committed sees results that never were, and
// then sees them again. Clients ask for it with isolation.level=read_committed
// (Java, librdkafka) or kgo.FetchIsolationLevel(kgo.ReadCommitted()) (franz-go).
// The Reader of segmentio/kafka-go delivers aborted messages also when it is
// asked for committed ones (its issue 1332).
package subscribe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/pipeline/record"
)

// Message is a message of a topic.
type Message = pipeline.Message

// Config says what to read. Kafka.Brokers and Topics must be set.
type Config struct {
	Kafka  kafka.Config // how to reach the cluster
	Topics []string     // wire.threats, wire.alerts-log, ...
	// Group is where it is kept how far one has come. Several readers of a
	// group share the topics. A group that has read nothing yet begins at the
	// oldest messages.
	Group string
	// Instance names this reader in its group, so that it has its partitions
	// back at once when it is started again; empty gives it no name.
	Instance string
}

// Validate names the setting that is wrong.
func (c Config) Validate() error {
	switch {
	case len(c.Topics) == 0:
		return errors.New("topics: none given")
	case c.Group == "":
		return errors.New("group: none given")
	}
	return c.Kafka.Validate()
}

// Reader reads topics as a member of a group.
type Reader struct {
	b *kafka.Broker
	c Config
}

// Open makes a Reader. It connects when Read is called, and waits for a cluster
// that is down and for topics that are not there yet.
func Open(c Config) (*Reader, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("subscribe: %w", err)
	}
	c.Kafka.Delivery = kafka.AtLeastOnce // it writes nothing but how far it has come
	b, err := kafka.Open(c.Kafka)
	if err != nil {
		return nil, fmt.Errorf("subscribe: %w", err)
	}
	return &Reader{b: b, c: c}, nil
}

// Close lets go of the connections.
func (r *Reader) Close() error { return r.b.Close() }

// Read hands each message to take, in order within a partition, until ctx ends,
// and then returns nil. What take returns nil for is done: it is not given to
// this group again. An error of take ends Read and is returned; that message
// comes again.
//
// A message may be given twice, where the process or the cluster fails before
// it is written down that it is done: (Topic, Partition, Offset) is the same
// then, as are the record's ce_id and the alert's id and seq.
func (r *Reader) Read(ctx context.Context, take func(Message) error) error {
	for ctx.Err() == nil {
		t, err := r.b.Join(ctx, pipeline.Membership{Group: r.c.Group, Topics: r.c.Topics, Instance: r.c.Instance})
		if err == nil {
			err = r.term(ctx, t, take)
		}
		if failed, ok := errors.AsType[*takeError](err); ok {
			return fmt.Errorf("subscribe as %s: %w", r.c.Group, failed.err)
		}
		if err != nil && !errors.Is(err, pipeline.ErrTermEnded) && ctx.Err() == nil {
			return fmt.Errorf("subscribe as %s: %w", r.c.Group, err)
		}
	}
	return nil
}

func (r *Reader) term(ctx context.Context, t pipeline.Term, take func(Message) error) (err error) {
	defer func() {
		err = errors.Join(err, t.Close(context.WithoutCancel(ctx)))
	}()
	for {
		msgs, err := t.Fetch(ctx)
		if err != nil {
			return err
		}
		done, failed := hand(ctx, msgs, take)
		if len(done) > 0 {
			if err := t.Commit(context.WithoutCancel(ctx), done, nil); err != nil && failed == nil {
				return err
			}
		}
		switch {
		case failed != nil:
			return &takeError{failed}
		case ctx.Err() != nil:
			return nil
		}
	}
}

// takeError is an error of take: it ends Read whatever becomes of the term.
type takeError struct{ err error }

func (e *takeError) Error() string { return e.err.Error() }

// hand gives messages on until one fails or ctx ends.
func hand(ctx context.Context, msgs []Message, take func(Message) error) (map[pipeline.Partition]pipeline.Position, error) {
	done := map[pipeline.Partition]pipeline.Position{}
	for _, m := range msgs {
		if ctx.Err() != nil {
			return done, nil
		}
		if err := take(m); err != nil {
			return done, err
		}
		done[m.At()] = pipeline.Position{Next: m.Offset + 1}
	}
	return done, nil
}

// Record reads a message of any topic of records: the article with all that is
// known of it.
func Record(m Message) (article.Article, error) { return record.Decode(m.Value) }

// Alert reads a message of the alerts' topics.
func Alert(m Message) (article.Alert, error) {
	var a article.Alert
	if err := json.Unmarshal(m.Value, &a); err != nil {
		return article.Alert{}, fmt.Errorf("read alert %s: %w", m.Origin(), err)
	}
	return a, nil
}
