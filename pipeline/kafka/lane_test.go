package kafka_test

import (
	"context"
	"testing"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

// read fetches until the time is over and counts messages by topic.
func read(t *testing.T, term pipeline.Term, d time.Duration, each func(topic string)) map[string]int {
	t.Helper()
	n := map[string]int{}
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	for {
		msgs, err := term.Fetch(ctx)
		if ctx.Err() != nil {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range msgs {
			n[m.Topic]++
			each(m.Topic)
		}
	}
}

func TestWhatComesLaterIsTakenInSmallPieces(t *testing.T) {
	b := open(t, brokers(t), func(c *kafka.Config) { c.Compression = "none" })
	live, old := topic(t, b, 1, nil), topic(t, b, 2, nil)
	term := join(t, b, pipeline.Membership{Group: live, Topics: []string{live}, Later: []string{old}})
	defer leave(t, term)
	fat := numbered(old, "k", 3000)
	for i := range fat {
		fat[i].Value = make([]byte, 1000)
	}
	produce(t, b, fat...)
	// While there is nothing live the others come, a small piece at a time.
	msgs, err := term.Fetch(within(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(msgs) == 0 || len(msgs) > 64 || msgs[0].Topic != old {
		t.Fatalf("first fetch brought %d messages of %s", len(msgs), msgs[0].Topic)
	}
	if first, later := term.Behind(); first != 0 || later < 2000 {
		t.Errorf("behind by %d and %d", first, later)
	}
	// What is live comes while the others are worked on, a piece at a time.
	produce(t, b, numbered(live, "k", 2)...)
	for n := 0; ; n++ {
		msgs, err := term.Fetch(within(t))
		if err != nil {
			t.Fatal(err)
		}
		if msgs[0].Topic == live || msgs[len(msgs)-1].Topic == live {
			break
		}
		<-time.After(5 * time.Millisecond)
		if n == 20 {
			t.Fatal("what is live waits for the others")
		}
	}
	produce(t, b, numbered(live, "k", 1)...)
	got := 0
	read(t, term, time.Second, func(string) { got++ })
	if got < 1000 {
		t.Errorf("%d messages in a second without a bound", got)
	}
}

func TestWhatComesLaterKeepsToItsRate(t *testing.T) {
	b := open(t, brokers(t), func(c *kafka.Config) { c.Compression, c.BatchBytes = "none", 2<<10 })
	live, old := topic(t, b, 1, nil), topic(t, b, 1, nil)
	term := join(t, b, pipeline.Membership{Group: live, Topics: []string{live}, Later: []string{old}, LaterRate: 400})
	defer leave(t, term)
	fat := numbered(old, "k", 3000)
	for i := range fat {
		fat[i].Value = make([]byte, 2000)
	}
	produce(t, b, fat...)
	n := read(t, term, 2*time.Second, func(string) {})[old]
	if n < 400 || n > 1200 {
		t.Errorf("%d messages in 2 s at 400 a second, in pieces of about 130", n)
	}

	only := join(t, b, pipeline.Membership{Group: live + "-only", Later: []string{old}, LaterRate: 400})
	defer leave(t, only)
	if n := read(t, only, 2*time.Second, func(string) {})[old]; n < 400 || n > 1200 {
		t.Errorf("%d messages in 2 s at 400 a second where nothing comes first", n)
	}
}
