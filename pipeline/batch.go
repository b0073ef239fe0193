package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// batch is what was fetched for one commit, and what became of it.
type batch struct {
	msgs    []Message
	results []Result // of each message; for a tick, the one result and no message
	state   []Message
	bytes   int
	began   time.Time
	first   bool // some of it is of the topics that come first
}

// process puts messages through the stages. Stages without state get them many
// at a time, in any order; the results stand in the order of the inputs, which
// keeps the order within each key.
func (s *session) process(ctx context.Context, msgs []Message) *batch {
	b := &batch{msgs: msgs, results: make([]Result, len(msgs)), began: time.Now()}
	for i := range msgs {
		b.bytes += msgs[i].Size()
		b.first = b.first || len(s.spec.Later) == 0 || !s.spec.later(&msgs[i])
	}
	workers := min(s.o.Workers, len(msgs))
	if stateful, _ := s.spec.stateful(); stateful {
		workers = 1
	}
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < len(msgs); i = int(next.Add(1)) - 1 {
			b.results[i] = s.worker.Handle(ctx, msgs[i])
		}
	}
	var wg sync.WaitGroup
	for range workers - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
	return b
}

// add joins what was processed after b to it.
func (b *batch) add(o *batch) {
	b.msgs = append(b.msgs, o.msgs...)
	b.results = append(b.results, o.results...)
	b.bytes += o.bytes
	b.first = b.first || o.first
}

// ripe reports whether the batch is to wait for no more.
func (b *batch) ripe(o Options) bool {
	return b.bytes >= o.CommitBytes || time.Since(b.began) >= o.CommitEvery
}

// tick tells the stateful stages the time.
func (s *session) tick(ctx context.Context, now time.Time) *batch {
	return &batch{results: []Result{s.worker.Tick(ctx, now)}}
}

// changes gives what the stores want to be remembered.
func (w *Worker) changes() []Message {
	var out []Message
	for _, key := range slices.SortedFunc(maps.Keys(w.stores), storeKey.compare) {
		for _, m := range w.stores[key].Changes() {
			m.Topic, m.Partition, m.Pinned = w.spec.Steps[key.step].State, key.partition, true
			out = append(out, m)
		}
	}
	return out
}

// kept tells the stores that what they wanted to be remembered is.
func (w *Worker) kept() {
	for _, store := range w.stores {
		store.Commit()
	}
}

// commit commits a batch beside the caller; the channel gives the end of it.
func (s *session) commit(ctx context.Context, b *batch) <-chan error {
	b.state = s.worker.changes()
	ended := make(chan error, 1)
	go func() { ended <- s.commitNow(ctx, b) }()
	return ended
}

func (s *session) commitNow(ctx context.Context, b *batch) error {
	if len(b.msgs) == 0 && len(b.state) == 0 && len(b.results[0].Out) == 0 && len(b.results[0].Failures) == 0 {
		return nil // a tick with nothing due
	}
	for i := range b.results {
		if b.results[i].interrupted != nil {
			return nil // the member drains: the batch will be read again
		}
	}
	start, ended := time.Now(), s.ready.write()
	ends := s.standing(ctx)
	totals, err := s.write(ctx, b)
	ended(err == nil)
	if err != nil || totals == nil {
		return err
	}
	s.worker.kept()
	s.hold(ends)
	maps.Copy(s.totals, totals)
	s.report(b, time.Since(start))
	return nil
}

// write commits a batch, with a dead letter for each input whose output is
// refused. It gives no totals where it had to commit them one by one.
func (s *session) write(ctx context.Context, b *batch) (map[Partition]Totals, error) {
	var refused *RefusedError
	totals, err := s.try(ctx, b)
	for errors.As(err, &refused) {
		if refused.Index < 0 && len(b.msgs) > 1 {
			return nil, s.commitOneByOne(ctx, b)
		}
		if err := s.bury(b, refused); err != nil {
			return nil, err
		}
		totals, err = s.try(ctx, b)
	}
	return totals, err
}

