package text

import (
	"github.com/wirewatch/wirewatch/pipeline/article"
)

// MaxCodePoints is how much of a text is analysed.
const MaxCodePoints = 256 << 10

// Analysable gives the part of s that the stages analyse, its first
// MaxCodePoints code points, and whether that left something out.
func Analysable(s string) (head string, cut bool) {
	if len(s) <= MaxCodePoints {
		return s, false
	}
	n := 0
	for i := range s {
		if n == MaxCodePoints {
			return s[:i], true
		}
		n++
	}
	return s, false
}

// SentencesOf gives the sentences of the article's text that are analysed:
// those it carries, or, where it carries none, those of Analysable.
func SentencesOf(a *article.Article) []article.Sentence {
	if a.Sentences != nil {
		return a.Sentences
	}
	head, _ := Analysable(a.Text)
	return Sentences(head)
}
