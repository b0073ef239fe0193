package kafka_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

// worker joins, fetches and commits as the runtime does, until stop, and notes
// which values it has committed.
func worker(ctx context.Context, b *kafka.Broker, who pipeline.Membership, seen func(string)) error {
	for ctx.Err() == nil {
		term, err := b.Join(ctx, who)
		if err != nil {
			break
		}
		err = work(ctx, term, seen)
		if cerr := term.Close(context.WithoutCancel(ctx)); cerr != nil {
			return cerr
		}
		if err != nil && !errors.Is(err, pipeline.ErrTermEnded) && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

func work(ctx context.Context, term pipeline.Term, seen func(string)) error {
	for {
		msgs, err := term.Fetch(ctx)
		if err != nil {
			return err
		}
		done := map[pipeline.Partition]pipeline.Position{}
		for _, m := range msgs {
			done[m.At()] = pipeline.Position{Next: m.Offset + 1}
		}
		if err := term.Commit(ctx, done, nil); err != nil {
			return err
		}
		for _, m := range msgs {
			seen(string(m.Value))
		}
	}
}

// counter counts values and can be waited for.
type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counter) add(v string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[v]++
}

func (c *counter) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.n)
}

// until waits for a condition, and fails the test when it does not come.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for ctx := within(t); !ok(); {
		select {
		case <-ctx.Done():
			t.Fatalf("waited in vain: %s", what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func TestMembersComeAndGoWithoutLoss(t *testing.T) {
	addrs := brokers(t)
	feed := open(t, addrs)
	name := topic(t, feed, 4, nil)
	who := pipeline.Membership{Group: name, Topics: []string{name}}
	one, two := &counter{}, &counter{}
	var wg sync.WaitGroup
	run := func(c *counter) context.CancelFunc {
		ctx, cancel := context.WithCancel(t.Context())
		b := open(t, addrs)
		wg.Go(func() {
			if err := worker(ctx, b, who, c.add); err != nil {
				t.Error(err)
			}
		})
		return cancel
	}
	wrote := 0
	more := func(n int) {
		t.Helper()
		var msgs []pipeline.Message
		for range n {
			msgs = append(msgs, pipeline.Message{Topic: name, Key: fmt.Append(nil, wrote), Value: fmt.Append(nil, wrote)})
			wrote++
		}
		produce(t, feed, msgs...)
	}
	all := func() int {
		seen := map[string]bool{}
		for _, c := range []*counter{one, two} {
			c.mu.Lock()
			for v := range c.n {
				seen[v] = true
			}
			c.mu.Unlock()
		}
		return len(seen)
	}

	stopOne := run(one)
	more(100)
	until(t, "first member has all", func() bool { return one.size() == 100 })
	stopTwo := run(two)
	until(t, "second member gets some", func() bool { more(8); return two.size() > 0 })
	more(100)
	until(t, "both together have all", func() bool { return all() == wrote })
	stopOne()
	more(100)
	until(t, "second member has the rest", func() bool { return all() == wrote })
	stopTwo()
	wg.Wait()
	lag, err := feed.Lag(within(t), name, name)
	if err != nil {
		t.Fatal(err)
	}
	for p, n := range lag {
		if n != 0 {
			t.Errorf("%s: lag %d", p, n)
		}
	}
}

func TestExclusiveMemberHasAllAndAStandbyTakesOver(t *testing.T) {
	addrs := brokers(t)
	feed := open(t, addrs)
	name := topic(t, feed, 3, nil)
	who := pipeline.Membership{Group: name, Topics: []string{name}, Exclusive: true}
	first := open(t, addrs)
	term := join(t, first, who)
	if n := len(term.Positions()); n != 3 {
		t.Fatalf("the only member has %d of 3 partitions", n)
	}

	// The standby's coming ends the term; who was active stays so.
	joined := make(chan pipeline.Term, 1)
	go func() {
		standby, err := open(t, addrs).Join(t.Context(), who)
		if err != nil {
			t.Error(err)
		}
		joined <- standby
	}()
	if _, err := term.Fetch(within(t)); !errors.Is(err, pipeline.ErrTermEnded) {
		t.Fatalf("Fetch in a rebalance: %v", err)
	}
	leave(t, term)
	term = join(t, first, who)
	if n := len(term.Positions()); n != 3 {
		t.Fatalf("the active member has %d of 3 partitions after the rebalance", n)
	}
	standby := <-joined
	if n := len(standby.Positions()); n != 0 {
		t.Fatalf("the standby has %d partitions", n)
	}

	leave(t, term)
	if _, err := standby.Fetch(within(t)); !errors.Is(err, pipeline.ErrTermEnded) {
		t.Fatalf("Fetch of the standby: %v", err)
	}
	leave(t, standby)
}

func TestATermThatWasCalledToARebalanceMayStillCommit(t *testing.T) {
	addrs := brokers(t)
	feed := open(t, addrs)
	name := topic(t, feed, 1, nil)
	who := pipeline.Membership{Group: name, Topics: []string{name}}
	term := join(t, feed, who)
	other := open(t, addrs)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { _ = worker(ctx, other, who, func(string) {}) })
	defer wg.Wait()
	defer cancel()
	if _, err := term.Fetch(within(t)); !errors.Is(err, pipeline.ErrTermEnded) {
		t.Fatalf("Fetch in a rebalance: %v", err)
	}
	p := pipeline.Partition{Topic: name}
	if err := term.Commit(within(t), map[pipeline.Partition]pipeline.Position{p: {Next: 0, Metadata: "late"}}, nil); err != nil {
		t.Errorf("Commit in a rebalance: %v", err)
	}
	leave(t, term)
	got, err := feed.CommittedOffsets(within(t), name, name)
	if err != nil || got[p].Metadata != "late" {
		t.Errorf("committed %v, %v", got, err)
	}
}
