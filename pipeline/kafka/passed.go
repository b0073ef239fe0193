package kafka

import (
	"context"
	"maps"
	"sync"

	"github.com/wirewatch/wirewatch/pipeline"
)

// passed knows what a fetcher has gone past without giving it: the markers of
// transactions and what was aborted. Whoever has done all messages before them
// is past them too; without this a group would seem to lag for ever.
type passed struct {
	mu    sync.Mutex
	given map[pipeline.Partition]int64 // after the last message given
	next  map[pipeline.Partition]int64 // after all that was read
}

func (p *passed) note(at pipeline.Partition, msgs []pipeline.Message, next int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next == nil {
		p.given, p.next = map[pipeline.Partition]int64{}, map[pipeline.Partition]int64{}
	}
	if len(msgs) > 0 {
		p.given[at] = msgs[len(msgs)-1].Offset + 1
	}
	p.next[at] = next
}

// from gives how far one has come in a partition who has done all before done.
func (p *passed) from(at pipeline.Partition, done int64) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if done < p.given[at] {
		return done
	}
	return max(done, p.next[at])
}

// pass moves positions over what is behind them and nobody will be given. It
// runs beside the work, now and then, and gives way to a commit.
func (t *term) pass(ctx context.Context) {
	if !t.committing.TryLock() {
		return
	}
	defer t.committing.Unlock()
	moved := map[pipeline.Partition]pipeline.Position{}
	for p, at := range t.reached {
		if next := t.fetcher.passed.from(p, at.Next); next > at.Next {
			moved[p] = pipeline.Position{Next: next, Metadata: at.Metadata}
		}
	}
	if len(moved) == 0 || t.ended.Err() != nil {
		return
	}
	if err := t.commit(ctx, moved, nil); err != nil {
		t.m.b.log.Debug("position not moved over markers", "group", t.m.want.Group, "err", err)
	}
}

// over moves positions over what comes right after them and is never given.
func (t *term) over(done map[pipeline.Partition]pipeline.Position) map[pipeline.Partition]pipeline.Position {
	done = maps.Clone(done)
	for p, at := range done {
		at.Next = t.fetcher.passed.from(p, at.Next)
		done[p] = at
	}
	return done
}
