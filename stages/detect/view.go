package detect

import (
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/text"
)

// view is one text of an article as the rules see it: its tokens, the word
// classes that stand at each, its quotations and statements. Views are reused.
type view struct {
	rules    *rules
	field    article.Field
	text     string
	mentions []article.Mention
	toks     []article.Token
	bits     []grams
	gramLen  []uint8
	low      string // the text in lower case, once it is asked for
	inQuote  []bool
	sents    []sent
	hits     []hit
	quotes   []article.Span
	found    []text.Match
	merged   []hit
	claims   []claim
	settled  []article.Detection
	named    []article.Mention

	statements []statement
	announced  statement // one whose content stands in the next sentence
	speakers   []speaker
	present    []int32 // of each class, the sentence it was last seen in, plus one
	published  string  // the day the copy was filed, 2006-01-02
	explain    bool    // say why what is not live is not
	opening    int     // bytes of the text that are its dateline
	context    topics
}

// sent is a sentence, or a stretch of a very long one.
type sent struct {
	first, last   int // tokens
	hitLo, hitHi  int
	span          article.Span
	paragraphHead bool
}

// hit is a place where a class of words stands.
type hit struct {
	class       int32
	first, last int // tokens
}

const maxSentenceTokens = 160

// read fills the view from a text.
func (v *view) read(r *rules, field article.Field, s string, toks []article.Token, sentences []article.Sentence, mentions []article.Mention) {
	v.rules, v.field, v.text, v.toks, v.mentions = r, field, s, toks, mentions
	v.bits = resized(v.bits, len(toks))
	v.gramLen = resized(v.gramLen, len(toks))
	v.low = ""
	v.inQuote = resized(v.inQuote, len(toks))
	v.present = resized(v.present, len(r.cueOf))
	v.hits, v.sents = v.hits[:0], v.sents[:0]
	v.statements, v.speakers, v.announced = v.statements[:0], v.speakers[:0], statement{}
	v.quotes = quotesOf(s)
	v.markQuotes()
	v.match()
	words := len(v.hits)
	v.matchEntities()
	v.sortHits(words)
	v.split(sentences)
}

// sortHits orders hits by their first token, the longer first, then by class;
// those before entities are hits of words, which nearly stand so.
func (v *view) sortHits(entities int) {
	insertionSort(v.hits[:entities])
	insertionSort(v.hits[entities:])
	v.merged = v.merged[:0]
	a, b := v.hits[:entities], v.hits[entities:]
	for len(a) > 0 && len(b) > 0 {
		if b[0].before(a[0]) {
			v.merged, b = append(v.merged, b[0]), b[1:]
		} else {
			v.merged, a = append(v.merged, a[0]), a[1:]
		}
	}
	v.merged = append(append(v.merged, a...), b...)
	v.hits, v.merged = v.merged, v.hits
}

func (h hit) before(o hit) bool {
	if h.first != o.first {
		return h.first < o.first
	}
	if h.last != o.last {
		return h.last > o.last
	}
	return h.class < o.class
}

func insertionSort(hits []hit) {
	for i := 1; i < len(hits); i++ {
		for k := i; k > 0 && hits[k].before(hits[k-1]); k-- {
			hits[k], hits[k-1] = hits[k-1], hits[k]
		}
	}
}

func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

func (v *view) match() {
	v.found = v.rules.matcher.Find(v.found[:0], v.text, v.toks)
	for _, m := range v.found {
		last := m.Last + 1
		v.bits[m.First] |= v.rules.grams[m.ID]
		if v.rules.grams[m.ID] != 0 {
			v.gramLen[m.First] = max(v.gramLen[m.First], uint8(min(last-m.First, 255)))
		}
		for _, class := range v.rules.classes[m.ID] {
			v.hits = append(v.hits, hit{class, m.First, last})
		}
	}
}

// matchEntities adds the classes that mentions belong to.
func (v *view) matchEntities() {
	i := 0
	for k := range v.mentions {
		m := &v.mentions[k]
		for i < len(v.toks) && v.toks[i].End <= m.Start {
			i++
		}
		last := i
		for last < len(v.toks) && v.toks[last].Start < m.End {
			last++
		}
		if last == i {
			continue
		}
		for _, name := range [2]string{m.Type, m.Subtype} {
			for _, class := range v.rules.byEntity[name] {
				v.hits = append(v.hits, hit{class, i, last})
			}
		}
	}
}

