package integration_test

import (
	"context"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/wirewatch/wirewatch/pipeline"
)

// client is a Kafka client that shares no code with the one under test.
func client(t *testing.T, addr string, more ...kgo.Opt) *kgo.Client {
	t.Helper()
	c, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers(addr), kgo.FetchIsolationLevel(kgo.ReadCommitted())}, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// ends gives the end of each partition of a topic: the offset of the next
// committed record.
func ends(t *testing.T, c *kgo.Client, topic string) map[int32]int64 {
	t.Helper()
	meta := kmsg.NewPtrMetadataRequest()
	meta.Topics = []kmsg.MetadataRequestTopic{{Topic: new(topic)}}
	m, err := meta.RequestWith(t.Context(), c)
	if err != nil || len(m.Topics) != 1 || m.Topics[0].ErrorCode != 0 {
		t.Fatalf("metadata of %s: %+v, %v", topic, m, err)
	}
	list := kmsg.NewPtrListOffsetsRequest()
	list.ReplicaID, list.IsolationLevel = -1, 1
	of := kmsg.NewListOffsetsRequestTopic()
	of.Topic = topic
	for _, p := range m.Topics[0].Partitions {
		at := kmsg.NewListOffsetsRequestTopicPartition()
		at.Partition, at.Timestamp = p.Partition, -1
		of.Partitions = append(of.Partitions, at)
	}
	list.Topics = append(list.Topics, of)
	found, err := list.RequestWith(t.Context(), c)
	if err != nil {
		t.Fatalf("offsets of %s: %v", topic, err)
	}
	out := map[int32]int64{}
	for _, p := range found.Topics[0].Partitions {
		if p.ErrorCode != 0 {
			t.Fatalf("offset of %s/%d: error %d", topic, p.Partition, p.ErrorCode)
		}
		out[p.Partition] = p.Offset
	}
	return out
}

// records reads a topic from its beginning to the end it has now.
func records(t *testing.T, addr, topic string) []*kgo.Record {
	t.Helper()
	c := client(t, addr, kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.KeepControlRecords())
	defer c.Close()
	todo := ends(t, c, topic)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out []*kgo.Record
	for {
		left := false
		for _, end := range todo {
			left = left || end > 0
		}
		if !left {
			return out
		}
		fetches := c.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			t.Fatalf("read %s: %v", topic, err)
		}
		fetches.EachRecord(func(r *kgo.Record) {
			if !r.Attrs.IsControl() {
				out = append(out, r)
			}
			if r.Offset+1 >= todo[r.Partition] {
				delete(todo, r.Partition)
			}
		})
	}
}

// totals gives the sum of a group's outcomes on a topic as they ride in the metadata of
// its committed offsets, and how many records it has not come to yet.
func totals(t *testing.T, c *kgo.Client, group, topic string) (sum pipeline.Totals, lag int64) {
	t.Helper()
	fetch := kmsg.NewPtrOffsetFetchRequest()
	fetch.Group = group
	fetch.RequireStable = true
	g := kmsg.NewOffsetFetchRequestGroup()
	g.Group = group
	fetch.Groups = append(fetch.Groups, g)
	var found *kmsg.OffsetFetchResponse
	eventually(t, "committed offsets of "+group, func() (ok bool) { // a broker that is new makes its topics first
		var err error
		found, err = fetch.RequestWith(t.Context(), c)
		return err == nil && len(found.Groups) == 1
	})
	left := ends(t, c, topic)
	sum.Dropped = map[string]int64{}
	for _, tp := range found.Groups[0].Topics {
		if tp.Topic != topic {
			continue
		}
		for _, p := range tp.Partitions {
			one, err := pipeline.ParseTotals(*p.Metadata)
			if err != nil {
				t.Fatal(err)
			}
			sum.Done, sum.Dead, sum.Emitted = sum.Done+one.Done, sum.Dead+one.Dead, sum.Emitted+one.Emitted
			for reason, n := range one.Dropped {
				sum.Dropped[reason] += n
			}
			left[p.Partition] -= p.Offset
		}
	}
	for _, n := range left {
		lag += n
	}
	return sum, lag
}
