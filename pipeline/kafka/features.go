package kafka

import (
	"context"
	"sync"

	"github.com/segmentio/kafka-go/protocol"
)

// features is what is known of the cluster beyond the versions of requests.
type features struct {
	mu      sync.Mutex
	asked   bool
	implied bool
}

// impliesTransactions reports whether the cluster runs transactions of version
// 2 (KIP-890): a write adds its partition to the transaction, and each
// transaction ends with a new epoch. It saves two round trips of five.
func (b *Broker) impliesTransactions(ctx context.Context) (bool, error) {
	b.features.mu.Lock()
	defer b.features.mu.Unlock()
	if b.features.asked {
		return b.features.implied, nil
	}
	err := b.retry(ctx, "ask for features", func(ctx context.Context) error {
		c, w := request(anyBroker, protocol.ApiVersions, 3, true)
		w.str("wirewatch")
		w.str("1")
		level := int16(0)
		err := b.exchange(ctx, c, w, b.cfg.RequestTimeout, func(r *reader) { level = transactionVersion(r) })
		b.features.implied = level >= 2
		return err
	})
	b.features.asked = err == nil
	return b.features.implied, err
}

// transactionVersion reads the answer of ApiVersions. A broker that does not
// know version 3 answers in version 0, with nothing that is of use here.
func transactionVersion(r *reader) int16 {
	if r.int16() != 0 {
		r.b = nil
		return 0
	}
	for range r.array() {
		r.take(6) // request and its versions
		r.end()
	}
	r.int32() // throttle time
	level := int16(0)
	for n := r.uvarint(); n > 0 && !r.short; n-- {
		tag := r.uvarint()
		field := reader{b: r.take(int(r.uvarint())), flexible: true}
		const finalized = 2
		if tag != finalized {
			continue
		}
		for range field.array() {
			name := field.str()
			highest := field.int16()
			field.int16()
			field.end()
			if name == "transaction.version" {
				level = highest
			}
		}
	}
	return level
}
