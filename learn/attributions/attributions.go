// Package attributions scores who says what against news whose sources and
// contents were marked by hand, as PolNeAR's are (Newell, Margolin and Ruths,
// 2018).
package attributions

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/learn/corpus"
	"github.com/wirewatch/wirewatch/learn/reading"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/tag"
)

// Document is a text with its statements; spans count Unicode code points.
type Document struct {
	ID           string      `json:"id"`
	Text         string      `json:"text"`
	Attributions []Statement `json:"attributions"`
}

// Statement is who says what. A part may lie in several spans; a source without
// any is not named in the text.
type Statement struct {
	Source  [][2]int `json:"source"`
	Content [][2]int `json:"content"`
	Kind    string   `json:"kind"` // quote, speech or stance
}

// Read reads JSON Lines of documents.
func Read(r io.Reader) ([]Document, error) {
	return corpus.ReadJSONLines[Document](r, 16<<20)
}

// Scores counts statements found. A statement is found by one whose words are
// at least half the words of the larger of the two; its source is right where
// each holds the other's head word.
type Scores struct {
	Documents                         int
	Gold, Found, Matched              int
	Sources, SourcesRight             int
	QuoteGold, QuoteFound, QuoteRight int // right: content and source
	SaidGold, SaidFound, SaidRight    int // quotes and verbs of saying
}

// SourceAccuracy is the share of sources that are right among the statements
// that are found and have one.
func (s Scores) SourceAccuracy() float64 { return share(s.SourcesRight, s.Sources) }

// Quotes is F1 of quotations with their source.
func (s Scores) Quotes() float64 { return share(2*s.QuoteRight, s.QuoteGold+s.QuoteFound) }

// Said is F1 of quotations and reported speech with their source.
func (s Scores) Said() float64 { return share(2*s.SaidRight, s.SaidGold+s.SaidFound) }

func share(part, whole int) float64 { return float64(part) / float64(max(1, whole)) }

// String is one line.
func (s Scores) String() string {
	return fmt.Sprintf("%d documents  content F1 %.3f  source accuracy %.3f of %d  quotes with source F1 %.3f  quotes and speech with source F1 %.3f",
		s.Documents, share(2*s.Matched, s.Gold+s.Found), s.SourceAccuracy(), s.Sources, s.Quotes(), s.Said())
}

// Score puts documents through the tagger and the detector.
func Score(ctx context.Context, t *tag.Tagger, d *detect.Detector, documents []Document) (Scores, error) {
	s := Scores{Documents: len(documents)}
	for i := range documents {
		a, err := reading.Detected(ctx, t, d, documents[i].ID, documents[i].Text)
		if err != nil {
			return s, err
		}
		s.compare(&documents[i], a.Attributions)
	}
	return s, nil
}

// said is a statement as sets of the numbers of its words.
type said struct {
	source, content map[int]bool
	kind            string
	quoted          bool // a quotation mark stands in it or beside it
}

func (s *Scores) compare(d *Document, got []article.Attribution) {
	words, at := wordsOf(d.Text), corpus.Offsets(d.Text)
	var gold, found []said
	for _, g := range d.Attributions {
		gold = append(gold, said{source: covered(words, inBytes(at, g.Source)), content: covered(words, inBytes(at, g.Content)), kind: g.Kind})
	}
	for _, p := range got {
		one := said{content: covered(words, p.Content), quoted: quoted(d.Text, p.Content)}
		if p.Source != nil {
			one.source = covered(words, []article.Span{p.Source.Span})
		}
		if len(one.content) > 0 {
			found = append(found, one)
		}
	}
	s.Gold += len(gold)
	s.Found += len(found)
	byGold, byFound := match(gold, found)
	for i, g := range gold {
		quote, speech := g.kind == "quote", g.kind == "quote" || g.kind == "speech"
		s.QuoteGold += one(quote)
		s.SaidGold += one(speech)
		at, ok := byGold[i]
		if !ok {
			continue
		}
		s.Matched++
		right := s.source(d.Text, words, &g, &found[at])
		s.QuoteRight += one(quote && right)
		s.SaidRight += one(speech && right)
	}
	for j, p := range found {
		if i, ok := byFound[j]; ok {
			s.QuoteFound += one(gold[i].kind == "quote")
			s.SaidFound += one(gold[i].kind != "stance")
			continue
		}
		s.QuoteFound += one(p.quoted && !inside(&p, gold, "speech", "stance"))
		s.SaidFound += one(!inside(&p, gold, "stance"))
	}
}

