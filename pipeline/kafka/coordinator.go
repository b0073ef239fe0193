package kafka

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
)

// The kinds of coordinator.
const (
	groupKey       = 0
	transactionKey = 1
)

// coordinated is what a coordinator keeps.
type coordinated struct {
	kind int8
	key  string
}

// coordinators remembers which broker keeps which group and transaction.
type coordinators struct {
	mu    sync.Mutex
	known map[coordinated]int32
}

func (c *coordinators) get(of coordinated) (int32, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	node, ok := c.known[of]
	return node, ok
}

func (c *coordinators) set(of coordinated, node int32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[coordinated]int32{}
	}
	c.known[of] = node
}

func (c *coordinators) forget(of coordinated) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.known, of)
}

// coordinator is the id of the broker that keeps a group or a transaction,
// asked for once.
func (b *Broker) coordinator(ctx context.Context, of coordinated) (int32, error) {
	if node, ok := b.coordinators.get(of); ok {
		return node, nil
	}
	c, w := request(anyBroker, protocol.FindCoordinator, 2, false)
	w.str(of.key)
	w.int8(of.kind)
	var node int32
	var failed error
	err := b.exchange(ctx, c, w, b.cfg.RequestTimeout, func(r *reader) {
		r.int32() // throttle time
		failed = code(r.int16())
		r.str() // the error in words
		node = r.int32()
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return 0, fmt.Errorf("coordinator of %s: %w", of.key, err)
	}
	b.coordinators.set(of, node)
	return node, nil
}

// atCoordinator calls ask with the coordinator of a group or transaction, and
// forgets which it was where the answer says that it is another one, or where
// there is none.
func (b *Broker) atCoordinator(ctx context.Context, of coordinated, ask func(node int32) error) error {
	node, err := b.coordinator(ctx, of)
	if err != nil {
		return err
	}
	err = ask(node)
	if err != nil && (!answered(err) || moved(err)) {
		b.coordinators.forget(of)
	}
	return err
}

// moved reports whether err says that another broker is to be asked.
func moved(err error) bool {
	for _, e := range []kafka.Error{
		kafka.NotCoordinatorForGroup, kafka.GroupCoordinatorNotAvailable, kafka.BrokerNotAvailable, kafka.NotLeaderForPartition,
		kafka.LeaderNotAvailable, kafka.UnknownTopicOrPartition, kafka.FencedLeaderEpoch, kafka.UnknownLeaderEpoch, kafka.ReplicaNotAvailable,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
