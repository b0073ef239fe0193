package integration_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// ledger is the history of a course: what was sent, what was seen to come out
// and when, and where each stage said that it stood. Its client shares no code
// with the stages.
type ledger struct {
	t       *testing.T
	o       *course
	ctx     context.Context
	end     func()
	watched sync.WaitGroup

	mu      sync.Mutex
	ids     map[string]bool // sent; true once it came out
	out     int
	last    time.Time     // of the latest new output
	gap     time.Duration // the longest between two
	moments []moment
}

// moment is where a stage stood at a time, and how long the logs were that it
// writes to after that.
type moment struct {
	stage string
	stood map[int32]int64
	ends  map[string]map[int32]int64 // by topic and partition, with what is not committed yet
}

func newLedger(t *testing.T, o *course) *ledger {
	ctx, cancel := context.WithCancel(context.Background())
	l := &ledger{t: t, o: o, ctx: ctx, ids: map[string]bool{}}
	l.end = sync.OnceFunc(func() { cancel(); l.watched.Wait() })
	l.watched.Go(l.watch)
	l.watched.Go(l.sample)
	return l
}

func (l *ledger) sent(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ids[id] = false
}

func (l *ledger) seen() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out
}

// longest gives the longest time without a new output since it was asked last.
func (l *ledger) longest() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	gap := max(l.gap, time.Since(l.last))
	l.gap = 0
	return gap
}

// watch notes what comes out at the end of the chain, or as a dead letter.
func (l *ledger) watch() {
	c := dial(l.t, l.o.addr, kgo.ConsumeTopics(l.o.topic(l.o.stages[len(l.o.stages)-1]), l.o.dead), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchMaxWait(100*time.Millisecond))
	defer c.Close()
	for l.ctx.Err() == nil {
		c.PollFetches(l.ctx).EachRecord(func(r *kgo.Record) {
			l.mu.Lock()
			defer l.mu.Unlock()
			id := idOf(r.Value)
			if out, sent := l.ids[id]; out || !sent {
				return
			}
			now := time.Now()
			if !l.last.IsZero() {
				l.gap = max(l.gap, now.Sub(l.last))
			}
			l.ids[id], l.last = true, now
			l.out++
		})
	}
}

// idOf gives the id of a record of the course: uri#version.
func idOf(value []byte) string {
	if id, ok := bytes.CutPrefix(value, []byte("poison ")); ok {
		return string(id)
	}
	return text(value, `"uri":"`) + "#" + text(value, `"version":"`)
}

// text gives the string that follows a name the first time.
func text(value []byte, name string) string {
	_, rest, ok := bytes.Cut(value, []byte(name))
	if !ok {
		return ""
	}
	end := bytes.IndexByte(rest, '"')
	return string(rest[:max(end, 0)])
}

// await waits until all that was sent came out. It gives up when nothing new
// has come for a long time.
func (l *ledger) await() {
	l.t.Helper()
	idle := time.Now()
	for before := -1; ; {
		l.mu.Lock()
		out, sent := l.out, len(l.ids)
		l.mu.Unlock()
		if out == sent {
			return
		}
		if out != before {
			before, idle = out, time.Now()
		}
		if time.Since(idle) > 90*time.Second {
			l.t.Errorf("%d of %d records came out, and no more for 90 s", out, sent)
			return
		}
		pause(50 * time.Millisecond)
	}
}

// sample notes several times a second where each stage stands, and after that
// the ends of what it writes to.
func (l *ledger) sample() {
	c := dial(l.t, l.o.addr)
	defer c.Close()
	every := time.NewTicker(150 * time.Millisecond)
	defer every.Stop()
	for {
		select {
		case <-l.ctx.Done():
			return
		case <-every.C:
		}
		for _, stage := range l.o.stages {
			m, err := l.moment(c, stage)
			if err != nil {
				continue // the broker is away
			}
			l.mu.Lock()
			l.moments = append(l.moments, m)
			l.mu.Unlock()
		}
	}
}

