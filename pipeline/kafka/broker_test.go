package kafka_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/embedded"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

// brokers are those of WIREWATCH_TEST_BROKERS, or an embedded one made for the
// test.
func brokers(t testing.TB) []string {
	t.Helper()
	if s := os.Getenv("WIREWATCH_TEST_BROKERS"); s != "" {
		return strings.Split(s, ",")
	}
	b, err := embedded.Start(embedded.Config{Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return []string{b.Addr()}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// open gives a broker with the deadlines of a test.
func open(t testing.TB, addrs []string, change ...func(*kafka.Config)) *kafka.Broker {
	t.Helper()
	c := kafka.Config{
		Brokers: addrs, Log: quiet(), MaxWait: 100 * time.Millisecond,
		Session: time.Second, Rebalance: 5 * time.Second, RequestTimeout: 5 * time.Second, BackoffMax: 300 * time.Millisecond,
	}
	for _, f := range change {
		f(&c)
	}
	b, err := kafka.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Logf("close broker: %v", err)
		}
	})
	return b
}

// unique is a name that no other test run uses.
func unique(t testing.TB) string {
	r := strings.NewReplacer("/", "-", " ", "-")
	return fmt.Sprintf("%s-%x", r.Replace(t.Name()), time.Now().UnixNano())
}

// topic makes a topic for the test.
func topic(t testing.TB, b *kafka.Broker, partitions int, configs map[string]string) string {
	t.Helper()
	name := unique(t)
	if _, err := b.CreateTopics(within(t), []kafka.TopicSpec{{Name: name, Partitions: partitions, Replication: 1, Configs: configs}}); err != nil {
		t.Fatal(err)
	}
	return name
}

// within is a context that ends a test which hangs.
func within(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func join(t testing.TB, b *kafka.Broker, m pipeline.Membership) pipeline.Term {
	t.Helper()
	term, err := b.Join(within(t), m)
	if err != nil {
		t.Fatal(err)
	}
	return term
}

func leave(t testing.TB, term pipeline.Term) {
	t.Helper()
	if err := term.Close(within(t)); err != nil {
		t.Fatal(err)
	}
}

func produce(t testing.TB, b *kafka.Broker, msgs ...pipeline.Message) {
	t.Helper()
	if err := b.Produce(within(t), msgs); err != nil {
		t.Fatal(err)
	}
}

// fetch collects n messages.
func fetch(t testing.TB, term pipeline.Term, n int) []pipeline.Message {
	t.Helper()
	var all []pipeline.Message
	ctx := within(t)
	for len(all) < n {
		msgs, err := term.Fetch(ctx)
		if err != nil {
			t.Fatalf("fetch after %d of %d: %v", len(all), n, err)
		}
		if len(msgs) == 0 {
			t.Fatal("Fetch returned an empty batch")
		}
		all = append(all, msgs...)
	}
	return all
}

// values are the messages' values, in order.
func values(msgs []pipeline.Message) []string {
	var vs []string
	for _, m := range msgs {
		vs = append(vs, string(m.Value))
	}
	return vs
}

// numbered are n messages for a topic, all with the same key.
func numbered(topic, key string, n int) []pipeline.Message {
	msgs := make([]pipeline.Message, n)
	for i := range msgs {
		msgs[i] = pipeline.Message{Topic: topic, Key: []byte(key), Value: fmt.Appendf(nil, "%s %d", key, i)}
	}
	return msgs
}
