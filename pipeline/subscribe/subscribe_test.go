package subscribe_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/embedded"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/pipeline/subscribe"
)

func config(t *testing.T) kafka.Config {
	t.Helper()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	b, err := embedded.Start(embedded.Config{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return kafka.Config{Brokers: []string{b.Addr()}, Log: log, MaxWait: 10 * time.Millisecond, Compression: "none"}
}

// write writes messages as a stage does, and leaves an aborted transaction
// between them.
func write(t *testing.T, c kafka.Config) {
	t.Helper()
	b, err := kafka.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	_, err = b.CreateTopics(t.Context(), []kafka.TopicSpec{{Name: "wire.threats", Partitions: 1, Replication: 1, Configs: map[string]string{"max.message.bytes": "2000"}}, {Name: "other", Partitions: 1, Replication: 1, Configs: map[string]string{"max.message.bytes": "1000"}}})
	if err != nil {
		t.Fatal(err)
	}
	w := b.Writer("stage")
	message := func(topic, value string) pipeline.Message {
		return pipeline.Message{Topic: topic, Key: []byte("k"), Value: []byte(value)}
	}
	for i := range 4 {
		if err := w.Write(t.Context(), []pipeline.Message{message("wire.threats", fmt.Sprint("good ", i))}); err != nil {
			t.Fatal(err)
		}
		var refused *pipeline.RefusedError
		err := w.Write(t.Context(), []pipeline.Message{message("wire.threats", fmt.Sprint("aborted ", i)), message("other", string(make([]byte, 1500)))})
		if !errors.As(err, &refused) {
			t.Fatalf("a message that is too large: %v", err)
		}
	}
}

func TestAReaderIsGivenWhatIsCommittedAndGoesOnWhereItStopped(t *testing.T) {
	c := config(t)
	write(t, c)
	var got []string
	read := func(stopAt int, fail error) error {
		t.Helper()
		r, err := subscribe.Open(subscribe.Config{Kafka: c, Topics: []string{"wire.threats"}, Group: "desk"})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		return r.Read(ctx, func(m subscribe.Message) error {
			if len(got) == stopAt && fail != nil {
				return fail
			}
			got = append(got, string(m.Value))
			if len(got) == stopAt && fail == nil {
				cancel()
			}
			return nil
		})
	}
	broken := errors.New("cannot take it")
	if err := read(1, broken); !errors.Is(err, broken) {
		t.Errorf("Read = %v", err)
	}
	if err := read(3, nil); err != nil {
		t.Errorf("Read = %v", err)
	}
	if err := read(4, nil); err != nil {
		t.Errorf("Read = %v", err)
	}
	if d := cmp.Diff([]string{"good 0", "good 1", "good 2", "good 3"}, got); d != "" {
		t.Error(d)
	}
}

func TestAMistakeIsNamed(t *testing.T) {
	f := func(want string, c subscribe.Config) {
		t.Helper()
		if _, err := subscribe.Open(c); err == nil || err.Error() != want {
			t.Errorf("Open = %v, want %s", err, want)
		}
	}
	f("subscribe: topics: none given", subscribe.Config{Group: "g"})
	f("subscribe: group: none given", subscribe.Config{Topics: []string{"t"}})
	f("subscribe: kafka: brokers: none given", subscribe.Config{Topics: []string{"t"}, Group: "g"})
}
