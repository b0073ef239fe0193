package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/pipelinetest"
)

// itemError, coded and skip are what a stage may return; see pipeline.Stage.
type itemError struct {
	index int
	part  string
}

func (e *itemError) Error() string       { return "bad item" }
func (e *itemError) Item() (int, []byte) { return e.index, []byte(e.part) }

type coded struct{}

func (coded) Error() string  { return "no good" }
func (coded) Reason() string { return "bad-copy" }

type skip struct{}

func (skip) Error() string   { return "skipped" }
func (skip) Dropped() string { return "repeat" }

// split gives each word of its input; words of certain letters are trouble.
func split(_ context.Context, in string) ([]string, error) {
	var out []string
	var errs error
	for i, word := range strings.Fields(in) {
		switch word {
		case "panic":
			panic("at the disco")
		case "fault":
			return nil, coded{}
		case "skip":
			return nil, skip{}
		case "item":
			errs = errors.Join(errs, &itemError{i, word})
		default:
			out = append(out, word)
		}
	}
	return out, errs
}

// count numbers its inputs by key, in its store, and has a timer.
type count struct{}

func (count) Process(_ context.Context, s pipeline.Store, in string) ([]string, error) {
	v, _ := s.Get(in)
	s.Put(in, append(v, '|'))
	if in == "boom" {
		return nil, coded{}
	}
	v, _ = s.Get(in)
	return []string{in + string(v)}, nil
}

func (count) Tick(_ context.Context, s pipeline.Store, now time.Time) ([]string, error) {
	var out []string
	for key := range s.Scan("timer/") {
		s.Delete(key)
		out = append(out, "rang:"+strings.TrimPrefix(key, "timer/"))
	}
	return out, nil
}

func decode(m pipeline.Message) (any, error) { return string(m.Value), nil }

func emit(topic string) pipeline.Emit[string] {
	return func(s string, _ int) ([]pipeline.Message, error) {
		return []pipeline.Message{{Topic: topic, Key: []byte(s), Value: []byte(s)}}, nil
	}
}

func splitSpec() pipeline.Spec {
	step := pipeline.Pure("split", split, emit("words"))
	step.Writes = true
	return pipeline.Spec{Group: "g", Inputs: []string{"in"}, Dead: "dead", Lane: "live", Decode: decode, Steps: []pipeline.Step{step}}
}

func countSpec() pipeline.Spec {
	step := pipeline.Keep("count", count{}, "state", true, emit("counts"))
	step.Writes = true
	return pipeline.Spec{Group: "c", Inputs: []string{"in"}, Dead: "dead", Decode: decode, Steps: []pipeline.Step{step}}
}

// play runs a spec over inputs in virtual time until nothing moves any more,
// then drains it.
func play(t *testing.T, b *pipelinetest.Broker, spec pipeline.Spec, o pipeline.Options, inputs ...string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var msgs []pipeline.Message
		for _, in := range inputs {
			msgs = append(msgs, pipeline.Message{Topic: "in", Key: []byte(in), Value: []byte(in)})
		}
		if err := b.Produce(t.Context(), msgs); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- pipeline.Run(ctx, b, spec, o) }()
		time.Sleep(3 * time.Second) // virtual
		synctest.Wait()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run = %v", err)
		}
	})
}

func values(msgs []pipeline.Message) map[string]int {
	out := map[string]int{}
	for _, m := range msgs {
		out[string(m.Value)]++
	}
	return out
}

func totals(t *testing.T, b *pipelinetest.Broker, group string) pipeline.Totals {
	t.Helper()
	sum := pipeline.Totals{Dropped: map[string]int64{}}
	for _, at := range b.Committed(group) {
		one, err := pipeline.ParseTotals(at.Metadata)
		if err != nil {
			t.Fatal(err)
		}
		sum.Done += one.Done
		sum.Dead += one.Dead
		sum.Emitted += one.Emitted
		for r, n := range one.Dropped {
			sum.Dropped[r] += n
		}
	}
	return sum
}

