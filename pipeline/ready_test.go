package pipeline_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/pipelinetest"
)

// slow is a broker whose first commits take long and end the term.
type slow struct {
	*pipelinetest.Broker
	commits *int
}

type slowTerm struct {
	pipeline.Term
	commits *int
}

func (b slow) Join(ctx context.Context, m pipeline.Membership) (pipeline.Term, error) {
	t, err := b.Broker.Join(ctx, m)
	return slowTerm{t, b.commits}, err
}

func (t slowTerm) Commit(ctx context.Context, done map[pipeline.Partition]pipeline.Position, out []pipeline.Message) error {
	if *t.commits++; *t.commits <= 2 {
		time.Sleep(8 * time.Second)
		return pipeline.ErrTermEnded
	}
	return t.Term.Commit(ctx, done, out)
}

func TestAMemberWhoseResultsAreNotWrittenIsNotReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := slow{pipelinetest.NewBroker(1), new(int)}
		if err := b.Produce(t.Context(), []pipeline.Message{{Topic: "in", Value: []byte("word")}}); err != nil {
			t.Fatal(err)
		}
		var said []string
		ready := func(_ bool, reason string) {
			if len(said) == 0 || said[len(said)-1] != reason {
				said = append(said, reason)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- pipeline.Run(ctx, b, splitSpec(), pipeline.Options{Ready: ready}) }()
		time.Sleep(30 * time.Second) // virtual
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		want := []string{"", "results cannot be written", "", "no partitions yet"}
		if d := cmp.Diff(want, said); d != "" {
			t.Error(d)
		}
	})
}
