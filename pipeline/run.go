package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"
)

// Options are how a Spec is run.
type Options struct {
	Instance string        // static id of this member in its group; may be empty
	Workers  int           // stage calls at once, for stages without state; 0 is one for each CPU
	Drain    time.Duration // how long work in hand may take to finish once ctx ends; 0 is 10 s
	Tick     time.Duration // how often stateful stages are told the time; 0 is 1 s
	// A commit is made at once when there is nothing more to fetch. Under load
	// it waits for more, up to this many bytes read and this long.
	CommitBytes int           // 0 is 8 MiB
	CommitEvery time.Duration // 0 is 100 ms
	Log         *slog.Logger
	Metrics     *Metrics
	Joined      func(joined bool) // told when the member has its partitions and when it has none
}

func (o Options) withDefaults() Options {
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Drain == 0 {
		o.Drain = 10 * time.Second
	}
	if o.Tick == 0 {
		o.Tick = time.Second
	}
	if o.CommitBytes == 0 {
		o.CommitBytes = 8 << 20
	}
	if o.CommitEvery == 0 {
		o.CommitEvery = 100 * time.Millisecond
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Joined == nil {
		o.Joined = func(bool) {}
	}
	return o
}

// Run is the life of a member of a consumer group: join, restore state, then
// fetch, decode, call the stages, route what comes out and commit, until ctx
// ends. Then the work in hand is finished and committed, and the group left.
//
// It returns nil after such a drain. An error is final: a mistake in the
// wiring, or a commit that the broker will never take.
func Run(ctx context.Context, b Broker, spec Spec, o Options) error {
	o = o.withDefaults()
	if err := spec.validate(); err != nil {
		return err
	}
	_, exclusive := spec.stateful()
	m := Membership{Group: spec.Group, Topics: spec.Inputs, Instance: o.Instance, Exclusive: exclusive}
	for ctx.Err() == nil {
		term, err := b.Join(ctx, m)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("join group %s: %w", spec.Group, err)
		}
		err = runTerm(ctx, term, spec, o)
		o.Joined(false)
		leave(ctx, term, o)
		if err != nil && !errors.Is(err, ErrTermEnded) {
			return fmt.Errorf("run group %s: %w", spec.Group, err)
		}
	}
	return nil
}

// leave closes a term, also when ctx has ended, so that others take over at once.
func leave(ctx context.Context, term Term, o Options) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.Drain)
	defer cancel()
	if err := term.Close(ctx); err != nil {
		o.Log.Warn("group not left in order", "err", err)
	}
}

// session is one term at work.
type session struct {
	term   Term
	spec   Spec
	o      Options
	worker *Worker
	totals map[Partition]Totals // as committed
}

func runTerm(ctx context.Context, term Term, spec Spec, o Options) error {
	s := &session{term: term, spec: spec, o: o, totals: map[Partition]Totals{}}
	var err error
	if s.worker, err = NewWorker(spec); err != nil {
		return err
	}
	if o.Metrics != nil {
		s.worker.took = func(stage string, d time.Duration) { o.Metrics.stage.WithLabelValues(stage).Observe(d.Seconds()) }
	}
	for p, position := range term.Positions() {
		if s.totals[p], err = ParseTotals(position.Metadata); err != nil {
			o.Log.Warn("totals begin again", "partition", p, "err", err)
		}
	}
	if err := s.restore(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	o.Joined(true)
	return s.loop(ctx)
}

// graceful gives a context that ends a while after ctx does: for work in hand.
func graceful(ctx context.Context, drain time.Duration) (context.Context, context.CancelFunc) {
	finishing, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(drain, cancel) })
	return finishing, func() { stop(); cancel() }
}

// ticks gives the moments for stateful stages; none where there are none.
func (s *session) ticks() (<-chan time.Time, func()) {
	if stateful, _ := s.spec.stateful(); !stateful {
		return nil, func() {}
	}
	t := time.NewTicker(s.o.Tick)
	return t.C, t.Stop
}

type fetchResult struct {
	msgs []Message
	err  error
}

// fetch fetches one batch ahead. The second channel is closed when it has ended.
func (s *session) fetch(ctx context.Context) (<-chan fetchResult, <-chan struct{}) {
	out, ended := make(chan fetchResult), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			msgs, err := s.term.Fetch(ctx)
			if ctx.Err() != nil {
				return
			}
			select {
			case out <- fetchResult{msgs, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return out, ended
}

// restore reads the stores of the stateful steps back.
func (s *session) restore(ctx context.Context) error {
	for i, step := range s.spec.Steps {
		if step.State == "" {
			continue
		}
		for p := range s.term.Positions() {
			number := p.Number
			if step.Global {
				number = 0
			}
			if _, done := s.worker.stores[storeKey{i, number}]; done {
				continue
			}
			if err := s.restoreStore(ctx, i, number); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *session) restoreStore(ctx context.Context, step, number int) error {
	p := Partition{s.spec.Steps[step].State, number}
	store, start := s.worker.store(step, number), time.Now()
	read := 0
	err := s.term.ReadAll(ctx, p, func(m Message) error {
		store.Restore(string(m.Key), bytes.Clone(m.Value)) // the message holds a whole batch
		read++
		return nil
	})
	if err != nil {
		return fmt.Errorf("restore state from %s: %w", p, err)
	}
	if read > 0 {
		s.o.Log.Info("state restored", "partition", p.String(), "records", read, "keys", store.Len(), "took", time.Since(start))
	}
	return nil
}
