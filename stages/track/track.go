// Package track is the stage that knows what came before: it orders the
// versions of an item, lets kills win, holds what is under embargo, tells
// duplicates from updates and puts items into storylines.
//
// An input that adds nothing (an older version, a repeat, anything after a
// kill) ends as an article.Skip. The package reads no clock: the time of an
// article is its own, the time of a Tick is handed in.
package track

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Version is the version of this stage in the steps of a record.
const Version = "1.0"

// The defaults of a Config.
const (
	DefaultWindow     = 72 * time.Hour
	DefaultKillWindow = 30 * 24 * time.Hour
)

// Config says how long items are remembered and how articles are kept.
type Config struct {
	// Window is how long an item is remembered after its last version, in the
	// time of its lane; 0 forgets none.
	Window time.Duration
	// KillWindow is how long a kill is remembered, at least Window; with
	// Window 0 none is forgotten.
	KillWindow time.Duration
	// Encode and Decode turn a held article into bytes for the state and back.
	Encode func(article.Article) ([]byte, error)
	Decode func([]byte) (article.Article, error)
}

// DefaultConfig is the Config with its defaults, without Encode and Decode.
func DefaultConfig() Config {
	return Config{Window: DefaultWindow, KillWindow: DefaultKillWindow}
}

// Validate names the setting that is wrong.
func (c Config) Validate() error {
	switch {
	case c.Window < 0:
		return fmt.Errorf("window: %s is negative", c.Window)
	case c.KillWindow < 0:
		return fmt.Errorf("kill-window: %s is negative", c.KillWindow)
	case c.Encode == nil || c.Decode == nil:
		return fmt.Errorf("encode, decode: both are needed to hold articles")
	}
	return nil
}

// Tracker is the stage.
type Tracker struct{ config Config }

var _ pipeline.Stateful[article.Article, article.Article] = (*Tracker)(nil)

// New returns a Tracker; the Config must be valid.
func New(c Config) *Tracker { return &Tracker{config: c} }

// Process puts an article in its place among those before it. It returns the
// article with Tracking, Story and Hold filled in, or a Skip for one that must
// not go on: "superseded", "repeat" or "killed".
func (t *Tracker) Process(_ context.Context, s pipeline.Store, in article.Article) ([]article.Article, error) {
	state := state{s}
	it, err := state.item(in.URI)
	if err != nil {
		return nil, err
	}
	withdraws := withdrawal(&in)
	if it.Killed != "" && (it.Killed == article.Kill || withdraws != article.Kill) {
		return nil, afterKill(it, withdraws)
	}
	now := recordTime(&in)
	state.advance(in.Source.Lane, now)
	o, print := orderOf(&in), fingerprint(&in)
	if withdraws == "" && it.known() {
		if it.Order.Version == o.Version && it.Print == print {
			return nil, &article.Skip{Why: "repeat"}
		}
		if o.compare(it.Order) <= 0 {
			return nil, &article.Skip{Why: "superseded"}
		}
	}
	v := visit{tracker: t, state: state, in: in, out: in.Clone(), item: it, now: now, order: o, print: print}
	if withdraws != "" {
		err = v.withdraw(withdraws)
	} else {
		err = v.enter()
	}
	if err != nil {
		return nil, err
	}
	v.out.Steps = append(v.out.Steps, article.Step{Stage: "track", Version: Version})
	return []article.Article{v.out}, nil
}

func afterKill(it item, withdraws article.Action) error {
	if it.Killed == withdraws {
		return &article.Skip{Why: "repeat"}
	}
	return &article.Skip{Why: "killed"}
}

// visit is one article on its way through Process.
type visit struct {
	tracker *Tracker
	state   state
	in, out article.Article
	item    item
	now     time.Time
	order   order
	print   string
}

// enter takes in an article that is not a withdrawal and is the newest version
// of its item.
func (v *visit) enter() error {
	tracking, storyID, err := v.relate()
	if err != nil {
		return err
	}
	if err := v.hold(); err != nil {
		return err
	}
	return v.remember(tracking, storyID)
}

// relate finds what the article is to those before it, and their story.
func (v *visit) relate() (article.Tracking, string, error) {
	a, it := &v.out, &v.item
	if it.known() {
		tr := article.Tracking{Action: article.Update, Of: it.latest(), Via: "uri", Supersedes: []string{it.latest()}, Changed: changes(it.Facts, factsOf(a))}
		if a.Editorial.Action == article.Correction {
			tr.Action = article.Correction
		}
		return tr, it.Story, nil
	}
	if a.Editorial.Action == article.Correction {
		other, ok, err := v.state.match(a)
		if err != nil {
			return article.Tracking{}, "", err
		}
		if ok {
			tr := article.Tracking{Action: article.Correction, Of: other.URI, Via: "slug", Supersedes: other.Emitted, Changed: replaced(other, factsOf(a))}
			return tr, other.Story, nil
		}
	}
	if other, ok, err := v.state.sameText(a); err != nil || ok {
		return twin(other, a), other.Story, err
	}
	if a.Editorial.Action == article.Correction {
		return article.Tracking{Action: article.Correction}, "", nil
	}
	return article.Tracking{Action: article.New}, "", nil
}

// twin says what an article is to another item with the same text: a
// duplicate, unless its headline gives other numbers.
func twin(other item, a *article.Article) article.Tracking {
	tr := article.Tracking{Action: article.Duplicate, Of: other.URI, Via: "text", Similarity: 1}
	f := factsOf(a)
	if f.Headline != "" && other.Facts.Headline != "" && !slices.Equal(numbers(f.Headline), numbers(other.Facts.Headline)) {
		tr.Action = article.Update
		tr.Changed = []article.Change{{Field: "headline", From: other.Facts.Headline, To: f.Headline}}
	}
	if other.Killed != "" {
		a.Warn("copy-of-killed", other.URI)
	}
	return tr
}

// remember writes the article into the state and what was found into it.
func (v *visit) remember(tr article.Tracking, storyID string) error {
	a, it := &v.out, &v.item
	it.URI, it.Order, it.Print, it.Facts = a.URI, v.order, v.print, factsOf(a)
	joined := it.Story == ""
	story, err := v.state.story(storyID, a, v.now)
	if err != nil {
		return err
	}
	if joined {
		story.Members++
	}
	if tr.Action != article.Duplicate || len(tr.Changed) > 0 || joined {
		story.Revision++
	}
	it.Story = story.ID
	it.Emitted = appendNew(it.Emitted, a.URI+"#"+a.Version)
	for _, d := range it.Facts.Threats {
		it.Themes = appendNew(it.Themes, d)
	}
	a.Tracking, a.Story = &tr, story.article()
	v.state.putStory(story)
	v.state.index(it, a)
	v.state.keep(it, a.Source.Lane, v.tracker.forgetAt(it, v.now))
	return nil
}

// recordTime is the time of an article in its lane: when it was received, and
// in the backfill lane when it was written.
func recordTime(a *article.Article) time.Time {
	received, ok := a.Source.Received.Time()
	created, known := a.VersionCreated.Time()
	if known && (!ok || a.Source.Lane == "backfill") {
		return created.UTC()
	}
	return received.UTC()
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(slices.Clip(list), s)
}
