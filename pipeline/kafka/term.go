package kafka

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/wirewatch/wirewatch/pipeline"
)

// term is one generation of a member.
type term struct {
	m          *member
	positions  map[pipeline.Partition]pipeline.Position
	reached    map[pipeline.Partition]pipeline.Position // as last committed
	producers  []*producer                              // used in turn
	fenced     []*producer                              // of all its partitions, those among them
	committing sync.Mutex
	ready      atomic.Bool // its partitions are taken over
	fetcher    *fetcher
	fetching   sync.Mutex

	// ended is closed when Fetch has nothing more to give. A member that was
	// only called to a rebalance may still commit what it is working on: until
	// it joins again, the coordinator takes that. One that is out may not.
	ended context.Context
	end   context.CancelCauseFunc
	beats sync.WaitGroup
	stop  context.CancelFunc
}

// errOut is why a term ended whose member is no longer in the group.
var errOut = errors.New("member is out of its group")

// newTerm begins the term of a member that has just got partitions. It is kept
// in the group from now on, however long taking them over lasts.
func newTerm(m *member) *term {
	t := &term{m: m}
	t.ended, t.end = context.WithCancelCause(context.Background())
	ctx, stop := context.WithCancel(context.Background())
	t.stop = stop
	t.beats.Go(func() { t.heartbeat(ctx) })
	return t
}

// halt stops the heartbeats of a term that will not be used.
func (t *term) halt() {
	t.stop()
	t.beats.Wait()
}

// Positions gives the partitions assigned and what was last committed.
func (t *term) Positions() map[pipeline.Partition]pipeline.Position { return maps.Clone(t.positions) }

// Behind gives how many messages are known to wait that Fetch has not given.
func (t *term) Behind() (first, later int64) {
	return t.fetcher.behind.Load(), t.fetcher.behindLater.Load()
}

// Fetch waits for messages.
func (t *term) Fetch(ctx context.Context) ([]pipeline.Message, error) {
	t.fetching.Lock()
	defer t.fetching.Unlock()
	if t.ended.Err() != nil {
		return nil, pipeline.ErrTermEnded
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(t.ended, cancel)()
	msgs, err := t.fetcher.fetch(ctx)
	if err != nil && t.ended.Err() != nil {
		return nil, pipeline.ErrTermEnded
	}
	return msgs, err
}

// heartbeat keeps the member in its group until the term is closed, also when
// it has ended: its last work may still be committed.
func (t *term) heartbeat(ctx context.Context) {
	every := t.m.session / 3
	tick := time.NewTicker(every)
	defer tick.Stop()
	heard := time.Now()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := t.m.beat(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			heard = time.Now()
			if t.ready.Load() {
				t.beats.Go(func() { t.pass(ctx) })
			}
		case errors.Is(err, kafka.RebalanceInProgress):
			heard = time.Now()
			t.end(err)
		case lost(err):
			t.out(err)
			return
		case time.Since(heard) > t.m.session:
			// The coordinator has given the partitions to others by now, or
			// will when it is back: what is fetched from here on is theirs.
			t.end(err)
		}
		if t.m.leads && n%6 == 0 && t.m.grown(ctx) {
			t.end(errors.New("number of partitions changed"))
		}
	}
}

// out ends the term of a member that the group has gone on without.
func (t *term) out(err error) {
	if errors.Is(err, kafka.FencedInstanceID) {
		t.m.b.log.Warn("another process has joined with this instance id: give each its own with --instance-id", "group", t.m.want.Group, "instance", t.m.want.Instance)
	}
	t.end(errOut)
}

// lost reports whether err says that the group has gone on without the member.
func lost(err error) bool {
	return errors.Is(err, kafka.UnknownMemberId) || errors.Is(err, kafka.IllegalGeneration) ||
		errors.Is(err, kafka.FencedInstanceID)
}

// Close leaves the group, so that others take over at once. After a rebalance
// the member stays for a moment, for the Join that takes part in it.
func (t *term) Close(ctx context.Context) error {
	t.stop()
	t.beats.Wait()
	rebalancing := t.ended.Err() != nil
	out := errors.Is(context.Cause(t.ended), errOut)
	t.end(errOut)
	if out {
		return nil
	}
	if rebalancing && t.m.b.park(t.m) {
		return nil
	}
	if err := t.m.leave(ctx); err != nil {
		return fmt.Errorf("close term: %w", err)
	}
	return nil
}
