package kafka

import (
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
)

// The attributes of a record batch beside its compression.
const (
	transactionalBit = 1 << 4
	controlBit       = 1 << 5
	compressionBits  = 7
)

// The layout of a record batch, version 2: where its fields stand.
const (
	atLength     = 8  // of what follows it
	atMagic      = 16 // the version
	atChecksum   = 17
	atAttributes = 21 // the checksum covers all from here on
	atLastDelta  = 23
	atBaseTime   = 27
	atMaxTime    = 35
	atProducer   = 43
	atEpoch      = 51
	atSequence   = 53
	atCount      = 57
	atRecords    = 61
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// stamp is who writes a batch, in which transaction; the zero value is nobody.
type stamp struct {
	transactional bool
	producer      int64
	epoch         int16
	sequence      int32
}

// batch appends the messages at the indexes as one record batch. A message
// without a time gets the present.
func (w *writer) batch(msgs []pipeline.Message, indexes []int, by stamp, codec int16) {
	start := len(w.b)
	if !by.transactional {
		by = stamp{producer: -1, epoch: -1, sequence: -1}
	}
	now := time.Now().UnixMilli()
	first, last := millis(&msgs[indexes[0]], now), int64(0)
	attributes := codec
	if by.transactional {
		attributes |= transactionalBit
	}
	w.int64(0)  // the broker gives offsets
	w.int32(0)  // length, below
	w.int32(-1) // epoch of the leader
	w.int8(2)   // version
	w.int32(0)  // checksum, below
	w.int16(attributes)
	w.int32(int32(len(indexes)) - 1)
	w.int64(first)
	w.int64(0) // latest time, below
	w.int64(by.producer)
	w.int16(by.epoch)
	w.int32(by.sequence)
	w.int32(int32(len(indexes)))
	records := w
	if codec != 0 {
		records = &writer{b: buffer()}
	}
	for i, at := range indexes {
		t := millis(&msgs[at], now)
		last = max(last, t)
		records.record(&msgs[at], i, t-first)
	}
	if codec != 0 {
		w.b = compressed(w.b, records.b, codec)
		recycle(records.b)
	}
	b := w.b[start:]
	binary.BigEndian.PutUint32(b[atLength:], uint32(len(b)-atLength-4))
	binary.BigEndian.PutUint64(b[atMaxTime:], uint64(last))
	binary.BigEndian.PutUint32(b[atChecksum:], crc32.Checksum(b[atAttributes:], castagnoli))
}

func millis(m *pipeline.Message, now int64) int64 {
	if m.Time.IsZero() {
		return now
	}
	return m.Time.UnixMilli()
}

// record appends one record.
func (w *writer) record(m *pipeline.Message, index int, since int64) {
	size := 1 + varintLen(since) + varintLen(int64(index)) + fieldLen(m.Key) + fieldLen(m.Value) + varintLen(int64(len(m.Headers)))
	for i := range m.Headers {
		h := &m.Headers[i]
		size += varintLen(int64(len(h.Key))) + len(h.Key) + fieldLen(h.Value)
	}
	w.varint(int64(size))
	w.int8(0)
	w.varint(since)
	w.varint(int64(index))
	w.field(m.Key)
	w.field(m.Value)
	w.varint(int64(len(m.Headers)))
	for i := range m.Headers {
		h := &m.Headers[i]
		w.varint(int64(len(h.Key)))
		w.b = append(w.b, h.Key...)
		w.field(h.Value)
	}
}

// field appends a key or a value; nil is null.
func (w *writer) field(b []byte) {
	if b == nil {
		w.varint(-1)
		return
	}
	w.varint(int64(len(b)))
	w.b = append(w.b, b...)
}

func fieldLen(b []byte) int {
	if b == nil {
		return 1
	}
	return varintLen(int64(len(b))) + len(b)
}

// varintLen is the length of a zigzag varint.
func varintLen(v int64) int {
	u := uint64(v<<1) ^ uint64(v>>63)
	return (bits.Len64(u|1) + 6) / 7
}
