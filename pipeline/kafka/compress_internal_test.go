package kafka

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/pierrec/lz4/v4"
	"github.com/segmentio/kafka-go/compress"
)

// TestABatchTakesTheRoomItNeeds reads what other clients write: frames whose
// blocks may be of 4 MiB, and are far from it.
func TestABatchTakesTheRoomItNeeds(t *testing.T) {
	var text bytes.Buffer
	for i := range 20_000 {
		fmt.Fprintf(&text, "line %d of a batch ", i*i)
	}
	for _, size := range []lz4.BlockSize{lz4.Block64Kb, lz4.Block256Kb, lz4.Block1Mb, lz4.Block4Mb} {
		for _, n := range []int{1, 1000, 70_000, text.Len()} {
			want := text.Bytes()[:n]
			var frame bytes.Buffer
			w := lz4.NewWriter(&frame)
			if err := w.Apply(lz4.BlockSizeOption(size)); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(want); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			got, err := decompress(frame.Bytes(), int16(compress.Lz4))
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%d bytes in blocks of %v: %d bytes, %v", n, size, len(got), err)
			}
			if room := cap(got); room > 3*n+4096 {
				t.Errorf("%d bytes in blocks of %v take %d", n, size, room)
			}
		}
	}
}

func TestCompressorsAreUsedAgain(t *testing.T) {
	for i := range 50 {
		want := bytes.Repeat(fmt.Appendf(nil, "batch %d ", i), 30_000)
		got, err := decompress(compressed(nil, want, int16(compress.Lz4)), int16(compress.Lz4))
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("batch %d: %d of %d bytes, %v", i, len(got), len(want), err)
		}
	}
}
