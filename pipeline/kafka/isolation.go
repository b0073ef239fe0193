package kafka

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/fetch"

	"github.com/wirewatch/wirewatch/pipeline"
)

// committedRecords takes the records from offset from on out of a fetched
// partition: those that were committed, without the markers of transactions.
// It returns them and the offset to fetch next, which moves past what was left
// out.
//
// A read_committed fetch delivers aborted records like any other; with them
// comes a list of the aborted transactions, each by its producer and its first
// offset. A transaction of that producer then lasts until its abort marker.
func committedRecords(p *fetch.ResponsePartition, at pipeline.Partition, from int64) ([]pipeline.Message, int64, error) {
	stream, ok := p.RecordSet.Records.(*protocol.RecordStream)
	if !ok || len(stream.Records) == 0 {
		return nil, from, nil
	}
	aborted := slices.SortedFunc(slices.Values(p.AbortedTransactions), func(a, b fetch.ResponseTransaction) int {
		return cmp.Compare(a.FirstOffset, b.FirstOffset)
	})
	f := filter{at: at, next: from, aborted: aborted, open: map[int64]bool{}}
	for i, r := range stream.Records {
		if err := f.batch(r, nextBase(stream.Records[i+1:])); err != nil {
			return nil, from, err
		}
	}
	if f.next == from {
		// All that the broker sent lies before from, as it does where
		// compaction took the last records of a batch away: kafka-go does not
		// say where the batch ends, so feel for it.
		f.next++
	}
	return f.msgs, f.next, nil
}

// filter is the state of a read through one partition's batches.
type filter struct {
	at      pipeline.Partition
	next    int64
	aborted []fetch.ResponseTransaction // not begun yet, by first offset
	open    map[int64]bool              // producers within an aborted transaction
	msgs    []pipeline.Message
}

// nextBase is where the batch after the present one begins.
func nextBase(rest []protocol.RecordReader) int64 {
	if len(rest) == 0 {
		return math.MinInt64
	}
	if b, ok := rest[0].(interface{ Offset() int64 }); ok {
		return b.Offset()
	}
	return math.MinInt64
}

// batch reads one batch; end is the least offset that comes after it.
func (f *filter) batch(r protocol.RecordReader, end int64) error {
	var drop bool
	switch r := r.(type) {
	case *protocol.ControlBatch:
		return f.control(r, end)
	case *protocol.RecordBatch:
		f.begin(r.BaseOffset)
		drop = r.Attributes.Transactional() && f.open[r.ProducerID]
	}
	for {
		rec, err := r.ReadRecord()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", f.at, err)
		}
		if err := f.record(rec, drop); err != nil {
			return err
		}
	}
	f.next = max(f.next, end)
	return nil
}

func (f *filter) record(rec *protocol.Record, drop bool) error {
	defer release(rec)
	if rec.Offset < f.next {
		return nil // the broker sends whole batches: this was read before
	}
	f.next = rec.Offset + 1
	if drop {
		return nil
	}
	m, err := message(f.at, rec)
	if err != nil {
		return err
	}
	f.msgs = append(f.msgs, m)
	return nil
}

// begin opens the aborted transactions whose first record is at offset or
// before it.
func (f *filter) begin(offset int64) {
	for len(f.aborted) > 0 && f.aborted[0].FirstOffset <= offset {
		f.open[f.aborted[0].ProducerID] = true
		f.aborted = f.aborted[1:]
	}
}

// control reads a marker, which ends a transaction of its producer.
func (f *filter) control(c *protocol.ControlBatch, end int64) error {
	f.begin(c.BaseOffset)
	for {
		rec, err := c.ReadRecord()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read marker of %s: %w", f.at, err)
		}
		release(rec)
		f.next = max(f.next, rec.Offset+1)
	}
	delete(f.open, c.ProducerID)
	f.next = max(f.next, end)
	return nil
}
