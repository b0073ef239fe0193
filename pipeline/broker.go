package pipeline

import (
	"context"
	"errors"
)

// Broker is what the runtime needs from a message broker. Its methods retry
// what can be retried, with backoff, until ctx ends; an error that comes back
// is final.
type Broker interface {
	// Join becomes a member of a consumer group and returns once partitions
	// are assigned (perhaps none: a standby). Many terms may be open at once,
	// each in a group of its own.
	Join(ctx context.Context, m Membership) (Term, error)
	// Produce writes messages outside any group and returns when all in-sync
	// replicas have all of them.
	Produce(ctx context.Context, msgs []Message) error
}

// Membership says what a member of a consumer group wants.
type Membership struct {
	Group     string
	Topics    []string
	Instance  string // static member id; empty for a dynamic member
	Exclusive bool   // one member gets every partition, the others stand by
	// Later are more topics: their messages are fetched while Topics have none
	// waiting, and no more than LaterRate of them a second; 0 sets no bound.
	Later     []string
	LaterRate float64
}

// Term is a stretch of membership during which the partitions assigned do not
// change. When the group rebalances, Fetch and Commit return ErrTermEnded and
// what was not committed will be fetched again, here or elsewhere.
type Term interface {
	// Positions gives the partitions assigned and what was last committed for
	// each: the next offset to fetch and the metadata beside it.
	Positions() map[Partition]Position
	// Fetch waits for messages and returns those that have come, in offset
	// order within each partition. It never returns an empty batch without an
	// error.
	Fetch(ctx context.Context) ([]Message, error)
	// Behind gives how many messages are known to wait that Fetch has not given
	// yet, on the topics that come first and on those that come later; 0 says
	// that the fetch has run dry.
	Behind() (first, later int64)
	// Commit is one call: these inputs are done, these are their results. When
	// it returns nil both are durable. A *RefusedError names an output that
	// the broker will never take. It may run beside Fetch, but not beside
	// another Commit.
	Commit(ctx context.Context, done map[Partition]Position, out []Message) error
	// Read calls yield for every record of a partition from an offset on, to
	// the end it has at the time of the call, and gives the offset to read on
	// from: how state is restored. It gives ErrNoSuchOffset where the partition
	// does not reach that far, or no longer begins before it.
	Read(ctx context.Context, p Partition, from int64, yield func(Message) error) (next int64, err error)
	// End gives the offset after all that stands in a partition, committed or
	// not.
	End(ctx context.Context, p Partition) (int64, error)
	// Partitions gives how many partitions a topic has.
	Partitions(ctx context.Context, topic string) (int, error)
	// Close leaves the group, so that others take over at once. Nothing of the
	// term may be used after it.
	Close(ctx context.Context) error
}

// Position is how far a group has come in a partition.
type Position struct {
	Next     int64  // offset of the first message not done
	Metadata string // see Totals
}

// ErrTermEnded is returned by a Term when its partitions are no longer this
// member's, by a rebalance or by fencing.
var ErrTermEnded = errors.New("term of the group member ended")

// ErrNoSuchOffset is returned by Read where a partition has been cut off or made
// anew since the offset was known.
var ErrNoSuchOffset = errors.New("offset is not in the partition")

// RefusedError is an output that the broker will never take, such as one
// larger than the topic allows.
type RefusedError struct {
	Index  int // in the out argument of Commit or the msgs of Produce; -1 where the broker does not say
	Reason string
	Err    error
}

// Error says what was refused and why.
func (e *RefusedError) Error() string { return "message refused: " + e.Reason + ": " + e.Err.Error() }

// Unwrap returns the broker's error.
func (e *RefusedError) Unwrap() error { return e.Err }
