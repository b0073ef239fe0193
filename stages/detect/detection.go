package detect

import "github.com/wirewatch/wirewatch/pipeline/article"

// build makes the detection of a claim: status, speaker, numbers, places,
// who and when, severity and score.
func (v *view) build(c *claim) {
	d := &c.detection
	d.Theme, d.Rule, d.Codes = c.rule.Theme, c.rule.ID, codesOf(c.rule)
	d.Status, d.Detail = v.status(c)
	span := v.spanOf(c.clause)
	d.Evidence = []article.Evidence{{Span: span, Field: v.field, Rule: c.rule.ID}}
	d.Numbers = v.numbersIn(c.clause)
	s := &v.sents[c.sentence]
	if v.field == article.MainText {
		d.When = v.whenIn(c)
	}
	v.takePart(c, s, span)
	if c.statement > 0 {
		st := &v.statements[c.statement-1]
		d.Statement = c.statement
		v.attribute(c, st)
		v.deny(c, st)
	}
	d.Position = v.position(s, c.sentence)
	v.rate(c)
}

// attribute says who makes a claim; of its own act, an authority too.
func (v *view) attribute(c *claim, st *statement) {
	c.detection.SaidBy = nil
	if st.speaker > 0 {
		ref := v.speakers[st.speaker-1].ref
		c.detection.SaidBy = &ref
	}
}

// deny settles a claim that stands under a denial: the denier is not who
// makes it.
func (v *view) deny(c *claim, st *statement) {
	if !st.grams.has(gDeny) || st.speaker == 0 {
		return
	}
	d := &c.detection
	denier := v.speakers[st.speaker-1].ref
	d.DeniedBy, d.SaidBy, d.Statement = &denier, nil, 0
	for i := range v.statements {
		o := &v.statements[i]
		if o.sentence == st.sentence && o.speaker != st.speaker && o.speaker > 0 && !o.grams.has(gDeny) {
			ref := v.speakers[o.speaker-1].ref
			d.SaidBy, d.Statement = &ref, i+1
		}
	}
	if !d.Status.Live() {
		return
	}
	d.Status, d.Detail = article.ClaimedDenied, ""
	if d.SaidBy == nil {
		d.Status = article.Negated
	}
}

// position is how prominent the place is.
func (v *view) position(s *sent, si int) string {
	switch {
	case v.field == article.MainHeadline:
		return "headline"
	case si < 2:
		return "lead"
	case si >= 6 && si > len(v.sents)*2/3:
		return "background"
	}
	return "body"
}
