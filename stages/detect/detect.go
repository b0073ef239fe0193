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
	Lexicon fs.FS               // classes.yaml, cues/*.yaml and taxonomy.json; nil is the one in the binary
}

// DefaultConfig gives the defaults.
func DefaultConfig() Config { return Config{} }

// Detector finds threats. It is safe for concurrent use.
type Detector struct {
	config   Config
	taxonomy *Taxonomy
	rules    *rules
	views    sync.Pool
}

// New loads and checks the taxonomy and the lexicon.
func New(config Config) (*Detector, error) {
	data := config.Lexicon
	if data == nil {
		sub, err := fs.Sub(embedded, "data")
		if err != nil {
			return nil, fmt.Errorf("open the embedded lexicon: %w", err)
		}
		data = sub
	}
	doc, err := fs.ReadFile(data, "taxonomy.json")
	if err != nil {
		return nil, fmt.Errorf("read taxonomy: %w", err)
	}
	taxonomy, err := LoadTaxonomy(doc)
	if err != nil {
		return nil, err
	}
	lexicon, err := LoadLexicon(data)
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
	d := &Detector{config: config, taxonomy: taxonomy, rules: compiled}
	d.views.New = func() any { return &view{} }
	return d, nil
}

// Model names the rules and models in use: the lexicon's version, and the first
// digits of each model's SHA-256.
func (d *Detector) Model() string { return "rules-" + d.rules.version + d.modelNames() }

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
	v.published, v.opening = published(a), dateline(a)
	mentions := mentionsIn(a, article.MainText)
	v.read(d.rules, article.MainText, a.Text, text.TokensOf(a), text.SentencesOf(a), mentions)
	if !v.english(a.Language) {
		a.Warn("language-unsupported", "detect reads English only")
		return
	}
	v.findStatements()
	v.readContext()
	claims := v.judge()
	a.Attributions = v.attributions()
	if len(claims) >= maxClaims {
		a.Warn("detect-limited", "too many cues; the later ones were not looked at")
	}
	claims = append(claims, d.headline(v, a)...)
	for _, c := range merge(claims) {
		switch {
		case kept(c.Status):
			a.Detections = append(a.Detections, c)
		case d.config.Explain:
			a.Considered = append(a.Considered, c)
		}
	}
	if bound(a) {
		a.Warn("detect-limited", "statements left out to bound the record")
	}
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
	v.read(d.rules, article.MainHeadline, a.Headline, text.Tokens(a.Headline), sentence, mentionsIn(a, article.MainHeadline))
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

func mentionsIn(a *article.Article, f article.Field) []article.Mention {
	var out []article.Mention
	for i := range a.Mentions {
		if m := &a.Mentions[i]; m.Field == f && !(m.Type == "GPE" && m.Found == "coreference") { // a place inside a name is not where it happened
			out = append(out, a.Mentions[i])
		}
	}
	slices.SortStableFunc(out, func(x, y article.Mention) int { return x.Start - y.Start })
	return out
}

// judge finds the claims of the view and settles each.
func (v *view) judge() []article.Detection {
	claims := v.learned(v.findClaims())
	out := make([]article.Detection, len(claims))
	for i := range claims {
		v.build(&claims[i])
		out[i] = claims[i].detection
	}
	return out
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
