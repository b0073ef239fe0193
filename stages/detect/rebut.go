package detect

import "github.com/wirewatch/wirewatch/pipeline/article"

// rebut finds who denies a claim that another makes, right behind it: "Kyiv says
// a school was hit; Moscow calls that an invention." To have no comment is no
// denial.
func (v *view) rebut(c *claim) {
	d := &c.detection
	switch {
	case c.statement == 0 || d.SaidBy == nil, d.Status != article.Claimed && d.Status != article.Suspected:
		return
	}
	said := &v.statements[c.statement-1]
	for i := range v.statements {
		st := &v.statements[i]
		if st.sentence < c.sentence || st.sentence > c.sentence+1 || st.cue.first < c.cue.last || st.speaker == 0 || st.speaker == said.speaker {
			continue
		}
		if v.rebuttal(st) {
			d.Status, d.Detail, d.DeniedBy = article.ClaimedDenied, "", v.speakers[st.speaker-1].ref
			return
		}
	}
}

// rebuttal reports whether a statement says that what was said before is not
// so.
func (v *view) rebuttal(st *statement) bool {
	if st.cue.empty() {
		return false
	}
	cue := v.bits[st.cue.first]
	if cue.has(gDeny) {
		return true
	}
	for _, span := range st.content {
		first, last := v.tokensOf(tokens{0, len(v.toks)}, span)
		switch {
		case v.hasAny(st.cue.first, last, set(gComment)):
			return false
		case cue.has(gRebut) && (last-first <= 3 || v.hasAny(first, last, set(gToldBefore))):
			return true
		case v.hasAny(first, last, set(gUntrue)):
			return true
		case cue.has(gAnswer) && v.hasAny(first, last, set(gNegation)):
			return true
		case v.hasAny(first, min(last, first+4), set(gNegation)):
			return true
		}
	}
	return false
}
