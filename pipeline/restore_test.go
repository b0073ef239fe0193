package pipeline_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/pipelinetest"
)

// reading notes from which offsets state is read.
type reading struct {
	*pipelinetest.Broker
	mu   sync.Mutex
	from []int64
	anew bool // the topic was made anew: no offset is in it but the first
}

type readingTerm struct {
	pipeline.Term
	b *reading
}

func (b *reading) Join(ctx context.Context, m pipeline.Membership) (pipeline.Term, error) {
	t, err := b.Broker.Join(ctx, m)
	return readingTerm{t, b}, err
}

func (t readingTerm) Read(ctx context.Context, p pipeline.Partition, from int64, yield func(pipeline.Message) error) (int64, error) {
	t.b.mu.Lock()
	t.b.from = append(t.b.from, from)
	t.b.mu.Unlock()
	if t.b.anew && from > 0 {
		return 0, pipeline.ErrNoSuchOffset
	}
	return t.Term.Read(ctx, p, from, yield)
}

func TestARebalanceReadsOnlyWhatIsNewOfTheState(t *testing.T) { rebalances(t, false, 0, 0, 4) }

func TestStateIsReadFromTheBeginningWhereItsTopicWasMadeAnew(t *testing.T) {
	rebalances(t, true, 0, 0, 4, 0)
}

func rebalances(t *testing.T, anew bool, want ...int64) {
	synctest.Test(t, func(t *testing.T) {
		b := &reading{Broker: pipelinetest.NewBroker(1), anew: anew}
		in := func(values ...string) {
			var msgs []pipeline.Message
			for _, v := range values {
				msgs = append(msgs, pipeline.Message{Topic: "in", Key: []byte(v), Value: []byte(v)})
			}
			if err := b.Produce(t.Context(), msgs); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second) // virtual
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- pipeline.Run(ctx, b, countSpec(), pipeline.Options{}) }()
		in("a", "b")
		b.EndTerm("c") // nothing is known yet of how far the state holds
		in("a", "c")
		time.Sleep(time.Minute)
		in("d") // with this commit it is noted
		b.EndTerm("c")
		in("a")
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if d := cmp.Diff(want, b.from); d != "" {
			t.Errorf("read from:\n%s", d)
		}
		var got []string
		for _, m := range b.Messages("counts") {
			got = append(got, string(m.Value))
		}
		if want := []string{"a|", "b|", "a||", "c|", "d|", "a|||"}; !slices.Equal(got, want) {
			t.Errorf("counts %v, want %v", got, want)
		}
	})
}
