package integration_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// long makes each fault last as long, and come as often, as docs/reliability.md
// says. Without it every fault is done, in little.
var long = flag.Bool("long", false, "do each fault for minutes, not seconds")

// much gives the long or the short measure.
func much[T any](short, whole T) T {
	if *long {
		return whole
	}
	return short
}

func TestFaultKillsOfOneStageAndOfAll(t *testing.T) {
	n, _ := faulty(t)
	o := newCourse(t, courseConfig{addr: n.addr, rate: much(200, 300)})
	o.flow(time.Second)
	worst := time.Duration(0)
	rounds := much(3, 100)
	for round := range rounds {
		for _, victims := range [][]string{o.stages[round%3 : round%3+1], o.stages} {
			before := o.ledger.seen()
			o.kill(victims...)
			again := time.Now()
			for _, s := range victims {
				o.start(s, s)
			}
			if len(victims) > 1 {
				eventually(t, "outputs flow", func() bool { return o.ledger.seen() > before })
				worst = max(worst, time.Since(again))
			}
			pause(time.Second)
		}
	}
	o.settle(fmt.Sprintf("%d kills of one stage and %d of all", rounds, rounds))
	t.Logf("from starting all again to the next output: at most %.2f s", worst.Seconds())
	if worst > 5*time.Second {
		t.Errorf("outputs flow after %s, want 5 s", worst)
	}
}

// TestFaultAZombieWakesUp stops a member for longer than its session, so that
// another has its partitions, and lets it go on in the middle of its work.
func TestFaultAZombieWakesUp(t *testing.T) {
	n, _ := faulty(t)
	o := newCourse(t, courseConfig{addr: n.addr, rate: 200})
	o.start("two", "two-other")
	o.flow(2 * time.Second)
	for round := range much(1, 10) {
		name := []string{"two", "two-other"}[round%2]
		o.signal(name, syscall.SIGSTOP)
		o.flow(9 * time.Second)
		o.signal(name, syscall.SIGCONT)
		o.flow(2 * time.Second)
	}
	o.settle("zombie")
}

func TestFaultRollingRestart(t *testing.T) {
	n, _ := faulty(t)
	o := newCourse(t, courseConfig{addr: n.addr, rate: 200})
	for _, s := range o.stages {
		o.start(s, s+"-other")
	}
	o.flow(2 * time.Second)
	for range much(1, 20) {
		for _, s := range o.stages {
			for _, name := range []string{s, s + "-other"} {
				o.at[name].end(t)
				o.start(s, name)
				pause(much(300*time.Millisecond, time.Second))
			}
		}
	}
	o.settle(fmt.Sprintf("%d restarts", much(1, 20)*6))
}

// TestFaultRebalanceEachSecond lets a second member of each group come and go
// all the time.
func TestFaultRebalanceEachSecond(t *testing.T) {
	n, _ := faulty(t)
	o := newCourse(t, courseConfig{addr: n.addr, rate: 200})
	o.flow(time.Second)
	rounds := much(4, 60)
	for range rounds {
		for _, s := range o.stages {
			o.start(s, s+"-guest")
		}
		pause(time.Second)
		for _, s := range o.stages {
			o.at[s+"-guest"].end(t)
		}
		pause(time.Second)
	}
	o.settle(fmt.Sprintf("%d rebalances of each group", 2*rounds))
}

