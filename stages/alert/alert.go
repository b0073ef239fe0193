// Package alert is the stage that turns enriched articles into alerts and
// follows each through its life: open, updated when a fact changes, corrected,
// retracted when the copy it stands on is taken back, expired.
//
// In this form there is one built-in rule, and an alert is one theme of one
// storyline as track gives it: an item's uri with its versions, its exact
// copies and what replaces it. Different texts of one event are different
// storylines and so different alerts.
package alert

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
)

// The built-in rule: a live threat of at least MinSeverity that is more than
// mentioned or feared.
const (
	RuleID      = "live-threat"
	RuleVersion = "1"
)

// The defaults of a Config.
const (
	DefaultMinSeverity = 3
	DefaultExpire      = 24 * time.Hour
	DefaultForget      = 30 * 24 * time.Hour
)

// Config says what is worth an alert and how long one lasts.
type Config struct {
	Tenant      string        // part of every alert's id
	MinSeverity int           // 1 to 5
	Expire      time.Duration // after the last change; 0 never
	Forget      time.Duration // after expiry or retraction, when a copy would alert anew; 0 never
	Backfill    bool          // alert on the backfill lane too
}

// DefaultConfig is the Config with its defaults.
func DefaultConfig() Config {
	return Config{MinSeverity: DefaultMinSeverity, Expire: DefaultExpire, Forget: DefaultForget}
}

// Validate names the setting that is wrong.
func (c Config) Validate() error {
	switch {
	case c.MinSeverity < 1 || c.MinSeverity > 5:
		return fmt.Errorf("min-severity: %d is not 1 to 5", c.MinSeverity)
	case c.Expire < 0:
		return fmt.Errorf("expire: %s is negative", c.Expire)
	case c.Forget < 0:
		return fmt.Errorf("forget: %s is negative", c.Forget)
	}
	return nil
}

// Alerter is the stage.
type Alerter struct{ config Config }

var _ pipeline.Stateful[article.Article, article.Alert] = (*Alerter)(nil)

// New returns an Alerter; the Config must be valid.
func New(c Config) *Alerter { return &Alerter{config: c} }

// Process gives the alerts that an article opens or changes, in the order of
// their themes. What is under embargo, and the backfill lane unless asked for,
// changes nothing.
func (r *Alerter) Process(_ context.Context, s pipeline.Store, a article.Article) ([]article.Alert, error) {
	if a.Hold || a.Source.Lane == "backfill" && !r.config.Backfill {
		return nil, nil
	}
	state := state{s}
	themes, err := state.alertsOf(lineage(&a)...)
	if err != nil {
		return nil, err
	}
	found := map[string]article.Detection{}
	if !action(&a).Withdraws() {
		for theme, d := range r.worthy(&a) {
			id := r.id(storyline(&a), theme)
			found[id], themes[id] = d, theme
		}
	}
	var out []article.Alert
	byTheme := func(i, j string) int { return cmp.Or(cmp.Compare(themes[i], themes[j]), cmp.Compare(i, j)) }
	for _, id := range slices.SortedFunc(maps.Keys(themes), byTheme) {
		c, err := state.file(id)
		if err != nil {
			return nil, err
		}
		var changed *article.Alert
		if d, ok := found[id]; ok {
			changed = r.support(state, c, id, &a, &d)
		} else if settles(&a, themes[id]) {
			changed = r.withdraw(state, c, &a)
		}
		r.save(state, c, changed, at(&a))
		if changed != nil {
			out = append(out, *changed)
		}
	}
	return out, nil
}

// settles reports whether an article in which the rule does not fire on a theme
// takes the theme back: a withdrawal, a correction, or a version that gives the
// theme in another sense or weight. An update that is silent on it does not.
func settles(a *article.Article, theme string) bool {
	act := action(a)
	return act.Withdraws() || act == article.Correction ||
		slices.ContainsFunc(a.Detections, func(d article.Detection) bool { return d.Theme == theme })
}

// worthy gives the detections that the rule fires on, the gravest of each
// theme.
func (r *Alerter) worthy(a *article.Article) map[string]article.Detection {
	best := map[string]article.Detection{}
	for _, d := range a.Detections {
		if !d.Live() || d.Severity < r.config.MinSeverity || d.Status == article.MentionOnly || d.Status == article.Concern {
			continue
		}
		b, ok := best[d.Theme]
		if !ok || d.Severity > b.Severity || d.Severity == b.Severity && d.Score > b.Score {
			best[d.Theme] = d
		}
	}
	return best
}

func (r *Alerter) rule() article.AlertRule {
	return article.AlertRule{ID: RuleID, Version: RuleVersion, Clauses: []string{
		fmt.Sprintf("severity >= %d", r.config.MinSeverity), "live", "status not mention, concern",
	}}
}

// id is the same for all that is told of one theme in one storyline.
func (r *Alerter) id(story, theme string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%s", r.config.Tenant, RuleID, story, theme))
	return hex.EncodeToString(sum[:16])
}

// Tick gives the alerts that have expired.
func (r *Alerter) Tick(_ context.Context, s pipeline.Store, now time.Time) ([]article.Alert, error) {
	state := state{s}
	var out []article.Alert
	for key := range s.Scan("due/") {
		when, id, _ := strings.Cut(strings.TrimPrefix(key, "due/"), "/")
		if when > stamp(now) {
			break
		}
		s.Delete(key)
		c, err := state.file(id)
		if err != nil {
			return nil, err
		}
		if c.Due != key {
			continue
		}
		if ended(c.Alert.State) {
			state.drop(c)
			continue
		}
		c.Alert.Seq++
		c.Alert.State, c.Alert.Reason, c.Alert.Changed = article.Expired, "nothing new", nil
		r.save(state, c, &c.Alert, now)
		out = append(out, c.Alert)
	}
	return out, nil
}

func ended(s article.AlertState) bool { return s == article.Expired || s == article.Retracted }

func action(a *article.Article) article.Action {
	if a.Tracking == nil {
		return article.New
	}
	return a.Tracking.Action
}

// storyline is the story's id; an article that has not been tracked is a story
// of its own.
func storyline(a *article.Article) string {
	if a.Story == nil || a.Story.ID == "" {
		return a.URI
	}
	return a.Story.ID
}

// lineage gives the uris whose place the article takes: its own, and that of
// the item which it corrects or withdraws under another uri.
func lineage(a *article.Article) []string {
	if a.Tracking != nil && a.Tracking.Via == "slug" && a.Tracking.Of != "" && a.Tracking.Of != a.URI {
		return []string{a.URI, a.Tracking.Of}
	}
	return []string{a.URI}
}

// at is the record time of an article: when it was received, and for one let go
// at the end of its embargo that moment.
func at(a *article.Article) time.Time {
	t, ok := a.Source.Received.Time()
	if !ok {
		t, _ = a.VersionCreated.Time()
	}
	if until, ok := a.EmbargoedUntil.Time(); ok && action(a) == article.Release && until.After(t) {
		t = until
	}
	return t.UTC()
}
