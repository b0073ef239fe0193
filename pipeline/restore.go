package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"time"
)

// replica is a store and how far of its partition it holds: all before next,
// and of what follows what this member has committed itself. Reading on from
// next so always leads to what the partition says.
type replica struct {
	store *MemoryStore
	next  int64
	read  time.Time // when it was last read to the end
}

// memory is what a member keeps of state from term to term, so that a rebalance
// does not cost it a restore, and what a standby follows.
type memory map[storeKey]*replica

// trusted is how long a replica may have been left alone before it is read from
// the beginning again: a state topic keeps the tombstones of deleted keys for
// longer than this, but not for ever.
const trusted = 30 * time.Minute

// A restore says how far it has come, and an active member notes how far its
// replicas hold, this often.
const (
	progressEvery = 2 * time.Second
	noteEvery     = 10 * time.Second
	followEvery   = time.Second
)

// restore brings the stores of the partitions assigned to what their topics
// say, and forgets those of others.
func (s *session) restore(ctx context.Context) error {
	wanted := map[storeKey]bool{}
	for i, step := range s.spec.Steps {
		for p := range s.term.Positions() {
			if step.State != "" {
				wanted[step.key(i, p.Number)] = true
			}
		}
	}
	maps.DeleteFunc(s.memory, func(key storeKey, _ *replica) bool { return !wanted[key] })
	for key := range wanted {
		if err := s.catchUp(ctx, key); err != nil {
			return err
		}
		s.worker.stores[key] = s.memory[key].store
	}
	s.noted = time.Now()
	return nil
}

// follow keeps the stores of a standby close behind what the active member
// commits, until ctx ends.
func (s *session) follow(ctx context.Context) {
	every := time.NewTicker(followEvery)
	defer every.Stop()
	for {
		if err := s.followOnce(ctx); err != nil && ctx.Err() == nil {
			s.o.Log.Warn("state not followed", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

func (s *session) followOnce(ctx context.Context) error {
	for i, step := range s.spec.Steps {
		if step.State == "" {
			continue
		}
		n, err := s.term.Partitions(ctx, step.State)
		if err != nil {
			return err
		}
		for number := range n {
			if err := s.catchUp(ctx, step.key(i, number)); err != nil {
				return err
			}
		}
	}
	return nil
}

// catchUp reads a store's partition on from where its replica stands, or from
// the beginning where it cannot be trusted any more.
func (s *session) catchUp(ctx context.Context, key storeKey) error {
	r := s.memory[key]
	if r == nil || time.Since(r.read) > trusted {
		r = &replica{store: NewMemoryStore()}
		s.memory[key] = r
	}
	r.store.Rollback()
	err := s.read(ctx, key, r)
	if errors.Is(err, ErrNoSuchOffset) {
		*r = replica{store: NewMemoryStore()}
		err = s.read(ctx, key, r)
	}
	return err
}

func (s *session) read(ctx context.Context, key storeKey, r *replica) error {
	p := Partition{s.spec.Steps[key.step].State, key.partition}
	start, count, whole := time.Now(), 0, r.next == 0
	end, err := s.term.End(ctx, p)
	if err != nil {
		return fmt.Errorf("restore state from %s: %w", p, err)
	}
	said := start
	next, err := s.term.Read(ctx, p, r.next, func(m Message) error {
		r.store.Restore(string(m.Key), bytes.Clone(m.Value)) // the message holds a whole batch
		count++
		if count%1000 == 0 && time.Since(said) > progressEvery {
			said = time.Now()
			s.o.Log.Info("restoring state", "partition", p.String(), "at", m.Offset, "of", end, "keys", r.store.Len(), "so far", time.Since(start).Round(time.Millisecond))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("restore state from %s: %w", p, err)
	}
	r.next, r.read = next, time.Now()
	if whole && count > 0 {
		s.o.Log.Info("state restored", "partition", p.String(), "records", count, "keys", r.store.Len(), "took", time.Since(start).Round(time.Millisecond))
	}
	return nil
}

// standing gives how long the state partitions are, now and then. What stands
// in them was committed by this member or is in its replicas, if the next
// commit succeeds: then no other has been active since.
func (s *session) standing(ctx context.Context) map[storeKey]int64 {
	if len(s.worker.stores) == 0 || time.Since(s.noted) < noteEvery {
		return nil
	}
	s.noted = time.Now()
	ends := map[storeKey]int64{}
	for key := range s.memory {
		end, err := s.term.End(ctx, Partition{s.spec.Steps[key.step].State, key.partition})
		if err != nil {
			return nil // the next time will do
		}
		ends[key] = end
	}
	return ends
}

// hold notes that the replicas hold their partitions up to there.
func (s *session) hold(ends map[storeKey]int64) {
	for key, end := range ends {
		s.memory[key].next, s.memory[key].read = end, time.Now()
	}
}
