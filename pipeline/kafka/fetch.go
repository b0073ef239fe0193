package kafka

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"

	"github.com/wirewatch/wirewatch/pipeline"
)

// fetcher reads a set of partitions: one request to each broker at a time, each
// waiting there until a record comes. It is used by one goroutine.
type fetcher struct {
	b      *Broker
	next   map[pipeline.Partition]int64
	order  []pipeline.Partition // turned with each request, so that none starves
	flying map[int32][]pipeline.Partition
	landed chan fetched
	names  headerNames
	ends   map[pipeline.Partition]int64 // of what is committed, as last told
	passed passed
	later  *lane              // topics that come after the others; nil is none
	held   []pipeline.Message // of those, fetched and not given yet

	// Messages before the ends that were not fetched.
	behind, behindLater atomic.Int64
}

// fetched is what a request brought.
type fetched struct {
	leader     int32
	err        error
	partitions []fetchedPartition
}

func newFetcher(b *Broker, next map[pipeline.Partition]int64) *fetcher {
	order := slices.SortedFunc(maps.Keys(next), comparePartitions)
	return &fetcher{
		b: b, next: maps.Clone(next), order: order,
		flying: map[int32][]pipeline.Partition{},
		landed: make(chan fetched, len(next)+1),
		ends:   map[pipeline.Partition]int64{},
	}
}

