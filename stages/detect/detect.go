// Package detect is the stage that finds security threats in an article: who
// says what, which of 41 themes it reports, in which sense (asserted, claimed,
// feared, denied, over, rehearsed, played), with the words that show it.
//
// The knowledge is data: data/taxonomy.json, data/classes.yaml and
// data/cues/*.yaml. The code reads one automaton pass over the tokens and
// works on clauses only where a cue stands.
package detect

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect/themes"
	"github.com/wirewatch/wirewatch/stages/text"
)

// Version is the version of the stage's code.
const Version = "1"

// Config says how to detect.
type Config struct {
	Explain bool                // keep what was looked at and rejected in Considered
	Models  []themes.Classifier // of themes that users trained themselves
	Tier    Tier                // which models are used besides the rules
	Lexicon fs.FS               // classes.yaml, cues/*.yaml and taxonomy.json, as Overlay gives them; nil is the one in the binary
}

// Tier is how much work detection takes.
type Tier string

// The tiers.
const (
	Fast Tier = "fast" // rules and lexicon
	Deep Tier = "deep" // and a small transformer, some hundred times slower
)

// DefaultConfig gives the defaults.
func DefaultConfig() Config { return Config{Tier: Fast} }

// Detector finds threats. It is safe for concurrent use.
type Detector struct {
	config   Config
	taxonomy *Taxonomy
	rules    *rules
	views    sync.Pool
}

// New loads and checks the taxonomy and the lexicon.
func New(config Config) (*Detector, error) {
	taxonomy, lexicon, err := Load(config.Lexicon)
	if err != nil {
		return nil, err
	}
	if err := Lint(lexicon, taxonomy); err != nil {
		return nil, fmt.Errorf("check lexicon: %w", err)
	}
	compiled, err := compile(lexicon, taxonomy)
	if err != nil {
		return nil, err
	}
	if compiled.models, err = readModels(config.Models, taxonomy); err != nil {
		return nil, err
	}
	switch config.Tier {
	case Fast, "":
	case Deep:
		if compiled.deep, err = readDeep(taxonomy); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("tier %q: want %s or %s", config.Tier, Fast, Deep)
	}
	d := &Detector{config: config, taxonomy: taxonomy, rules: compiled}
	d.views.New = func() any { return &view{} }
	return d, nil
}

// Model names the rules and models in use: the lexicon's version, with its hash
// where it is not the one in the binary, and the first digits of each model's
// SHA-256.
func (d *Detector) Model() string {
	if d.config.Lexicon != nil {
		return "rules-" + d.rules.lexicon + d.modelNames()
	}
	return "rules-" + d.rules.version + d.modelNames()
}

// Lexicon names the lexicon in use by its version and its hash.
func (d *Detector) Lexicon() string { return d.rules.lexicon }

// Taxonomy is the list of themes in use.
func (d *Detector) Taxonomy() *Taxonomy { return d.taxonomy }

// Process is the stage.
func (d *Detector) Process(ctx context.Context, a article.Article) ([]article.Article, error) {
	if err := ctx.Err(); err != nil {
		return nil, errors.Join(err)
	}
	a = a.Clone()
	a.Attributions, a.Detections, a.Considered = nil, nil, nil
	d.detect(&a)
	a.Steps = append(a.Steps, article.Step{Stage: "detect", Version: Version, Model: d.Model()})
	return []article.Article{a}, nil
}

func (d *Detector) detect(a *article.Article) {
	v := d.views.Get().(*view)
	defer d.views.Put(v)
	v.published, v.opening, v.explain = published(a), dateline(a), d.config.Explain
	mentions := v.mentionsIn(a, article.MainText)
	v.read(d.rules, article.MainText, a.Text, text.TokensOf(a), text.SentencesOf(a), mentions)
	if !v.hasWords() {
		a.Warn("text-empty", "detect found no words in the text")
	}
	if !v.english(a.Language) {
		a.Warn("language-unsupported", "detect reads English only")
		return
	}
	v.findStatements()
	v.readContext()
	v.settled = v.settled[:0]
	claims := v.judge()
	a.Attributions = v.attributions()
	if len(claims) >= maxClaims {
		a.Warn("detect-limited", "too many cues; the later ones were not looked at")
	}
	claims = merge(append(claims, d.headline(v, a)...))
	slices.SortStableFunc(claims, liveFirst)
	a.Detections = make([]article.Detection, 0, len(claims))
	for i := range claims {
		switch c := &claims[i]; {
		case kept(c.Status):
			a.Detections = append(a.Detections, *c)
		case d.config.Explain:
			a.Considered = append(a.Considered, *c)
		}
	}
	if bound(a) {
		a.Warn("detect-limited", "statements left out to bound the record")
	}
}

