package integration_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/samplewire"
)

// TestMeasureRestore starts a stage whose state has many keys, each written
// more than once. What it takes is said, and judged only by whoever reads it.
func TestMeasureRestore(t *testing.T) {
	n, _ := faulty(t)
	keys := much(20_000, 1_000_000)
	prefix := fmt.Sprintf("restore%d.", time.Now().UnixNano())
	on := []string{"--brokers", n.addr, "--prefix", prefix}
	tool(t, 0, append([]string{"topics", "create", "--partitions", "1"}, on...)...)
	c := dial(t, n.addr, kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerBatchCompression(kgo.SnappyCompression()))
	defer c.Close()
	written := keys + keys/2
	for i := range written {
		k := i
		if i >= keys {
			k = rand.N(keys)
		}
		value := fmt.Appendf(nil, `{"u":"urn:newsml:agency.example:2026:%09d","o":{"v":"%d","c":"2026-11-25T10:00:00Z"},"p":"%016x%016x","f":{"n":["%d"]},"s":"story:20261125-%08x","e":["urn:newsml:agency.example:2026:%09d#1"],"d":"old/live/2026-11-28T10:00:00Z/urn:newsml:agency.example:2026:%09d"}`,
			k, i/keys+1, rand.Uint64(), rand.Uint64(), rand.N(1000), rand.Uint32(), k, k)
		c.Produce(t.Context(), &kgo.Record{Topic: prefix + stages.TrackState, Key: fmt.Appendf(nil, "ver/urn:newsml:agency.example:2026:%09d", k), Value: value}, nil)
	}
	if err := c.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	p := start(t, stages.Track, append([]string{"run", stages.Track}, on...)...)
	eventually(t, "track is ready", p.ready)
	ready := time.Since(began)
	rss := memory(t, p)
	p.end(t)
	said, err := os.ReadFile(p.log.Name())
	if err != nil {
		t.Fatal(err)
	}
	restored := ""
	for line := range strings.Lines(string(said)) {
		if strings.Contains(line, "state restored") {
			_, restored, _ = strings.Cut(line, "partition=")
		}
	}
	if !strings.Contains(restored, fmt.Sprintf("keys=%d ", keys)) {
		t.Errorf("restored %q, want %d keys", restored, keys)
	}
	t.Logf("%d keys in %d records: ready %.1f s after the start, %d MB resident; %s", keys, written, ready.Seconds(), rss>>20, strings.TrimSpace(restored))
}

// memory is the resident memory of a process in bytes.
func memory(t *testing.T, p *process) int64 {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.Process.Pid))
	if err != nil {
		t.Skip("needs /proc")
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(b), &size, &resident); err != nil {
		t.Fatal(err)
	}
	return resident * int64(os.Getpagesize())
}

// TestMeasureLiveBesideABackfill lets one process run both lanes: the backfill
// as fast as it can, and live copy a few times a second. How long the live copy
// takes from its scheduled send is said.
func TestMeasureLiveBesideABackfill(t *testing.T) {
	n, _ := faulty(t)
	old, live, rate := much(2000, 40_000), much(40, 1000), 20
	prefix := fmt.Sprintf("lanes%d.", time.Now().UnixNano())
	on := []string{"--brokers", n.addr, "--prefix", prefix}
	tool(t, 0, append([]string{"topics", "create", "--partitions", "3", "--lane", "both"}, on...)...)
	c := dial(t, n.addr, kgo.ProducerLinger(0))
	defer c.Close()
	items := samplewire.Items()
	for i := range old {
		it := items[i%len(items)]
		c.Produce(t.Context(), &kgo.Record{Topic: prefix + "backfill.raw", Key: fmt.Append(nil, i), Value: it.Bytes, Headers: []kgo.RecordHeader{{Key: "source", Value: []byte(it.Source)}, {Key: "content-type", Value: []byte(it.ContentType)}}}, nil)
	}
	if err := c.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := newStopwatch(t, n.addr, prefix+stages.Detected)
	args := append([]string{"run", "normalise,tag,detect", "--lane", "both"}, on...)
	p := start(t, "both", args...)
	eventually(t, "the stages are ready", p.ready)
	every := time.NewTicker(time.Second / time.Duration(rate))
	defer every.Stop()
	began := time.Now()
	for i := range live {
		<-every.C
		uri := fmt.Sprintf("urn:live:%d", i)
		w.sent(uri, began.Add(time.Duration(i+1)*time.Second/time.Duration(rate)))
		c.Produce(t.Context(), &kgo.Record{Topic: prefix + stages.Raw, Key: []byte("live"), Value: item(uri, "1"), Headers: []kgo.RecordHeader{{Key: "source", Value: []byte("live")}}}, nil)
	}
	eventually(t, "all live copy has come through", func() bool { return len(w.all()) == live })
	done, left := totals(t, c, prefix+stages.Normalise, prefix+"backfill.raw")
	eventually(t, "the backfill is through", func() bool {
		_, lag := totals(t, c, prefix+stages.Normalise, prefix+"backfill.raw")
		return lag == 0
	})
	p.end(t)
	took := w.all()
	t.Logf("%d live items at %d/s beside a backfill: p50 %s, p99 %s, longest %s; when the last was through the stage had done %d items and %d records of the backfill were left",
		live, rate, took[len(took)/2].Round(time.Millisecond), took[len(took)*99/100].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond), done.In(), left)
	if out := len(records(t, n.addr, prefix+"backfill."+stages.Detected)); out < old/2 {
		t.Errorf("%d records of the backfill came out", out)
	}
}

// stopwatch measures how long records take to come out.
type stopwatch struct {
	mu    sync.Mutex
	begun map[string]time.Time
	took  map[string]time.Duration
	twice int
}

func newStopwatch(t *testing.T, addr, topic string) *stopwatch {
	t.Helper()
	w := &stopwatch{begun: map[string]time.Time{}, took: map[string]time.Duration{}}
	c := dial(t, addr, kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchMaxWait(100*time.Millisecond))
	ctx, cancel := context.WithCancel(context.Background())
	var watched sync.WaitGroup
	watched.Go(func() {
		for ctx.Err() == nil {
			c.PollFetches(ctx).EachRecord(func(r *kgo.Record) { w.seen(string(r.Key)) })
		}
	})
	t.Cleanup(func() { cancel(); watched.Wait(); c.Close() })
	return w
}

func (w *stopwatch) sent(key string, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.begun[key] = at
}

func (w *stopwatch) seen(key string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if at, ok := w.begun[key]; ok {
		if _, twice := w.took[key]; twice {
			w.twice++
			return
		}
		w.took[key] = time.Since(at)
	}
}

func (w *stopwatch) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.took)
}

// doubled is how many records came out more than once, which is an error.
func (w *stopwatch) doubled(t *testing.T) int {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.twice > 0 {
		t.Errorf("%d records came out twice", w.twice)
	}
	return w.twice
}

// all gives the times, the shortest first.
func (w *stopwatch) all() []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []time.Duration
	for _, d := range w.took {
		all = append(all, d)
	}
	slices.Sort(all)
	return all
}
