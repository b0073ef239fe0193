package kafka

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/wirewatch/wirewatch/pipeline"
)

// Writer writes outside any group, in transactions: the messages of a Write are
// all there or none is. It is safe for concurrent use.
type Writer struct {
	mu    sync.Mutex
	p     *producer
	begun bool
}

// Writer gives a writer under a transactional id, which no other group or
// writer must have.
func (b *Broker) Writer(id string) *Writer { return &Writer{p: &producer{b: b, id: id}} }

// Begin ends what an earlier writer of the same id has open; that writer can
// write no more. What it had written is to be read after this.
func (w *Writer) Begin(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.begin(ctx)
}

func (w *Writer) begin(ctx context.Context) error {
	err := w.p.begin(ctx)
	if err != nil {
		return fmt.Errorf("begin to write as %s: %w", w.p.id, err)
	}
	w.begun = true
	return nil
}

// Write writes messages. A *pipeline.RefusedError names one that the broker will
// never take; after any other error it is not known whether they are there.
func (w *Writer) Write(ctx context.Context, msgs []pipeline.Message) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(msgs) == 0 {
		return nil
	}
	if !w.begun {
		if err := w.begin(ctx); err != nil {
			return err
		}
	}
	err := w.p.transact(ctx, msgs, nil)
	if _, refused := errors.AsType[*pipeline.RefusedError](err); err != nil && !refused {
		w.begun = false
	}
	return err
}
