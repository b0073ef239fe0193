package track

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
)

// unknownEnd marks a hold that has no readable end: only another version or a
// kill ends it.
const unknownEnd = "unknown"

// hold decides whether the article is under embargo and keeps it until then.
// An article whose own time is unknown is held, and the next Tick decides. A
// new version of a held item that names no embargo keeps the old one: copy
// must not slip out by a correction sent without it.
func (v *visit) hold() error {
	a, it := &v.out, &v.item
	until, embargoed := v.until()
	v.state.release(it)
	if !embargoed || !until.IsZero() && !v.now.IsZero() && !until.After(v.now) {
		return nil
	}
	a.Hold = true
	it.Until = unknownEnd
	if until.IsZero() {
		a.Warn("embargo-unreadable", string(a.EmbargoedUntil))
		return nil
	}
	raw, err := v.tracker.config.Encode(v.in)
	if err != nil {
		return fmt.Errorf("keep %q under embargo: %w", a.URI, err)
	}
	it.Until = stamp(ceil(until))
	it.Timer = "timer/" + it.Until + "/" + a.URI
	v.state.store.Put(it.Timer, raw)
	return nil
}

// until gives the end of the embargo; the zero time with true is one that
// cannot be read.
func (v *visit) until() (time.Time, bool) {
	if v.in.EmbargoedUntil != "" {
		at, _ := v.in.EmbargoedUntil.Time()
		return at, true
	}
	if v.item.Until == "" {
		return time.Time{}, false
	}
	at, _ := article.Timestamp(v.item.Until).Time()
	return at, true
}

// release ends the hold of an item, without emitting anything.
func (s state) release(it *item) {
	if it.Timer != "" {
		s.store.Delete(it.Timer)
	}
	it.Timer, it.Until = "", ""
}

// ceil rounds up to the second, the precision of timers: never too early.
func ceil(t time.Time) time.Time {
	if c := t.Truncate(time.Second); c.Before(t) {
		return c.Add(time.Second)
	}
	return t
}

// Tick emits the articles whose embargo has ended, and forgets items.
func (t *Tracker) Tick(_ context.Context, s pipeline.Store, now time.Time) ([]article.Article, error) {
	state := state{s}
	var out []article.Article
	for key, raw := range s.Scan("timer/") {
		at, _, _ := strings.Cut(strings.TrimPrefix(key, "timer/"), "/")
		if at > stamp(now) {
			break
		}
		a, err := t.released(state, key, raw)
		if err != nil {
			return nil, err
		}
		if a != nil {
			out = append(out, *a)
		}
	}
	return out, state.forget(now)
}

// released gives the article of a timer, now free to go; nil where the item
// has moved on.
func (t *Tracker) released(state state, key string, raw []byte) (*article.Article, error) {
	state.store.Delete(key)
	a, err := t.config.Decode(raw)
	if err != nil {
		return nil, fmt.Errorf("read the article held under %q: %w", key, err)
	}
	it, err := state.item(a.URI)
	if err != nil || it.Timer != key || it.Killed != "" {
		return nil, err
	}
	story, err := state.story(it.Story, &a, time.Time{})
	if err != nil {
		return nil, err
	}
	story.Revision++
	state.putStory(story)
	state.release(&it)
	state.put("ver/"+it.URI, it)
	a = a.Clone()
	a.Tracking = &article.Tracking{Action: article.Release, Of: it.latest(), Via: "uri"}
	a.Story = story.article()
	a.Steps = append(a.Steps, article.Step{Stage: "track", Version: Version})
	return &a, nil
}
