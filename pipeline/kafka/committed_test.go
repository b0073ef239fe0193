package kafka_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

// transaction writes values to partition 0 in a transaction that is committed
// or aborted, as another client would.
func transaction(t *testing.T, addrs []string, id, topic string, end kgo.TransactionEndTry, values ...string) {
	t.Helper()
	c, err := kgo.NewClient(kgo.SeedBrokers(addrs...), kgo.TransactionalID(id), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		if err := c.ProduceSync(within(t), &kgo.Record{Topic: topic, Value: []byte(v)}).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.EndTransaction(within(t), end); err != nil {
		t.Fatal(err)
	}
}

func TestAbortedRecordsAndMarkersNeverArrive(t *testing.T) {
	addrs := brokers(t)
	b := open(t, addrs)
	name := topic(t, b, 1, nil)
	plain := func(v string) pipeline.Message { return pipeline.Message{Topic: name, Value: []byte(v)} }
	transaction(t, addrs, name+"a", name, kgo.TryAbort, "bad 1", "bad 2")
	transaction(t, addrs, name+"a", name, kgo.TryCommit, "good 1")
	produce(t, b, plain("good 2"))
	transaction(t, addrs, name+"b", name, kgo.TryAbort, "bad 3")
	produce(t, b, plain("good 3"))
	transaction(t, addrs, name+"b", name, kgo.TryAbort, "bad 4")
	want := []string{"good 1", "good 2", "good 3"}

	term := join(t, b, pipeline.Membership{Group: name, Topics: []string{name}})
	defer leave(t, term)
	if d := cmp.Diff(want, values(fetch(t, term, 3))); d != "" {
		t.Errorf("Fetch: %s", d)
	}
	var all []pipeline.Message
	collect := func(m pipeline.Message) error { all = append(all, m); return nil }
	// The last records are aborted: reading to the end must end all the same.
	if _, err := term.Read(within(t), pipeline.Partition{Topic: name}, 0, collect); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, values(all)); d != "" {
		t.Errorf("Read: %s", d)
	}
	// Begun in the middle of what was aborted.
	all = nil
	if err := b.ReadFrom(within(t), name, kafka.Start{Offsets: map[int]int64{0: 1}}, collect); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, values(all)); d != "" {
		t.Errorf("ReadFrom: %s", d)
	}
}

func TestReadFromAllPartitions(t *testing.T) {
	b := open(t, brokers(t))
	name := topic(t, b, 3, nil)
	for p := range 3 {
		for i := range 4 {
			produce(t, b, pipeline.Message{Topic: name, Pinned: true, Partition: p, Value: fmt.Append(nil, p, "/", i)})
		}
	}
	f := func(from kafka.Start, want ...string) {
		t.Helper()
		got := map[string]int64{}
		err := b.ReadFrom(within(t), name, from, func(m pipeline.Message) error {
			got[string(m.Value)] = m.Offset
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		for _, v := range want {
			if _, ok := got[v]; !ok {
				t.Errorf("%+v: %s is missing", from, v)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%+v: got %v, want %v", from, got, want)
		}
	}
	all := []string{"0/0", "0/1", "0/2", "0/3", "1/0", "1/1", "1/2", "1/3", "2/0", "2/1", "2/2", "2/3"}
	f(kafka.Start{}, all...)
	f(kafka.Start{AtEnd: true})
	f(kafka.Start{AtEnd: true, Offsets: map[int]int64{1: 2}}, "1/2", "1/3")

	stop := errors.New("enough")
	if err := b.ReadFrom(within(t), name, kafka.Start{}, func(pipeline.Message) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("yield's error: %v", err)
	}
	if err := b.ReadFrom(within(t), "no-such-topic", kafka.Start{}, nil); err == nil {
		t.Error("a topic that is not there was read")
	}
	if err := b.ReadFrom(within(t), name, kafka.Start{Offsets: map[int]int64{9: 0}}, nil); err == nil {
		t.Error("a partition that is not there was read")
	}
}

func TestReadFromFollows(t *testing.T) {
	b := open(t, brokers(t))
	name := topic(t, b, 2, nil)
	produce(t, b, numbered(name, "k", 3)...)
	ctx, cancel := context.WithCancel(within(t))
	var got []string
	err := b.ReadFrom(ctx, name, kafka.Start{Follow: true}, func(m pipeline.Message) error {
		got = append(got, string(m.Value))
		switch len(got) {
		case 3:
			produce(t, b, numbered(name, "l", 2)...)
		case 5:
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if d := cmp.Diff([]string{"k 0", "k 1", "k 2", "l 0", "l 1"}, got); d != "" {
		t.Error(d)
	}
}
