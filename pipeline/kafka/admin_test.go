package kafka_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

func TestTopicsAreCreatedOnceAndChecked(t *testing.T) {
	b := open(t, brokers(t))
	name := unique(t)
	spec := func(suffix string, partitions int, policy string) kafka.TopicSpec {
		return kafka.TopicSpec{
			Name: name + suffix, Partitions: partitions, Replication: 1,
			Configs: map[string]string{"cleanup.policy": policy},
		}
	}
	create := func(want []string, specs ...kafka.TopicSpec) {
		t.Helper()
		got, err := b.CreateTopics(within(t), specs)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
	create(nil)
	create([]string{name + ".a"}, spec(".a", 2, "compact"))
	create([]string{name + ".b"}, spec(".a", 2, "compact"), spec(".b", 3, "delete"))
	create(nil, spec(".a", 2, "compact"), spec(".b", 3, "delete"))

	got, err := b.ListTopics(within(t), name)
	if err != nil {
		t.Fatal(err)
	}
	want := []kafka.TopicSpec{{Name: name + ".a", Partitions: 2, Replication: 1}, {Name: name + ".b", Partitions: 3, Replication: 1}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}

	check := func(want []string, specs ...kafka.TopicSpec) {
		t.Helper()
		got, err := b.CheckTopics(within(t), specs)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
	check(nil, spec(".a", 2, "compact"), spec(".b", 3, "delete"))
	check([]string{
		name + ".a: 2 partitions, want 4",
		name + `.a: cleanup.policy is "compact", want "delete"`,
		name + ".c: missing",
	}, spec(".a", 4, "delete"), spec(".c", 1, "delete"))
}

func TestATopicThatCanNeverBeIsRefused(t *testing.T) {
	b := open(t, brokers(t))
	f := func(s kafka.TopicSpec) {
		t.Helper()
		if _, err := b.CreateTopics(within(t), []kafka.TopicSpec{s}); err == nil || within(t).Err() != nil {
			t.Errorf("%+v: %v", s, err)
		}
	}
	f(kafka.TopicSpec{Name: unique(t), Partitions: 0, Replication: 1})
}

func TestLagIsWhatIsNotCommitted(t *testing.T) {
	b := open(t, brokers(t))
	name := topic(t, b, 2, nil)
	p0, p1 := pipeline.Partition{Topic: name}, pipeline.Partition{Topic: name, Number: 1}
	for range 4 {
		produce(t, b,
			pipeline.Message{Topic: name, Pinned: true, Partition: 0, Value: []byte("a")},
			pipeline.Message{Topic: name, Pinned: true, Partition: 1, Value: []byte("b")})
	}
	lag := func(want map[pipeline.Partition]int64) {
		t.Helper()
		got, err := b.Lag(within(t), name, name)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
	lag(map[pipeline.Partition]int64{p0: 4, p1: 4})
	term := join(t, b, pipeline.Membership{Group: name, Topics: []string{name}})
	defer leave(t, term)
	if err := term.Commit(within(t), map[pipeline.Partition]pipeline.Position{p1: {Next: 3}}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := b.CommittedOffsets(within(t), name, name); err != nil { // waits for the commit to be complete
		t.Fatal(err)
	}
	lag(map[pipeline.Partition]int64{p0: 4, p1: 1})
}
