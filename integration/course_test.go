package integration_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// course is a chain of the smallest stages under load, to which faults are
// done. The load and what is checked go straight to the broker.
type course struct {
	t      *testing.T
	addr   string // for the load and the checks
	via    string // for the stages
	prefix string
	parts  int
	more   []string // arguments of the stages
	stages []string // their names; each reads the topic of the one before it
	dead   string
	at     map[string]*process
	starts int
	ledger *ledger

	stop func() // ends the load
	done sync.WaitGroup
}

// courseConfig says how much there is to do.
type courseConfig struct {
	addr, via string
	parts     int
	rf        int
	rate      int // records a second
	keys      int
	stages    []string
	more      []string
	poison    func(n int, key int) bool
	wait      bool   // with starting the stages
	no        string // a topic that is not there at first
}

// newCourse makes the topics, starts the stages and begins to load them.
func newCourse(t *testing.T, c courseConfig) *course {
	t.Helper()
	if c.parts == 0 {
		c.parts = 3
	}
	if c.rf == 0 {
		c.rf = 1
	}
	if c.keys == 0 {
		c.keys = 60
	}
	if c.stages == nil {
		c.stages = []string{"one", "two", "three"}
	}
	if c.via == "" {
		c.via = c.addr
	}
	o := &course{t: t, addr: c.addr, via: c.via, prefix: fmt.Sprintf("course%d.", time.Now().UnixNano()), parts: c.parts, stages: c.stages, more: c.more, at: map[string]*process{}}
	o.dead = o.prefix + "dead"
	names := []string{o.prefix + "raw", o.dead}
	for _, s := range o.stages {
		names = append(names, o.topic(s))
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == o.prefix+c.no })
	client := dial(t, o.addr)
	defer client.Close()
	makeTopics(t, client, o.parts, c.rf, names...)
	o.ledger = newLedger(t, o)
	if !c.wait {
		o.startAll()
	}
	o.load(c)
	t.Cleanup(o.end)
	return o
}

func (o *course) topic(stage string) string { return o.prefix + stage }

// reads is the topic that a stage reads.
func (o *course) reads(stage string) string {
	if i := slices.Index(o.stages, stage); i > 0 {
		return o.topic(o.stages[i-1])
	}
	return o.prefix + "raw"
}

func (o *course) startAll() {
	o.t.Helper()
	for _, s := range o.stages {
		o.start(s, s)
	}
}

// start starts a member of a stage's group under a name.
func (o *course) start(stage, name string) {
	o.t.Helper()
	o.starts++
	o.at[name] = launch(o.t, benchstage(o.t), fmt.Sprintf("%s-%d", name, o.starts), append([]string{
		"-brokers", o.via, "-group", o.topic(stage), "-instance", o.prefix + name, "-in", o.reads(stage), "-out", o.topic(stage), "-dead", o.dead, "-stages", stage,
	}, o.more...)...)
}

// signal sends a signal to the process of that name.
func (o *course) signal(name string, s syscall.Signal) {
	o.t.Helper()
	if err := o.at[name].Process.Signal(s); err != nil {
		o.t.Fatalf("send %s to %s: %v", s, name, err)
	}
}

// kill ends processes at once and waits until they are gone.
func (o *course) kill(names ...string) {
	o.t.Helper()
	for _, n := range names {
		o.signal(n, syscall.SIGKILL)
	}
	for _, n := range names {
		_ = o.at[n].Wait() // it says that it was killed
	}
}

// load sends records at the rate until the load is stopped.
func (o *course) load(c courseConfig) {
	ctx, cancel := context.WithCancel(context.Background())
	client := dial(o.t, o.addr, kgo.RecordPartitioner(kgo.StickyKeyPartitioner(nil)), kgo.ProducerLinger(0), kgo.RecordDeliveryTimeout(5*time.Minute))
	var failed atomic.Pointer[error]
	o.done.Go(func() {
		defer client.Close()
		every := time.NewTicker(time.Second / 50)
		defer every.Stop()
		begin, n := time.Now(), 0
		for ctx.Err() == nil {
			select {
			case <-ctx.Done():
			case <-every.C:
			}
			for ; n < int(time.Since(begin).Seconds()*float64(c.rate)); n++ {
				key := n % c.keys
				uri, version := fmt.Sprintf("urn:course:%d", key), fmt.Sprintf("%09d", n)
				r := &kgo.Record{Topic: o.prefix + "raw", Key: []byte(uri), Value: item(uri, version)}
				if c.poison != nil && c.poison(n, key) {
					r.Value = []byte("poison " + uri + "#" + version)
				}
				o.ledger.sent(uri + "#" + version)
				client.Produce(context.Background(), r, func(_ *kgo.Record, err error) {
					if err != nil {
						failed.Store(&err)
					}
				})
			}
		}
		if err := client.Flush(context.Background()); err != nil {
			failed.Store(&err)
		}
	})
	o.stop = sync.OnceFunc(func() {
		cancel()
		o.done.Wait()
		if err := failed.Load(); err != nil {
			o.t.Errorf("load: %v", *err)
		}
	})
}

