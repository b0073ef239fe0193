package detect

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// deciders are the classes whose words decide that a claim is not live.
var deciders = map[article.Status]grams{
	article.Negated:      set(gNegation, gNotFact, gDeny),
	article.Hypothetical: set(gIf, gCondition, gCould),
	article.Historical:   set(gPast, gPastHint),
	article.Exercise:     set(gExercise),
	article.Fiction:      set(gFiction, gFictionHint),
	article.Sport:        set(gSport, gSportHint),
	article.Metaphor:     set(gFigure, gBusiness, gSport),
	article.Policy:       set(gPolicy),
	article.InFurniture:  set(gFurniture),
}

// why says what decided the status of a claim: the rule itself, the model, or
// the words of a class nearest to the cue. Where none stands in the sentence,
// it is what the article is about.
func (v *view) why(c *claim) string {
	d := &c.detection
	switch {
	case d.Live():
		return ""
	case d.Model != "":
		return "the model finds " + string(d.Status) + " likelier"
	case c.rule.Status == d.Status:
		return "the rule says so"
	}
	s := &v.sents[c.sentence]
	best, away := "", len(v.toks)
	for g := range gCount {
		if !deciders[d.Status].has(g) {
			continue
		}
		for i := s.first; i < s.last; i++ {
			if !v.bits[i].has(g) {
				continue
			}
			last := min(s.last, i+max(1, int(v.gramLen[i])))
			if n := max(i-c.cue.last, c.cue.first-last, 0); n < away {
				best, away = grammar[g]+": "+v.spanOf(tokens{i, last}).In(v.text), n
			}
		}
	}
	if best == "" {
		return "what the article is about"
	}
	return strings.TrimSpace(best)
}
