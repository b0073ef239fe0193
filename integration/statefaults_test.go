package integration_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/wirewatch/wirewatch/stages"
)

// stateful are the stages that keep state.
var stateful = []string{stages.Track, stages.Publish, stages.Alert}

// desk is a run of the stateful stages over the same input.
type desk struct {
	t      *testing.T
	addr   string
	prefix string
	parts  int
	at     map[string]*process
	starts int
}

func newDesk(t *testing.T, addr string, parts int) *desk {
	t.Helper()
	d := &desk{t: t, addr: addr, prefix: fmt.Sprintf("desk%d.", time.Now().UnixNano()), parts: parts, at: map[string]*process{}}
	tool(t, 0, "topics", "create", "--brokers", addr, "--prefix", d.prefix, "--partitions", fmt.Sprint(parts))
	for _, s := range stateful {
		d.start(s, s)
	}
	return d
}

func (d *desk) start(stage, name string) {
	d.t.Helper()
	d.starts++
	d.at[name] = start(d.t, fmt.Sprintf("%s-%d", name, d.starts), "run", stage, "--brokers", d.addr, "--prefix", d.prefix, "--instance-id", name)
}

func (d *desk) kill(name string) {
	d.t.Helper()
	if err := d.at[name].Process.Signal(syscall.SIGKILL); err != nil {
		d.t.Fatal(err)
	}
	_ = d.at[name].Wait() // it says that it was killed
}

