package kafka_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

func TestAWriteIsAllOrNothing(t *testing.T) {
	b := open(t, brokers(t), func(c *kafka.Config) { c.Compression = "none" })
	out := topic(t, b, 1, map[string]string{"max.message.bytes": "2000"})
	w := b.Writer(out + "/writer")
	if err := w.Write(within(t), numbered(out, "a", 2)); err != nil {
		t.Fatal(err)
	}
	var refused *pipeline.RefusedError
	large := []pipeline.Message{{Topic: out, Value: []byte("lost")}, {Topic: out, Value: make([]byte, 8000)}}
	if err := w.Write(within(t), large); !errors.As(err, &refused) || refused.Index != 1 {
		t.Errorf("Write of a large message: %v", err)
	}
	if err := w.Write(within(t), numbered(out, "b", 1)); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"a 0", "a 1", "b 0"}, all(t, b, out)); d != "" {
		t.Error(d)
	}
}

func TestAWriterIsFencedByTheNext(t *testing.T) {
	b := open(t, brokers(t))
	out := topic(t, b, 1, nil)
	first, second := b.Writer(out+"/writer"), b.Writer(out+"/writer")
	if err := first.Write(within(t), numbered(out, "first", 1)); err != nil {
		t.Fatal(err)
	}
	if err := second.Begin(within(t)); err != nil {
		t.Fatal(err)
	}
	if err := first.Write(within(t), numbered(out, "zombie", 1)); err == nil {
		t.Error("a writer wrote after another had begun in its place")
	}
	if err := second.Write(within(t), numbered(out, "second", 1)); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"first 0", "second 0"}, all(t, b, out)); d != "" {
		t.Error(d)
	}
}
