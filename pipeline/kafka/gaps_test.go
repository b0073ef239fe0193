package kafka_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

// each counts messages.
func each(n *int) func(pipeline.Message) error {
	return func(pipeline.Message) error { *n++; return nil }
}

// TestReadAllOfACompactedPartition reads a log from whose batches compaction
// has taken records, the last ones too.
func TestReadAllOfACompactedPartition(t *testing.T) {
	if os.Getenv("WIREWATCH_TEST_BROKERS") != "" {
		t.Skip("cannot make another broker compact now")
	}
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.BrokerConfigs(map[string]string{"log.cleaner.backoff.ms": "20"}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	b := open(t, cluster.ListenAddrs())
	name := topic(t, b, 1, map[string]string{
		"cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0", "segment.bytes": "2000", "min.compaction.lag.ms": "0",
	})
	for range 10 {
		var msgs []pipeline.Message
		for k := range 20 {
			msgs = append(msgs, pipeline.Message{Topic: name, Key: fmt.Append(nil, "k", k), Value: []byte("old")})
		}
		produce(t, b, msgs...)
	}
	want := map[string]string{}
	for k := range 20 {
		v := fmt.Sprint("new", k)
		produce(t, b, pipeline.Message{Topic: name, Key: fmt.Append(nil, "k", k), Value: []byte(v)})
		want[fmt.Sprint("k", k)] = v
	}
	term := join(t, b, pipeline.Membership{Group: "g", Topics: []string{name}})
	defer leave(t, term)
	least := 1 << 30
	until(t, "compacted", func() bool {
		got, n := map[string]string{}, 0
		_, err := term.Read(within(t), pipeline.Partition{Topic: name}, 0, func(m pipeline.Message) error {
			got[string(m.Key)] = string(m.Value)
			n++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
		least = min(least, n)
		return least < 100
	})
}

func TestAnOffsetThatIsGoneBecomesTheEarliest(t *testing.T) {
	addrs := brokers(t)
	b := open(t, addrs)
	name := topic(t, b, 1, nil)
	who := pipeline.Membership{Group: name, Topics: []string{name}}
	p := pipeline.Partition{Topic: name}
	produce(t, b, numbered(name, "k", 6)...)
	first := join(t, b, who)
	if err := first.Commit(within(t), map[pipeline.Partition]pipeline.Position{p: {Next: 1}}, nil); err != nil {
		t.Fatal(err)
	}
	leave(t, first)
	deleteRecords(t, addrs, name, 4)
	second := join(t, b, who)
	defer leave(t, second)
	if d := cmp.Diff([]string{"k 4", "k 5"}, values(fetch(t, second, 2))); d != "" {
		t.Error(d)
	}
	n := 0
	if err := b.ReadFrom(within(t), name, kafka.Start{}, each(&n)); err != nil || n != 2 {
		t.Errorf("ReadFrom: %d records, %v", n, err)
	}
}

// deleteRecords deletes what lies before an offset of partition 0.
func deleteRecords(t *testing.T, addrs []string, topic string, before int64) {
	t.Helper()
	c, err := kgo.NewClient(kgo.SeedBrokers(addrs...))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	req := kmsg.NewPtrDeleteRecordsRequest()
	rt := kmsg.NewDeleteRecordsRequestTopic()
	rp := kmsg.NewDeleteRecordsRequestTopicPartition()
	rt.Topic, rp.Offset = topic, before
	rt.Partitions = append(rt.Partitions, rp)
	req.Topics = append(req.Topics, rt)
	req.TimeoutMillis = 5000
	if _, err := req.RequestWith(within(t), c); err != nil {
		t.Fatal(err)
	}
}
