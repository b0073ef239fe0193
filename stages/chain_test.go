package stages_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wirewatch/wirewatch/docs"
	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/samplewire"
)

// worker makes the stages named, fused, as one process runs them.
func worker(t testing.TB, names ...string) *pipeline.Worker {
	t.Helper()
	spec, err := stages.NewChain(stages.DefaultConfig()).Spec(names...)
	if err != nil {
		t.Fatal(err)
	}
	w, err := pipeline.NewWorker(spec)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// raw gives an item of the sample wire as it stands on the raw topic.
func raw(item samplewire.Item, offset int64) pipeline.Message {
	received := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC).Add(time.Duration(offset) * time.Second)
	m := pipeline.Message{Topic: "wire.raw", Offset: offset, Key: []byte(item.Source), Value: item.Bytes, Time: received}
	for name, value := range map[string]string{"source": item.Source, "content-type": item.ContentType, "received": received.Format(time.RFC3339), "lane": "live", "name": item.Name} {
		m.Headers = append(m.Headers, pipeline.Header{Key: name, Value: []byte(value)})
	}
	return m
}

func TestSampleWireThroughAllStages(t *testing.T) {
	w := worker(t, stages.Normalise, stages.Tag, stages.Detect, stages.Track)
	valid, err := docs.RecordValidator()
	if err != nil {
		t.Fatal(err)
	}
	for i, item := range samplewire.Items() {
		want := samplewire.Expected()[i]
		if want.Articles[0].Reason == "repeat" {
			continue // feed drops it
		}
		r := w.Handle(context.Background(), raw(item, int64(i)))
		t.Run(want.Name, func(t *testing.T) {
			if in, out := len(want.Articles), r.Done+len(r.Failures)+dropped(r); in != out {
				t.Errorf("%d items come to %d outcomes", in, out)
			}
			for k, m := range r.Out {
				checkOutcome(t, m, want.Articles[k], valid)
			}
			for _, f := range r.Failures {
				if f.Reason != want.Articles[0].Reason {
					t.Errorf("dead for %s (%v), want %+v", f.Reason, f.Err, want.Articles[0])
				}
			}
		})
	}
}

func dropped(r pipeline.Result) (n int) {
	for _, k := range r.Dropped {
		n += k
	}
	return n
}

func checkOutcome(t *testing.T, m pipeline.Message, want samplewire.Outcome, valid func([]byte) error) {
	t.Helper()
	if err := valid(m.Value); err != nil {
		t.Errorf("record is not valid: %v", err)
	}
	a, err := record.Decode(m.Value)
	if err != nil {
		t.Fatal(err)
	}
	if most := 12*len(a.Text) + 6144; len(m.Value) > most {
		t.Errorf("record has %d bytes for a text of %d, at most %d", len(m.Value), len(a.Text), most)
	}
	if a.URI != want.URI || string(a.Tracking.Action) != want.Tracking || a.Hold != want.Hold {
		t.Errorf("%s tracked as %s (hold %v), want %s as %s (hold %v)", a.URI, a.Tracking.Action, a.Hold, want.URI, want.Tracking, want.Hold)
	}
	if want.Of != "" && a.Tracking.Of != want.Of {
		t.Errorf("is %s of %s, want of %s", a.Tracking.Action, a.Tracking.Of, want.Of)
	}
	live := map[string]bool{}
	for _, d := range a.Detections {
		if d.Live() {
			live[d.Theme] = true
		}
	}
	for _, theme := range want.Live {
		if !live[theme] {
			t.Errorf("%s is not live; found %s", theme, found(&a))
		}
	}
	for _, theme := range want.NotLive {
		if live[theme] {
			t.Errorf("%s is live: %s", theme, found(&a))
		}
	}
	if want.Quiet && len(live) > 0 {
		t.Errorf("should be quiet, but %s", found(&a))
	}
	for _, words := range want.Secret {
		if strings.Contains(string(m.Value), words) {
			t.Errorf("not for publication, but in the record: %q", words)
		}
	}
}

func found(a *article.Article) string {
	var out []string
	for _, d := range a.Detections {
		by := ""
		if d.SaidBy != nil {
			by = " by " + d.SaidBy.Text
		}
		e := d.Evidence[0]
		out = append(out, fmt.Sprintf("%s %s%s: %q", d.Theme, d.Status, by, e.In(a.In(e.Field))))
	}
	return strings.Join(out, "; ")
}

func TestFusedStagesGiveTheBytesOfSeparateOnes(t *testing.T) {
	names := []string{stages.Normalise, stages.Tag, stages.Detect, stages.Track}
	fused := worker(t, names...)
	var separate []*pipeline.Worker
	for _, name := range names {
		separate = append(separate, worker(t, name))
	}
	for i, item := range samplewire.Items() {
		m := raw(item, int64(i))
		want := fused.Handle(context.Background(), m)
		msgs := []pipeline.Message{m}
		for _, w := range separate {
			var next []pipeline.Message
			for _, m := range msgs {
				next = append(next, w.Handle(context.Background(), m).Out...)
			}
			msgs = next
		}
		if !slices.EqualFunc(want.Out, msgs, func(x, y pipeline.Message) bool {
			return string(x.Value) == string(y.Value) && string(x.Key) == string(y.Key) && x.Header("ce_id") == y.Header("ce_id")
		}) {
			t.Errorf("%s: fused and separate stages differ", item.Name)
		}
	}
}
