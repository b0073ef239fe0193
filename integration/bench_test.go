package integration_test

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// rig is a pipeline to measure: processes that stand between two topics.
type rig struct {
	name   string
	start  func(b *bench)
	last   string // topic that is read in the end
	topics []string
}

// bench is a rig at work.
type bench struct {
	t      *testing.T
	n      *node
	prefix string
	procs  []*process
}

func (b *bench) run(program string, name string, args ...string) {
	b.procs = append(b.procs, launch(b.t, program, name, append([]string{"-brokers", b.n.addr}, args...)...))
}

// chain starts a process for each of three stages.
func chain(program func(*testing.T) string, more ...string) func(*bench) {
	return func(b *bench) {
		in := "raw"
		for _, out := range []string{"one", "two", "three"} {
			b.run(program(b.t), out, append([]string{"-group", b.prefix + out, "-in", b.prefix + in, "-out", b.prefix + out}, more...)...)
			in = out
		}
	}
}

func single(program func(*testing.T) string, more ...string) func(*bench) {
	return func(b *bench) {
		b.run(program(b.t), "one", append([]string{"-group", b.prefix + "one", "-in", b.prefix + "raw", "-out", b.prefix + "one"}, more...)...)
	}
}

// rigs are ours, as separate services and fused, and the same on franz-go; and
// of both one hop that changes nothing, which is what the transport costs.
func rigs() []rig {
	three, one := []string{"one", "two", "three"}, []string{"one"}
	return []rig{
		{"three services", chain(benchstage), "three", three},
		{"three stages fused", single(benchstage, "-stages", "one,two,three"), "one", one},
		{"three services on franz-go's GroupTransactSession", chain(franzstage), "three", three},
		{"one hop", single(benchstage, "-pass"), "one", one},
		{"one hop on franz-go's GroupTransactSession", single(franzstage, "-pass"), "one", one},
	}
}

// TestMeasurePipelines feeds each rig a backlog, and then a steady stream, and
// says what it takes. Only losses and copies are judged.
func TestMeasurePipelines(t *testing.T) {
	n, _ := faulty(t)
	for _, r := range rigs() {
		t.Run(r.name, func(t *testing.T) {
			for range much(1, 2) {
				backlog(t, n, r, much(3000, 100_000))
			}
			if !strings.Contains(r.name, "hop") {
				steady(t, n, r, 500, much(1000, 15_000))
			}
		})
	}
}

func newBench(t *testing.T, n *node, r rig) *bench {
	t.Helper()
	b := &bench{t: t, n: n, prefix: fmt.Sprintf("bench%d.", time.Now().UnixNano())}
	names := []string{b.prefix + "raw"}
	for _, topic := range r.topics {
		names = append(names, b.prefix+topic, b.prefix+topic+"-dead")
	}
	c := dial(t, n.addr)
	defer c.Close()
	makeTopics(t, c, 3, 1, names...)
	return b
}

// words are what articles to measure with are made of; they compress about as
// copy does.
var words = strings.Fields(`the ministry said on Tuesday that a second round of talks had ended without result
	officials in capital reported heavy fighting near border after ceasefire collapsed late last night while aid
	agencies warned of shortages prices rose again as markets opened lower and investors waited for central bank
	police arrested four men suspected planning attack hospital doctors treated dozens injured court postponed trial
	opposition leader former general whose party holds majority parliament rejected proposal calling it unacceptable
	spokesman declined to comment further details were expected within days according to two people familiar with it`)

// articleOf is a ninjs item of 2.2 KB, the same for the same uri.
func articleOf(uri string) []byte {
	seed := fnv.New64a()
	seed.Write([]byte(uri))
	r := rand.New(rand.NewPCG(seed.Sum64(), 1))
	var text strings.Builder
	for text.Len() < 1750 {
		text.WriteString(words[r.IntN(len(words))])
		text.WriteByte(' ')
	}
	return fmt.Appendf(nil, `{"uri":%q,"version":"1","type":"text","language":"en","versionCreated":"2026-11-25T10:00:00Z","urgency":3,"pubStatus":"usable","headlines":[{"role":"main","value":"Talks go on"}],"subjects":[{"uri":"medtop:16000000"},{"uri":"medtop:11000000"}],"bodies":[{"role":"main","contentType":"text/plain","value":%q}]}`,
		uri, text.String())
}

