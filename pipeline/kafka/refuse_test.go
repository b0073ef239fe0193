package kafka_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

func TestMessagesTheBrokerWillNeverTakeAreNamed(t *testing.T) {
	b := open(t, brokers(t), func(c *kafka.Config) { c.Compression = "none"; c.MaxMessage = 1 << 20 })
	name := topic(t, b, 1, map[string]string{"max.message.bytes": "20000"})
	junk := make([]byte, 30000)
	rand.New(rand.NewSource(1)).Read(junk)
	f := func(at int, big []byte, reason string) {
		t.Helper()
		msgs := numbered(name, "k", 8)
		msgs[at].Value = big
		err := b.Produce(within(t), msgs)
		got, ok := errors.AsType[*pipeline.RefusedError](err)
		if !ok || got.Index != at || got.Reason != reason {
			t.Errorf("got %v, want index %d refused as %s", err, at, reason)
		}
	}
	f(0, junk, "too-large")
	f(5, junk, "too-large")
	f(7, make([]byte, 2<<20), "too-large") // not even sent
	err := b.Produce(within(t), []pipeline.Message{{Topic: name, Pinned: true, Partition: 4}})
	if got, ok := errors.AsType[*pipeline.RefusedError](err); !ok || got.Index != 0 {
		t.Errorf("pinned to a partition that is not there: %v", err)
	}
}

func TestBatchesThatAreTogetherTooLargeAreSplit(t *testing.T) {
	b := open(t, brokers(t), func(c *kafka.Config) { c.Compression = "none" })
	name := topic(t, b, 1, map[string]string{"max.message.bytes": "20000"})
	msgs := numbered(name, "k", 40)
	for i := range msgs {
		msgs[i].Value = fmt.Appendf(bytes.Repeat([]byte("x"), 3000), " %d", i)
	}
	produce(t, b, msgs...)
	term := join(t, b, pipeline.Membership{Group: name, Topics: []string{name}})
	defer leave(t, term)
	if d := cmp.Diff(values(msgs), values(fetch(t, term, len(msgs)))); d != "" {
		t.Error(d)
	}
}

func TestOrderWithinAKeySurvivesManyBatches(t *testing.T) {
	b := open(t, brokers(t), func(c *kafka.Config) { c.BatchBytes = 500 })
	name := topic(t, b, 5, nil)
	var msgs []pipeline.Message
	for i := range 50 {
		for k := range 10 {
			msgs = append(msgs, pipeline.Message{Topic: name, Key: fmt.Append(nil, "key", k), Value: fmt.Append(nil, i)})
		}
	}
	produce(t, b, msgs...)
	term := join(t, b, pipeline.Membership{Group: name, Topics: []string{name}})
	defer leave(t, term)
	next := map[string]int{}
	for _, m := range fetch(t, term, len(msgs)) {
		if got, want := string(m.Value), fmt.Sprint(next[string(m.Key)]); got != want {
			t.Fatalf("%s: got %s, want %s", m.Key, got, want)
		}
		next[string(m.Key)]++
		if want := kafka.PartitionOf(m.Key, 5); m.Partition != want {
			t.Errorf("%s on partition %d, want %d", m.Key, m.Partition, want)
		}
	}
}

func TestPartitionIsJavas(t *testing.T) {
	// From the tests of org.apache.kafka.common.utils.Utils.murmur2, made
	// positive and taken by 1000003 partitions.
	f := func(key string, murmur2 int32) {
		t.Helper()
		if got, want := kafka.PartitionOf([]byte(key), 1000003), int(murmur2&0x7fffffff)%1000003; got != want {
			t.Errorf("PartitionOf(%q) = %d, want %d", key, got, want)
		}
	}
	f("21", -973932308)
	f("foobar", -790332482)
	f("a-little-bit-long-string", -985981536)
	f("a-little-bit-longer-string", -1486304829)
	f("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)
	f("abc", 479470107)
}
