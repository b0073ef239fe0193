package themes

// Classifier gives each label of a text a score. It is safe for concurrent use.
type Classifier interface {
	Name() string // names the file it was read from
	Scores(text string) []float32
	Decide() *Decision
}

// Decision says which labels scores speak for.
type Decision struct {
	Labels    []string  `json:"labels"`
	Single    bool      `json:"single"`    // every text has just one label
	Always    bool      `json:"always"`    // every text has one at least
	Threshold []float32 `json:"threshold"` // score by label from which a text has it
}

// Decide is the decision itself.
func (d *Decision) Decide() *Decision { return d }

// Pick gives the indices of the labels that scores speak for.
func (d *Decision) Pick(scores []float32) []int {
	best := 0
	var out []int
	for l, s := range scores {
		if s > scores[best] {
			best = l
		}
		if !d.Single && s > d.Threshold[l] {
			out = append(out, l)
		}
	}
	if d.Single || len(out) == 0 && d.Always {
		return []int{best}
	}
	return out
}

// Find gives the labels of a text, in the order of the classifier's; none is
// nil.
func Find(c Classifier, text string) []string {
	d := c.Decide()
	var out []string
	for _, l := range d.Pick(c.Scores(text)) {
		out = append(out, d.Labels[l])
	}
	return out
}
