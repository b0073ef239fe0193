package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/deliver"
)

// display prints records and alerts, one at a time, and remembers how long
// they took.
type display struct {
	mu      sync.Mutex
	out     io.Writer
	json    bool
	width   int
	colour  bool
	took    []time.Duration
	records int
	alerts  int
	open    map[string]bool
}

func newDisplay(out io.Writer, asJSON bool) *display {
	width, colour := terminal(out, 0)
	return &display{out: out, json: asJSON, width: width, colour: colour, open: map[string]bool{}}
}

func (s *display) banner(format string, args ...any) {
	if !s.json {
		fmt.Fprintf(s.out, format+"\n\n", args...)
	}
}

func (s *display) record(a *article.Article, m pipeline.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records++
	if received, ok := a.Source.Received.Time(); ok {
		s.took = append(s.took, time.Since(received))
	}
	if s.json {
		fmt.Fprintf(s.out, `{"type":"record","record":%s}`+"\n", m.Value)
		return
	}
	fmt.Fprintln(s.out, recordLine(a, m.Time, s.width, s.colour))
}

func (s *display) alert(a article.Alert, value []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.alerts++
	s.open[a.ID] = true
	if s.json {
		fmt.Fprintf(s.out, `{"type":"alert","alert":%s}`+"\n", value)
		return
	}
	width := deliver.DefaultWidth
	if s.width > 0 {
		width = min(s.width, 120)
	}
	fmt.Fprintln(s.out, deliver.Box(a, width, s.colour))
}

// await waits until all that stands on the topics has been shown.
func (s *display) await(ctx context.Context, ends func(context.Context) (records, alerts int, err error)) error {
	for {
		records, alerts, err := ends(ctx)
		if err != nil {
			return err
		}
		s.mu.Lock()
		shown := s.records >= records && s.alerts >= alerts
		s.mu.Unlock()
		if shown {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// openAlerts is how many alerts were raised, each counted once.
func (s *display) openAlerts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// latency gives the median and the 99th percentile, in milliseconds.
func (s *display) latency() (p50, p99 float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.took) == 0 {
		return 0, 0
	}
	slices.Sort(s.took)
	at := func(q float64) float64 { return s.took[int(q*float64(len(s.took)-1))].Seconds() * 1000 }
	return at(0.5), at(0.99)
}

func (s *display) summary(sum summary) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.json {
		return json.NewEncoder(s.out).Encode(sum)
	}
	_, err := fmt.Fprintf(s.out, "\nin %d items = out %d + dead %d + dropped %d   alerts %d   %.0f articles/s   raw to enriched p50 %.0f ms, p99 %.0f ms\n",
		sum.In, sum.Out, sum.Dead, sum.Dropped, sum.Alerts, sum.Rate, sum.P50, sum.P99)
	return err
}
