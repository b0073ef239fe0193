package tag

import (
	"github.com/wirewatch/wirewatch/pipeline/article"
	"time"
)

// document is one article while its names are looked for.
type document struct {
	x          *index
	month      string
	city       string    // of the dateline
	filed      time.Time // the day the article speaks from
	dated      bool      // it is known
	dateline   string    // its country
	body, head *view

	mentioned map[string]int        // countries, and how often the text names them
	near      map[string][]likeness // people with names like one in the text
	entities  []entity
	byKey     map[string]int
	about     map[string]uint8 // words with a capital, and what the article says of them
}

// view is one text of the article with what is found in it.
type view struct {
	field     article.Field
	text      string
	toks      []article.Token
	lex       []*lexeme // of the tokens
	shapes    []shape
	class     []class
	cover     []int32 // the span over each token plus one; 0 is none
	spans     []span
	inside    []span // places named inside longer names
	weak      []span // of aliases that need support, not laid over the text yet
	titles    []titleMatch
	titled    bool // most words have capitals, which then say nothing
	caps      bool // all letters are capitals
	sentences []article.Sentence
	small     map[string]bool // words that the text has in small letters
}

// span is a name found.
type span struct {
	first, last int // tokens
	kind        string
	subtype     string
	aliases     []int32 // that matched; nil for names found by pattern
	entry       int32   // what it is linked to; -1 is nothing
	alias       int32   // by which alias; -1 is none
	score       float64 // that it is a name of this kind
	linkScore   float64
	via         string
	found       string
	role        *article.Role
	other       string // id of the polity's country, where the role's polity is its government
	nominal     bool   // an office and no name: "the Russian president"
	cut         bool
	gone        bool // taken back
	same        ref  // the span it is another name of
	candidates  []article.Candidate
	entity      int
	value       string // what a date, sum or quantity means, in one form
}

// ref points to a span: that of the body at ref-1, that of the headline at
// -ref-1. The zero ref points to none.
type ref int

// titleMatch is a title in the text.
type titleMatch struct {
	first, last int
	title       int32
}

func (d *document) view(field article.Field, s string, toks []article.Token, sentences []article.Sentence) *view {
	toks = d.x.split(s, toks)
	v := &view{
		field: field, text: s, toks: toks, sentences: sentences,
		lex: make([]*lexeme, len(toks)), shapes: make([]shape, len(toks)), class: make([]class, len(toks)), cover: make([]int32, len(toks)),
		small: make(map[string]bool, min(len(toks)/2, 1000)),
	}
	words, capitals, shouts := 0, 0, 0
	for i, t := range toks {
		l := d.x.lexeme(t, s)
		sh := l.shape
		v.lex[i], v.class[i] = l, l.class
		if sh&(upper|lower) != 0 {
			if sh&lower != 0 && v.class[i] == 0 {
				v.small[l.text] = true
			}
			if t.Len() > 3 {
				words++
				if sh&upper != 0 {
					capitals++
				}
				if sh&shout != 0 {
					shouts++
				}
			}
		}
		v.shapes[i] = sh
	}
	v.open()
	least := 3
	if field == article.MainText {
		least = 20 // a short sentence may be all names
	}
	v.titled = words >= least && capitals*10 >= words*7
	v.caps = words >= 2 && shouts*10 >= words*8
	return v
}

// open marks the tokens that begin sentences, quotations included.
func (v *view) open() {
	next := 0
	for i := range v.toks {
		for next < len(v.sentences) && v.sentences[next].Start < v.toks[i].Start {
			next++
		}
		first := next < len(v.sentences) && v.sentences[next].Start == v.toks[i].Start || i == 0
		if i > 0 && v.shapes[i-1]&mark != 0 {
			switch v.toks[i-1].In(v.text) {
			case "“", "\"", "‘", ":", "•", "—", "”":
				first = true
			}
		}
		if first {
			v.shapes[i] |= opens
		}
	}
}

// word gives the text of a token, and "" outside the text.
func (v *view) word(i int) string {
	if i < 0 || i >= len(v.toks) {
		return ""
	}
	return v.toks[i].In(v.text)
}

// lowered gives the text of a token with its first letter small.
func (v *view) lowered(i int) string {
	if i < 0 || i >= len(v.toks) {
		return ""
	}
	return v.lex[i].lowered
}

// smallElsewhere reports whether the text has the word of token i with a small
// letter, and not for an ordinary word.
func (v *view) smallElsewhere(i int) bool { return v.small[v.lowered(i)] }

// is reports whether token i has one of the shapes.
func (v *view) is(i int, sh shape) bool {
	return i >= 0 && i < len(v.toks) && v.shapes[i]&sh != 0
}

// has reports whether token i has one of the classes.
func (v *view) has(i int, c class) bool {
	return i >= 0 && i < len(v.toks) && v.class[i]&c != 0
}

// free reports whether token i has no span over it.
func (v *view) free(i int) bool {
	return i >= 0 && i < len(v.toks) && v.cover[i] == 0
}

// at gives the span over token i, nil where there is none.
func (v *view) at(i int) *span {
	if i < 0 || i >= len(v.toks) || v.cover[i] == 0 {
		return nil
	}
	return &v.spans[v.cover[i]-1]
}

// beside reports whether only white space within a line stands between token i
// and the one after it.
func (v *view) beside(i int) bool {
	if i < 0 || i+1 >= len(v.toks) {
		return false
	}
	gap := v.text[v.toks[i].End:v.toks[i+1].Start]
	return len(gap) <= 4 && gap != "\n\n"
}

// put adds a span and lays it over its tokens; spans that were there go.
func (v *view) put(s span) int {
	for i := s.first; i <= s.last; i++ {
		if at := v.at(i); at != nil {
			if at.kind == "GPE" && at.entry >= 0 && at.first >= s.first && at.last <= s.last {
				v.inner(*at)
			}
			v.drop(at)
		}
	}
	v.spans = append(v.spans, s)
	for i := s.first; i <= s.last; i++ {
		v.cover[i] = int32(len(v.spans))
	}
	return len(v.spans) - 1
}

// drop takes a span back.
func (v *view) drop(s *span) {
	s.gone = true
	for i := s.first; i <= s.last; i++ {
		if v.at(i) == s {
			v.cover[i] = 0
		}
	}
}

// of gives the words under a span.
func (v *view) of(s *span) string {
	return v.text[v.toks[s.first].Start:v.toks[s.last].End]
}