func TestFaultBrokerIsKilled(t *testing.T) {
	n, _ := faulty(t)
	o := newCourse(t, courseConfig{addr: n.addr, rate: 150})
	o.flow(time.Second)
	worst := time.Duration(0)
	down := much([]time.Duration{0}, []time.Duration{0, 0, 0, 0, 0, time.Minute, 10 * time.Second, 0, time.Minute, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	for _, d := range down {
		n.signal(t, "KILL")
		pause(d)
		before := o.ledger.seen()
		n.start(t)
		back := time.Now()
		eventually(t, "outputs flow", func() bool { return o.ledger.seen() > before })
		worst = max(worst, time.Since(back))
		o.flow(2 * time.Second)
	}
	o.settle(fmt.Sprintf("broker down %v", down))
	t.Logf("from the broker's first answer to the next output: at most %.2f s", worst.Seconds())
}

// TestFaultBrokerStalls stops the broker without closing a connection: nothing
// is refused, nothing is answered.
func TestFaultBrokerStalls(t *testing.T) {
	n, _ := faulty(t)
	o := newCourse(t, courseConfig{addr: n.addr, rate: 150})
	o.flow(time.Second)
	stall := much(12*time.Second, time.Minute)
	n.signal(t, "STOP")
	pause(stall)
	n.signal(t, "CONT")
	n.await(t)
	o.flow(3 * time.Second)
	o.alive()
	o.settle(fmt.Sprintf("broker stalled %s", stall))
}

func TestFaultBadNetwork(t *testing.T) {
	n, p := faulty(t)
	o := newCourse(t, courseConfig{addr: n.addr, via: p.l.Addr().String(), rate: 150})
	o.flow(time.Second)
	defer p.set(ills{})
	bad := much(time.Second, time.Minute)
	for _, ill := range []ills{{latency: 100 * time.Millisecond}, {bandwidth: 200 << 10}, {slowClose: 2 * time.Second}, {refuse: true}, {}} {
		p.set(ill)
		for range 4 {
			pause(bad / 4)
			if ill.latency == 0 && ill.bandwidth == 0 {
				p.reset()
			}
		}
		p.set(ills{})
		o.flow(time.Second)
	}
	o.alive()
	o.settle("latency, bandwidth, slow close, refusal and resets, " + bad.String() + " each")
}

func TestFaultPoisonInAHundred(t *testing.T) {
	n, _ := faulty(t)
	o := newCourse(t, courseConfig{addr: n.addr, rate: 500, poison: func(n, _ int) bool { return n%100 == 7 }})
	o.flow(much(3*time.Second, time.Minute))
	o.settle("1 % poison")
	o.counted()
}

func TestFaultNothingButPoisonOnOnePartition(t *testing.T) {
	n, _ := faulty(t)
	where := kgo.StickyKeyPartitioner(nil).ForTopic("")
	o := newCourse(t, courseConfig{addr: n.addr, rate: 500, poison: func(_, key int) bool {
		return where.Partition(&kgo.Record{Key: fmt.Appendf(nil, "urn:course:%d", key)}, 3) == 1
	}})
	o.flow(much(3*time.Second, time.Minute))
	o.settle("100 % poison on one partition")
	o.counted()
}

// TestFaultDeadLettersCannotBeWritten wants a stage to stop where it stands,
// say that it is not ready, and go on when the topic takes them again.
func TestFaultDeadLettersCannotBeWritten(t *testing.T) {
	n, _ := faulty(t)
	for name, broken := range map[string]struct {
		no   string // topic
		hurt func(*course)
		heal func(*course)
	}{
		"all are refused":   {"", func(o *course) { o.limit(o.dead, "150") }, func(o *course) { o.limit(o.dead, "1000000") }},
		"there is no topic": {"dead", func(*course) {}, func(o *course) { o.make(o.dead) }},
	} {
		t.Run(name, func(t *testing.T) {
			o := newCourse(t, courseConfig{addr: n.addr, rate: 100, poison: func(n, _ int) bool { return n == 300 }, wait: true, no: broken.no})
			broken.hurt(o)
			o.startAll()
			eventually(t, "the stage is ready", o.at["one"].ready)
			eventually(t, "the stage is not ready", func() bool { return !o.at["one"].ready() })
			pause(much(6*time.Second, time.Minute))
			if o.at["one"].ready() {
				t.Error("the stage is ready, and cannot write its dead letters")
			}
			if sum, lag := o.totals("one"); sum.dead > 0 || lag == 0 {
				t.Errorf("the stage went on: %+v, lag %d", sum, lag)
			}
			o.alive()
			broken.heal(o)
			eventually(t, "the stage is ready again", o.at["one"].ready)
			o.flow(time.Second)
			o.settle(name)
		})
	}
}

// limit sets the size of the largest message that a topic takes.
func (o *course) limit(topic, size string) {
	o.t.Helper()
	c := dial(o.t, o.addr)
	defer c.Close()
	req := kmsg.NewPtrIncrementalAlterConfigsRequest()
	res := kmsg.NewIncrementalAlterConfigsRequestResource()
	res.ResourceType, res.ResourceName = kmsg.ConfigResourceTypeTopic, topic
	most := kmsg.NewIncrementalAlterConfigsRequestResourceConfig()
	most.Name, most.Value = "max.message.bytes", new(size)
	res.Configs = append(res.Configs, most)
	req.Resources = append(req.Resources, res)
	if _, err := req.RequestWith(o.t.Context(), c); err != nil {
		o.t.Fatal(err)
	}
}

// drop deletes topics.
func (o *course) drop(topics ...string) {
	c := dial(o.t, o.addr)
	defer c.Close()
	req := kmsg.NewPtrDeleteTopicsRequest()
	for _, name := range topics {
		of := kmsg.NewDeleteTopicsRequestTopic()
		of.Topic = new(name)
		req.Topics, req.TopicNames = append(req.Topics, of), append(req.TopicNames, name)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if _, err := req.RequestWith(ctx, c); err != nil {
		o.t.Logf("delete topics: %v", err)
	}
}

// make creates a topic.
func (o *course) make(topic string) {
	c := dial(o.t, o.addr)
	defer c.Close()
	makeTopics(o.t, c, o.parts, 1, topic)
}

// alive wants no process to have ended.
func (o *course) alive() {
	o.t.Helper()
	for name, p := range o.at {
		if err := p.Process.Signal(syscall.Signal(0)); err != nil {
			o.t.Errorf("process %s: %v", name, err)
		}
	}
}

// counted compares the outcomes in the metrics of processes that were never
// killed with the totals beside their positions.
func (o *course) counted() {
	o.t.Helper()
	for _, s := range o.stages {
		page := o.at[s].metrics(o.t)
		sum, _ := o.totals(s)
		got := outcomes{
			done: sample(page, `wirewatch_items_total{outcome="done",stage="`+s+`"}`),
			dead: sample(page, `wirewatch_items_total{outcome="dead",stage="`+s+`"}`),
		}
		got.in = got.done + got.dead + sample(page, `wirewatch_items_total{outcome="dropped",stage="`+s+`"}`)
		if got != sum {
			o.t.Errorf("stage %s counts %+v, its positions say %+v", s, got, sum)
		}
	}
}

// metrics gives the page of metrics of a process.
func (p *process) metrics(t *testing.T) string {
	t.Helper()
	r, err := http.Get(p.http + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// sample gives the value of a series; one that is not there is 0.
func sample(page, series string) int64 {
	_, rest, ok := strings.Cut(page, "\n"+series+" ")
	if !ok {
		return 0
	}
	line, _, _ := strings.Cut(rest, "\n")
	v, err := strconv.ParseFloat(line, 64)
	if err != nil {
		return -1
	}
	return int64(v)
}