// fetch waits for messages and returns those of the first broker that has any.
// Without any partition it waits until ctx ends.
func (f *fetcher) fetch(ctx context.Context) ([]pipeline.Message, error) {
	if len(f.next) == 0 {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	var msgs []pipeline.Message
	for len(msgs) == 0 {
		err := f.b.retry(ctx, "fetch", func(ctx context.Context) (err error) {
			msgs, err = f.once(ctx)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return msgs, nil
}

// once makes sure that each broker is being asked, and takes the first answer.
func (f *fetcher) once(ctx context.Context) ([]pipeline.Message, error) {
	if err := f.launch(ctx); err != nil {
		return nil, err
	}
	if len(f.held) > 0 {
		return f.piece(ctx)
	}
	if len(f.flying) == 0 { // all that there is comes later
		return nil, sleep(ctx, f.later.wait())
	}
	select {
	case got := <-f.landed:
		msgs, err := f.land(ctx, got)
		if len(msgs) == 0 && err == nil && len(f.held) > 0 {
			return f.release(), nil
		}
		return msgs, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// piece gives some of what is held, unless something that comes first is there.
func (f *fetcher) piece(ctx context.Context) ([]pipeline.Message, error) {
	select {
	case got := <-f.landed:
		if msgs, err := f.land(ctx, got); len(msgs) > 0 || err != nil {
			return msgs, err
		}
	default:
	}
	return f.release(), nil
}

// release gives as much of what is held as may be worked on at once.
func (f *fetcher) release() []pipeline.Message {
	n, size := 0, 0
	for n < len(f.held) && n < laneMessages && size < laneBytes {
		size += f.held[n].Size()
		n++
	}
	msgs := f.held[:n:n]
	f.held = f.held[n:]
	f.count()
	return msgs
}

// land takes what a request brought.
func (f *fetcher) land(ctx context.Context, got fetched) ([]pipeline.Message, error) {
	asked := f.flying[got.leader]
	delete(f.flying, got.leader)
	if got.err != nil {
		return nil, got.err
	}
	return f.take(ctx, got.partitions, asked)
}

// launch sends a request to each broker that leads partitions of which none is
// being asked for. A request outlives the call that sent it: its answer is
// taken by a later one.
func (f *fetcher) launch(ctx context.Context) error {
	busy := map[pipeline.Partition]bool{}
	for _, ps := range f.flying {
		for _, p := range ps {
			busy[p] = true
		}
	}
	if len(busy) == len(f.order) {
		return nil
	}
	l, err := f.b.layout(ctx, f.topics())
	if err != nil {
		return err
	}
	asks := map[int32][]pipeline.Partition{}
	hold := len(f.held) > 0 || f.behind.Load() > 0 || f.later.wait() > 0
	for _, p := range f.order {
		leader, ok := l.leader(p.Topic, p.Number)
		switch {
		case busy[p], hold && f.later.has(p.Topic):
		case !ok:
			return fmt.Errorf("%s: %w", p, kafka.LeaderNotAvailable)
		default:
			asks[leader] = append(asks[leader], p)
		}
	}
	f.order = append(f.order[1:], f.order[0])
	for leader, ps := range asks {
		if _, ok := f.flying[leader]; ok {
			continue // its answer comes first
		}
		f.flying[leader] = ps
		c, w := f.request(leader, ps)
		go func() {
			got := fetched{leader: leader}
			err := f.b.exchange(context.WithoutCancel(ctx), c, w, f.b.cfg.MaxWait+f.b.cfg.RequestTimeout, got.read)
			if err != nil {
				got.err = err
			}
			f.landed <- got
		}()
	}
	return nil
}

func (f *fetcher) topics() []string {
	var topics []string
	for p := range f.next {
		if !slices.Contains(topics, p.Topic) {
			topics = append(topics, p.Topic)
		}
	}
	return topics
}

func (f *fetcher) request(leader int32, ps []pipeline.Partition) (*call, *writer) {
	cfg := &f.b.cfg
	c, w := request(leader, protocol.Fetch, 11, false)
	c.keep = true
	w.int32(-1) // not a replica
	w.int32(int32(max(cfg.MaxWait/time.Millisecond, 1)))
	w.int32(1) // byte at least
	w.int32(int32(cfg.FetchBytes))
	w.int8(readCommitted)
	w.int32(0)
	w.int32(-1) // no fetch session
	share, small := max(cfg.FetchBytes/len(ps), 64<<10), max(laneBytes/len(ps), 16<<10)
	topics := groupByTopic(ps)
	w.array(len(topics))
	for _, t := range topics {
		w.str(t.name)
		w.array(len(t.partitions))
		for _, n := range t.partitions {
			w.int32(int32(n))
			w.int32(-1) // epoch of the leader
			w.int64(f.next[pipeline.Partition{Topic: t.name, Number: n}])
			w.int64(-1) // start of a replica's log
			if f.later.has(t.name) {
				w.int32(int32(small))
				continue
			}
			w.int32(int32(share))
		}
	}
	w.array(0) // topics to forget
	w.str("")  // rack
	return c, w
}

// read reads the answer to a fetch; the records are not copied.
func (f *fetched) read(r *reader) {
	r.int32() // throttle time
	f.err = code(r.int16())
	r.int32() // session
	for range r.array() {
		topic := r.str()
		for range r.array() {
			p := fetchedPartition{at: pipeline.Partition{Topic: topic, Number: int(r.int32())}}
			p.err = code(r.int16())
			r.int64() // end of the log
			p.stable = r.int64()
			r.int64() // start of the log
			for range r.array() {
				p.aborted = append(p.aborted, abortedTransaction{producer: r.int64(), first: r.int64()})
			}
			r.int32() // replica to prefer
			p.records = r.bytes()
			f.partitions = append(f.partitions, p)
		}
	}
}

// take reads an answer and moves the positions on. Messages go before errors:
// a partition that fails does not hold the others up.
func (f *fetcher) take(ctx context.Context, got []fetchedPartition, asked []pipeline.Partition) ([]pipeline.Message, error) {
	var msgs []pipeline.Message
	var failed error
	for i := range got {
		p := &got[i]
		if !slices.Contains(asked, p.at) {
			continue
		}
		part, err := f.partition(ctx, p)
		switch {
		case f.later.has(p.at.Topic):
			f.later.took(len(part))
			f.held = append(f.held, part...)
		case msgs == nil:
			msgs = part
		default:
			msgs = append(msgs, part...)
		}
		if err != nil && failed == nil {
			failed = fmt.Errorf("%s: %w", p.at, err)
		}
	}
	f.count()
	if len(msgs) > 0 {
		return msgs, nil
	}
	return nil, failed
}

// count counts what waits.
func (f *fetcher) count() {
	first, later := int64(0), int64(len(f.held))
	for p, end := range f.ends {
		if waits := max(0, end-f.next[p]); f.later.has(p.Topic) {
			later += waits
		} else {
			first += waits
		}
	}
	f.behind.Store(first)
	f.behindLater.Store(later)
}

func (f *fetcher) partition(ctx context.Context, p *fetchedPartition) ([]pipeline.Message, error) {
	if errors.Is(p.err, kafka.OffsetOutOfRange) {
		return nil, f.rewind(ctx, p.at)
	}
	if p.err != nil {
		return nil, p.err
	}
	msgs, next, err := committedRecords(p, f.next[p.at], &f.names)
	if err != nil {
		return nil, err
	}
	f.next[p.at] = next
	f.ends[p.at] = p.stable
	f.passed.note(p.at, msgs, next)
	return msgs, nil
}

// rewind goes to the first record there is: those that should have come were
// deleted by retention, or the topic was made anew.
func (f *fetcher) rewind(ctx context.Context, at pipeline.Partition) error {
	first, err := f.b.listOffsets(ctx, earliest, readCommitted, []pipeline.Partition{at})
	if err != nil {
		return err
	}
	f.b.log.Warn("offset out of range, going on at the earliest record", "partition", at.String(), "offset", f.next[at], "earliest", first[at])
	f.next[at] = first[at]
	return nil
}

func comparePartitions(a, b pipeline.Partition) int {
	if a.Topic != b.Topic {
		if a.Topic < b.Topic {
			return -1
		}
		return 1
	}
	return a.Number - b.Number
}
