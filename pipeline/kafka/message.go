package kafka

import (
	"fmt"

	"github.com/segmentio/kafka-go/protocol"

	"github.com/wirewatch/wirewatch/pipeline"
)

// records are the messages at the indexes as kafka-go writes them. A message
// without a time gets the present.
func records(msgs []pipeline.Message, indexes []int) []protocol.Record {
	rs := make([]protocol.Record, len(indexes))
	for i, at := range indexes {
		m := &msgs[at]
		rs[i] = protocol.Record{
			Time:  m.Time,
			Key:   protocol.NewBytes(m.Key),
			Value: protocol.NewBytes(m.Value),
		}
		if len(m.Headers) > 0 {
			rs[i].Headers = make([]protocol.Header, len(m.Headers))
			for j, h := range m.Headers {
				rs[i].Headers[j] = protocol.Header{Key: h.Key, Value: h.Value}
			}
		}
	}
	return rs
}

// message is a record as it was read. It keeps nothing of r.
func message(at pipeline.Partition, r *protocol.Record) (pipeline.Message, error) {
	m := pipeline.Message{Topic: at.Topic, Partition: at.Number, Offset: r.Offset, Time: r.Time.UTC()}
	var err error
	if m.Key, err = protocol.ReadAll(r.Key); err != nil {
		return m, fmt.Errorf("read key of %s: %w", m.Origin(), err)
	}
	if m.Value, err = protocol.ReadAll(r.Value); err != nil {
		return m, fmt.Errorf("read value of %s: %w", m.Origin(), err)
	}
	if len(r.Headers) > 0 {
		m.Headers = make([]pipeline.Header, len(r.Headers))
		for i, h := range r.Headers {
			m.Headers[i] = pipeline.Header{Key: h.Key, Value: h.Value}
		}
	}
	return m, nil
}

// release gives the memory of a record back to kafka-go's pool.
func release(r *protocol.Record) {
	if r.Key != nil {
		_ = r.Key.Close()
	}
	if r.Value != nil {
		_ = r.Value.Close()
	}
}