// split lays the sentences over the tokens; one longer than maxSentenceTokens
// is read in stretches, so that no text costs more than its length.
func (v *view) split(sentences []article.Sentence) {
	tok, h := 0, 0
	for _, st := range sentences {
		if st.Start < v.opening {
			st.Start = min(v.opening, st.End) // a dateline says nothing
		}
		for tok < len(v.toks) && v.toks[tok].Start < st.Start {
			tok++
		}
		for tok < len(v.toks) && v.toks[tok].Start < st.End {
			s := sent{first: tok, paragraphHead: st.Start <= v.opening || v.text[st.Start-1] == '\n'}
			for tok < len(v.toks) && v.toks[tok].Start < st.End && tok-s.first < maxSentenceTokens {
				tok++
			}
			s.last = tok
			s.span = article.Span{Start: v.toks[s.first].Start, End: v.toks[tok-1].End}
			for h < len(v.hits) && v.hits[h].first < s.first {
				h++
			}
			s.hitLo = h
			for h < len(v.hits) && v.hits[h].first < s.last {
				h++
			}
			s.hitHi = h
			v.sents = append(v.sents, s)
		}
	}
}

// hasWords reports whether the text has a token that is no mark.
func (v *view) hasWords() bool {
	for i := range v.toks {
		if !v.isPunct(i) {
			return true
		}
	}
	return false
}

func (v *view) markQuotes() {
	i := 0
	for _, q := range v.quotes {
		for i < len(v.toks) && v.toks[i].Start < q.Start {
			i++
		}
		for i < len(v.toks) && v.toks[i].Start < q.End {
			v.inQuote[i] = true
			i++
		}
	}
}

func (v *view) word(i int) string { return v.toks[i].In(v.text) }

func (v *view) byteAt(i int) byte { return v.text[v.toks[i].Start] }

func (v *view) isPunct(i int) bool {
	return i >= 0 && i < len(v.toks) && v.toks[i].Kind == article.Punct
}

// inner reports whether a mark stands within a phrase: a hyphen, an
// apostrophe, the stop of an abbreviation.
func (v *view) inner(i int) bool {
	switch c := v.byteAt(i); c {
	case '-', '\'', '&', '/', '#', '$', '%':
		return true
	case '.':
		return i+1 < len(v.toks) && v.toks[i+1].Start-v.toks[i].End <= 1 && v.toks[i].End-v.toks[i].Start == 1 && i > 0 && v.toks[i-1].Len() <= 3
	}
	return v.word(i) == "’"
}

func (v *view) isQuoteMark(i int) bool {
	switch v.word(i) {
	case `"`, "“", "”", "„", "«", "»":
		return true
	case "'", "`": // one of two strokes
		return i > 0 && v.toks[i-1].End == v.toks[i].Start && v.word(i-1) == v.word(i) || i+1 < len(v.toks) && v.toks[i].End == v.toks[i+1].Start && v.word(i+1) == v.word(i)
	}
	return false
}

// closesQuote reports whether a quotation ends at or just before a mark.
func (v *view) closesQuote(i int) bool {
	if v.isQuoteMark(i) && v.inQuote[i] {
		return true
	}
	return v.isPunct(i) && i > 0 && v.inQuote[i-1] && !v.inQuote[i]
}

func (v *view) opensQuote(i int) bool { return v.isQuoteMark(i) && v.inQuote[i] }

func (v *view) hasAny(first, last int, want grams) bool {
	for i := first; i < last; i++ {
		if v.bits[i]&want != 0 {
			return true
		}
	}
	return false
}

// find gives the first token of a class in a range, or -1.
func (v *view) find(first, last int, want grams) int {
	for i := first; i < last; i++ {
		if v.bits[i]&want != 0 {
			return i
		}
	}
	return -1
}

func (v *view) hasQuote(first, last int) bool { return v.firstQuote(first, last) < last }

func (v *view) firstQuote(first, last int) int {
	for i := first; i < last; i++ {
		if v.inQuote[i] {
			return i
		}
	}
	return last
}

func (v *view) wordsIn(first, last int) int {
	n := 0
	for i := first; i < last; i++ {
		if v.toks[i].Kind != article.Punct {
			n++
		}
	}
	return n
}

// trimRight drops commas and stops at the end of a range.
func (v *view) trimRight(first, last int) int {
	for last > first && v.isPunct(last-1) && !v.isQuoteMark(last-1) && v.byteAt(last-1) != ')' {
		last--
	}
	return last
}

func (v *view) spanOf(t tokens) article.Span {
	if t.empty() {
		return article.Span{Start: v.toks[t.first].Start, End: v.toks[t.first].Start}
	}
	return article.Span{Start: v.toks[t.first].Start, End: v.toks[t.last-1].End}
}

// contentSpan is a range without the stop at its end; none where it is empty.
func (v *view) contentSpan(first, last int) []article.Span {
	for first < last && v.isPunct(first) && !v.isQuoteMark(first) {
		first++
	}
	last = v.trimRight(first, last)
	if first >= last {
		return nil
	}
	return []article.Span{v.spanOf(tokens{first, last})}
}

// quoted reports whether a span holds a quotation of at least two words.
func (v *view) quoted(s article.Span) bool {
	for _, q := range v.quotes {
		if q.Start >= s.End {
			return false
		}
		if q.Overlaps(s) {
			return true
		}
	}
	return false
}