// try commits a batch in one call, and gives the totals it was committed with.
func (s *session) try(ctx context.Context, b *batch) (map[Partition]Totals, error) {
	totals := map[Partition]Totals{}
	done := map[Partition]Position{}
	for i := range b.msgs {
		p := b.msgs[i].At()
		t, ok := totals[p]
		if !ok {
			t = s.totals[p]
			t.Dropped = maps.Clone(t.Dropped)
		}
		t.add(&b.results[i])
		totals[p] = t
		done[p] = Position{Next: b.msgs[i].Offset + 1}
	}
	for p, position := range done {
		position.Metadata = totals[p].Metadata()
		done[p] = position
	}
	out, _ := s.outputs(b)
	return totals, s.term.Commit(ctx, done, out)
}

// outputs gives all messages of a batch and, for each, the index of the result
// it belongs to; -1 for state.
func (s *session) outputs(b *batch) (out []Message, owner []int) {
	now := time.Now()
	for i := range b.results {
		r := &b.results[i]
		out = append(out, r.Out...)
		for _, f := range r.Failures {
			out = append(out, s.dead(b, i, f, now))
		}
		for len(owner) < len(out) {
			owner = append(owner, i)
		}
	}
	for _, m := range b.state {
		out, owner = append(out, m), append(owner, -1)
	}
	return out, owner
}

// dead makes the dead letter of a failure of input i, which for a tick is none.
func (s *session) dead(b *batch, i int, f Failure, now time.Time) Message {
	in := Message{Topic: "tick", Partition: -1, Offset: -1}
	if i < len(b.msgs) {
		in = b.msgs[i]
	}
	lane := s.spec.Lane
	if s.spec.later(&in) {
		lane = s.spec.LaterLane
	}
	return deadLetter(s.spec.Dead, lane, in, f, now)
}

// bury makes a dead letter of the input whose output the broker will never
// take. If that is refused too it goes without the input's bytes; if even that
// is, the partition stops.
func (s *session) bury(b *batch, refused *RefusedError) error {
	_, owner := s.outputs(b)
	i := 0
	if refused.Index >= 0 {
		i = owner[refused.Index]
	}
	if i < 0 {
		return fmt.Errorf("keep state: %w", refused)
	}
	r := &b.results[i]
	const again = "refused-dead-letter"
	if len(r.Failures) == 1 && r.Failures[0].Reason == again {
		return fmt.Errorf("write dead letter: %w", refused)
	}
	stage := s.spec.Steps[len(s.spec.Steps)-1].Name
	f := Failure{Stage: stage, Item: -1, Reason: refused.Reason, Err: refused}
	if len(r.Out) == 0 && len(r.Failures) > 0 {
		f.Reason, f.Part = again, []byte{}
	}
	*r = Result{Failures: []Failure{f}}
	return nil
}

// commitOneByOne finds the input whose output is refused where the broker did
// not say. The state goes with the first, so that none is lost.
func (s *session) commitOneByOne(ctx context.Context, b *batch) error {
	for i := range b.msgs {
		one := &batch{msgs: b.msgs[i : i+1], results: b.results[i : i+1]}
		if i == 0 {
			one.state = b.state
		}
		if err := s.commitNow(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

// report counts and logs a committed batch.
func (s *session) report(b *batch, took time.Duration) {
	stage := s.spec.Steps[0].Name
	for i := range b.results {
		r := &b.results[i]
		for _, f := range r.Failures {
			origin := "tick"
			if i < len(b.msgs) {
				origin = b.msgs[i].Origin()
			}
			s.o.Log.Warn("dead letter", "stage", f.Stage, "origin", origin, "item", f.Item, "reason", f.Reason, "err", short(f.Err.Error()))
		}
		if s.o.Metrics != nil {
			s.o.Metrics.count(stage, r)
		}
	}
	if s.o.Metrics == nil {
		return
	}
	now := time.Now()
	for i := range b.msgs {
		s.o.Metrics.age(stage, b.msgs[i], now)
	}
	s.o.Metrics.commit.WithLabelValues(stage).Observe(took.Seconds())
}
