package kafka

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"

	"github.com/wirewatch/wirewatch/pipeline"
)

// A broker that was killed and comes back within its session loads what it knew
// of transactions while it still stands as lost in the cluster's layout. If it
// then leads all copies, it finds no leader for the partitions of a transaction
// that was decided and not completed, takes them for deleted, and completes it
// without writing its markers (TransactionMarkerChannelManager: "these
// partitions are likely deleted already and hence can be skipped"; Kafka 4.3.1).
// Such a transaction hangs: the group's positions stay unstable for ever, and
// readers of the topics never get beyond it.
//
// Markers belong to a producer, not to a transaction. So whoever takes the
// transactional id over ends an empty transaction on the same partitions as it
// was decided before: where the markers are missing they are written, and where
// they are not they do no harm.

// trail is what is remembered of transactional ids, over terms.
type trail struct {
	mu sync.Mutex
	of map[string]*trace
}

// trace is what is remembered of one.
type trace struct {
	at      []pipeline.Partition // of its last transaction
	before  []pipeline.Partition // of the one before: the last may never have reached the broker
	outages int                  // of the cluster, when that was written
	decided bool                 // the coordinator has said what became of it
	commit  bool
}

// wrote notes where a transaction writes.
func (t *trail) wrote(id string, at []pipeline.Partition, outages int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[string]*trace{}
	}
	var before []pipeline.Partition
	if last := t.of[id]; last != nil {
		before = last.at
	}
	t.of[id] = &trace{at: at, before: before, outages: outages}
}

// decided notes what became of the last transaction of an id.
func (t *trail) decided(id string, commit bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[string]*trace{}
	}
	if t.of[id] == nil {
		t.of[id] = &trace{outages: -1} // of an earlier process
	}
	t.of[id].decided, t.of[id].commit = true, commit
}

func (t *trail) get(id string) (trace, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of[id] == nil {
		return trace{}, false
	}
	return *t.of[id], true
}

func (t *trail) forget(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.of, id)
}

// recall asks what became of the last transaction under the id. That must be
// known before the id is taken over, which makes the coordinator forget it.
func (p *producer) recall(ctx context.Context) error {
	const describeTransactions protocol.ApiKey = 65
	return p.ask(ctx, describeTransactions, 0, true, func(w *writer) {
		w.array(1)
		w.str(p.id)
	}, func(r *reader) error {
		for range r.array() {
			err := code(r.int16())
			r.str() // the id
			state := r.str()
			r.take(4 + 8 + 8 + 2) // timeout, start, producer and epoch
			for range r.array() {
				r.str()
				r.take(4 * r.array())
				r.end()
			}
			r.end()
			switch {
			case errors.Is(err, kafka.TransactionalIDNotFound), err == nil && (state == "Empty" || state == "Dead"):
			case err != nil:
				return err
			default:
				p.b.trail.decided(p.id, strings.HasSuffix(state, "Commit"))
			}
		}
		return nil
	})
}

// doubtful reports whether the markers of the id's last transaction may be
// missing: the cluster has been away since it was written.
func (p *producer) doubtful() bool {
	t, ok := p.b.trail.get(p.id)
	return ok && t.decided && t.outages >= 0 && t.outages < p.b.health.outages()
}

// settleDoubt affirms the last transaction of a producer that stays in its
// generation while the cluster is away.
func (p *producer) settleDoubt(ctx context.Context, moves *moves) error {
	if moves == nil || !p.implied || !p.doubtful() {
		return nil
	}
	return p.affirm(ctx, moves.group)
}

// affirm ends an empty transaction where the last one wrote, as that ended.
func (p *producer) affirm(ctx context.Context, group string) error {
	t, ok := p.b.trail.get(p.id)
	if !ok || !t.decided {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, transactionTimeout)
	defer cancel()
	at := slices.Clone(t.at)
	for _, b := range t.before {
		if !slices.Contains(at, b) {
			at = append(at, b)
		}
	}
	if len(at) > 0 {
		if err := p.addPartitions(ctx, at); err != nil {
			return fmt.Errorf("affirm transaction %s: %w", p.id, err)
		}
	}
	if err := p.addOffsets(ctx, group); err != nil {
		return fmt.Errorf("affirm transaction %s: %w", p.id, err)
	}
	if err := p.endAs(ctx, t.commit, false); err != nil {
		return fmt.Errorf("affirm transaction %s: %w", p.id, err)
	}
	p.b.trail.forget(p.id)
	p.b.log.Info("transaction affirmed after the broker was away", "id", p.id, "commit", t.commit)
	return nil
}

// unstableTime is how long positions may be unstable, once all transactional
// ids are taken over, before a transaction is taken to hang.
const unstableTime = 3 * time.Second
