package kafka

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/s2"
	"github.com/pierrec/lz4/v4"
	"github.com/segmentio/kafka-go/compress"
)

// maxInflated bounds what one batch may inflate to: a topic takes messages of
// 16 MiB, and no client packs much more than that into a batch.
const maxInflated = 256 << 20

// An LZ4 frame as Java's client writes it: independent blocks of 64 KiB without
// checksums of their own.
var (
	lz4Magic = []byte{0x04, 0x22, 0x4d, 0x18}
	lz4Head  = []byte{0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82}
)

const (
	lz4Block       = 64 << 10
	lz4Plain       = 1 << 31 // set in the length of a block that is not compressed
	lz4Independent = 1 << 5
	lz4BlockSum    = 1 << 4
	lz4Size        = 1 << 3
	lz4Dictionary  = 1
)

// compressed appends src to dst, compressed. Snappy and LZ4, which stand between
// stages, are written by the block, without the copies of a stream.
func compressed(dst, src []byte, codec int16) []byte {
	switch compress.Compression(codec) {
	case compress.Snappy:
		at := len(dst)
		dst = grow(dst, s2.MaxEncodedLen(len(src)))
		return dst[:at+len(s2.EncodeSnappy(dst[at:cap(dst)], src))]
	case compress.Lz4:
		return compressLZ4(dst, src)
	}
	var out bytes.Buffer
	w := compress.Compression(codec).Codec().NewWriter(&out)
	_, _ = w.Write(src) // a buffer takes everything
	_ = w.Close()
	return append(dst, out.Bytes()...)
}

// grow makes room for n bytes more.
func grow(b []byte, n int) []byte {
	if cap(b)-len(b) >= n {
		return b
	}
	larger := make([]byte, len(b), 2*cap(b)+n)
	copy(larger, b)
	return larger
}

// compressors are kept: each has a table of 256 KiB.
var compressors = sync.Pool{New: func() any { return new(lz4.Compressor) }}

func compressLZ4(dst, src []byte) []byte {
	c := compressors.Get().(*lz4.Compressor)
	defer compressors.Put(c)
	dst = append(dst, lz4Head...)
	for len(src) > 0 {
		block := src[:min(lz4Block, len(src))]
		src = src[len(block):]
		dst = grow(dst, 4+lz4.CompressBlockBound(len(block)))
		at := len(dst)
		n, err := c.CompressBlock(block, dst[at+4:cap(dst)])
		if err != nil || n == 0 || n >= len(block) {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(len(block))|lz4Plain)
			dst = append(dst, block...)
			continue
		}
		dst = dst[:at+4+n]
		binary.LittleEndian.PutUint32(dst[at:], uint32(n))
	}
	return binary.LittleEndian.AppendUint32(dst, 0)
}

// decompress gives what src holds, in memory of its own.
func decompress(src []byte, codec int16) ([]byte, error) {
	switch kind := compress.Compression(codec); kind {
	case compress.Snappy:
		if !bytes.HasPrefix(src, []byte("\x82SNAPPY\x00")) {
			if n, err := s2.DecodedLen(src); err != nil || n > maxInflated {
				return nil, fmt.Errorf("snappy batch of %d bytes: %w", n, errors.Join(err, errInflated))
			}
			return s2.Decode(nil, src)
		}
		return inflate(src, kind)
	case compress.Lz4:
		return decompressLZ4(src)
	case compress.Gzip, compress.Zstd:
		return inflate(src, kind)
	}
	return nil, fmt.Errorf("compression %d is not known", codec)
}

var errInflated = fmt.Errorf("batch inflates to more than %d bytes", maxInflated)

// inflate reads a stream.
func inflate(src []byte, kind compress.Compression) ([]byte, error) {
	r := kind.Codec().NewReader(bytes.NewReader(src))
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxInflated+1))
	if err == nil && len(b) > maxInflated {
		err = errInflated
	}
	return b, err
}

// decompressLZ4 reads a frame block by block; one of a kind that Kafka's own
// clients do not write goes to the reader of streams.
func decompressLZ4(src []byte) ([]byte, error) {
	if len(src) < 7 || !bytes.HasPrefix(src, lz4Magic) {
		return nil, errors.New("lz4 batch: no frame")
	}
	flags, whole := src[4], src
	if flags&lz4Independent == 0 || flags&(lz4BlockSum|lz4Dictionary) != 0 {
		return inflate(whole, compress.Lz4)
	}
	size := 64 << 10 << (2 * max(int(src[5]>>4&7)-4, 0)) // of the largest block
	src = src[7:]
	if flags&lz4Size != 0 {
		src = src[min(8, len(src)):]
	}
	var dst, scratch []byte
	if size <= lz4Block {
		dst = make([]byte, 0, 3*len(whole))
	}
	defer func() { recycle(scratch) }()
	for len(src) >= 4 {
		n := binary.LittleEndian.Uint32(src)
		src = src[4:]
		plain := n&lz4Plain != 0
		n &^= lz4Plain
		switch {
		case n == 0:
			return dst, nil
		case int(n) > len(src) || len(dst) > maxInflated:
			return nil, fmt.Errorf("lz4 batch: block of %d bytes: %w", n, errInflated)
		case plain:
			dst = append(dst, src[:n]...)
		default:
			// A block may be much smaller than the frame allows, and what is
			// decompressed is kept: it gets the room that it needs, no more.
			if scratch == nil {
				scratch = grow(buffer(), size)[:size]
			}
			m, err := lz4.UncompressBlock(src[:n], scratch)
			if err != nil {
				return nil, fmt.Errorf("lz4 batch: %w", err)
			}
			dst = append(dst, scratch[:m]...)
		}
		src = src[n:]
	}
	return nil, errors.New("lz4 batch: no end")
}
