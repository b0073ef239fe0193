package themes

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/wirewatch/wirewatch/stages/text"
)

// Meaning is a label by what it means, for texts that nothing was trained on.
type Meaning struct {
	Name       string `json:"name"`
	Definition string `json:"definition"`
}

// Meanings tells texts apart by the meanings of labels alone. It is safe for
// concurrent use.
type Meanings struct {
	names []string
	terms []map[string]float64 // by label: stems and things, and what they weigh
	rare  map[string]float64   // of all terms
}

//go:embed synonyms.txt
var synonymFile string

// things maps a stem, or several with blanks between, to the line of the
// synonyms it stands in.
var things = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(synonymFile) {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		name := "=" + words[0]
		for _, w := range words {
			key := strings.Join(stems(strings.ReplaceAll(w, "_", " ")), " ")
			if !slices.Contains(out[key], name) {
				out[key] = append(out[key], name)
			}
		}
	}
	return out
})

// NewMeanings reads labels with their meanings.
func NewMeanings(labels []Meaning) *Meanings {
	m := &Meanings{rare: map[string]float64{}}
	for _, l := range labels {
		weights := map[string]float64{}
		for _, t := range terms(l.Definition) {
			weights[t] = 1
		}
		for _, t := range terms(strings.NewReplacer("_", " ", ".", " ", "-", " ").Replace(l.Name)) {
			weights[t] = max(weights[t], 0.7)
		}
		m.names, m.terms = append(m.names, l.Name), append(m.terms, weights)
		for t := range weights {
			m.rare[t]++
		}
	}
	for t, n := range m.rare {
		m.rare[t] = math.Log(float64(len(labels)+1) / n)
	}
	return m
}

// Scores gives how well each meaning fits a text: the rare terms that both
// have, for the length of the meaning.
func (m *Meanings) Scores(s string) []float64 {
	found := map[string]bool{}
	for _, t := range terms(s) {
		found[t] = true
	}
	out := make([]float64, len(m.names))
	for l, weights := range m.terms {
		all := 0.0
		for t, w := range weights {
			x := w * m.rare[t]
			if strings.HasPrefix(t, "=") {
				x *= 0.8 // a thing is less sure than the word itself
			}
			all += x
			if found[t] {
				out[l] += x
			}
		}
		if all > 0 {
			out[l] /= math.Sqrt(all)
		}
	}
	return out
}

// Find gives the name of the meaning that fits best; none where no term fits.
func (m *Meanings) Find(s string) []string {
	scores := m.Scores(s)
	best := 0
	for l := range scores {
		if scores[l] > scores[best] {
			best = l
		}
	}
	if len(scores) == 0 || scores[best] == 0 {
		return nil
	}
	return []string{m.names[best]}
}

// terms gives the stems of a text and the things that they, or two or three of
// them, stand for.
func terms(s string) []string {
	all := stems(s)
	var out []string
	for i := range all {
		if !stopWords[all[i]] {
			out = append(out, all[i])
		}
		for n := 1; n <= 3 && i+n <= len(all); n++ {
			out = append(out, things()[strings.Join(all[i:i+n], " ")]...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func stems(s string) []string {
	var out []string
	for _, t := range text.Tokens(s) {
		if w := text.Fold(t.In(s)); len(w) > 1 {
			out = append(out, stem(w))
		}
	}
	return out
}

// stem takes the endings of inflection off a word: plurals, -ed, -ing, and the
// letter that they doubled.
func stem(w string) string {
	for _, end := range []string{"ings", "ing", "ers", "er", "ed", "es", "s"} {
		if base, ok := strings.CutSuffix(w, end); ok && len(base) >= 3 && !strings.HasSuffix(w, "ss") {
			if n := len(base); n > 3 && base[n-1] == base[n-2] && base[n-1] != 'l' && base[n-1] != 's' {
				base = base[:n-1]
			}
			return strings.TrimSuffix(base, "e")
		}
	}
	return strings.TrimSuffix(w, "e")
}

var stopWords = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq("the of and or in on at by for from with to was were is are be been an as it its that this which who another such without him himself them out off group people person event added new") {
		out[stem(w)] = true
	}
	return out
}()
