package kafka_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

func TestThreeBrokers(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(3), kfake.GroupMinSessionTimeout(1e8))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	b := open(t, cluster.ListenAddrs())
	name := topic(t, b, 9, nil)
	// Several groups, so that their coordinators are on different brokers:
	// heartbeats must reach each.
	for g := range 4 {
		who := pipeline.Membership{Group: fmt.Sprint("group", g), Topics: []string{name}}
		term := join(t, b, who)
		other := open(t, cluster.ListenAddrs())
		joined := make(chan pipeline.Term, 1)
		go func() {
			second, err := other.Join(t.Context(), who)
			if err != nil {
				t.Error(err)
			}
			joined <- second
		}()
		if _, err := term.Fetch(within(t)); !errors.Is(err, pipeline.ErrTermEnded) {
			t.Fatalf("group %d: Fetch in a rebalance: %v", g, err)
		}
		leave(t, term)
		term = join(t, b, who)
		second := <-joined
		if n, m := len(term.Positions()), len(second.Positions()); n+m != 9 || n == 0 || m == 0 {
			t.Errorf("group %d: members have %d and %d of 9 partitions", g, n, m)
		}
		leave(t, second)
		leave(t, term)
	}
	var msgs []pipeline.Message
	for i := range 900 {
		msgs = append(msgs, pipeline.Message{Topic: name, Key: fmt.Append(nil, i), Value: fmt.Append(nil, i)})
	}
	produce(t, b, msgs...)
	term := join(t, b, pipeline.Membership{Group: "reader", Topics: []string{name}})
	defer leave(t, term)
	got := map[string]bool{}
	for _, m := range fetch(t, term, len(msgs)) {
		got[string(m.Value)] = true
	}
	if len(got) != len(msgs) {
		t.Errorf("fetched %d of %d messages", len(got), len(msgs))
	}
	n := 0
	if err := b.ReadFrom(within(t), name, kafka.Start{}, each(&n)); err != nil || n != len(msgs) {
		t.Errorf("ReadFrom gave %d records, %v", n, err)
	}
}
