// Package pipeline runs stages over a broker: it fetches, decodes, calls the
// stage, routes what comes out and commits, and it is the only place that
// decides what happens when something fails. It knows neither articles nor
// Kafka: package stages says what flows, package kafka reaches a cluster.
package pipeline

import (
	"fmt"
	"time"
)

// Message is a record on a topic.
type Message struct {
	Topic     string
	Partition int   // set by the broker; ignored by Produce and Commit unless Pinned
	Offset    int64 // set by the broker
	Key       []byte
	Value     []byte // nil is a tombstone on a compacted topic
	Headers   []Header
	Time      time.Time // when the record was written
	Pinned    bool      // write to Partition instead of the key's partition
}

// Header is a name and a value beside a record.
type Header struct {
	Key   string
	Value []byte
}

// Header returns the value of the first header of that name, or "".
func (m *Message) Header(name string) string {
	for _, h := range m.Headers {
		if h.Key == name {
			return string(h.Value)
		}
	}
	return ""
}

// Origin names where the message stands: topic/partition/offset.
func (m *Message) Origin() string {
	return fmt.Sprintf("%s/%d/%d", m.Topic, m.Partition, m.Offset)
}

// At returns the partition the message stands on.
func (m *Message) At() Partition { return Partition{m.Topic, m.Partition} }

// Size is about what the message takes in a batch, in bytes.
func (m *Message) Size() int {
	n := len(m.Key) + len(m.Value) + 64
	for _, h := range m.Headers {
		n += len(h.Key) + len(h.Value) + 8
	}
	return n
}

// Partition is a partition of a topic.
type Partition struct {
	Topic  string
	Number int
}

// String is topic/number.
func (p Partition) String() string { return fmt.Sprintf("%s/%d", p.Topic, p.Number) }
