package kafka

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/metadata"
)

// send is one try of a request, at most for the time given: a broker that has
// stopped answering must not hold a stage for ever.
func send[Res protocol.Message](ctx context.Context, b *Broker, req protocol.Message, limit time.Duration) (Res, error) {
	return sendTo[Res](ctx, b, b.addr, req, limit)
}

// sendTo is send to a particular broker, for the requests that the transport
// does not route by itself.
func sendTo[Res protocol.Message](ctx context.Context, b *Broker, addr net.Addr, req protocol.Message, limit time.Duration) (Res, error) {
	var none Res
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	m, err := b.transport.RoundTrip(ctx, addr, req)
	if err != nil {
		return none, fmt.Errorf("%s: %w", req.ApiKey(), err)
	}
	if req.ApiKey() != protocol.Metadata { // which the transport answers from memory
		b.health.good()
	}
	res, ok := m.(Res)
	if !ok {
		return none, fmt.Errorf("%s: answer is a %T", req.ApiKey(), m)
	}
	return res, nil
}

// code is the error a broker's error code stands for.
func code(c int16) error {
	if c == 0 {
		return nil
	}
	return kafka.Error(c)
}

// layout is where the partitions of some topics are.
type layout map[string][]metadata.ResponsePartition

// layout asks where the partitions of topics are. A topic that is missing, or
// one of its partitions without a leader, is an error worth another try.
func (b *Broker) layout(ctx context.Context, topics []string) (layout, error) {
	res, err := send[*metadata.Response](ctx, b, &metadata.Request{TopicNames: topics}, b.cfg.RequestTimeout)
	if err != nil {
		return nil, err
	}
	l := make(layout, len(topics))
	for _, t := range res.Topics {
		if err := code(t.ErrorCode); err != nil {
			return nil, fmt.Errorf("topic %s: %w", t.Name, err)
		}
		l[t.Name] = t.Partitions
		for i, p := range t.Partitions {
			if int(p.PartitionIndex) != i {
				return nil, fmt.Errorf("topic %s: partition %d: %w", t.Name, i, kafka.LeaderNotAvailable)
			}
		}
	}
	return l, nil
}

// leader is the broker that a partition is written to and read from; false
// where there is none at the moment.
func (l layout) leader(topic string, partition int) (int32, bool) {
	ps := l[topic]
	if partition < 0 || partition >= len(ps) {
		return 0, false
	}
	return ps[partition].LeaderID, ps[partition].LeaderID >= 0
}
