package kafka

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"

	"github.com/wirewatch/wirewatch/pipeline"
)

// retry calls try until it succeeds, ctx ends or the error is final. Between
// tries it waits, longer each time and never in step with others. It logs when
// the work starts failing and when it is back, not each try.
func (b *Broker) retry(ctx context.Context, what string, try func(context.Context) error) error {
	var told error
	for n := 0; ; n++ {
		err := try(ctx)
		if err == nil {
			if told != nil {
				b.log.Info("broker takes it again", "what", what, "tries", n+1)
			}
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s: %w", what, ctx.Err())
		}
		if final(err) {
			return fmt.Errorf("%s: %w", what, err)
		}
		// A layout that is out of date shows itself at the first try and is
		// mended by the second: only what fails again is worth a word.
		unreachable := !answered(err)
		if n > 0 && unreachable {
			b.health.bad(err)
		}
		if n == 3 && !unreachable && !busy(err) || n == 9 {
			told = err
			b.log.Warn("broker refuses, trying on", "what", what, "err", err)
		}
		pause := backoff(n, b.cfg.BackoffMin, b.cfg.BackoffMax)
		if busy(err) {
			pause = backoff(n, busyPause, b.cfg.BackoffMax)
		} else if unreachable || moved(err) {
			b.refresh.now(b.cfg.BackoffMin)
		}
		if err := sleep(ctx, pause); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
}

// busyPause is the first pause where the broker only asks for a moment.
const busyPause = 2 * time.Millisecond

// final reports whether trying again cannot help.
func final(err error) bool {
	if _, ok := errors.AsType[*pipeline.RefusedError](err); ok {
		return true
	}
	if _, ok := errors.AsType[permanentError](err); ok {
		return true
	}
	return errors.Is(err, pipeline.ErrTermEnded)
}

// permanentError marks an error that retry hands back at once.
type permanentError struct{ error }

// Unwrap returns what was marked.
func (e permanentError) Unwrap() error { return e.error }

// answered reports whether err came from a broker, or from what a broker said,
// rather than from the way to it.
func answered(err error) bool {
	if _, ok := errors.AsType[kafka.Error](err); ok {
		return true
	}
	_, ok := errors.AsType[*protocol.TopicError](err)
	return ok
}

// backoff is the pause after try n: doubling from lo up to hi, and a random
// part of it.
func backoff(n int, lo, hi time.Duration) time.Duration {
	d := hi
	if n < 20 {
		d = min(lo<<n, hi)
	}
	return d/2 + rand.N(d/2+1)
}

// sleep waits for d, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