func TestRunGivesEveryInputOneOutcome(t *testing.T) {
	b := pipelinetest.NewBroker(3)
	reg := prometheus.NewRegistry()
	play(t, b, splitSpec(), pipeline.Options{Metrics: pipeline.NewMetrics(reg)},
		"a b", "c", "fault", "panic", "skip", "", "d item e item")
	want := map[string]int{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}
	if diff := cmp.Diff(want, values(b.Messages("words"))); diff != "" {
		t.Errorf("words:\n%s", diff)
	}
	got := totals(t, b, "g")
	if diff := cmp.Diff(pipeline.Totals{Done: 5, Dead: 4, Dropped: map[string]int64{"repeat": 1, "skipped": 1}, Emitted: 5}, got); diff != "" {
		t.Errorf("totals:\n%s", diff)
	}
	if got.In() != 11 {
		t.Errorf("In = %d, want 11", got.In())
	}
	expected := `
# HELP wirewatch_items_total Items that came to an outcome, counted when they were committed.
# TYPE wirewatch_items_total counter
wirewatch_items_total{outcome="dead",stage="split"} 4
wirewatch_items_total{outcome="done",stage="split"} 5
wirewatch_items_total{outcome="dropped",stage="split"} 2
`
	if err := testutil.GatherAndCompare(reg, strings.NewReader(expected), "wirewatch_items_total"); err != nil {
		t.Error(err)
	}
}

func TestRunSendsBadInputToDeadLetters(t *testing.T) {
	b := pipelinetest.NewBroker(1)
	play(t, b, splitSpec(), pipeline.Options{}, "fault", "panic", "x item")
	dead := b.Messages("dead")
	if len(dead) != 3 {
		t.Fatalf("%d dead letters, want 3", len(dead))
	}
	f := func(i int, value, reason, item string) {
		t.Helper()
		d := dead[i]
		if string(d.Value) != value || d.Header("ww-reason") != reason || d.Header("ww-item") != item ||
			d.Header("ww-stage") != "split" || d.Header("ww-attempt") != "1" || d.Header("ww-first") == "" ||
			d.Header("lane") != "live" || d.Header("ww-origin") != fmt.Sprintf("in/0/%d", i) {
			t.Errorf("dead letter %d = %q %v", i, d.Value, d.Headers)
		}
	}
	byOrigin := map[string]pipeline.Message{}
	for _, d := range dead {
		byOrigin[d.Header("ww-origin")] = d
	}
	for i := range dead {
		dead[i] = byOrigin[fmt.Sprintf("in/0/%d", i)]
	}
	f(0, "fault", "bad-copy", "")
	f(1, "panic", "panic", "")
	f(2, "item", "stage-error", "1")
	if !strings.Contains(dead[1].Header("ww-error"), "at the disco") {
		t.Errorf("ww-error = %q", dead[1].Header("ww-error"))
	}
}

func TestRunKeepsTheHistoryOfAReplayedDeadLetter(t *testing.T) {
	b := pipelinetest.NewBroker(1)
	headers := []pipeline.Header{{Key: "source", Value: []byte("s")}, {Key: "ww-attempt", Value: []byte("2")}, {Key: "ww-first", Value: []byte("2026-01-02T03:04:05Z")}}
	if err := b.Produce(t.Context(), []pipeline.Message{{Topic: "in", Value: []byte("fault"), Headers: headers}}); err != nil {
		t.Fatal(err)
	}
	play(t, b, splitSpec(), pipeline.Options{})
	d := b.Messages("dead")[0]
	if d.Header("ww-attempt") != "3" || d.Header("ww-first") != "2026-01-02T03:04:05Z" || d.Header("source") != "s" {
		t.Errorf("headers = %v", d.Headers)
	}
	n := 0
	for _, h := range d.Headers {
		if h.Key == "ww-attempt" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("ww-attempt stands %d times", n)
	}
}

func TestRunLeavesOutTheBytesOfALargeDeadLetter(t *testing.T) {
	b := pipelinetest.NewBroker(1)
	large := "fault " + strings.Repeat("x", pipeline.MaxDeadBytes)
	play(t, b, splitSpec(), pipeline.Options{}, large)
	d := b.Messages("dead")[0]
	if len(d.Value) != 0 || d.Header("ww-omitted") != fmt.Sprint(len(large)) || d.Header("ww-origin") != "in/0/0" {
		t.Errorf("dead letter of %d bytes, headers %v", len(d.Value), d.Headers[1:])
	}
}

