package pipeline

import (
	"context"
	"iter"
	"time"
)

// Stage is what happens to an article. It does no I/O, reads no clock, keeps
// nothing between calls, is safe for concurrent use and gives the same outputs
// for the same input.
//
// An error is the input's fault: the input goes to the dead letters and is not
// tried again; a panic is treated the same. A stage may return outputs and an
// error: the outputs go on, and each error in it that has a method
// Item() (int, []byte) becomes a dead letter with only that item's bytes. An
// error with a method Reason() string gives the dead letter its reason; one
// with a method Dropped() string ends the input without a result, counted as
// dropped for that reason. No output and no error drops it as "skipped".
type Stage[In, Out any] func(ctx context.Context, in In) ([]Out, error)

// Stateful is a stage that remembers. It is called for one input at a time.
// What it changes in the store is committed together with its outputs, or not
// at all. It reads no clock: now is handed in.
type Stateful[In, Out any] interface {
	Process(ctx context.Context, s Store, in In) ([]Out, error)
	// Tick is called about once a second with the time, and does what is due.
	Tick(ctx context.Context, s Store, now time.Time) ([]Out, error)
}

// Store is the keyed state of a stateful stage. Values are not to be changed
// after Put or Get.
type Store interface {
	Get(key string) (value []byte, ok bool)
	Put(key string, value []byte)
	Delete(key string)
	// Scan gives the keys that begin with prefix, in byte order, with their
	// values; the store may be changed while it runs. Timers are keys such as
	// "timer/2026-01-02T15:04:05Z/URI" that Tick scans.
	Scan(prefix string) iter.Seq2[string, []byte]
}
