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
		c.detection.SaidBy = v.speakers[st.speaker-1].ref
	}
}

// deny settles a claim that stands under a denial: the denier is not who
// makes it.
func (v *view) deny(c *claim, st *statement) {
	claimant, told := v.claimant(st)
	if st.speaker == 0 || !st.grams.has(gDeny) && !(told && st.grams&set(gRebut, gJudge) != 0) {
		return
	}
	if !st.grams.has(gDeny) && !st.grams.has(gRebut) && !v.hasAny(st.cue.last, c.cue.first, set(gUntrue)) {
		return
	}
	d := &c.detection
	d.DeniedBy, d.SaidBy, d.Statement = v.speakers[st.speaker-1].ref, nil, 0
	if !claimant.empty() {
		span := v.spanOf(claimant)
		entity, _ := v.entityIn(span)
		d.SaidBy = &article.Ref{Text: span.In(v.text), Span: span, Entity: entity}
	}
	for i := range v.statements {
		o := &v.statements[i]
		if d.SaidBy == nil && o.sentence == st.sentence && o.speaker != st.speaker && o.speaker > 0 && !o.grams.has(gDeny) {
			d.SaidBy, d.Statement = v.speakers[o.speaker-1].ref, i+1
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

// claimant is whose word a statement speaks of, between its verb and what was
// said: "rejects a monitor's finding that", "denied a claim by rebels that". It
// reports whether it speaks of somebody's word at all.
func (v *view) claimant(st *statement) (who tokens, told bool) {
	end := st.cue.last
	for end < len(v.toks) && len(st.content) > 0 && v.toks[end].Start < st.content[0].Start {
		end++
	}
	for i := st.cue.last; i < end; i++ {
		if !v.bits[i].has(gToldBefore) {
			continue
		}
		if i+1 < end && v.word(i+1) == "by" {
			last := i + 2
			for last < end && !v.bits[last].has(gThat) {
				last++
			}
			return tokens{i + 2, last}, true
		}
		for k := i - 1; k > st.cue.last && i-k <= 3; k-- {
			if w := v.word(k); w == "'s" || w == "’s" || w == "'" || w == "’" {
				first := k
				for first > st.cue.last && !v.bits[first-1].has(gUntrue) && !v.isPunct(first-1) && v.word(first-1) != "as" {
					first--
				}
				return tokens{first, k}, true
			}
		}
		return tokens{}, true
	}
	return tokens{}, false
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
