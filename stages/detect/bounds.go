package detect

import "github.com/wirewatch/wirewatch/pipeline/article"

// An enriched record is at most recordPerByte times its text and recordFree
// bytes. The text itself, what normalise says of it and the mentions take
// their part; what is left is for statements and detections, which repeat the
// words they quote.
const (
	recordPerByte = 12
	recordFree    = 6144
	textPerByte   = 1.3
	textFree      = 1700
	perMention    = 190
	leastBytes    = 2500
)

// budget gives how many bytes detect may add to the record.
func budget(a *article.Article) int {
	left := recordFree - textFree + int((recordPerByte-textPerByte)*float64(len(a.Text))) - perMention*len(a.Mentions)
	return max(left, leastBytes)
}

// bound drops the statements, then the detections, that would make the record
// too large, and reports whether it dropped any. The first live detection of
// each theme goes last, and statements that detections point to stay longer
// than others.
func bound(a *article.Article) bool {
	budget := budget(a)
	keep := make([]bool, len(a.Detections))
	dropped := false
	for rank := range ranks {
		for i := range a.Detections {
			if rankOf(a.Detections, i) != rank {
				continue
			}
			cost := cost(&a.Detections[i])
			if cost > budget && rank > 0 {
				dropped = true
				continue
			}
			budget -= cost
			keep[i] = true
		}
	}
	needed := map[int]bool{}
	kept := a.Detections[:0]
	for i, d := range a.Detections {
		if keep[i] {
			kept = append(kept, d)
			needed[d.Statement] = true
		}
	}
	a.Detections = kept
	return boundStatements(a, budget, needed) || dropped
}

// ranks is how many ranks there are: the lower, the longer a detection stays.
const ranks = 3

// rankOf is 0 for the first live detection of a theme, 1 for other live ones
// and 2 for what is not live.
func rankOf(all []article.Detection, i int) int {
	if !all[i].Live() {
		return 2
	}
	for k := range i {
		if all[k].Theme == all[i].Theme && all[k].Live() {
			return 1
		}
	}
	return 0
}

// cost estimates the bytes of a detection's JSON.
func cost(d *article.Detection) int {
	n := 100 + len(d.Theme) + 2*len(d.Rule) + len(d.Position)
	for _, codes := range [][]string{d.Codes.Medtop, d.Codes.GDELT, d.Codes.CAMEO, d.Codes.PLOVER, d.Reasons} {
		n += 12
		for _, c := range codes {
			n += len(c) + 3
		}
	}
	for _, ref := range []*article.Ref{d.SaidBy, d.DeniedBy} {
		if ref != nil {
			n += 65 + len(ref.Text)
		}
	}
	if d.When != nil {
		n += 60
	}
	for _, q := range d.Numbers {
		n += 75 + len(q.Hedge) + q.Len()
	}
	for _, e := range d.Evidence {
		n += 40 + len(e.Field) + e.Len()
	}
	for _, refs := range [][]article.Ref{d.Actors, d.Targets, d.Places} {
		for i := range refs {
			n += 17
			if refs[i].Text != "" {
				n += 45 + len(refs[i].Text)
			}
		}
	}
	return n
}

func boundStatements(a *article.Article, budget int, needed map[int]bool) bool {
	dropped := false
	at := make([]int, len(a.Attributions)+1)
	for _, wanted := range []bool{true, false} {
		for i := range a.Attributions {
			if needed[i+1] != wanted {
				continue
			}
			cost := statementCost(&a.Attributions[i])
			if cost > budget {
				dropped = true
				continue
			}
			budget -= cost
			at[i+1] = -1
		}
	}
	kept := a.Attributions[:0]
	for i := range a.Attributions {
		if at[i+1] != 0 {
			kept = append(kept, a.Attributions[i])
			at[i+1] = len(kept)
		}
	}
	a.Attributions = kept
	for i := range a.Detections {
		a.Detections[i].Statement = at[a.Detections[i].Statement]
	}
	return dropped
}

// statementCost estimates the bytes of a statement's JSON.
func statementCost(s *article.Attribution) int {
	n := 75 + s.Cue.Len()
	if s.Source != nil {
		n += 60 + len(s.Source.Text)
	}
	for _, c := range s.Content {
		n += 35 + c.Len()
	}
	return n
}
