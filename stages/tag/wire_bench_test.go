package tag_test

import (
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/wirewatch/wirewatch/learn/corpus"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag"
	"github.com/wirewatch/wirewatch/stages/text"
)

// spent is the processor time that the process has used, all threads together.
func spent(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// The articles of the project's own corpus, one after the other: names and
// words change from one to the next, as they do on a wire. With -benchtime 369x
// each is read once.
func BenchmarkWire(b *testing.B) {
	docs, err := corpus.ReadDir(os.DirFS("../../learn/corpus/entities/wire"))
	if err != nil {
		b.Fatal(err)
	}
	t, err := tag.New(tag.DefaultConfig())
	if err != nil {
		b.Fatal(err)
	}
	n, tokens := 0, 0
	before := spent(b)
	for b.Loop() {
		a := article.Article{URI: "bench", Text: docs[n*97%len(docs)].Text, VersionCreated: "2023-09-12T10:00:00Z"}
		out, err := t.Process(b.Context(), a)
		if err != nil {
			b.Fatal(err)
		}
		n, tokens = n+1, tokens+len(text.TokensOf(&out[0]))
	}
	cpu := spent(b) - before
	b.ReportMetric(float64(tokens)/float64(b.N), "tokens/op")
	b.ReportMetric(float64(cpu.Microseconds())/float64(b.N), "cpu-us/op")
	b.ReportMetric(float64(tokens)/cpu.Seconds(), "tokens/cpu-s")
}