// source counts the source of a statement that is found, and reports whether it
// is right: one that the text does not name must not be named.
func (s *Scores) source(text string, words []article.Span, gold, found *said) bool {
	if len(gold.source) == 0 {
		return len(found.source) == 0
	}
	s.Sources++
	if len(found.source) == 0 {
		return false
	}
	right := found.source[head(text, words, gold.source)] && gold.source[head(text, words, found.source)]
	s.SourcesRight += one(right)
	return right
}

// match pairs statements one to one, those that share most first.
func match(gold, found []said) (byGold, byFound map[int]int) {
	type pair struct {
		share float64
		i, j  int
	}
	var pairs []pair
	for i := range gold {
		for j := range found {
			if n := common(gold[i].content, found[j].content); n > 0 {
				pairs = append(pairs, pair{share(n, max(len(gold[i].content), len(found[j].content))), i, j})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	byGold, byFound = map[int]int{}, map[int]int{}
	for _, p := range pairs {
		_, taken := byGold[p.i]
		if _, used := byFound[p.j]; p.share >= 0.5 && !taken && !used {
			byGold[p.i], byFound[p.j] = p.j, p.i
		}
	}
	return byGold, byFound
}

// inside reports whether most of a statement lies in one of some kinds.
func inside(p *said, gold []said, kinds ...string) bool {
	return slices.ContainsFunc(gold, func(g said) bool {
		return slices.Contains(kinds, g.kind) && 2*common(g.content, p.content) >= len(p.content)
	})
}

func common(a, b map[int]bool) int {
	n := 0
	for i := range a {
		n += one(b[i])
	}
	return n
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

var word = regexp.MustCompile(`[\p{L}\p{N}\p{M}_]+`)

func wordsOf(text string) []article.Span {
	var out []article.Span
	for _, at := range word.FindAllStringIndex(text, -1) {
		out = append(out, article.Span{Start: at[0], End: at[1]})
	}
	return out
}

func covered(words, spans []article.Span) map[int]bool {
	out := map[int]bool{}
	for i, w := range words {
		for _, s := range spans {
			if w.Overlaps(s) {
				out[i] = true
			}
		}
	}
	return out
}

// inBytes turns code points into bytes; what lies outside the text is its end.
func inBytes(at []int, spans [][2]int) []article.Span {
	byteOf := func(n int) int {
		if n < 0 || n >= len(at) {
			n = len(at) - 1
		}
		return at[n]
	}
	var out []article.Span
	for _, s := range spans {
		out = append(out, article.Span{Start: byteOf(s[0]), End: byteOf(s[1])})
	}
	return out
}

// headless are words behind which the head of a phrase does not stand.
var headless = strings.Fields("of in at for from on who which that with and to near by whose as or during after against including among about")

// head is the last word of a phrase before its first preposition or comma.
func head(text string, words []article.Span, in map[int]bool) int {
	ids := make([]int, 0, len(in))
	for i := range in {
		ids = append(ids, i)
	}
	slices.Sort(ids)
	best, before := -1, -1
	for _, i := range ids {
		w := strings.ToLower(words[i].In(text))
		less := slices.Contains(headless, w)
		if best >= 0 && (less || before >= 0 && strings.ContainsAny(text[words[before].End:words[i].Start], ",;:(–—")) {
			break
		}
		if !less && (w != "s" || best < 0) {
			best = i
		}
		before = i
	}
	if best < 0 && len(ids) > 0 {
		best = ids[len(ids)-1]
	}
	return best
}

func quoted(text string, spans []article.Span) bool {
	return slices.ContainsFunc(spans, func(s article.Span) bool {
		around := text[max(0, s.Start-1):min(len(text), s.End+1)]
		return strings.ContainsAny(around, "\"“”") || strings.Contains(around, "``") || strings.Contains(around, "''")
	})
}