func (b *bench) feed(c *kgo.Client, i int) string {
	uri := fmt.Sprintf("urn:bench:%07d", i)
	c.Produce(b.t.Context(), &kgo.Record{Topic: b.prefix + "raw", Key: []byte(uri), Value: articleOf(uri)}, func(_ *kgo.Record, err error) {
		if err != nil {
			b.t.Errorf("feed: %v", err)
		}
	})
	return uri
}

// backlog puts all records there before the start.
func backlog(t *testing.T, n *node, r rig, count int) {
	t.Helper()
	b := newBench(t, n, r)
	w := newStopwatch(t, n.addr, b.prefix+r.last)
	c := dial(t, n.addr, kgo.ProducerBatchCompression(kgo.Lz4Compression()))
	defer c.Close()
	for i := range count {
		w.sent(b.feed(c, i), time.Now())
	}
	if err := c.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	broker, began := n.cpu(t), time.Now()
	r.start(b)
	eventually(t, "the backlog has come through", func() bool { return w.count() == count })
	took := time.Since(began)
	broker = n.cpu(t) - broker
	peak, used := b.stop()
	t.Logf("%s: backlog of %d: %.0f records/s from the start of the processes; %.1f CPU-s per 100,000 records, %.1f µs each; broker %.1f CPU-s per 100,000; %d MB at most; %d doubled",
		r.name, count, float64(count)/took.Seconds(), used.Seconds()*100_000/float64(count), used.Seconds()*1e6/float64(count), broker.Seconds()*100_000/float64(count), peak>>20, w.doubled(t))
}

// steady sends records at a rate, and measures from when each was to be sent.
func steady(t *testing.T, n *node, r rig, rate, count int) {
	t.Helper()
	b := newBench(t, n, r)
	w := newStopwatch(t, n.addr, b.prefix+r.last)
	c := dial(t, n.addr, kgo.ProducerLinger(0), kgo.ProducerBatchCompression(kgo.Lz4Compression()))
	defer c.Close()
	asked := time.Now()
	r.start(b)
	w.sent(b.feed(c, count), asked)
	eventually(t, "a first record has come through", func() bool { return w.count() == 1 })
	first := w.all()[0]
	before := b.cpu()
	every := time.NewTicker(2 * time.Millisecond)
	defer every.Stop()
	began := time.Now()
	for i := 0; i < count; {
		<-every.C
		for ; i < count && time.Since(began) >= time.Duration(i)*time.Second/time.Duration(rate); i++ {
			w.sent(b.feed(c, i), began.Add(time.Duration(i)*time.Second/time.Duration(rate)))
		}
	}
	eventually(t, "all records have come through", func() bool { return w.count() == count+1 })
	used := b.cpu() - before
	peak, _ := b.stop()
	all := w.all()
	all = slices.DeleteFunc(all, func(d time.Duration) bool { return d == first })
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	t.Logf("%s: %d/s for %d s: p50 %.0f ms, p99 %.0f ms, longest %.0f ms; %.0f CPU-s per 100,000 records; first record %.1f s after the start; %d MB at most; %d doubled",
		r.name, rate, count/rate, ms(all[len(all)/2]), ms(all[len(all)*99/100]), ms(all[len(all)-1]), used.Seconds()*100_000/float64(count), first.Seconds(), peak>>20, w.doubled(t))
}

// cpu is the CPU time that the processes have used so far.
func (b *bench) cpu() (used time.Duration) {
	for _, p := range b.procs {
		used += cpuOf(b.t, p.Process.Pid)
	}
	return used
}

// stop ends the processes and gives the most memory they had together, and the
// CPU time they used in all.
func (b *bench) stop() (peak int64, used time.Duration) {
	for _, p := range b.procs {
		peak += peakOf(b.t, p.Process.Pid)
		p.end(b.t)
		used += p.ProcessState.UserTime() + p.ProcessState.SystemTime()
	}
	return peak, used
}

// cpu is the CPU time that the broker has used.
func (n *node) cpu(t *testing.T) time.Duration {
	t.Helper()
	state, err := n.c.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return cpuOf(t, state.Pid)
}

// cpuOf is what /proc says of a process: ticks of 10 ms.
func cpuOf(t *testing.T, pid int) time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Logf("CPU time not known: %v", err)
		return 0
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	fields := strings.Fields(rest)
	var user, system int64
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		t.Fatal(err)
	}
	return time.Duration(user+system) * 10 * time.Millisecond
}

func peakOf(t *testing.T, pid int) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Logf("memory not known: %v", err)
		return 0
	}
	_, rest, _ := strings.Cut(string(b), "VmHWM:")
	var kb int64
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		t.Fatal(err)
	}
	return kb << 10
}