// liveFirst orders detections: what is going on before what is only spoken of.
func liveFirst(a, b article.Detection) int {
	switch {
	case a.Live() == b.Live():
		return 0
	case a.Live():
		return -1
	}
	return 1
}

// headline reads the headline as a text of its own; what it says alone is not
// tied to a statement of the body.
func (d *Detector) headline(v *view, a *article.Article) []article.Detection {
	if a.Headline == "" {
		return nil
	}
	keep := v.speakers
	topic := v.context
	v.speakers, v.opening = nil, 0
	sentence := []article.Sentence{{Span: article.Span{End: len(a.Headline)}}}
	v.read(d.rules, article.MainHeadline, a.Headline, text.Tokens(a.Headline), sentence, v.mentionsIn(a, article.MainHeadline))
	v.context = topic
	v.findStatements()
	out := v.judge()
	for i := range out {
		out[i].Statement, out[i].Numbers = 0, nil // spans of both lie in the text
		for _, ref := range []*article.Ref{out[i].SaidBy, out[i].DeniedBy} {
			if ref != nil {
				ref.Span = article.Span{}
			}
		}
	}
	v.speakers = keep
	return out
}

// dateline gives how many bytes of the text are its dateline.
func dateline(a *article.Article) int {
	if strings.HasPrefix(a.Text, a.Dateline.Text) {
		return len(a.Dateline.Text)
	}
	return 0
}

// mentionsIn gives the mentions of a field in their order, in memory that the
// next call uses again.
func (v *view) mentionsIn(a *article.Article, f article.Field) []article.Mention {
	out := v.named[:0]
	for i := range a.Mentions {
		if m := &a.Mentions[i]; m.Field == f && !(m.Type == "GPE" && m.Found == "coreference") { // a place inside a name is not where it happened
			out = append(out, a.Mentions[i])
		}
	}
	if byStart := func(x, y article.Mention) int { return x.Start - y.Start }; !slices.IsSortedFunc(out, byStart) {
		slices.SortStableFunc(out, byStart)
	}
	v.named = out
	return out
}

// judge finds the claims of the view and settles each; it gives them in memory
// of the view.
func (v *view) judge() []article.Detection {
	claims := v.learned(v.findClaims())
	for i := range claims {
		v.build(&claims[i])
		v.rebut(&claims[i])
	}
	claims = v.judgeDeep(claims)
	v.claims = claims
	from := len(v.settled)
	for i := range claims {
		if v.explain {
			claims[i].detection.Why = v.why(&claims[i])
		}
		v.settled = append(v.settled, claims[i].detection)
	}
	return v.settled[from:]
}

// kept reports whether the record shows a status without being asked to
// explain.
func kept(s article.Status) bool {
	switch s {
	case article.Negated, article.Hypothetical, article.Historical, article.Exercise:
		return true
	}
	return s.Live()
}

// attributions are the statements as the record has them.
func (v *view) attributions() []article.Attribution {
	out := make([]article.Attribution, 0, len(v.statements))
	for i := range v.statements {
		st := &v.statements[i]
		at := article.Attribution{Content: st.content, Kind: st.kind, Denied: st.grams.has(gDeny)}
		if !st.cue.empty() {
			at.Cue = v.spanOf(st.cue)
		}
		if !st.source.empty() {
			span := v.spanOf(st.source)
			at.Source = &article.Ref{Text: span.In(v.text), Span: span}
			if st.speaker > 0 {
				at.Source.Entity = v.speakers[st.speaker-1].ref.Entity
			}
		}
		out = append(out, at)
	}
	return out
}
