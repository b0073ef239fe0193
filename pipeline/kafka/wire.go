package kafka

import (
	"encoding/binary"
	"errors"
	"math"
)

// writer appends values as the Kafka protocol has them. In a flexible version
// lengths are compact and structures end with tagged fields, of which we have
// none.
type writer struct {
	b        []byte
	flexible bool
}

func (w *writer) int8(v int8)   { w.b = append(w.b, byte(v)) }
func (w *writer) int16(v int16) { w.b = binary.BigEndian.AppendUint16(w.b, uint16(v)) }
func (w *writer) int32(v int32) { w.b = binary.BigEndian.AppendUint32(w.b, uint32(v)) }
func (w *writer) int64(v int64) { w.b = binary.BigEndian.AppendUint64(w.b, uint64(v)) }

func (w *writer) bool(v bool) {
	if v {
		w.int8(1)
		return
	}
	w.int8(0)
}

func (w *writer) uvarint(v uint64) { w.b = binary.AppendUvarint(w.b, v) }
func (w *writer) varint(v int64)   { w.b = binary.AppendVarint(w.b, v) }

// str writes a string; the empty one is not null.
func (w *writer) str(s string) {
	if w.flexible {
		w.uvarint(uint64(len(s)) + 1)
	} else {
		w.int16(int16(len(s)))
	}
	w.b = append(w.b, s...)
}

// nullable writes a string, and null where it is empty.
func (w *writer) nullable(s string) {
	switch {
	case s != "":
		w.str(s)
	case w.flexible:
		w.uvarint(0)
	default:
		w.int16(-1)
	}
}

// array writes the length of a list.
func (w *writer) array(n int) {
	if w.flexible {
		w.uvarint(uint64(n) + 1)
		return
	}
	w.int32(int32(n))
}

// end ends a structure.
func (w *writer) end() {
	if w.flexible {
		w.uvarint(0)
	}
}

// reader takes values off the front of an answer. After the first value that
// is not there everything reads as zero; err then says so.
type reader struct {
	b        []byte
	flexible bool
	short    bool
}

var errShort = errors.New("answer of the broker ends too early")

func (r *reader) err() error {
	if r.short {
		return errShort
	}
	return nil
}

// take gives the next n bytes; they are not copied.
func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.short, r.b = true, nil
		return nil
	}
	v := r.b[:n:n]
	r.b = r.b[n:]
	return v
}

func (r *reader) int8() int8 {
	if v := r.take(1); v != nil {
		return int8(v[0])
	}
	return 0
}

func (r *reader) int16() int16 {
	if v := r.take(2); v != nil {
		return int16(binary.BigEndian.Uint16(v))
	}
	return 0
}

func (r *reader) int32() int32 {
	if v := r.take(4); v != nil {
		return int32(binary.BigEndian.Uint32(v))
	}
	return 0
}

func (r *reader) int64() int64 {
	if v := r.take(8); v != nil {
		return int64(binary.BigEndian.Uint64(v))
	}
	return 0
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.short, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.short, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

// length is that of a string, list or byte string; -1 is null.
func (r *reader) length(wide bool) int {
	switch {
	case r.flexible:
		n := r.uvarint()
		if n > math.MaxInt32 {
			r.short, r.b = true, nil
			return -1
		}
		return int(n) - 1
	case wide:
		return int(r.int32())
	}
	return int(r.int16())
}

func (r *reader) str() string {
	n := r.length(false)
	if n <= 0 {
		return ""
	}
	return string(r.take(n))
}

// bytes gives a byte string without copying it.
func (r *reader) bytes() []byte {
	n := r.length(true)
	if n <= 0 {
		return nil
	}
	return r.take(n)
}

// array gives the length of a list, never more than could stand in what is
// left.
func (r *reader) array() int {
	n := r.length(true)
	if n > len(r.b) {
		r.short, r.b = true, nil
		return 0
	}
	return max(n, 0)
}

// end passes the tagged fields at the end of a structure.
func (r *reader) end() {
	if !r.flexible {
		return
	}
	for n := r.uvarint(); n > 0 && !r.short; n-- {
		r.uvarint()
		r.take(int(r.uvarint()))
	}
}