func (l *ledger) moment(c *kgo.Client, stage string) (moment, error) {
	ctx, cancel := context.WithTimeout(l.ctx, 2*time.Second)
	defer cancel()
	m := moment{stage: stage, stood: map[int32]int64{}, ends: map[string]map[int32]int64{}}
	fetch := kmsg.NewPtrOffsetFetchRequest()
	g := kmsg.NewOffsetFetchRequestGroup()
	g.Group = l.o.topic(stage)
	fetch.Groups, fetch.RequireStable = append(fetch.Groups, g), true
	found, err := fetch.RequestWith(ctx, c)
	if err != nil {
		return m, err
	}
	for _, group := range found.Groups {
		for _, topic := range group.Topics {
			for _, p := range topic.Partitions {
				if p.ErrorCode == 0 && p.Offset >= 0 {
					m.stood[p.Partition] = p.Offset
				}
			}
		}
	}
	list := kmsg.NewPtrListOffsetsRequest()
	list.ReplicaID, list.IsolationLevel = -1, 0
	for _, name := range []string{l.o.topic(stage), l.o.dead} {
		of := kmsg.NewListOffsetsRequestTopic()
		of.Topic = name
		for p := range l.o.parts {
			at := kmsg.NewListOffsetsRequestTopicPartition()
			at.Partition, at.Timestamp = int32(p), -1
			of.Partitions = append(of.Partitions, at)
		}
		list.Topics = append(list.Topics, of)
	}
	ends, err := list.RequestWith(ctx, c)
	if err != nil {
		return m, err
	}
	for _, topic := range ends.Topics {
		m.ends[topic.Topic] = map[int32]int64{}
		for _, p := range topic.Partitions {
			if p.ErrorCode != 0 {
				return m, fmt.Errorf("end of %s/%d: error %d", topic.Topic, p.Partition, p.ErrorCode)
			}
			m.ends[topic.Topic][p.Partition] = p.Offset
		}
	}
	return m, nil
}

// place is where a record stands.
type place struct {
	topic     string
	partition int32
	offset    int64
}

// check reads everything again from the beginning and judges the history.
func (l *ledger) check(what string) {
	t := l.t
	t.Helper()
	in := records(t, l.o.addr, l.o.prefix+"raw")
	sent := len(l.ids)
	dead := map[string]map[string]place{} // by stage and id
	lost, doubled, disordered, strange := 0, 0, 0, 0
	total := map[string]int{}
	for _, r := range records(t, l.o.addr, l.o.dead) {
		stage := header(r, "ww-stage")
		if dead[stage] == nil {
			dead[stage] = map[string]place{}
		}
		dead[stage][idOf(r.Value)] = place{r.Topic, r.Partition, r.Offset}
		total[idOf(r.Value)]++
	}
	if len(in) != sent {
		t.Errorf("%s: %d records on the first topic, %d sent", what, len(in), sent)
	}
	for i, stage := range l.o.stages {
		out := records(t, l.o.addr, l.o.topic(stage))
		at := dead[stage]
		if at == nil {
			at = map[string]place{}
		}
		died := int64(len(at))
		latest := map[string]string{}
		for _, r := range out {
			id := idOf(r.Value)
			if _, twice := at[id]; twice {
				doubled++
			}
			at[id] = place{r.Topic, r.Partition, r.Offset}
			uri, version, _ := strings.Cut(id, "#")
			if version < latest[uri] {
				disordered++
			}
			latest[uri] = version
			if i == len(l.o.stages)-1 {
				total[id]++
			}
		}
		l.passed(what, stage, in, at)
		sum, _ := l.o.totals(stage)
		if want := (outcomes{done: int64(len(out)), dead: died, in: int64(len(in))}); sum != want {
			t.Errorf("%s: stage %s accounts for %+v, want %+v", what, stage, sum, want)
		}
		in = out
	}
	for id := range l.ids {
		if total[id] == 0 {
			lost++
		}
	}
	for id, n := range total {
		if n > 1 {
			doubled++
		}
		if _, known := l.ids[id]; !known {
			strange++
		}
	}
	if lost+doubled+disordered+strange > 0 {
		t.Errorf("%s: of %d records %d lost, %d doubled, %d out of order, %d never sent", what, sent, lost, doubled, disordered, strange)
	}
	t.Logf("%s: %d records, %d dead letters: %d lost, %d doubled, %d out of order; positions looked at %d times; longest pause %.2f s",
		what, sent, len(total)-len(in), lost, doubled, disordered, len(l.moments), l.longestEver().Seconds())
}

// longestEver is the longest pause since longest was last asked.
func (l *ledger) longestEver() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.gap
}

// passed looks whether a stage ever stood beyond an input whose result was not
// in a log yet.
func (l *ledger) passed(what, stage string, in []*kgo.Record, results map[string]place) {
	l.t.Helper()
	byPartition := map[int32][]*kgo.Record{}
	for _, r := range in {
		byPartition[r.Partition] = append(byPartition[r.Partition], r)
	}
	next := map[int32]int{}
	early := 0
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.moments {
		if m.stage != stage {
			continue
		}
		for p, stood := range m.stood {
			for ; next[p] < len(byPartition[p]) && byPartition[p][next[p]].Offset < stood; next[p]++ {
				at, there := results[idOf(byPartition[p][next[p]].Value)]
				if !there || at.offset >= m.ends[at.topic][at.partition] {
					early++
				}
			}
		}
	}
	if early > 0 {
		l.t.Errorf("%s: stage %s stood beyond %d inputs that had no result yet", what, stage, early)
	}
}

func header(r *kgo.Record, name string) string {
	for _, h := range r.Headers {
		if h.Key == name {
			return string(h.Value)
		}
	}
	return ""
}
