package pipeline

import (
	"strconv"
	"strings"
	"time"
)

// MaxDeadBytes is how much of an input a dead letter carries. Of a larger one
// it names only the origin.
const MaxDeadBytes = 1 << 20

// The headers of a dead letter; its key and value are those of the input.
const (
	HeaderOrigin  = "ww-origin"  // topic/partition/offset of the input
	HeaderStage   = "ww-stage"   // which stage could not process it
	HeaderReason  = "ww-reason"  // code
	HeaderError   = "ww-error"   // what the stage said
	HeaderAttempt = "ww-attempt" // 1 for the first time, 2 after one replay, ...
	HeaderFirst   = "ww-first"   // when it failed first, RFC 3339
	HeaderItem    = "ww-item"    // index in the transmission; absent where all of it failed
	HeaderOmitted = "ww-omitted" // size in bytes of a value left out for its size
)

// maxError bounds the error text in a header, in bytes.
const maxError = 4 << 10

// deadLetter makes the dead letter of a failure of the input m.
func deadLetter(topic, lane string, m Message, f Failure, now time.Time) Message {
	d := Message{Topic: topic, Key: m.Key, Value: m.Value}
	if f.Part != nil {
		d.Value = f.Part
	}
	attempt, err := strconv.Atoi(m.Header(HeaderAttempt))
	if err != nil {
		attempt = 0
	}
	first := m.Header(HeaderFirst)
	if first == "" {
		first = now.UTC().Format(time.RFC3339Nano)
	}
	for _, h := range m.Headers {
		if !strings.HasPrefix(h.Key, "ww-") || strings.HasPrefix(h.Key, "ww-t-") {
			d.Headers = append(d.Headers, h)
		}
	}
	add := func(key, value string) { d.Headers = append(d.Headers, Header{key, []byte(value)}) }
	add(HeaderOrigin, m.Origin())
	add(HeaderStage, f.Stage)
	add(HeaderReason, f.Reason)
	add(HeaderError, short(f.Err.Error()))
	add(HeaderAttempt, strconv.Itoa(attempt+1))
	add(HeaderFirst, first)
	if f.Item >= 0 {
		add(HeaderItem, strconv.Itoa(f.Item))
	}
	if lane != "" && m.Header("lane") == "" {
		add("lane", lane)
	}
	if len(d.Value) > MaxDeadBytes {
		add(HeaderOmitted, strconv.Itoa(len(d.Value)))
		d.Value = []byte{}
	}
	return d
}

// short cuts an error text to what a header may hold.
func short(s string) string {
	if len(s) <= maxError {
		return strings.ToValidUTF8(s, "\ufffd")
	}
	return strings.ToValidUTF8(s[:maxError], "") + "..."
}
