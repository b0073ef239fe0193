package main

import (
	"context"
	"iter"
	"sync"
)

// inOrder calls work for each input, on several at once, and done for each
// result in the order of the inputs. It ends at the first error of done, and
// holds only a few inputs at a time.
func inOrder[In, Out any](ctx context.Context, workers int, inputs iter.Seq[In], work func(In) Out, done func(Out) error) error {
	if workers == 1 {
		for in := range inputs {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := done(work(in)); err != nil {
				return err
			}
		}
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	pending := make(chan chan Out, 2*workers)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() {
		defer close(pending)
		free := make(chan struct{}, workers)
		for in := range inputs {
			result := make(chan Out, 1)
			select {
			case pending <- result:
			case <-ctx.Done():
				return
			}
			free <- struct{}{}
			wg.Go(func() {
				result <- work(in)
				<-free
			})
		}
	})
	for result := range pending {
		if err := done(<-result); err != nil {
			return err
		}
	}
	return ctx.Err()
}
