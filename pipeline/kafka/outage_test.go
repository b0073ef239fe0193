package kafka_test

import (
	"context"
	"errors"
	"net"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/embedded"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

// freePort is a port that nothing listens on.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func startAt(t *testing.T, dir string, port int) *embedded.Broker {
	t.Helper()
	b, err := embedded.Start(embedded.Config{DataDir: dir, Port: port, Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// states notes what OnState is told.
type states struct {
	mu  sync.Mutex
	all []bool
}

func (s *states) note(up bool, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, up)
}

func (s *states) last() (up, any bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.all) == 0 {
		return false, false
	}
	return s.all[len(s.all)-1], true
}

func TestBrokerDownAtStartAndGoneForAWhile(t *testing.T) {
	if os.Getenv("WIREWATCH_TEST_BROKERS") != "" {
		t.Skip("cannot stop a broker that is not ours")
	}
	dir, port := t.TempDir(), freePort(t)
	var s states
	b := open(t, []string{net.JoinHostPort("127.0.0.1", strconv.Itoa(port))}, func(c *kafka.Config) { c.OnState = s.note })
	who := pipeline.Membership{Group: "g", Topics: []string{"wire"}}
	joined := make(chan pipeline.Term, 1)
	go func() {
		term, err := b.Join(t.Context(), who)
		if err != nil {
			t.Error(err)
		}
		joined <- term
	}()
	until(t, "told that the broker is down", func() bool { up, any := s.last(); return any && !up })

	first := startAt(t, dir, port)
	if _, err := b.CreateTopics(within(t), []kafka.TopicSpec{{Name: "wire", Partitions: 2, Replication: 1}}); err != nil {
		t.Fatal(err)
	}
	term := <-joined
	if term == nil {
		t.FailNow()
	}
	until(t, "told that the broker is up", func() bool { up, any := s.last(); return any && up })
	produce(t, b, numbered("wire", "k", 3)...)
	msgs := fetch(t, term, 3)

	first.Close()
	wrote := make(chan error, 1)
	go func() { wrote <- b.Produce(t.Context(), numbered("wire", "later", 2)) }()
	until(t, "told that the broker is gone", func() bool { up, _ := s.last(); return !up })
	startAt(t, dir, port)
	if err := <-wrote; err != nil {
		t.Fatal(err)
	}
	until(t, "told that the broker is back", func() bool { up, _ := s.last(); return up })

	p := msgs[2].At()
	err := term.Commit(within(t), map[pipeline.Partition]pipeline.Position{p: {Next: 3}}, nil)
	if err != nil && !errors.Is(err, pipeline.ErrTermEnded) {
		t.Fatal(err)
	}
	next := int64(3)
	if err != nil {
		next = 0 // the group had gone on meanwhile: nothing lost, all comes again
	}
	leave(t, term)
	term = join(t, b, who)
	defer leave(t, term)
	if got := term.Positions()[p].Next; got != next {
		t.Errorf("position %d after the outage, want %d", got, next)
	}
	got := values(fetch(t, term, 2+3-int(next)))
	if d := cmp.Diff([]string{"later 0", "later 1"}, got[len(got)-2:]); d != "" && kafka.PartitionOf([]byte("later"), 2) == p.Number {
		t.Error(d)
	}
}

func TestNothingHangsWhenTheContextEnds(t *testing.T) {
	dead, err := kafka.Open(kafka.Config{Brokers: []string{net.JoinHostPort("127.0.0.1", strconv.Itoa(freePort(t)))}, Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, brokers(t))
	name := topic(t, b, 1, nil)
	term := join(t, b, pipeline.Membership{Group: name, Topics: []string{name}})
	defer leave(t, term)
	f := func(what string, call func(context.Context) error) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		began := time.Now()
		err := call(ctx)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", what, err)
		}
		if d := time.Since(began); d > 3*time.Second {
			t.Errorf("%s took %s", what, d)
		}
	}
	f("Fetch", func(ctx context.Context) error { _, err := term.Fetch(ctx); return err })
	f("Join", func(ctx context.Context) error {
		_, err := dead.Join(ctx, pipeline.Membership{Group: "g", Topics: []string{"t"}})
		return err
	})
	f("Join without the topic", func(ctx context.Context) error {
		_, err := b.Join(ctx, pipeline.Membership{Group: "g", Topics: []string{unique(t)}})
		return err
	})
	f("Produce", func(ctx context.Context) error { return dead.Produce(ctx, numbered("t", "k", 1)) })
	f("ListTopics", func(ctx context.Context) error { _, err := dead.ListTopics(ctx, ""); return err })
	f("ReadFrom", func(ctx context.Context) error {
		return b.ReadFrom(ctx, name, kafka.Start{Follow: true}, func(pipeline.Message) error { return nil })
	})
}