func TestRunBuriesWhatTheBrokerRefuses(t *testing.T) {
	for _, says := range []string{"which", "not which"} {
		t.Run(says, func(t *testing.T) {
			b := pipelinetest.NewBroker(1)
			b.Refuse = func(m pipeline.Message) error {
				if m.Topic == "words" && string(m.Value) == "huge" {
					return errors.New("message too large")
				}
				return nil
			}
			if says == "not which" {
				b.OnCommit = func(_ map[pipeline.Partition]pipeline.Position, out []pipeline.Message) error {
					for _, m := range out {
						if err := b.Refuse(m); err != nil {
							return &pipeline.RefusedError{Index: -1, Reason: "too-large", Err: err}
						}
					}
					return nil
				}
			}
			play(t, b, splitSpec(), pipeline.Options{}, "a", "b huge", "c")
			if diff := cmp.Diff(map[string]int{"a": 1, "c": 1}, values(b.Messages("words"))); diff != "" {
				t.Errorf("words:\n%s", diff)
			}
			dead := b.Messages("dead")
			if len(dead) != 1 || string(dead[0].Value) != "b huge" || dead[0].Header("ww-reason") != "too-large" {
				t.Errorf("dead = %v", dead)
			}
		})
	}
}

func TestRunStopsWhereNotEvenADeadLetterIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := pipelinetest.NewBroker(1)
		if err := b.Produce(t.Context(), []pipeline.Message{{Topic: "in", Value: []byte("a")}}); err != nil {
			t.Fatal(err)
		}
		var broken atomic.Bool
		broken.Store(true)
		b.Refuse = func(pipeline.Message) error {
			if broken.Load() {
				return errors.New("no")
			}
			return nil
		}
		var reason atomic.Value
		ready := func(_ bool, why string) { reason.Store(why) }
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- pipeline.Run(ctx, b, splitSpec(), pipeline.Options{Ready: ready}) }()
		time.Sleep(time.Minute) // virtual
		if len(b.Committed("g")) != 0 {
			t.Error("the input was passed over")
		}
		if reason.Load() != "results cannot be written" {
			t.Errorf("ready says %q", reason.Load())
		}
		broken.Store(false)
		time.Sleep(10 * time.Second)
		if len(b.Messages("words")) != 1 || len(b.Messages("dead")) != 0 || reason.Load() != "" {
			t.Errorf("when the topic is mended: %d results, %d dead letters, %q", len(b.Messages("words")), len(b.Messages("dead")), reason.Load())
		}
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run = %v", err)
		}
	})
}

func TestRunGoesOnAfterARebalance(t *testing.T) {
	b := pipelinetest.NewBroker(1)
	commits := 0
	b.OnCommit = func(map[pipeline.Partition]pipeline.Position, []pipeline.Message) error {
		commits++
		if commits == 1 {
			return pipeline.ErrTermEnded
		}
		return nil
	}
	play(t, b, countSpec(), pipeline.Options{}, "a", "a", "b")
	if diff := cmp.Diff(map[string]int{"a|": 1, "a||": 1, "b|": 1}, values(b.Messages("counts"))); diff != "" {
		t.Errorf("counts, the state of the lost term must be gone:\n%s", diff)
	}
}

// A member whose terms end as soon as they begin, as where two processes take
// one instance from each other, does not join in a loop without a pause.
func TestRunRestsWhereTermsAreBrief(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &expelled{}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := pipeline.Run(ctx, b, countSpec(), pipeline.Options{}); err != nil {
			t.Errorf("Run = %v", err)
		}
		if b.joins < 10 || b.joins > 100 {
			t.Errorf("%d joins in a minute", b.joins)
		}
	})
}

// expelled is a cluster that lets a member in and throws it out again.
type expelled struct {
	pipeline.Broker
	joins int
}

func (b *expelled) Join(ctx context.Context, m pipeline.Membership) (pipeline.Term, error) {
	b.joins++
	inner := pipelinetest.NewBroker(1)
	inner.OnCommit = func(map[pipeline.Partition]pipeline.Position, []pipeline.Message) error { return pipeline.ErrTermEnded }
	if err := inner.Produce(ctx, []pipeline.Message{{Topic: m.Topics[0], Value: []byte("a")}}); err != nil {
		return nil, err
	}
	return inner.Join(ctx, m)
}

func TestStateOutlivesTheProcess(t *testing.T) {
	b := pipelinetest.NewBroker(2)
	play(t, b, countSpec(), pipeline.Options{}, "a", "b")
	play(t, b, countSpec(), pipeline.Options{}, "a")
	if diff := cmp.Diff(map[string]int{"a|": 1, "b|": 1, "a||": 1}, values(b.Messages("counts"))); diff != "" {
		t.Errorf("counts:\n%s", diff)
	}
	for _, m := range b.Messages("state") {
		if m.Partition != 0 {
			t.Errorf("global state on partition %d", m.Partition)
		}
	}
}

