package track

import (
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// maxNumbers bounds how many numbers of a text are remembered.
const maxNumbers = 64

// facts are what is compared between versions.
type facts struct {
	Headline string   `json:"h,omitempty"`
	Text     string   `json:"t,omitempty"` // hash of the normalised text
	Status   string   `json:"p,omitempty"`
	Numbers  []string `json:"n,omitempty"` // of the text, in order
	Threats  []string `json:"d,omitempty"` // live themes with their status, sorted
}

func factsOf(a *article.Article) facts {
	f := facts{Headline: a.Headline, Text: hash(normalised(a.Text)), Status: a.PubStatus, Numbers: numbers(a.Text)}
	for _, d := range a.Detections {
		if d.Live() {
			f.Threats = append(f.Threats, d.Theme+" "+string(d.Status))
		}
	}
	slices.Sort(f.Threats)
	f.Threats = slices.Compact(f.Threats)
	return f
}

// changes lists what differs between two versions: headline, pubStatus, body
// (each number that changed, or the bare field where only words did) and
// threats.
func changes(from, to facts) []article.Change {
	var out []article.Change
	add := func(field, a, b string) {
		if a != b {
			out = append(out, article.Change{Field: field, From: a, To: b})
		}
	}
	add("headline", from.Headline, to.Headline)
	add("pubStatus", from.Status, to.Status)
	if from.Text != to.Text {
		pairs := differing(from.Numbers, to.Numbers)
		for _, p := range pairs {
			add("body", p.From, p.To)
		}
		if len(pairs) == 0 {
			out = append(out, article.Change{Field: "body"})
		}
	}
	for _, d := range from.Threats {
		if !slices.Contains(to.Threats, d) {
			add("threats", d, "")
		}
	}
	for _, d := range to.Threats {
		if !slices.Contains(from.Threats, d) {
			add("threats", "", d)
		}
	}
	return out
}

// replaced lists what changes when an item under one uri takes the place of
// another: beside changes, every theme that any version of the other had, so
// that it can be called back wherever it went.
func replaced(other item, to facts) []article.Change {
	from := other.Facts
	from.Threats = other.Themes
	return changes(from, to)
}

// differing aligns two lists by their longest common subsequence and pairs what
// stands between the common members.
func differing(from, to []string) []article.Change {
	common := make([][]int, len(from)+1) // length of it for from[i:], to[j:]
	for i := range common {
		common[i] = make([]int, len(to)+1)
	}
	for i := len(from) - 1; i >= 0; i-- {
		for j := len(to) - 1; j >= 0; j-- {
			if from[i] == to[j] {
				common[i][j] = common[i+1][j+1] + 1
				continue
			}
			common[i][j] = max(common[i+1][j], common[i][j+1])
		}
	}
	var out []article.Change
	var gone, come []string
	flush := func() {
		for k := range max(len(gone), len(come)) {
			out = append(out, article.Change{Field: "body", From: at(gone, k), To: at(come, k)})
		}
		gone, come = nil, nil
	}
	i, j := 0, 0
	for i < len(from) || j < len(to) {
		switch {
		case i < len(from) && j < len(to) && from[i] == to[j]:
			flush()
			i, j = i+1, j+1
		case j == len(to) || i < len(from) && common[i+1][j] >= common[i][j+1]:
			gone = append(gone, from[i])
			i++
		default:
			come = append(come, to[j])
			j++
		}
	}
	flush()
	return out
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// numbers gives the numbers of a text in order, as printed: whatever holds a
// digit, and the number words of English. "One" is left out: it is a pronoun
// more often than a number.
func numbers(text string) []string {
	var out []string
	for word := range strings.FieldsSeq(text) {
		word = trimWord(word)
		if !strings.ContainsAny(word, "0123456789") && !slices.Contains(numberWords, strings.ToLower(word)) {
			continue
		}
		if out = append(out, word); len(out) == maxNumbers {
			break
		}
	}
	return out
}

var numberWords = []string{
	"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
	"thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
	"dozen", "dozens", "hundred", "hundreds", "thousand", "thousands", "million", "millions",
}
