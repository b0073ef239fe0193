package kafka

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/wirewatch/wirewatch/pipeline"
)

func retrier(t *testing.T, log *bytes.Buffer, onState func(bool, error)) *Broker {
	t.Helper()
	b, err := Open(Config{Brokers: []string{"127.0.0.1:1"}, Log: slog.New(slog.NewTextHandler(log, nil)), OnState: onState})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRetryWaitsLongerAndLogsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		b := retrier(t, &log, nil)
		tries, began := 0, time.Now()
		err := b.retry(t.Context(), "test", func(context.Context) error {
			if tries++; tries < 20 {
				return kafka.NotEnoughReplicas
			}
			return nil
		})
		if err != nil || tries != 20 {
			t.Errorf("%d tries, %v", tries, err)
		}
		if d := time.Since(began); d < 12*time.Second || d > 40*time.Second {
			t.Errorf("20 tries took %s", d)
		}
		if n := strings.Count(log.String(), "\n"); n != 2 {
			t.Errorf("%d log lines, want one when it starts and one when it is over:\n%s", n, log.String())
		}
	})
}

func TestRetryTellsWhetherTheBrokerIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		var told []bool
		b := retrier(t, &log, func(up bool, _ error) { told = append(told, up) })
		tries := 0
		err := b.retry(t.Context(), "test", func(context.Context) error {
			if tries++; tries < 10 {
				return errors.New("connection refused")
			}
			b.health.good()
			return nil
		})
		if err != nil || len(told) != 2 || told[0] || !told[1] {
			t.Errorf("told %v, %v", told, err)
		}
	})
}

func TestRetryGivesUpOnWhatIsFinal(t *testing.T) {
	f := func(err error) {
		t.Helper()
		var log bytes.Buffer
		tries := 0
		got := retrier(t, &log, nil).retry(t.Context(), "test", func(context.Context) error { tries++; return err })
		if tries != 1 || !errors.Is(got, err) {
			t.Errorf("%d tries, %v", tries, got)
		}
	}
	f(pipeline.ErrTermEnded)
	f(refused(1, "too-large", kafka.MessageSizeTooLarge))
	f(permanentError{errors.New("no")})
}

func TestRefusalTellsWhatIsNeverTaken(t *testing.T) {
	f := func(err error, want string) {
		t.Helper()
		if got := refusal(err); got != want {
			t.Errorf("refusal(%v) = %q, want %q", err, got, want)
		}
	}
	f(kafka.MessageSizeTooLarge, "too-large")
	f(kafka.RecordListTooLarge, "too-large")
	f(kafka.InvalidRecord, "invalid-record")
	f(kafka.InvalidMessage, "corrupt")
	f(kafka.NotEnoughReplicas, "")
	f(kafka.NotLeaderForPartition, "")
	f(errors.New("connection reset"), "")
}
