// Package kafka reaches a Kafka cluster for the runtime: consumer groups,
// read_committed fetches, acknowledged writes and topic administration. It is
// the only importer of kafka-go, of which it uses the transport and the
// protocol, and neither the Reader nor the Writer.
package kafka

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"

	"github.com/segmentio/kafka-go"

	"github.com/wirewatch/wirewatch/pipeline"
)

// Broker is a connection to a cluster. It implements pipeline.Broker, its
// methods may be called side by side, and it connects when it is first used: a
// cluster that is down when Open is called is waited for.
type Broker struct {
	cfg       Config
	log       *slog.Logger
	addr      net.Addr
	transport *kafka.Transport
	health    health
	refresh   refresher
	features  features
	session   atomic.Int64 // time.Duration; longer than configured where the cluster asks for that

	coordinators coordinators
	trail        trail

	mu     sync.Mutex
	parked map[string][]*member // by membership: left behind by terms that ended
	closed bool
}

var _ pipeline.Broker = (*Broker)(nil)

// Open checks the configuration and returns a broker that will use it.
func Open(cfg Config) (*Broker, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	b := &Broker{
		cfg:    cfg,
		log:    cfg.Log,
		addr:   kafka.TCP(cfg.Brokers...),
		parked: map[string][]*member{},
		transport: &kafka.Transport{
			Dial:        (&net.Dialer{Timeout: cfg.DialTimeout}).DialContext,
			DialTimeout: cfg.DialTimeout,
			MetadataTTL: cfg.MetadataTTL,
			ClientID:    cfg.ClientID,
			TLS:         cfg.TLS,
			SASL:        cfg.SASL,
		},
	}
	b.session.Store(int64(cfg.Session))
	b.health.report = b.reportState
	b.refresh.drop = b.transport.CloseIdleConnections
	return b, nil
}

// Close lets go of what the broker holds: members that still stand in their
// group leave it, connections are closed. Terms are to be closed before.
func (b *Broker) Close() error {
	b.mu.Lock()
	b.closed = true
	var left []*member
	for _, ms := range b.parked {
		left = append(left, ms...)
	}
	clear(b.parked)
	b.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), b.cfg.RequestTimeout)
	defer cancel()
	var errs []error
	for _, m := range left {
		errs = append(errs, m.leave(ctx))
	}
	b.transport.CloseIdleConnections()
	return errors.Join(errs...)
}

// reportState writes the one line a change of state is worth and passes it on.
func (b *Broker) reportState(up, again bool, err error) {
	switch {
	case up && !again:
	case up:
		b.log.Info("broker is back", "brokers", b.cfg.Brokers)
	default:
		b.log.Warn("broker unreachable", "brokers", b.cfg.Brokers, "err", err)
	}
	if b.cfg.OnState != nil {
		b.cfg.OnState(up, err)
	}
}
