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

// How the model and the rules weigh against each other. What a rule finds stands
// unless the model is sure (overruled) that it is in no live sense. What only
// the model finds is raised from a score on: that of the theme as live, less a
// part of that as only spoken of, and less where a rule has said that it is not
// live. The numbers were tried on the dev split of the project's own texts.
const (
	overruled   = 2
	raised      = 2.5
	shadowPart  = 0.5
	leastShadow = -4
	ruleShadow  = 2
	spokenOf    = 0.5
)

// How much a sense must lead to be taken instead of the one that the rules
// find, and how much less likely a sense is with a speaker or without one.
const (
	senseLead = 1
	unlikely  = 1.5
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
		if j.Live != nil && len(claims) <= maxClaims && v.byteAt(v.sents[si].last-1) != ':' { // "The governor said:" is no claim
			claims = v.settle(claims, si, &j)
		}
	}
	return claims
}

// settle weighs the claims of a sentence.
func (v *view) settle(claims []claim, si int, j *deep.Judgement) []claim {
	t := v.rules.deep
	const unruled, ruledShadow, ruledLive = 0, 1, 2
	byRule := make([]int, len(t.rules))
	for i := range claims {
		k, known := t.index[claims[i].rule.Theme]
		switch {
		case claims[i].sentence != si || !known:
		case claims[i].detection.Live():
			byRule[k] = ruledLive
		default:
			byRule[k] = max(byRule[k], ruledShadow)
		}
	}
	live := make([]bool, len(t.rules))
	for k := range live {
		switch score := j.Live[k] - shadowPart*max(j.Shadow[k], leastShadow); byRule[k] {
		case ruledLive:
			live[k] = j.Behind() < overruled || score > raised
		case ruledShadow:
			live[k] = score-ruleShadow > raised
		default:
			live[k] = score > raised
		}
	}
	for i := range claims {
		if k, known := t.index[claims[i].rule.Theme]; known && claims[i].sentence == si {
			v.resettle(&claims[i], j, live[k], true)
		}
	}
	for k := range t.rules {
		if byRule[k] == unruled && (live[k] || j.Shadow[k] > spokenOf) {
			c := v.whole(&t.rules[k], si)
			v.build(&c)
			c.detection.Score = math.Round(100*encoder.Probability(j.Live[k])) / 100
			v.resettle(&c, j, live[k], false)
			claims = append(claims, c)
		}
	}
	return claims
}

// resettle gives a claim the sense that the model finds.
func (v *view) resettle(c *claim, j *deep.Judgement, live, ruled bool) {
	d := &c.detection
	d.Model = v.rules.deep.model.Name()
	status := j.Likeliest(false)
	switch {
	case live:
		status = v.sense(c, j, ruled && d.Live())
	case ruled && !d.Live():
		status = d.Status
	}
	if status == article.ClaimedDenied && d.DeniedBy == nil {
		if d.DeniedBy = v.denier(c); d.DeniedBy == nil {
			status = article.Claimed
		}
	}
	if d.Status == status {
		return
	}
	score := d.Score
	d.Status, d.Detail, d.Severity, d.Reasons = status, "", 0, nil
	v.rate(c)
	if !ruled && live {
		d.Score = score
	}
}

// sense is the sense that the model finds the likeliest of a live claim, or
// that of the rules where it is about as likely.
func (v *view) sense(c *claim, j *deep.Judgement, ruled bool) article.Status {
	best, own, top := article.Asserted, float32(0), float32(math.Inf(-1))
	for i, s := range deep.Statuses {
		if !s.Live() {
			continue
		}
		score := j.Status[i]
		switch said := c.detection.SaidBy != nil; {
		case said && s == article.Asserted, !said && (s == article.Claimed || s == article.ClaimedDenied):
			score -= unlikely
		case said && s == article.Suspected:
			score -= unlikely / 2
		}
		if s == c.detection.Status {
			own = score
		}
		if score > top {
			best, top = s, score
		}
	}
	if ruled && top-own <= senseLead {
		return c.detection.Status
	}
	return best
}

// denier is who speaks next to a claim that the model takes to be denied:
// somebody else, in its sentence or the next.
func (v *view) denier(c *claim) *article.Ref {
	if c.detection.SaidBy == nil {
		return nil
	}
	for i := range v.statements {
		st := &v.statements[i]
		if st.speaker == 0 || st.sentence < c.sentence || st.sentence > c.sentence+1 {
			continue
		}
		if ref := v.speakers[st.speaker-1].ref; !sameRef(ref, c.detection.SaidBy) {
			return ref
		}
	}
	return nil
}
