// Package publish is the stage that sends enriched articles to the topics that
// people subscribe to: all live threats, those of a group of themes, and the
// operator's own routes. It remembers which topics got a version of an item,
// so that an update, a correction or a kill reaches every one of them.
package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Version is the version of this stage in the steps of a record.
const Version = "1.0"

// DefaultWindow is as long as the routed topics keep their records.
const DefaultWindow = 14 * 24 * time.Hour

// The values of Article.Routing.
const (
	Matched   = "matched"   // the article belongs on this topic
	Withdrawn = "withdrawn" // it does not, or no longer, but the topic had an earlier version
)

// Threats is the topic of every article with a live threat; those of a group
// follow it as threats.GROUP, and the operator's routes are routes.NAME.
const (
	Threats = "threats"
	routes  = "routes."
)

// Config says where articles go beside the fixed topics.
type Config struct {
	Routes []Route
	// Window is how long the topics of an item are remembered after its last
	// version; 0 forgets none.
	Window time.Duration
}

// DefaultConfig is the Config with its defaults.
func DefaultConfig() Config { return Config{Window: DefaultWindow} }

// Validate names the setting that is wrong.
func (c Config) Validate() error {
	if c.Window < 0 {
		return fmt.Errorf("window: %s is negative", c.Window)
	}
	return validateRoutes(c.Routes)
}

// Routed is an article for a topic. The topic is a noun such as
// "threats.terrorism"; the prefix is the caller's.
type Routed struct {
	Topic   string
	Article article.Article
}

// Publisher is the stage.
type Publisher struct{ config Config }

var _ pipeline.Stateful[article.Article, Routed] = (*Publisher)(nil)

// New returns a Publisher; the Config must be valid.
func New(c Config) *Publisher { return &Publisher{config: c} }

// seen is what is remembered of an item.
type seen struct {
	Topics []string `json:"t"`           // sorted
	Old    string   `json:"d,omitempty"` // key under which it is forgotten
}

// Process gives the article once for each topic it goes to, in the order of
// the topics' names. An article under embargo goes nowhere.
func (p *Publisher) Process(_ context.Context, s pipeline.Store, a article.Article) ([]Routed, error) {
	if a.Hold {
		return nil, nil
	}
	was, err := load(s, a.URI)
	if err != nil {
		return nil, err
	}
	to := map[string]string{} // topic -> routing
	for _, topic := range was.Topics {
		to[topic] = Withdrawn
	}
	for _, topic := range p.formerly(&a) {
		to[topic] = Withdrawn
	}
	if a.Tracking == nil || !a.Tracking.Action.Withdraws() {
		for _, topic := range p.matching(&a) {
			to[topic] = Matched
		}
	}
	if len(to) == 0 {
		return nil, nil
	}
	topics := slices.Sorted(maps.Keys(to))
	p.keep(s, &a, was, topics)
	var out []Routed
	for _, topic := range topics {
		b := a.Clone()
		b.Routes, b.Routing = topics, to[topic]
		b.Steps = append(b.Steps, article.Step{Stage: "publish", Version: Version})
		out = append(out, Routed{topic, b})
	}
	return out, nil
}

// matching gives the topics an article belongs on.
func (p *Publisher) matching(a *article.Article) []string {
	var out []string
	for _, d := range a.Detections {
		if d.Live() {
			out = append(out, Threats, Threats+"."+group(d.Theme))
		}
	}
	for _, r := range p.config.Routes {
		if r.matches(a) {
			out = append(out, routes+r.Name)
		}
	}
	return out
}

// formerly gives the topics that may have had the item which a withdrawal or
// correction under a uri of its own means. That item's topics are remembered
// beside its uri, maybe in another partition; what track says of its themes is
// known here. A topic too many is harmless, one too few is not.
func (p *Publisher) formerly(a *article.Article) []string {
	if a.Tracking == nil || a.Tracking.Via != "slug" {
		return nil
	}
	var out []string
	for _, c := range a.Tracking.Changed {
		theme, _, _ := strings.Cut(c.From, " ")
		if c.Field != "threats" || theme == "" {
			continue
		}
		out = append(out, Threats, Threats+"."+group(theme))
		for _, r := range p.config.Routes {
			if r.covers(theme) {
				out = append(out, routes+r.Name)
			}
		}
	}
	return out
}

// group is the part of a theme before the dot.
func group(theme string) string {
	g, _, _ := strings.Cut(theme, ".")
	return g
}

func load(s pipeline.Store, uri string) (seen, error) {
	var v seen
	raw, ok := s.Get("topics/" + uri)
	if !ok {
		return v, nil
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, fmt.Errorf("read the topics of %q: %w", uri, err)
	}
	return v, nil
}

func (p *Publisher) keep(s pipeline.Store, a *article.Article, was seen, topics []string) {
	if was.Old != "" {
		s.Delete(was.Old)
	}
	now := seen{Topics: topics}
	at, ok := a.Source.Received.Time()
	if !ok {
		at, ok = a.VersionCreated.Time()
	}
	if ok && p.config.Window > 0 {
		now.Old = "old/" + stamp(at.Add(p.config.Window)) + "/" + a.URI
		s.Put(now.Old, []byte("{}"))
	}
	raw, err := json.Marshal(now)
	if err != nil {
		panic(err) // strings always encode
	}
	s.Put("topics/"+a.URI, raw)
}

// Tick forgets items whose window is over; it emits nothing.
func (p *Publisher) Tick(_ context.Context, s pipeline.Store, now time.Time) ([]Routed, error) {
	for key := range s.Scan("old/") {
		at, uri, _ := strings.Cut(strings.TrimPrefix(key, "old/"), "/")
		if at > stamp(now) {
			break
		}
		s.Delete(key)
		if v, err := load(s, uri); err == nil && v.Old == key {
			s.Delete("topics/" + uri)
		}
	}
	return nil, nil
}

// stamp is a time as it stands in keys, so that byte order is time order.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