// item is a ninjs item of a few hundred bytes.
func item(uri, version string) []byte {
	return fmt.Appendf(nil, `{"uri":%q,"version":%q,"type":"text","language":"en","headlines":[{"value":"Talks go on"}],"bodies":[{"role":"main","contentType":"text/plain","value":%q}]}`,
		uri, version, strings.Repeat("Ministers met again on Tuesday. ", 8))
}

// flow lets the course run for a while, and expects outputs in it.
func (o *course) flow(d time.Duration) {
	o.t.Helper()
	before := o.ledger.seen()
	pause(d)
	eventually(o.t, "outputs flow", func() bool { return o.ledger.seen() > before })
}

// settle ends the load, waits until all of it has come through and checks the
// whole history. It prints what was found.
func (o *course) settle(what string) {
	o.t.Helper()
	o.stop()
	o.ledger.await()
	for _, s := range o.stages {
		eventually(o.t, "stage "+s+" has no lag", func() bool {
			_, lag := o.totals(s)
			return lag == 0
		})
	}
	o.ledger.check(what)
}

func (o *course) totals(stage string) (sum outcomes, lag int64) {
	c := dial(o.t, o.addr)
	defer c.Close()
	found, lag := totals(o.t, c, o.topic(stage), o.reads(stage))
	return outcomes{done: found.Done, dead: found.Dead, in: found.In()}, lag
}

// outcomes are those of a stage.
type outcomes struct{ done, dead, in int64 }

func (o *course) end() {
	o.stop()
	o.ledger.end()
	for _, p := range o.at {
		if p.ProcessState == nil {
			_ = p.Process.Kill() // it may have ended by itself
			_ = p.Wait()
		}
	}
	o.drop(append(o.topics(), o.prefix+"raw", o.dead)...) // to spare the broker
}

func (o *course) topics() []string {
	var names []string
	for _, s := range o.stages {
		names = append(names, o.topic(s))
	}
	return names
}

// makeTopics creates topics and waits until they have leaders.
func makeTopics(t *testing.T, c *kgo.Client, parts, rf int, names ...string) {
	t.Helper()
	req := kmsg.NewPtrCreateTopicsRequest()
	for _, name := range names {
		topic := kmsg.NewCreateTopicsRequestTopic()
		topic.Topic, topic.NumPartitions, topic.ReplicationFactor = name, int32(parts), int16(rf)
		if rf > 2 {
			min := kmsg.NewCreateTopicsRequestTopicConfig()
			min.Name, min.Value = "min.insync.replicas", new("2")
			topic.Configs = append(topic.Configs, min)
		}
		req.Topics = append(req.Topics, topic)
	}
	res, err := req.RequestWith(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, made := range res.Topics {
		if made.ErrorCode != 0 {
			t.Fatalf("create topic %s: error %d", made.Topic, made.ErrorCode)
		}
	}
	meta := kmsg.NewPtrMetadataRequest()
	for _, name := range names {
		meta.Topics = append(meta.Topics, kmsg.MetadataRequestTopic{Topic: new(name)})
	}
	eventually(t, "topics have leaders", func() bool {
		found, err := meta.RequestWith(t.Context(), c)
		if err != nil || len(found.Topics) != len(names) {
			return false
		}
		for _, topic := range found.Topics {
			if topic.ErrorCode != 0 || len(topic.Partitions) != parts {
				return false
			}
			for _, p := range topic.Partitions {
				if p.ErrorCode != 0 || p.Leader < 0 {
					return false
				}
			}
		}
		return true
	})
}
