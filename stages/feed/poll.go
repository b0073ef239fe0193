package feed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// PollConfig says which feeds to fetch, and how often at most.
type PollConfig struct {
	Intake  *Intake
	Client  *http.Client // a Guard's
	Feeds   []Feed
	Least   time.Duration // shortest time between two fetches of a feed
	Most    time.Duration // longest
	PerHost time.Duration // shortest time between two fetches from one host
	Silent  time.Duration // a feed with nothing new for this long is named in the log
	MaxBody int64
	Agent   string // User-Agent
	Now     func() time.Time
	Jitter  func(time.Duration) time.Duration // nil takes up to a tenth off or adds it
	Log     *slog.Logger
	Marks   *Marks // of what was fetched, over restarts
}

// Feed is one to fetch.
type Feed struct{ Source, URL string }

// Poll fetches feeds until ctx ends. A feed that brings something new is
// fetched more often, down to Least; one that does not, or fails, less often,
// up to Most.
func Poll(ctx context.Context, c PollConfig) error {
	if err := c.defaults(); err != nil {
		return err
	}
	hosts := &hosts{next: map[string]time.Time{}}
	var wg sync.WaitGroup
	for _, f := range c.Feeds {
		wg.Go(func() {
			p := poller{PollConfig: c, feed: f, hosts: hosts, every: c.Least, fresh: c.Now()}
			p.run(ctx)
		})
	}
	wg.Wait()
	return nil
}

func (c *PollConfig) defaults() error {
	set := func(v *time.Duration, value time.Duration) {
		if *v == 0 {
			*v = value
		}
	}
	set(&c.Least, time.Minute)
	set(&c.Most, 30*time.Minute)
	set(&c.PerHost, 2*time.Second)
	set(&c.Silent, 6*time.Hour)
	if c.MaxBody == 0 {
		c.MaxBody = DefaultMaxItem
	}
	if c.Agent == "" {
		c.Agent = "wirewatch (feed reader)"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Jitter == nil {
		c.Jitter = func(d time.Duration) time.Duration { return d + time.Duration((rand.Float64()-0.5)*float64(d)/5) }
	}
	switch {
	case c.Least > c.Most:
		return fmt.Errorf("least %s: longer than most %s", c.Least, c.Most)
	case len(c.Feeds) == 0:
		return errors.New("feeds: none given")
	case c.Intake == nil || c.Client == nil || c.Marks == nil || c.Log == nil:
		return errors.New("poll: an intake, a client, marks and a log are needed")
	}
	for _, f := range c.Feeds {
		if u, err := url.Parse(f.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return fmt.Errorf("feed %q: not an address of http or https", f.URL)
		}
	}
	return nil
}

// poller looks after one feed.
type poller struct {
	PollConfig
	feed   Feed
	hosts  *hosts
	every  time.Duration
	fresh  time.Time // when something new came last
	silent bool
}

func (p *poller) run(ctx context.Context) {
	wait := p.Jitter(p.PerHost)
	for {
		if !sleep(ctx, wait) || !p.hosts.wait(ctx, p.feed.URL, p.PerHost, p.Now) {
			return
		}
		news, after, err := p.fetch(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			p.Intake.Failed(p.feed.Source)
			p.Log.Warn("fetch feed", "source", p.feed.Source, "err", err)
		}
		wait = max(p.Jitter(p.next(news)), after)
	}
}

// next gives the time until the next fetch.
func (p *poller) next(news bool) time.Duration {
	now := p.Now()
	if news {
		p.fresh, p.silent = now, false
		p.every = max(p.Least, p.every/2)
		return p.every
	}
	p.every = min(p.Most, p.every*3/2)
	if !p.silent && now.Sub(p.fresh) > p.Silent {
		p.silent = true
		p.Log.Warn("feed is silent", "source", p.feed.Source, "since", p.fresh.UTC().Format(time.RFC3339))
	}
	return p.every
}

// fetch gets the feed, unless it has not changed, and hands it in. It tells
// whether something new came, and how long the host wants to be left alone.
func (p *poller) fetch(ctx context.Context) (news bool, after time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.feed.URL, nil)
	if err != nil {
		return false, 0, err
	}
	mark := p.Marks.Get(p.feed)
	r.Header.Set("User-Agent", p.Agent)
	r.Header.Set("Accept", "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5")
	if mark.ETag != "" {
		r.Header.Set("If-None-Match", mark.ETag)
	}
	if mark.Modified != "" {
		r.Header.Set("If-Modified-Since", mark.Modified)
	}
	res, err := p.Client.Do(r)
	if err != nil {
		return false, 0, err
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotModified:
		return false, 0, nil
	case res.StatusCode != http.StatusOK:
		return false, retryAfter(res, p.Now()), fmt.Errorf("%s answers %s", p.feed.URL, res.Status)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, p.MaxBody+1))
	if err != nil {
		return false, 0, err
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return false, 0, fmt.Errorf("%s answers with nothing", p.feed.URL)
	}
	out, err := p.Intake.Put(ctx, Item{Source: p.feed.Source, ContentType: res.Header.Get("Content-Type"), Name: p.feed.URL, Bytes: body})
	if err != nil {
		return false, 0, err
	}
	// Only what the broker has is marked: a restart before that fetches again.
	p.Marks.Put(p.feed, Mark{ETag: res.Header.Get("ETag"), Modified: res.Header.Get("Last-Modified")})
	return out[0] == Accepted, 0, nil
}

// longestRetry bounds how long a host may ask to be left alone.
const longestRetry = 24 * time.Hour

func retryAfter(res *http.Response, now time.Time) time.Duration {
	s := res.Header.Get("Retry-After")
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return min(time.Duration(min(n, 1<<20))*time.Second, longestRetry)
	}
	if at, err := http.ParseTime(s); err == nil {
		return min(max(0, at.Sub(now)), longestRetry)
	}
	return 0
}

// hosts spaces the fetches from one host.
type hosts struct {
	mu   sync.Mutex
	next map[string]time.Time
}

func (h *hosts) wait(ctx context.Context, address string, gap time.Duration, now func() time.Time) bool {
	u, err := url.Parse(address)
	if err != nil {
		return true
	}
	h.mu.Lock()
	at := now()
	if turn := h.next[u.Host]; turn.After(at) {
		at = turn
	}
	h.next[u.Host] = at.Add(gap)
	h.mu.Unlock()
	return sleep(ctx, at.Sub(now()))
}

// sleep waits, and reports whether ctx still goes on.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