// feed sends records at a rate.
func (d *desk) feed(records []detected, rate int) {
	d.t.Helper()
	c := dial(d.t, d.addr, kgo.RecordPartitioner(kgo.StickyKeyPartitioner(nil)), kgo.ProducerLinger(0))
	defer c.Close()
	every := time.NewTicker(time.Second / time.Duration(rate))
	defer every.Stop()
	for _, r := range records {
		<-every.C
		c.Produce(d.t.Context(), &kgo.Record{Topic: d.prefix + stages.Detected, Key: []byte(r.uri), Value: r.value}, func(_ *kgo.Record, err error) {
			if err != nil {
				d.t.Errorf("feed: %v", err)
			}
		})
	}
	if err := c.Flush(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

// finish waits until the stages have come to the end and lets them go.
func (d *desk) finish(n int) {
	d.t.Helper()
	c := dial(d.t, d.addr)
	defer c.Close()
	for _, s := range stateful {
		link, err := stages.Find(s)
		if err != nil {
			d.t.Fatal(err)
		}
		eventually(d.t, s+" has come to the end", func() bool {
			sum, lag := totals(d.t, c, d.prefix+s, d.prefix+link.Reads)
			return lag == 0 && (s != stages.Track || sum.In() == int64(n))
		})
	}
	pause(1500 * time.Millisecond) // one more tick of each
	for _, p := range d.at {
		p.end(d.t)
	}
}

// state gives what stands on a compacted topic.
func (d *desk) state(topic string) map[string]string {
	d.t.Helper()
	out := map[string]string{}
	for _, r := range records(d.t, d.addr, d.prefix+topic) {
		key := fmt.Sprintf("%d/%s", r.Partition, r.Key)
		if r.Value == nil {
			delete(out, key)
			continue
		}
		out[key] = string(r.Value)
	}
	return out
}

// detected is a record as detect writes it.
type detected struct {
	uri   string
	value []byte
}

// day finds the dates in a record.
var day = regexp.MustCompile(`\b20\d\d-\d\d-\d\dT`)

// detections puts the sample wire through the stages before track, and gives
// its records many times, each time under other uris. All of it happens
// tomorrow, so that nothing expires or is forgotten while a test runs: that is
// done by the clock, and so at another place of the input in each run.
func detections(t *testing.T, times int) []detected {
	t.Helper()
	dir, _, _, _ := sampleDir(t)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	lines := tool(t, 1, append([]string{"process", "--stages", "normalise,tag,detect"}, files...)...)
	lines = day.ReplaceAllString(lines, time.Now().AddDate(0, 0, 1).UTC().Format("2006-01-02T"))
	var all []detected
	for n := range times {
		for line := range strings.Lines(lines) {
			var r struct{ URI string }
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Fatal(err)
			}
			uri := fmt.Sprintf("%s-%d", r.URI, n)
			all = append(all, detected{uri, []byte(strings.ReplaceAll(strings.TrimSpace(line), `"`+r.URI+`"`, `"`+uri+`"`))})
		}
	}
	if len(all) < times*20 {
		t.Fatalf("%d records of the sample wire", len(all))
	}
	return all
}

// disturb kills stages while records come in, one after the other and all at
// once.
func (d *desk) disturb(until <-chan struct{}) (kills int) {
	for {
		victims := stateful
		if kills%4 != 3 {
			victims = stateful[kills%4 : kills%4+1]
		}
		select {
		case <-until:
			return kills
		case <-time.After(900 * time.Millisecond):
		}
		for _, s := range victims {
			d.kill(s)
		}
		for _, s := range victims {
			d.start(s, s)
		}
		kills++
	}
}

func TestFaultStateIsTheSameAfterKills(t *testing.T) {
	n, _ := faulty(t)
	in := detections(t, much(12, 400))
	for _, parts := range []int{1, 3} {
		t.Run(fmt.Sprintf("%d partitions", parts), func(t *testing.T) {
			calm, wild := newDesk(t, n.addr, parts), newDesk(t, n.addr, parts)
			calm.feed(in, 2000)
			calm.finish(len(in))
			fed := make(chan struct{})
			killed := make(chan int)
			go func() { killed <- wild.disturb(fed) }()
			wild.feed(in, much(80, 150))
			close(fed)
			kills := <-killed
			wild.finish(len(in))
			if parts == 1 {
				sameState(t, calm, wild)
			}
			same(t, "last version and action of each uri", lastVersions(t, calm), lastVersions(t, wild))
			same(t, "alerts that stand on each uri", standing(t, calm), standing(t, wild))
			t.Logf("%d records, %d kills: track state of %d keys is the same", len(in), kills, len(wild.state(stages.TrackState)))
		})
	}
}

// TestFaultStandbyTakesOver kills the active member of a stage with global
// state for good; its standby is to go on within a session and two seconds.
func TestFaultStandbyTakesOver(t *testing.T) {
	n, _ := faulty(t)
	in := detections(t, 12)
	d := newDesk(t, n.addr, 1)
	eventually(t, "track is ready", d.at[stages.Track].ready)
	d.start(stages.Track, "standby")
	eventually(t, "the standby is ready", d.at["standby"].ready)
	half := len(in) / 2
	d.feed(in[:half], 200)
	c := dial(t, n.addr)
	defer c.Close()
	done := func(n int) bool {
		sum, _ := totals(t, c, d.prefix+stages.Track, d.prefix+stages.Detected)
		return sum.In() >= int64(n)
	}
	eventually(t, "half is done", func() bool { return done(half) })
	d.kill(stages.Track)
	delete(d.at, stages.Track)
	began := time.Now()
	d.feed(in[half:half+1], 200)
	eventually(t, "the standby goes on", func() bool { return done(half + 1) })
	took := time.Since(began)
	d.feed(in[half+1:], 200)
	d.finish(len(in))
	t.Logf("the standby went on after %.1f s", took.Seconds())
	if took > 8*time.Second {
		t.Errorf("the standby went on after %s; the session is 6 s", took)
	}
	calm := newDesk(t, n.addr, 1)
	calm.feed(in, 2000)
	calm.finish(len(in))
	sameState(t, calm, d)
}

func sameState(t *testing.T, calm, wild *desk) {
	t.Helper()
	for _, topic := range []string{stages.TrackState, stages.PublishState, stages.AlertState} {
		same(t, topic, calm.state(topic), wild.state(topic))
	}
}

func same(t *testing.T, what string, want, got map[string]string) {
	t.Helper()
	if len(want) == 0 {
		t.Errorf("%s: nothing to compare", what)
	}
	diff := cmp.Diff(want, got)
	if diff != "" {
		t.Errorf("%s: %d keys undisturbed, %d disturbed:\n%.3000s", what, len(want), len(got), diff)
	}
}

// lastVersions gives the last version of each uri with what track made of it.
func lastVersions(t *testing.T, d *desk) map[string]string {
	t.Helper()
	out := map[string]string{}
	ids := map[string]bool{}
	for _, r := range records(t, d.addr, d.prefix+stages.Enriched) {
		id := string(r.Key) + " " + header(r, "ce_id") // the same copy comes many times
		if ids[id] {
			t.Errorf("record %s is there twice", r.Key)
		}
		ids[id] = true
		out[string(r.Key)] = text(r.Value, `"version":"`) + " " + text(r.Value, `"action":"`)
	}
	return out
}

// standing gives, for each uri, the themes of the alerts that stand on it.
func standing(t *testing.T, d *desk) map[string]string {
	t.Helper()
	on := map[string][]string{}
	for key, value := range d.state(stages.AlertState) {
		_, key, _ = strings.Cut(key, "/")
		if !strings.HasPrefix(key, "alert/") {
			continue
		}
		var f struct {
			A struct{ Theme, State string } `json:"a"`
			G []struct {
				U string `json:"u"`
			} `json:"g"`
		}
		if err := json.Unmarshal([]byte(value), &f); err != nil {
			t.Fatal(err)
		}
		for _, g := range f.G {
			on[g.U] = append(on[g.U], f.A.Theme)
		}
	}
	out := map[string]string{}
	for uri, themes := range on {
		slices.Sort(themes)
		out[uri] = strings.Join(slices.Compact(themes), " ")
	}
	return out
}
