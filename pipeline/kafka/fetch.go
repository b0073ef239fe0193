package kafka

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol/fetch"

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
}

// fetched is what a request brought.
type fetched struct {
	leader int32
	res    *fetch.Response
	err    error
}

func newFetcher(b *Broker, next map[pipeline.Partition]int64) *fetcher {
	order := slices.SortedFunc(maps.Keys(next), comparePartitions)
	return &fetcher{
		b: b, next: maps.Clone(next), order: order,
		flying: map[int32][]pipeline.Partition{},
		landed: make(chan fetched, len(next)+1),
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
	select {
	case got := <-f.landed:
		asked := f.flying[got.leader]
		delete(f.flying, got.leader)
		if got.err != nil {
			return nil, got.err
		}
		return f.take(ctx, got.res, asked)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
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
	for _, p := range f.order {
		leader, ok := l.leader(p.Topic, p.Number)
		switch {
		case busy[p]:
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
		req := f.request(ps)
		go func() {
			res, err := send[*fetch.Response](context.WithoutCancel(ctx), f.b, req, f.b.cfg.MaxWait+f.b.cfg.RequestTimeout)
			f.landed <- fetched{leader, res, err}
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

func (f *fetcher) request(ps []pipeline.Partition) *fetch.Request {
	cfg := &f.b.cfg
	req := &fetch.Request{
		ReplicaID:      -1,
		MaxWaitTime:    int32(max(cfg.MaxWait/time.Millisecond, 1)),
		MinBytes:       1,
		MaxBytes:       int32(cfg.FetchBytes),
		IsolationLevel: readCommitted,
		SessionEpoch:   -1, // no fetch session
	}
	share := max(cfg.FetchBytes/len(ps), 64<<10)
	for _, t := range groupByTopic(ps) {
		rt := fetch.RequestTopic{Topic: t.name}
		for _, n := range t.partitions {
			rt.Partitions = append(rt.Partitions, fetch.RequestPartition{
				Partition: int32(n), CurrentLeaderEpoch: -1, LogStartOffset: -1,
				FetchOffset:       f.next[pipeline.Partition{Topic: t.name, Number: n}],
				PartitionMaxBytes: int32(share),
			})
		}
		req.Topics = append(req.Topics, rt)
	}
	return req
}

// take reads an answer and moves the positions on. Messages go before errors:
// a partition that fails does not hold the others up.
func (f *fetcher) take(ctx context.Context, res *fetch.Response, asked []pipeline.Partition) ([]pipeline.Message, error) {
	if err := code(res.ErrorCode); err != nil {
		return nil, err
	}
	var msgs []pipeline.Message
	var failed error
	for _, t := range res.Topics {
		for i := range t.Partitions {
			p := &t.Partitions[i]
			at := pipeline.Partition{Topic: t.Topic, Number: int(p.Partition)}
			if !slices.Contains(asked, at) {
				continue
			}
			got, err := f.partition(ctx, p, at)
			msgs = append(msgs, got...)
			if err != nil && failed == nil {
				failed = fmt.Errorf("%s: %w", at, err)
			}
		}
	}
	if len(msgs) > 0 {
		return msgs, nil
	}
	return nil, failed
}

func (f *fetcher) partition(ctx context.Context, p *fetch.ResponsePartition, at pipeline.Partition) ([]pipeline.Message, error) {
	err := code(p.ErrorCode)
	if errors.Is(err, kafka.OffsetOutOfRange) {
		return nil, f.rewind(ctx, at)
	}
	if err != nil {
		return nil, err
	}
	msgs, next, err := committedRecords(p, at, f.next[at])
	if err != nil {
		return nil, err
	}
	f.next[at] = next
	return msgs, nil
}

// rewind goes to the first record there is: those that should have come were
// deleted by retention, or the topic was made anew.
func (f *fetcher) rewind(ctx context.Context, at pipeline.Partition) error {
	first, err := f.b.listOffsets(ctx, earliest, []pipeline.Partition{at})
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
