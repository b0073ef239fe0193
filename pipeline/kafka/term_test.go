package kafka_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline"
)

func TestMessagesComeBackAsTheyWereWritten(t *testing.T) {
	b := open(t, brokers(t))
	name := topic(t, b, 3, nil)
	at := time.Date(2026, 3, 1, 12, 30, 0, 123e6, time.UTC)
	want := []pipeline.Message{
		{Topic: name, Pinned: true, Partition: 1, Key: []byte("k"), Value: []byte("v"), Time: at,
			Headers: []pipeline.Header{{Key: "a", Value: []byte("1")}, {Key: "a", Value: []byte("2")}, {Key: "b", Value: nil}}},
		{Topic: name, Pinned: true, Partition: 1, Key: []byte("tombstone"), Time: at.Add(-time.Hour)},
		{Topic: name, Pinned: true, Partition: 1, Key: []byte{}, Value: []byte{}, Time: at},
		{Topic: name, Pinned: true, Partition: 1, Value: []byte("no key"), Time: at.Add(time.Hour)},
	}
	produce(t, b, want...)
	term := join(t, b, pipeline.Membership{Group: name, Topics: []string{name}})
	defer leave(t, term)
	got := fetch(t, term, len(want))
	for i := range want {
		want[i].Pinned, want[i].Offset = false, int64(i)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestCommittedPositionsAndMetadataOutliveTheTerm(t *testing.T) {
	b := open(t, brokers(t))
	name := topic(t, b, 1, nil)
	produce(t, b, numbered(name, "k", 5)...)
	who := pipeline.Membership{Group: name, Topics: []string{name}}
	p := pipeline.Partition{Topic: name}

	first := join(t, b, who)
	if d := cmp.Diff(map[pipeline.Partition]pipeline.Position{p: {}}, first.Positions()); d != "" {
		t.Errorf("a new group does not begin at the earliest record: %s", d)
	}
	fetch(t, first, 5)
	done := map[pipeline.Partition]pipeline.Position{p: {Next: 3, Metadata: `{"in":3}`}}
	out := []pipeline.Message{{Topic: name, Key: []byte("k"), Value: []byte("result")}}
	if err := first.Commit(within(t), done, out); err != nil {
		t.Fatal(err)
	}
	leave(t, first)

	second := join(t, b, who)
	defer leave(t, second)
	if d := cmp.Diff(done, second.Positions()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"k 3", "k 4", "result"}, values(fetch(t, second, 3))); d != "" {
		t.Error(d)
	}
}
