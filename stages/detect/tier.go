package detect

import (
	"fmt"
	"math"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect/deep"
	"github.com/wirewatch/wirewatch/stages/detect/encoder"
)

// deepTier is the model of the deep tier, and the rule that stands for each of
// its themes.
type deepTier struct {
	model *deep.Model
	rules []rule
	index map[string]int
}

func readDeep(t *Taxonomy) (*deepTier, error) {
	m, err := deep.Default()
	if err != nil {
		return nil, fmt.Errorf("open the deep tier: %w", err)
	}
	out := &deepTier{model: m, index: map[string]int{}}
	for i, id := range m.Themes() {
		theme := t.Theme(id)
		if theme == nil {
			return nil, fmt.Errorf("open the deep tier: the taxonomy has no theme %s", id)
		}
		out.rules = append(out.rules, rule{Entry: &Entry{ID: "deep-" + m.Name(), Theme: id}, theme: theme})
		out.index[id] = i
	}
	return out, nil
}

// How the model and the rules weigh against each other: what a rule adds to the
// model's score of a theme as live, how much the score as only spoken of takes
// away, and the sum from which a theme is raised. They were tried on the dev
// split of the project's own texts.
const (
	ruleLive    = 2.5
	ruleShadow  = -2
	shadowPart  = 0.25
	leastShadow = -4
	raised      = 2
	spokenOf    = 0.5
)

// judgeDeep settles with the model what the rules found, and adds what they did
// not.
func (v *view) judgeDeep(claims []claim) []claim {
	t := v.rules.deep
	if t == nil {
		return claims
	}
	spans := make([]article.Span, len(v.sents))
	for i := range v.sents {
		spans[i] = v.sents[i].span
	}
	for si, j := range t.model.Judge(v.text, spans) {
		if j.Live != nil && len(claims) <= maxClaims {
			claims = v.settle(claims, si, &j)
		}
	}
	return claims
}

// settle weighs the claims of a sentence.
func (v *view) settle(claims []claim, si int, j *deep.Judgement) []claim {
	t := v.rules.deep
	const none, shadow, live = 0, 1, 2
	byRule := make([]int, len(t.rules))
	for i := range claims {
		k, known := t.index[claims[i].rule.Theme]
		switch {
		case claims[i].sentence != si || !known:
		case claims[i].detection.Live():
			byRule[k] = live
		default:
			byRule[k] = max(byRule[k], shadow)
		}
	}
	score := make([]float32, len(t.rules))
	for k := range score {
		score[k] = j.Live[k] - shadowPart*max(j.Shadow[k], leastShadow) + [...]float32{0, ruleShadow, ruleLive}[byRule[k]]
	}
	for i := range claims {
		if k, known := t.index[claims[i].rule.Theme]; known && claims[i].sentence == si {
			v.resettle(&claims[i], j, score[k])
			v.rebut(&claims[i])
		}
	}
	for k := range t.rules {
		if byRule[k] == none && (score[k] > raised || j.Shadow[k] > spokenOf) {
			c := v.whole(&t.rules[k], si)
			v.build(&c)
			v.resettle(&c, j, score[k])
			v.rebut(&c)
			claims = append(claims, c)
		}
	}
	return claims
}

// resettle gives a claim the sense that the model finds, where that is another
// one. What the rules know to be denied stays so.
func (v *view) resettle(c *claim, j *deep.Judgement, score float32) {
	d := &c.detection
	live := score > raised
	status := j.Likeliest(live)
	if live && d.Status == article.ClaimedDenied || !live && !d.Live() {
		status = d.Status
	}
	d.Model = v.rules.deep.model.Name()
	if d.Status == status {
		return
	}
	d.Status, d.Detail, d.Severity, d.Reasons = status, "", 0, nil
	if c.statement > 0 {
		v.attribute(c, &v.statements[c.statement-1])
	}
	v.rate(c)
	if live {
		d.Score = math.Round(100*encoder.Probability(score-raised)) / 100
	}
}
