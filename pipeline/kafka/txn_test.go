package kafka_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

// all gives the values of the committed records of a topic.
func all(t *testing.T, b *kafka.Broker, topic string) []string {
	t.Helper()
	var got []pipeline.Message
	err := b.ReadFrom(within(t), topic, kafka.Start{}, func(m pipeline.Message) error { got = append(got, m); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return values(got)
}

func TestACommitIsResultsAndPositionsOrNeither(t *testing.T) {
	b := open(t, brokers(t), func(c *kafka.Config) { c.Compression = "none" })
	in, out := topic(t, b, 1, nil), topic(t, b, 1, map[string]string{"max.message.bytes": "2000"})
	who := pipeline.Membership{Group: in, Topics: []string{in}}
	term := join(t, b, who)
	p := pipeline.Partition{Topic: in}
	to := func(next int64) map[pipeline.Partition]pipeline.Position {
		return map[pipeline.Partition]pipeline.Position{p: {Next: next}}
	}
	produce(t, b, numbered(in, "k", 3)...)
	fetch(t, term, 3)
	if err := term.Commit(within(t), to(1), numbered(out, "a", 2)); err != nil {
		t.Fatal(err)
	}
	large := []pipeline.Message{{Topic: out, Value: []byte("lost")}, {Topic: out, Value: make([]byte, 8000)}}
	var refused *pipeline.RefusedError
	if err := term.Commit(within(t), to(2), large); !errors.As(err, &refused) || refused.Index != 1 {
		t.Errorf("Commit of a large message: %v", err)
	}
	if err := term.Commit(within(t), to(3), numbered(out, "b", 1)); err != nil {
		t.Fatal(err)
	}
	leave(t, term)
	if d := cmp.Diff([]string{"a 0", "a 1", "b 0"}, all(t, b, out)); d != "" {
		t.Error(d)
	}
	term = join(t, b, who)
	defer leave(t, term)
	if got := term.Positions()[p].Next; got < 3 {
		t.Errorf("position %d, want 3", got)
	}
}

func TestAZombieCannotCommit(t *testing.T) {
	addrs := brokers(t)
	feed := open(t, addrs)
	in, out := topic(t, feed, 2, nil), topic(t, feed, 1, nil)
	who := pipeline.Membership{Group: in, Topics: []string{in}, Instance: "one"}
	zombie := join(t, open(t, addrs), who)
	produce(t, feed, numbered(in, "k", 2)...)
	msgs := fetch(t, zombie, 2)
	done := map[pipeline.Partition]pipeline.Position{msgs[0].At(): {Next: 2}}

	// A process of the same instance takes its place, as after a kill -9 that
	// only seemed to have worked.
	heir := join(t, open(t, addrs), who)
	defer leave(t, heir)
	if err := zombie.Commit(within(t), done, numbered(out, "zombie", 1)); !errors.Is(err, pipeline.ErrTermEnded) {
		t.Errorf("Commit of the zombie: %v", err)
	}
	// Nor can it where there are no inputs, as after a tick.
	if err := zombie.Commit(within(t), nil, numbered(out, "zombie", 1)); !errors.Is(err, pipeline.ErrTermEnded) {
		t.Errorf("Commit of the zombie without inputs: %v", err)
	}
	fetch(t, heir, 2)
	if err := heir.Commit(within(t), done, numbered(out, "heir", 1)); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"heir 0"}, all(t, feed, out)); d != "" {
		t.Error(d)
	}
}

func TestAtLeastOnceNeedsNoTransactions(t *testing.T) {
	b := open(t, brokers(t), func(c *kafka.Config) { c.Delivery = kafka.AtLeastOnce })
	in := topic(t, b, 1, nil)
	who := pipeline.Membership{Group: in, Topics: []string{in}}
	term := join(t, b, who)
	produce(t, b, numbered(in, "k", 2)...)
	fetch(t, term, 2)
	p := pipeline.Partition{Topic: in}
	if err := term.Commit(within(t), map[pipeline.Partition]pipeline.Position{p: {Next: 2}}, numbered(in, "more", 1)); err != nil {
		t.Fatal(err)
	}
	leave(t, term)
	term = join(t, b, who)
	defer leave(t, term)
	if got := values(fetch(t, term, 1)); got[0] != "more 0" {
		t.Errorf("fetched %q", got)
	}
}

// TestTheGroupIsNotBehindMarkers waits for a position to move over what a
// transaction leaves in the log.
func TestTheGroupIsNotBehindMarkers(t *testing.T) {
	b := open(t, brokers(t), func(c *kafka.Config) { c.Session = 300 * time.Millisecond })
	in := topic(t, b, 1, nil)
	other := join(t, b, pipeline.Membership{Group: in + "-other", Topics: []string{in}})
	defer leave(t, other)
	if err := other.Commit(within(t), nil, numbered(in, "k", 2)); err != nil {
		t.Fatal(err)
	}
	term := join(t, b, pipeline.Membership{Group: in, Topics: []string{in}})
	defer leave(t, term)
	fetch(t, term, 2)
	p := pipeline.Partition{Topic: in}
	if err := term.Commit(within(t), map[pipeline.Partition]pipeline.Position{p: {Next: 2}}, nil); err != nil {
		t.Fatal(err)
	}
	until(t, "no lag", func() bool {
		lag, err := b.Lag(within(t), in, in)
		return err == nil && lag[p] == 0
	})
}
