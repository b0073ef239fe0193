// Package pipelinetest has what tests of stages and of the runtime need: a
// broker in memory and checks of a stage's contract.
package pipelinetest

import (
	"context"
	"hash/fnv"
	"maps"
	"slices"
	"sync"

	"github.com/wirewatch/wirewatch/pipeline"
)

// Broker is a pipeline.Broker in memory. A commit is atomic. One member of a
// group is active at a time, the others wait in Join. It is safe for
// concurrent use.
type Broker struct {
	// Refuse, where set, says which messages the broker will never take.
	Refuse func(pipeline.Message) error
	// OnCommit, where set, is called before each commit; its error is the
	// commit's.
	OnCommit func(done map[pipeline.Partition]pipeline.Position, out []pipeline.Message) error

	mu         sync.Mutex
	changed    *sync.Cond
	partitions int
	topics     map[string][][]pipeline.Message
	groups     map[string]*group
}

type group struct {
	committed map[pipeline.Partition]pipeline.Position
	active    *Term
}

// NewBroker returns a broker whose topics have that many partitions each.
func NewBroker(partitions int) *Broker {
	b := &Broker{partitions: partitions, topics: map[string][][]pipeline.Message{}, groups: map[string]*group{}}
	b.changed = sync.NewCond(&b.mu)
	return b
}

// Produce writes messages.
func (b *Broker) Produce(_ context.Context, msgs []pipeline.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.write(msgs)
}

// Messages gives what stands on a topic, partition after partition.
func (b *Broker) Messages(topic string) []pipeline.Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Concat(b.topics[topic]...)
}

// Committed gives a group's positions.
func (b *Broker) Committed(name string) map[pipeline.Partition]pipeline.Position {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := map[pipeline.Partition]pipeline.Position{}
	maps.Copy(out, b.group(name).committed)
	return out
}

// EndTerm ends the term of a group's active member, as a rebalance does.
func (b *Broker) EndTerm(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.group(name).active = nil
	b.changed.Broadcast()
}

// Join waits until no other member is active.
func (b *Broker) Join(ctx context.Context, m pipeline.Membership) (pipeline.Term, error) {
	defer context.AfterFunc(ctx, b.wake)()
	b.mu.Lock()
	defer b.mu.Unlock()
	g := b.group(m.Group)
	for g.active != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		b.changed.Wait()
	}
	t := &Term{broker: b, group: g, positions: map[pipeline.Partition]pipeline.Position{}}
	for _, topic := range slices.Concat(m.Topics, m.Later) {
		b.topic(topic)
		for i := range b.partitions {
			p := pipeline.Partition{Topic: topic, Number: i}
			t.positions[p] = g.committed[p]
		}
	}
	g.active = t
	return t, nil
}

func (b *Broker) wake() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.changed.Broadcast()
}

func (b *Broker) group(name string) *group {
	if b.groups[name] == nil {
		b.groups[name] = &group{committed: map[pipeline.Partition]pipeline.Position{}}
	}
	return b.groups[name]
}

func (b *Broker) topic(name string) [][]pipeline.Message {
	if b.topics[name] == nil {
		b.topics[name] = make([][]pipeline.Message, b.partitions)
	}
	return b.topics[name]
}

func (b *Broker) write(msgs []pipeline.Message) error {
	for i, m := range msgs {
		if b.Refuse == nil {
			break
		}
		if err := b.Refuse(m); err != nil {
			return &pipeline.RefusedError{Index: i, Reason: "too-large", Err: err}
		}
	}
	for _, m := range msgs {
		parts := b.topic(m.Topic)
		if !m.Pinned {
			h := fnv.New32a()
			h.Write(m.Key)
			m.Partition = int(h.Sum32() % uint32(b.partitions))
		}
		m.Offset = int64(len(parts[m.Partition]))
		parts[m.Partition] = append(parts[m.Partition], m)
	}
	b.changed.Broadcast()
	return nil
}

// Term is a term of a member of a Broker's group.
type Term struct {
	broker    *Broker
	group     *group
	positions map[pipeline.Partition]pipeline.Position
	fetched   map[pipeline.Partition]int64
}

// Positions gives what was committed when the term began.
func (t *Term) Positions() map[pipeline.Partition]pipeline.Position { return t.positions }

// Fetch waits for messages.
func (t *Term) Fetch(ctx context.Context) ([]pipeline.Message, error) {
	defer context.AfterFunc(ctx, t.broker.wake)()
	t.broker.mu.Lock()
	defer t.broker.mu.Unlock()
	if t.fetched == nil {
		t.fetched = map[pipeline.Partition]int64{}
		for p, at := range t.positions {
			t.fetched[p] = at.Next
		}
	}
	for {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if t.group.active != t {
			return nil, pipeline.ErrTermEnded
		}
		var out []pipeline.Message
		for p, next := range t.fetched {
			out = append(out, t.broker.topic(p.Topic)[p.Number][next:]...)
			t.fetched[p] = int64(len(t.broker.topic(p.Topic)[p.Number]))
		}
		if len(out) > 0 {
			return out, nil
		}
		t.broker.changed.Wait()
	}
}

// Behind is always 0: Fetch gives all there is.
func (t *Term) Behind() (first, later int64) { return 0, 0 }

// Commit writes the outputs and moves the positions, both or neither.
func (t *Term) Commit(_ context.Context, done map[pipeline.Partition]pipeline.Position, out []pipeline.Message) error {
	t.broker.mu.Lock()
	defer t.broker.mu.Unlock()
	if t.group.active != t {
		return pipeline.ErrTermEnded
	}
	if t.broker.OnCommit != nil {
		if err := t.broker.OnCommit(done, out); err != nil {
			return err
		}
	}
	if err := t.broker.write(out); err != nil {
		return err
	}
	maps.Copy(t.group.committed, done)
	return nil
}

// Read gives the messages of a partition from an offset on.
func (t *Term) Read(_ context.Context, p pipeline.Partition, from int64, yield func(pipeline.Message) error) (int64, error) {
	t.broker.mu.Lock()
	msgs := slices.Clone(t.broker.topic(p.Topic)[p.Number])
	t.broker.mu.Unlock()
	if from > int64(len(msgs)) {
		return 0, pipeline.ErrNoSuchOffset
	}
	for _, m := range msgs[from:] {
		if err := yield(m); err != nil {
			return 0, err
		}
	}
	return int64(len(msgs)), nil
}

// End gives how many messages stand in a partition.
func (t *Term) End(_ context.Context, p pipeline.Partition) (int64, error) {
	t.broker.mu.Lock()
	defer t.broker.mu.Unlock()
	return int64(len(t.broker.topic(p.Topic)[p.Number])), nil
}

// Partitions gives how many partitions each topic has.
func (t *Term) Partitions(context.Context, string) (int, error) { return t.broker.partitions, nil }

// Close leaves the group.
func (t *Term) Close(context.Context) error {
	t.broker.mu.Lock()
	defer t.broker.mu.Unlock()
	if t.group.active == t {
		t.group.active = nil
	}
	t.broker.changed.Broadcast()
	return nil
}
