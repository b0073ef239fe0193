package detect

import (
	"fmt"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect/themes"
)

// trained is a model that users trained for themes of their own, and the rule
// that stands for each of its labels.
type trained struct {
	model themes.Classifier
	rules []rule
}

// readModels makes rules of the labels of models.
func readModels(models []themes.Classifier, t *Taxonomy) ([]trained, error) {
	var out []trained
	for _, m := range models {
		one := trained{model: m}
		seen := map[string]string{}
		for _, label := range m.Decide().Labels {
			id := themeOf(label)
			if other, ok := seen[id]; ok {
				return nil, fmt.Errorf("model %s: labels %q and %q are both %s", m.Name(), other, label, id)
			}
			seen[id] = label
			one.rules = append(one.rules, rule{Entry: &Entry{ID: "model-" + m.Name(), Theme: id}, theme: t.Theme(id)})
		}
		out = append(out, one)
	}
	return out, nil
}

// themeOf gives the theme that a label names: one of the taxonomy as it is, any
// other in a group of its own.
func themeOf(label string) string {
	var b strings.Builder
	dots := 0
	for _, r := range strings.ToLower(label) {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		case r == '.' && dots == 0 && b.Len() > 0:
			dots++
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
	}
	if id := b.String(); dots == 1 && !strings.HasSuffix(id, ".") {
		return id
	}
	return "custom." + strings.ReplaceAll(b.String(), ".", "_")
}

// learned adds what models find in each sentence and no rule has found.
func (v *view) learned(claims []claim) []claim {
	for _, t := range v.rules.models {
		for si := range v.sents {
			s := &v.sents[si]
			for _, l := range t.model.Decide().Pick(t.model.Scores(s.span.In(v.text))) {
				r := &t.rules[l]
				if len(claims) <= maxClaims && !has(claims, si, r.Theme) {
					claims = append(claims, v.whole(r, si))
				}
			}
		}
	}
	return claims
}

func has(claims []claim, sentence int, theme string) bool {
	for i := range claims {
		if claims[i].sentence == sentence && claims[i].rule.Theme == theme {
			return true
		}
	}
	return false
}

// whole is the claim that a sentence is, as its main statement makes it: the
// longest that has words in the sentence.
func (v *view) whole(r *rule, si int) claim {
	s := &v.sents[si]
	all := tokens{s.first, s.last}
	c := claim{rule: r, sentence: si, cue: all, clause: all}
	longest := 0
	for i := range v.statements {
		for _, span := range v.statements[i].content {
			if !span.Overlaps(s.span) {
				continue
			}
			first, last := v.tokensOf(all, span)
			if last-first > longest {
				longest, c.statement = last-first, i+1
				c.cue, c.clause = tokens{first, last}, tokens{first, last}
			}
		}
	}
	for last := c.clause.last; last-1 > c.clause.first && v.isPunct(last-1) && !v.isQuoteMark(last-1); last-- {
		c.cue.last, c.clause.last = last-1, last-1 // without the stop
	}
	return c
}

// modelNames names the models in use.
func (d *Detector) modelNames() string {
	var b strings.Builder
	for _, t := range d.rules.models {
		b.WriteString(",themes-" + t.model.Name())
	}
	if t := d.rules.deep; t != nil {
		b.WriteString(",deep-" + t.model.Name())
	}
	return b.String()
}

// codesOf are the codes of a rule's theme; a theme of the users' own has none.
func codesOf(r *rule) article.Codes {
	if r.theme == nil {
		return article.Codes{}
	}
	return r.theme.codes
}
