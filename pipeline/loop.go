package pipeline

import (
	"context"
	"errors"
	"time"
)

// loop is a session at work: what is in hand, and the commit under way.
type loop struct {
	*session
	finishing  context.Context // for work in hand; outlives the session's context a while
	stateful   bool
	pending    *batch       // processed, not being committed yet; nil where there is none
	committing <-chan error // the commit under way; nil where there is none
	due        *time.Timer  // when pending is to be committed, whatever else waits
}

// loop fetches, processes and commits until ctx or the term ends. The next
// batch is fetched, and for stages without state processed, while the one
// before it is committed; what is processed meanwhile makes up the next commit.
func (s *session) loop(ctx context.Context) error {
	fetching, stop := context.WithCancel(ctx)
	batches, fetched := s.fetch(fetching)
	defer func() { stop(); <-fetched }()
	finishing, cancel := graceful(ctx, s.o.Drain)
	defer cancel()
	ticks, stopTicks := s.ticks()
	defer stopTicks()
	stateful, _ := s.spec.stateful()
	l := &loop{session: s, finishing: finishing, stateful: stateful, due: time.NewTimer(time.Hour)}
	defer l.due.Stop()
	for {
		more := batches
		if !l.takes() {
			more = nil
		}
		select {
		case <-ctx.Done():
			return l.settle()
		case err := <-l.committing:
			l.committing = nil
			if err != nil {
				return err
			}
		case f := <-more:
			if f.err != nil {
				return errors.Join(l.settle(), f.err)
			}
			l.take(f.msgs)
		case now := <-ticks:
			if err := l.tick(now); err != nil {
				return err
			}
		case <-l.due.C:
		}
		l.commitIfDue()
	}
}

// takes reports whether another batch may be processed now.
func (l *loop) takes() bool {
	if l.committing != nil && (l.stateful || l.pending != nil && l.pending.ripe(l.o)) {
		return false
	}
	return true
}

func (l *loop) take(msgs []Message) {
	b := l.process(l.finishing, msgs)
	if l.pending != nil {
		l.pending.add(b)
		return
	}
	l.pending = b
	l.due.Reset(l.o.CommitEvery)
}

// commitIfDue begins a commit of what is pending, unless one is under way, or
// there is more to be had at once that can go with it.
func (l *loop) commitIfDue() {
	if l.committing != nil || l.pending == nil {
		return
	}
	first, later := l.term.Behind()
	if l.pending.first {
		later = 0 // it does not wait for what comes after it
	}
	if first+later > 0 && !l.pending.ripe(l.o) {
		return
	}
	l.committing = l.commit(l.finishing, l.pending)
	l.pending = nil
}

// settle waits until nothing is in hand.
func (l *loop) settle() error {
	for l.committing != nil || l.pending != nil {
		if l.committing == nil {
			l.committing = l.commit(l.finishing, l.pending)
			l.pending = nil
		}
		err := <-l.committing
		l.committing = nil
		if err != nil {
			return err
		}
	}
	return nil
}

// tick tells stateful stages the time, in a commit of its own.
func (l *loop) tick(now time.Time) error {
	if err := l.settle(); err != nil {
		return err
	}
	l.committing = l.commit(l.finishing, l.session.tick(l.finishing, now))
	return nil
}
