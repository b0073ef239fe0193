package pipeline

import (
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
	Ready       func(ready bool, reason string) // told whether the member does its work, and why not
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
	if o.Ready == nil {
		o.Ready = func(bool, string) {}
	}
	return o
}

// Run is the life of a member of a consumer group: join, restore state, then
// fetch, decode, call the stages, route what comes out and commit, until ctx
// ends. Then the work in hand is finished and committed, and the group left.
//
// It returns nil after such a drain. An error is final: a mistake in the wiring.
// Where the broker will never take a commit, not even with dead letters in place
// of results, nothing is passed over: the member is not ready, and tries again
// until the topic has been mended.
func Run(ctx context.Context, b Broker, spec Spec, o Options) error {
	o = o.withDefaults()
	if err := spec.validate(); err != nil {
		return err
	}
	_, exclusive := spec.stateful()
	m := Membership{Group: spec.Group, Topics: spec.Inputs, Instance: o.Instance, Exclusive: exclusive, Later: spec.Later, LaterRate: spec.LaterRate}
	ready, kept := &readiness{report: o.Ready}, memory{}
	brief := 0 // terms in a row that ended as soon as they had begun
	for ctx.Err() == nil {
		term, err := b.Join(ctx, m)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("join group %s: %w", spec.Group, err)
		}
		began := time.Now()
		s := &session{term: term, spec: spec, o: o, totals: map[Partition]Totals{}, ready: ready, memory: kept}
		err = s.run(ctx)
		ready.join(false)
		leave(ctx, term, o)
		if _, ok := errors.AsType[*RefusedError](err); ok {
			ready.stick()
			o.Log.Error("stopped: the broker takes neither results nor dead letters", "again in", stoppedFor, "err", err)
			rest(ctx, stoppedFor)
			continue
		}
		if err != nil && !errors.Is(err, ErrTermEnded) {
			return fmt.Errorf("run group %s: %w", spec.Group, err)
		}
		if brief++; time.Since(began) > briefTerm {
			brief = 0
		}
		if brief > 3 { // two processes that take the same instance from each other, or worse
			rest(ctx, min(time.Duration(brief)*briefTerm, stoppedFor))
		}
	}
	return nil
}

// briefTerm is how short a term is that hardly began.
const briefTerm = 300 * time.Millisecond

// stoppedFor is how long a member that cannot go on waits before it tries again.
const stoppedFor = 5 * time.Second

// rest waits for d, or until ctx ends.
func rest(ctx context.Context, d time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-ctx.Done()
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
	ready  *readiness
	memory memory
	noted  time.Time // when it was last noted how far the memory holds
}

func (s *session) run(ctx context.Context) error {
	var err error
	spec, o := s.spec, s.o
	if s.worker, err = NewWorker(spec); err != nil {
		return err
	}
	if o.Metrics != nil {
		s.worker.took = func(stage string, d time.Duration) { o.Metrics.stage.WithLabelValues(stage).Observe(d.Seconds()) }
	}
	for p, position := range s.term.Positions() {
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
	s.ready.join(true)
	if _, exclusive := spec.stateful(); exclusive && len(s.term.Positions()) == 0 {
		defer s.standBy(ctx)()
	}
	return s.loop(ctx)
}

// standBy follows the active member's state; the function it gives ends that.
func (s *session) standBy(ctx context.Context) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	followed := make(chan struct{})
	go func() { defer close(followed); s.follow(ctx) }()
	return func() { cancel(); <-followed }
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
