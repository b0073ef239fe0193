package kafka

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/wirewatch/wirewatch/pipeline"
)

// Join becomes a member of a consumer group. It waits for the cluster and for
// the topics to be there. A partition of which the group has committed nothing
// begins at its earliest record.
func (b *Broker) Join(ctx context.Context, want pipeline.Membership) (pipeline.Term, error) {
	if want.Group == "" || len(want.Topics)+len(want.Later) == 0 {
		return nil, fmt.Errorf("join group %q: want a group and at least one topic", want.Group)
	}
	m := b.unpark(want)
	if m == nil {
		m = &member{b: b, want: want, topics: slices.Concat(want.Topics, want.Later), later: newLane(want), session: time.Duration(b.session.Load())}
	}
	var t *term
	err := b.retry(ctx, "join group "+want.Group, func(ctx context.Context) (err error) {
		t, err = m.begin(ctx)
		return err
	})
	if err != nil {
		b.abandon(ctx, m)
		return nil, err
	}
	return t, nil
}

// begin enters the group and takes its partitions over. Where the group calls
// to a rebalance meanwhile it begins anew.
func (m *member) begin(ctx context.Context) (*term, error) {
	for {
		got, err := m.enter(ctx)
		if err != nil {
			return nil, err
		}
		t := newTerm(m)
		within, cancel := context.WithCancel(ctx)
		stop := context.AfterFunc(t.ended, cancel)
		err = t.takeOver(within, got)
		stop()
		cancel()
		if err == nil {
			return t, nil
		}
		t.halt()
		if t.ended.Err() == nil || ctx.Err() != nil {
			return nil, err
		}
	}
}

// enter joins, and joins again at once where the coordinator only wanted to be
// asked once more: to learn a member's id, or because others came meanwhile.
func (m *member) enter(ctx context.Context) ([]pipeline.Partition, error) {
	for {
		got, err := m.join(ctx)
		once := errors.Is(err, kafka.MemberIDRequired) || errors.Is(err, kafka.RebalanceInProgress) || errors.Is(err, errAgain)
		if !once || ctx.Err() != nil {
			return got, err
		}
	}
}

// positions is where the group stands in each partition.
func (b *Broker) positions(ctx context.Context, group string, at []pipeline.Partition) (map[pipeline.Partition]pipeline.Position, error) {
	positions, err := b.committed(ctx, group, at, true)
	if err != nil {
		return nil, err
	}
	fresh := slices.DeleteFunc(slices.Clone(at), func(p pipeline.Partition) bool {
		_, ok := positions[p]
		return ok
	})
	first, err := b.listOffsets(ctx, earliest, readCommitted, fresh)
	if err != nil {
		return nil, err
	}
	for p, next := range first {
		positions[p] = pipeline.Position{Next: next}
	}
	return positions, nil
}

// abandon leaves a group that was not joined to the end, without holding the
// caller up for long.
func (b *Broker) abandon(ctx context.Context, m *member) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := m.leave(ctx); err != nil {
		b.log.Debug("member not taken out of its group", "group", m.want.Group, "err", err)
	}
}

// parkingTime is how long a member whose term has ended stays in the group for
// the next Join to take its place.
const parkingTime = 500 * time.Millisecond

// park keeps the member in the group for the Join that will follow. Were it to
// leave and come back instead, each of two members would end the other's term
// by leaving, for ever.
func (b *Broker) park(m *member) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return false
	}
	key := membershipKey(m.want)
	b.parked[key] = append(b.parked[key], m)
	m.parting = time.AfterFunc(parkingTime, func() {
		b.mu.Lock()
		i := slices.Index(b.parked[key], m)
		if i >= 0 {
			b.parked[key] = slices.Delete(b.parked[key], i, i+1)
		}
		b.mu.Unlock()
		if i >= 0 {
			b.abandon(context.Background(), m)
		}
	})
	return true
}

// unpark takes up a member left behind by an earlier term, if there is one.
func (b *Broker) unpark(want pipeline.Membership) *member {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := membershipKey(want)
	ms := b.parked[key]
	if len(ms) == 0 {
		return nil
	}
	b.parked[key] = ms[1:]
	ms[0].parting.Stop()
	return ms[0]
}

func membershipKey(w pipeline.Membership) string {
	return strings.Join(slices.Concat(w.Topics, []string{"", w.Group, w.Instance, fmt.Sprint(w.Exclusive)}, w.Later), "\x00")
}

// grown reports whether the group's topics have other numbers of partitions
// than when its partitions were given out.
func (m *member) grown(ctx context.Context) bool {
	l, err := m.b.layout(ctx, slices.Collect(maps.Keys(m.partitions)))
	if err != nil {
		return false
	}
	for topic, n := range m.partitions {
		if len(l[topic]) != n {
			return true
		}
	}
	return false
}
