package stages_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/samplewire"
)

// threeKB is plain copy of about 3 KB and 550 words, made of the sample wire.
func threeKB() []byte {
	var b strings.Builder
	for _, i := range []int{1, 19, 15} {
		b.Write(samplewire.Items()[i].Bytes)
		b.WriteString("\n\n")
	}
	return []byte(b.String()[:3000])
}

// The whole chain in one process on one core: what the README calls fused.
func BenchmarkFused(b *testing.B) {
	benchmark(b, stages.Normalise, stages.Tag, stages.Detect, stages.Track)
}

func BenchmarkNormalise(b *testing.B) { benchmark(b, stages.Normalise) }

func BenchmarkNormaliseTagDetect(b *testing.B) {
	benchmark(b, stages.Normalise, stages.Tag, stages.Detect)
}

func benchmark(b *testing.B, names ...string) {
	w := worker(b, names...)
	item := samplewire.Item{Name: "bench.txt", Source: "bench", ContentType: "text/plain"}
	text := threeKB()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	offset := int64(0)
	for b.Loop() {
		// Every item is another one, so that track has real work.
		item.Bytes = fmt.Appendf(text[:len(text):len(text)], "\n\nItem %d of the day.\n", offset)
		offset++
		if r := w.Handle(context.Background(), raw(item, offset)); len(r.Out) != 1 {
			b.Fatalf("%d records: %+v", len(r.Out), r.Failures)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}