func TestAFailedInputLeavesNoTraceInTheState(t *testing.T) {
	b := pipelinetest.NewBroker(1)
	play(t, b, countSpec(), pipeline.Options{}, "boom", "a")
	for _, m := range b.Messages("state") {
		if string(m.Key) == "boom" && m.Value != nil {
			t.Errorf("state of the failed input: %q", m.Value)
		}
	}
	if len(b.Messages("dead")) != 1 {
		t.Error("no dead letter")
	}
}

func TestTicksEmitWhatIsDue(t *testing.T) {
	b := pipelinetest.NewBroker(1)
	play(t, b, countSpec(), pipeline.Options{}, "timer/x")
	got := values(b.Messages("counts"))
	if got["rang:x"] != 1 {
		t.Errorf("counts = %v, want one rang:x", got)
	}
	if tt := totals(t, b, "c"); tt.In() != 1 {
		t.Errorf("a tick was counted as an input: %+v", tt)
	}
}

func TestABranchStepPassesItsInputOn(t *testing.T) {
	b := pipelinetest.NewBroker(1)
	branch := pipeline.Pure("split", split, emit("words"))
	branch.Writes, branch.Branch = true, true
	last := pipeline.Pure("echo", func(_ context.Context, s string) ([]string, error) { return []string{s}, nil }, emit("echo"))
	last.Writes = true
	spec := splitSpec()
	spec.Steps = []pipeline.Step{branch, last}
	play(t, b, spec, pipeline.Options{}, "a b", "skip", "fault")
	if diff := cmp.Diff(map[string]int{"a b": 1, "skip": 1}, values(b.Messages("echo"))); diff != "" {
		t.Errorf("echo:\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"a": 1, "b": 1}, values(b.Messages("words"))); diff != "" {
		t.Errorf("words:\n%s", diff)
	}
}

func TestRunRefusesMistakesInTheWiring(t *testing.T) {
	f := func(change func(*pipeline.Spec), part string) {
		t.Helper()
		spec := splitSpec()
		change(&spec)
		err := pipeline.Run(t.Context(), pipelinetest.NewBroker(1), spec, pipeline.Options{})
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("Run = %v, want ...%s...", err, part)
		}
	}
	f(func(s *pipeline.Spec) { s.Group = "" }, "needs a group")
	f(func(s *pipeline.Spec) { s.Dead = "" }, "dead letters")
	f(func(s *pipeline.Spec) { s.Steps = []pipeline.Step{{Name: "x"}} }, "cannot run")
}

func TestHeadersTravelWithTheArticle(t *testing.T) {
	b := pipelinetest.NewBroker(1)
	h := []pipeline.Header{{Key: "traceparent", Value: []byte("00-1")}, {Key: "ww-t-feed", Value: []byte("then")}, {Key: "other", Value: []byte("x")}}
	if err := b.Produce(t.Context(), []pipeline.Message{{Topic: "in", Value: []byte("a"), Headers: h}}); err != nil {
		t.Fatal(err)
	}
	play(t, b, splitSpec(), pipeline.Options{})
	m := b.Messages("words")[0]
	if m.Header("traceparent") != "00-1" || m.Header("ww-t-feed") != "then" || m.Header("ww-t-split") == "" || m.Header("other") != "" {
		t.Errorf("headers = %v", m.Headers)
	}
}

func TestMemoryStore(t *testing.T) {
	s := pipeline.NewMemoryStore()
	s.Restore("a", []byte("1"))
	s.Restore("gone", []byte("1"))
	s.Restore("gone", nil)
	s.Put("b", []byte("2"))
	s.Put("a", []byte("3"))
	s.Delete("b")
	got := map[string]string{}
	for _, m := range s.Changes() {
		got[string(m.Key)] = string(m.Value)
	}
	if diff := cmp.Diff(map[string]string{"a": "3", "b": ""}, got); diff != "" {
		t.Errorf("changes:\n%s", diff)
	}
	s.Rollback()
	if diff := cmp.Diff(map[string][]byte{"a": []byte("1")}, maps.Collect(s.Scan(""))); diff != "" {
		t.Errorf("after rollback:\n%s", diff)
	}
	for _, key := range []string{"p/2", "p/1", "q/1"} {
		s.Put(key, nil)
	}
	var keys []string
	for key := range s.Scan("p/") {
		keys = append(keys, key)
		s.Delete(key)
	}
	if diff := cmp.Diff([]string{"p/1", "p/2"}, keys); diff != "" {
		t.Errorf("scan:\n%s", diff)
	}
	s.Commit()
	if len(s.Changes()) != 0 || s.Len() != 2 {
		t.Errorf("after commit: %v, %d keys", s.Changes(), s.Len())
	}
}
