package kafka

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
)

// abortedTransaction is one that a fetch answer tells of: it lasts from its
// first offset to the abort marker of its producer.
type abortedTransaction struct {
	producer, first int64
}

// fetchedPartition is what a fetch brought of one partition.
type fetchedPartition struct {
	at      pipeline.Partition
	err     error
	stable  int64 // the offset after the last committed record
	aborted []abortedTransaction
	records []byte // record batches, the last of which may be cut off
}

// committedRecords takes the records from offset from on out of a fetched
// partition: those that were committed, without the markers of transactions.
// It returns them and the offset to fetch next, which moves past what was left
// out.
//
// A read_committed fetch delivers aborted records like any other; with them
// comes a list of the aborted transactions, each by its producer and its first
// offset. A transaction of that producer then lasts until its abort marker.
func committedRecords(p *fetchedPartition, from int64, names *headerNames) ([]pipeline.Message, int64, error) {
	slices.SortFunc(p.aborted, func(a, b abortedTransaction) int { return cmp.Compare(a.first, b.first) })
	f := filter{at: p.at, next: from, aborted: p.aborted, open: map[int64]bool{}, names: names}
	for rest := p.records; ; {
		b, after, err := nextBatch(rest)
		if err != nil {
			return nil, from, fmt.Errorf("read %s: %w", p.at, err)
		}
		if b == nil {
			return f.msgs, f.next, nil
		}
		if err := f.batch(b); err != nil {
			return nil, from, fmt.Errorf("read %s: %w", p.at, err)
		}
		rest = after
	}
}

// nextBatch takes a whole record batch off the front; nil where none is left.
func nextBatch(b []byte) (batch, rest []byte, err error) {
	if len(b) < atMagic+1 {
		return nil, nil, nil
	}
	n := int64(int32(binary.BigEndian.Uint32(b[atLength:]))) + atLength + 4
	if n > int64(len(b)) {
		return nil, nil, nil // the broker cut it off: it comes again
	}
	if version := b[atMagic]; version != 2 {
		return nil, nil, fmt.Errorf("record batch of version %d: brokers before Kafka 0.11 are not read", version)
	}
	if n < atRecords {
		return nil, nil, fmt.Errorf("record batch of %d bytes", n)
	}
	batch = b[:n]
	if sum := binary.BigEndian.Uint32(batch[atChecksum:]); sum != crc32.Checksum(batch[atAttributes:], castagnoli) {
		return nil, nil, fmt.Errorf("record batch at %d: checksum does not fit", binary.BigEndian.Uint64(batch))
	}
	return batch, b[n:], nil
}

// filter is the state of a read through one partition's batches.
type filter struct {
	at      pipeline.Partition
	next    int64
	aborted []abortedTransaction // not begun yet, by first offset
	open    map[int64]bool       // producers within an aborted transaction
	msgs    []pipeline.Message
	names   *headerNames
}

// batch reads one batch. Afterwards next is past its end, also where its last
// records were compacted away or are not to be given.
func (f *filter) batch(b []byte) error {
	base := int64(binary.BigEndian.Uint64(b))
	attributes := binary.BigEndian.Uint16(b[atAttributes:])
	producer := int64(binary.BigEndian.Uint64(b[atProducer:]))
	end := base + int64(int32(binary.BigEndian.Uint32(b[atLastDelta:]))) + 1
	for len(f.aborted) > 0 && f.aborted[0].first < end {
		f.open[f.aborted[0].producer] = true
		f.aborted = f.aborted[1:]
	}
	if attributes&controlBit != 0 {
		delete(f.open, producer) // a marker ends the producer's transaction
		f.next = max(f.next, end)
		return nil
	}
	dropped := attributes&transactionalBit != 0 && f.open[producer]
	if end > f.next && !dropped {
		if err := f.records(b, base, attributes); err != nil {
			return fmt.Errorf("batch at %d: %w", base, err)
		}
	}
	f.next = max(f.next, end)
	return nil
}

// records takes the records of a batch; those before next were read before.
func (f *filter) records(b []byte, base int64, attributes uint16) error {
	body := b[atRecords:]
	if codec := int16(attributes & compressionBits); codec != 0 {
		var err error
		if body, err = decompress(body, codec); err != nil {
			return err
		}
	}
	first := int64(binary.BigEndian.Uint64(b[atBaseTime:]))
	count := int(int32(binary.BigEndian.Uint32(b[atCount:])))
	r := reader{b: body}
	f.msgs = slices.Grow(f.msgs, min(count, len(body)/7))
	for range count {
		one := reader{b: r.take(int(r.varint()))}
		one.int8() // attributes, of which there are none
		since, delta := one.varint(), one.varint()
		m := pipeline.Message{
			Topic: f.at.Topic, Partition: f.at.Number, Offset: base + delta,
			Time: time.UnixMilli(first + since).UTC(), Key: one.field(), Value: one.field(),
		}
		if m.Offset < f.next {
			continue
		}
		m.Headers = f.names.headers(&one)
		if r.short || one.short {
			return errShort
		}
		f.msgs = append(f.msgs, m)
	}
	return r.err()
}

// field reads a key or a value, nil where it is null, without copying it.
func (r *reader) field() []byte {
	n := r.varint()
	if n < 0 {
		return nil
	}
	if n > int64(len(r.b)) {
		r.short, r.b = true, nil
		return nil
	}
	return r.take(int(n))
}

// headerNames makes headers. The names are few and come with each record, so
// each is kept once; the lists are cut from larger ones.
type headerNames struct {
	known map[string]string
	spare []pipeline.Header
}

// maxNames bounds the names kept: a feed may make up new ones.
const maxNames = 256

func (n *headerNames) headers(r *reader) []pipeline.Header {
	count := int(min(max(r.varint(), 0), int64(len(r.b))))
	if count == 0 {
		return nil
	}
	if len(n.spare) < count {
		n.spare = make([]pipeline.Header, max(count, 512))
	}
	hs := n.spare[:count:count]
	n.spare = n.spare[count:]
	for i := range hs {
		hs[i].Key = n.name(r.field())
		hs[i].Value = r.field()
	}
	return hs
}

func (n *headerNames) name(b []byte) string {
	if s, ok := n.known[string(b)]; ok {
		return s
	}
	s := string(b)
	if n.known == nil {
		n.known = map[string]string{}
	}
	if len(n.known) < maxNames {
		n.known[s] = s
	}
	return s
}
