// Package tag finds who and what an article names: people, organisations,
// armed groups, places, peoples and weapons, the offices people are named by,
// and which name in the world each of them is.
//
// One automaton pass finds the names it knows; patterns of capitals, titles
// and verbs find others. What stands for the same thing in the article shares
// an entity. A link says why it was made, and where the article does not allow
// one there are candidates instead.
package tag

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/knowledge"
	"github.com/wirewatch/wirewatch/stages/tag/ner"
	"github.com/wirewatch/wirewatch/stages/text"
)

// Version is the version of the tagger's rules.
const Version = "1"

// Config has the settings of the tagger.
type Config struct {
	// BytesPerByte bounds what mentions may add to a record, in bytes of JSON
	// for each byte of text.
	BytesPerByte float64 `yaml:"bytes-per-byte"`
	// Watchlist has the operator's own entries; nil is none.
	Watchlist *Watchlist `yaml:"-"`
	// NoModel leaves the finding of names to rules and knowledge alone.
	NoModel bool `yaml:"no-model"`
	// Names finds names; nil is the model in the binary.
	Names *ner.Model `yaml:"-"`
}

// DefaultConfig gives the defaults.
func DefaultConfig() Config { return Config{BytesPerByte: 6} }

// Validate names the setting that is wrong.
func (c Config) Validate() error {
	if c.BytesPerByte <= 0 || c.BytesPerByte > 100 {
		return fmt.Errorf("tag.bytes-per-byte %v: want more than 0 and at most 100", c.BytesPerByte)
	}
	return nil
}

// Tagger is the tag stage. It is safe for concurrent use.
type Tagger struct {
	config Config
	index  *index
	names  *ner.Model // nil where there is none

	watched atomic.Pointer[watchedIndex]
}

// New returns a Tagger with the knowledge in the binary.
func New(c Config) (*Tagger, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	base, err := knowledge.Default()
	if err != nil {
		return nil, fmt.Errorf("load knowledge: %w", err)
	}
	x, err := newIndex(base)
	if err != nil {
		return nil, fmt.Errorf("index knowledge: %w", err)
	}
	t := &Tagger{config: c, index: x, names: c.Names}
	if t.names == nil && !c.NoModel {
		if t.names, err = ner.Default(); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Model names the knowledge and the model that the tagger works from.
func (t *Tagger) Model() string {
	name := "knowledge-" + t.index.base.Version
	if t.names != nil {
		name += ",names-" + t.names.Name
	}
	return name
}

// Process is the stage.
func (t *Tagger) Process(ctx context.Context, a article.Article) ([]article.Article, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("tag %s: %w", a.URI, err)
	}
	out := a.Clone()
	out.Mentions = nil
	if _, cut := text.Analysable(out.Text); cut {
		out.Warn("text-cut", "only the head of the text was searched for names")
	}
	x, err := t.current()
	if err != nil {
		return nil, fmt.Errorf("tag %s: %w", a.URI, err)
	}
	d := t.read(x, &out)
	out.Mentions = d.mentions()
	if n := limit(&out, t.config.BytesPerByte); n > 0 {
		out.Warn("mentions-limited", fmt.Sprintf("%d repeated mentions left out", n))
	}
	out.Steps = append(out.Steps, article.Step{Stage: "tag", Version: Version, Model: t.Model()})
	return []article.Article{out}, nil
}

// read finds everything in an article: first in the text, whose names then
// help to read the headline, where capitals say little.
func (t *Tagger) read(x *index, a *article.Article) *document {
	d := search(x, a)
	if t.names != nil {
		d.learned(t.names)
	}
	d.nested(d.body)
	d.pronouns(d.body)
	d.values(d.body)
	d.resolve()
	return d
}

// search finds names by what is known and by how they are written.
func search(x *index, a *article.Article) *document {
	d := &document{x: x, month: monthOf(a), city: a.Dateline.City, dateline: a.Dateline.Country}
	d.filed, d.dated = filedOn(a)
	d.body = d.view(article.MainText, a.Text, text.TokensOf(a), text.SentencesOf(a))
	d.head = d.view(article.MainHeadline, a.Headline, text.Tokens(clip(a.Headline)), nil)
	d.find(d.body)
	d.countries()
	d.link(d.body)
	d.organisations(d.body)
	d.places(d.body)
	d.persons(d.body)
	d.lists(d.body)
	d.breaks(d.body)
	d.short(d.body)
	d.offices(d.body)
	d.find(d.head)
	d.link(d.head)
	if !d.head.titled {
		d.organisations(d.head)
		d.places(d.head)
		d.persons(d.head)
	}
	d.short(d.head)
	d.offices(d.head)
	d.guess()
	return d
}

// maxHeadline bounds the headline that is read, in bytes.
const maxHeadline = 2000

// clip cuts a headline that is none.
func clip(s string) string {
	if len(s) <= maxHeadline {
		return s
	}
	cut := maxHeadline
	for cut > 0 && s[cut]&0xc0 == 0x80 {
		cut--
	}
	return s[:cut]
}

// monthOf gives the month an article speaks from, as 2006-01; empty where no
// date of it is known.
func monthOf(a *article.Article) string {
	for _, s := range []string{string(a.VersionCreated), string(a.ContentCreated), string(a.FirstCreated), a.Dateline.Date} {
		if len(s) >= 7 && s[0] >= '1' && s[0] <= '2' && s[4] == '-' {
			return s[:7]
		}
	}
	return ""
}

// Lint finds aliases that clash in the knowledge in the binary. No problem is
// an empty slice.
func Lint() ([]knowledge.Problem, error) {
	base, err := knowledge.Default()
	if err != nil {
		return nil, fmt.Errorf("load knowledge: %w", err)
	}
	return base.Lint(), nil
}

var errNoNames = errors.New("knowledge without names")

// order sorts spans by place, the longer first.
func order(spans []span) {
	slices.SortStableFunc(spans, func(a, b span) int {
		if a.first != b.first {
			return a.first - b.first
		}
		return b.last - a.last
	})
}
