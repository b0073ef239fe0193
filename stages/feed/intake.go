package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
)

// Item is copy that came in at an edge.
type Item struct {
	Source      string
	ContentType string
	Format      string // "" to detect it
	Name        string // file or address
	Key         string // the sender's idempotency key; "" goes by the bytes alone
	Bytes       []byte
	Size        int64  // of an item whose bytes are not held; 0 is that of Bytes
	SHA256      string // likewise
	Again       bool   // take it even where it was seen
}

// Outcome is what became of an item.
type Outcome string

// The outcomes.
const (
	Accepted  Outcome = "accepted"  // it is on the raw topic
	Repeated  Outcome = "repeated"  // it was there already
	TooLarge  Outcome = "too-large" // a dead letter names it
	OverQuota Outcome = "over-quota"
)

// ErrBusy says that more waits to be written than may; ask again later.
var ErrBusy = errors.New("more copy is waiting than the broker takes")

// Store is the state of the feeds: of topic wire.feed-state. Package pipeline
// has one in memory.
type Store interface {
	pipeline.Store
	Changes() []pipeline.Message
	Commit()
	Rollback()
}

// IntakeConfig says where copy goes and how much of it is taken.
type IntakeConfig struct {
	Topic, Dead, State string // wire.raw, wire.dead, wire.feed-state
	Lane               string
	Key                string // source, item or spread
	MaxItem            int64
	Waiting            int // puts that may wait for the broker
	Quota              Quota
	Now                func() time.Time
	Store              Store
	Produce            func(context.Context, []pipeline.Message) error
}

// Quota is how much one source may send in a minute; 0 does not bound it.
type Quota struct {
	Items int
	Bytes int64
}

// Intake is where all edges hand in copy: it drops repeats, holds sources to
// their quotas, and writes raw records and seen marks in one go. What Put has
// answered is with the broker.
type Intake struct {
	c     IntakeConfig
	queue chan *put
	end   chan struct{} // closed by Close
	files FileConfig    // for headers and dead letters, which are those of files
	seen  *Seen

	mu      sync.Mutex
	sources map[string]*Source
}

type put struct {
	items []Item
	out   []Outcome
	err   error
	done  chan struct{}
}

// maxTogether bounds the puts that are written in one go.
const maxTogether = 64

// NewIntake fills in defaults. Run must be running for Put to end.
func NewIntake(c IntakeConfig) (*Intake, error) {
	if c.Waiting == 0 {
		c.Waiting = 256
	}
	files := FileConfig{Paths: []string{"-"}, Stdin: nothing{}, Topic: c.Topic, Dead: c.Dead, Lane: c.Lane, Key: c.Key, MaxItem: c.MaxItem, Now: c.Now}
	if err := files.Validate(); err != nil {
		return nil, err
	}
	if c.State == "" || c.Store == nil || c.Produce == nil {
		return nil, fmt.Errorf("state %q: a topic, a store and a way to write are needed", c.State)
	}
	c.Lane, c.Key, c.MaxItem, c.Now = files.Lane, files.Key, files.MaxItem, files.Now
	return &Intake{c: c, queue: make(chan *put, c.Waiting), end: make(chan struct{}), files: files, seen: NewSeen(c.Store), sources: map[string]*Source{}}, nil
}

type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, errors.New("nothing to read") }

// Put hands in items and returns when they are durable. An error is for all of
// them: none was taken.
func (in *Intake) Put(ctx context.Context, items ...Item) ([]Outcome, error) {
	p := &put{items: items, done: make(chan struct{})}
	select {
	case in.queue <- p:
	default:
		return nil, ErrBusy
	}
	select {
	case <-p.done:
		return p.out, p.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close ends Run once all that waits is written. Nothing may be put after it.
func (in *Intake) Close() { close(in.end) }

// Run writes what is put until Close or the end of ctx; what waits then is
// answered with the error of ctx.
func (in *Intake) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			in.refuse(ctx.Err())
			return nil
		case <-in.end:
			if len(in.queue) == 0 {
				return nil
			}
			in.write(ctx, []*put{<-in.queue})
		case p := <-in.queue:
			together := []*put{p}
			for len(together) < maxTogether && len(in.queue) > 0 {
				together = append(together, <-in.queue)
			}
			in.write(ctx, together)
		}
	}
}

func (in *Intake) refuse(err error) {
	for {
		select {
		case p := <-in.queue:
			p.err = err
			close(p.done)
		default:
			return
		}
	}
}

// write decides on the items and writes them with their marks.
func (in *Intake) write(ctx context.Context, together []*put) {
	var out []pipeline.Message
	now := in.c.Now().UTC()
	for _, p := range together {
		for i := range p.items {
			outcome, m := in.decide(&p.items[i], now)
			p.out = append(p.out, outcome)
			out = append(out, m...)
		}
	}
	for _, m := range in.c.Store.Changes() {
		m.Topic = in.c.State
		out = append(out, m)
	}
	var err error
	if len(out) > 0 {
		err = in.c.Produce(ctx, out)
	}
	if err != nil {
		in.c.Store.Rollback()
	} else {
		in.c.Store.Commit()
	}
	for _, p := range together {
		if p.err = err; err != nil {
			p.out = nil
		} else {
			in.count(p, now)
		}
		close(p.done)
	}
}

// decide gives the outcome of an item and what is to be written for it.
func (in *Intake) decide(it *Item, now time.Time) (Outcome, []pipeline.Message) {
	f := in.files
	f.Source, f.ContentType = it.Source, it.ContentType
	if it.SHA256 == "" {
		sum := sha256.Sum256(it.Bytes)
		it.SHA256, it.Size = hex.EncodeToString(sum[:]), int64(len(it.Bytes))
	}
	marks := []string{it.SHA256}
	if it.Key != "" {
		sum := sha256.Sum256([]byte(it.Key))
		marks = append(marks, "key-"+hex.EncodeToString(sum[:16]))
	}
	if !it.Again && slices.ContainsFunc(marks, func(m string) bool { return in.seen.Has(it.Source, m, now) }) {
		return Repeated, nil
	}
	if in.over(it, now) {
		return OverQuota, nil
	}
	for _, m := range marks {
		in.seen.Mark(it.Source, m, now)
	}
	read := item{it.Bytes, it.Size, it.SHA256}
	if it.Size > in.c.MaxItem {
		cause := fmt.Errorf("%s: %d bytes, at most %d are taken; sha256 %s", it.Name, it.Size, in.c.MaxItem, it.SHA256)
		return TooLarge, []pipeline.Message{f.deadLetter(it.Name, read, string(TooLarge), cause, now)}
	}
	m := f.message(it.Name, read, now)
	if it.Format != "" {
		m.Headers = append(m.Headers, pipeline.Header{Key: "format", Value: []byte(it.Format)})
	}
	return Accepted, []pipeline.Message{m}
}
