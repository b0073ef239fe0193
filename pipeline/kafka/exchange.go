package kafka

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/segmentio/kafka-go/protocol"
)

// anyBroker is asked where it does not matter which broker answers.
const anyBroker = -1

// maxAnswer bounds what is read for one answer: a length beyond it is not
// Kafka's.
const maxAnswer = 1 << 30

// call is a request in a version of our choice, written and read by us. It
// travels over kafka-go's connections, which know how to get in (TLS, SASL) and
// where the brokers are. kafka-go's own messages come in older versions, route
// some requests to the wrong broker and copy each record several times.
type call struct {
	to       int32 // id of a broker, or anyBroker
	key      protocol.ApiKey
	version  int16
	flexible bool
	body     []byte // of the request; the call's own
	answer   []byte // body of the response
	keep     bool   // the answer is kept by whoever reads it
}

var (
	_ protocol.RawExchanger  = (*call)(nil)
	_ protocol.BrokerMessage = (*call)(nil)
)

// ApiKey names the request.
func (c *call) ApiKey() protocol.ApiKey { return c.key }

// Broker routes the request.
func (c *call) Broker(protocol.Cluster) (protocol.Broker, error) {
	return protocol.Broker{ID: c.to}, nil
}

// Required says that the call writes and reads itself.
func (c *call) Required(map[protocol.ApiKey]int16) bool { return true }

// buffers are those of requests and of answers that nobody keeps.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

func buffer() []byte { return (*buffers.Get().(*[]byte))[:0] }

func recycle(b []byte) {
	const large = 4 << 20 // leave those that are seldom needed to the collector
	if cap(b) > 0 && cap(b) <= large {
		buffers.Put(&b)
	}
}

// request begins a request: its length, to be filled in, and its header.
func request(to int32, key protocol.ApiKey, version int16, flexible bool) (*call, *writer) {
	c := &call{to: to, key: key, version: version, flexible: flexible}
	w := &writer{b: buffer()}
	w.int32(0)
	w.int16(int16(key))
	w.int16(version)
	w.int32(correlation)
	w.str("wirewatch") // the client's id is not compact in any version
	w.flexible = flexible
	w.end()
	return c, w
}

// correlation numbers each request the same: a connection of kafka-go has one
// request at a time.
const correlation = 1

// RawExchange writes the request and reads the answer's body.
func (c *call) RawExchange(rw io.ReadWriter) (protocol.Message, error) {
	defer func() { recycle(c.body); c.body = nil }()
	if _, err := rw.Write(c.body); err != nil {
		return nil, err
	}
	var head [8]byte
	if _, err := io.ReadFull(rw, head[:]); err != nil {
		return nil, err
	}
	size, id := int32(binary.BigEndian.Uint32(head[:4])), int32(binary.BigEndian.Uint32(head[4:]))
	if id != correlation || size < 4 || size > maxAnswer {
		return nil, fmt.Errorf("%s: answer %d of %d bytes is not Kafka's", c.key, id, size)
	}
	if n := int(size) - 4; c.keep {
		c.answer = make([]byte, n)
	} else if c.answer = buffer(); cap(c.answer) < n {
		c.answer = make([]byte, n)
	} else {
		c.answer = c.answer[:n]
	}
	if _, err := io.ReadFull(rw, c.answer); err != nil {
		return nil, err
	}
	return c, nil
}

// exchange is one try of a request, at most for the time given, and reads the
// answer with read.
func (b *Broker) exchange(ctx context.Context, c *call, w *writer, limit time.Duration, read func(*reader)) error {
	w.end()
	c.body = w.b
	binary.BigEndian.PutUint32(c.body, uint32(len(c.body)-4))
	res, err := sendTo[*call](ctx, b, b.addr, c, limit)
	if err != nil {
		return err
	}
	r := reader{b: res.answer, flexible: res.flexible}
	// The header of an answer ends with tagged fields in a flexible version,
	// but for ApiVersions, which must be readable before versions are known.
	if res.key != protocol.ApiVersions {
		r.end()
	}
	read(&r)
	if !res.keep {
		recycle(res.answer)
	}
	if err := r.err(); err != nil {
		return fmt.Errorf("%s: %w", res.key, err)
	}
	return nil
}
