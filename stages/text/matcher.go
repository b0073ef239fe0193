package text

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Pattern is a phrase that a Matcher finds.
type Pattern struct {
	// Words are the phrase's words; a word that ends in * stands for all that
	// begin so. Case, accents and the kind of apostrophe do not matter.
	Words string
	ID    int32 // what a Match is told by; several patterns may share one
	Exact bool  // the case must be as written: "IS", but not "is"
}

// Match is a place where a pattern stands: from token First to token Last.
type Match struct {
	First, Last int
	ID          int32
}

// Matcher finds many phrases in one pass over the tokens of a text. It is an
// automaton over words: each token is looked up once in a table of all words
// that patterns use, and only where one may begin does the matcher follow the
// trie of the patterns. It is safe for concurrent use.
type Matcher struct {
	words    map[string]int32 // folded words of the patterns, by number
	prefixes []prefix         // words that end in *, sorted
	heads    [27 * 27]heads   // where in prefixes those with the same first two letters stand
	nodes    []node
	roots    map[int32]int32 // first word to node
}

// heads is a half-open range of prefixes.
type heads struct{ from, to int32 }

// headOf numbers the first two letters of a folded word; other characters count
// as one.
func headOf[T ~string | ~[]byte](w T) int {
	h := 0
	for i := range 2 {
		h *= 27
		if i < len(w) && w[i] >= 'a' && w[i] <= 'z' {
			h += int(w[i]-'a') + 1
		}
	}
	return h
}

type prefix struct {
	text string
	word int32
}

type node struct {
	next map[int32]int32
	ends []ending
}

type ending struct {
	id    int32
	exact []string // the words as written; nil where case does not matter
}

// NewMatcher builds a Matcher. A pattern without words is an error, and so is a
// word of one letter that stands for all that begin so.
func NewMatcher(patterns []Pattern) (*Matcher, error) {
	m := &Matcher{words: map[string]int32{}, roots: map[int32]int32{}}
	for _, p := range patterns {
		if err := m.add(p); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(m.prefixes, func(x, y prefix) int {
		return cmp.Or(cmp.Compare(headOf(x.text), headOf(y.text)), cmp.Compare(len(y.text), len(x.text)), cmp.Compare(x.text, y.text))
	})
	for i, p := range m.prefixes {
		h := &m.heads[headOf(p.text)]
		if h.to == 0 {
			h.from = int32(i)
		}
		h.to = int32(i) + 1
	}
	return m, nil
}

func (m *Matcher) add(p Pattern) error {
	stars := map[int]bool{}
	var words []string
	for field := range strings.FieldsSeq(p.Words) {
		stem, star := strings.CutSuffix(field, "*")
		for _, t := range Tokens(stem) {
			words = append(words, t.In(stem))
		}
		if star && len(stem) < 2 {
			return fmt.Errorf("pattern %d %q: two letters at least before the *", p.ID, p.Words)
		}
		if star && len(words) > 0 {
			stars[len(words)-1] = true
		}
	}
	if len(words) == 0 {
		return fmt.Errorf("pattern %d %q: no words", p.ID, p.Words)
	}
	at, level := int32(-1), m.roots
	for i, w := range words {
		number := m.number(Fold(w), stars[i])
		next, ok := level[number]
		if !ok {
			next = int32(len(m.nodes))
			m.nodes = append(m.nodes, node{next: map[int32]int32{}})
			level[number] = next
		}
		at, level = next, m.nodes[next].next
	}
	e := ending{id: p.ID}
	if p.Exact {
		e.exact = words
	}
	m.nodes[at].ends = append(m.nodes[at].ends, e)
	return nil
}

// number gives a word's number; a prefix has one of its own.
func (m *Matcher) number(folded string, star bool) int32 {
	key := folded
	if star {
		key += "*"
	}
	n, ok := m.words[key]
	if !ok {
		n = int32(len(m.words))
		m.words[key] = n
		if star {
			m.prefixes = append(m.prefixes, prefix{folded, n})
		}
	}
	return n
}

// Find appends to dst all places where patterns stand, overlapping ones too:
// in the order of their first token, longer ones first.
func (m *Matcher) Find(dst []Match, text string, tokens []article.Token) []Match {
	var buf [64]byte
	numbers := make([]readings, len(tokens))
	for i, t := range tokens {
		numbers[i] = unread()
		if t.Len() <= maxMatched {
			numbers[i] = m.lookup(AppendFold(buf[:0], t.In(text)))
		}
	}
	for i := range tokens {
		start := len(dst)
		for _, number := range numbers[i] {
			if at, ok := m.roots[number]; number >= 0 && ok {
				dst = m.follow(dst, at, i, i, text, tokens, numbers)
			}
		}
		if len(dst) > start+1 {
			slices.SortStableFunc(dst[start:], func(x, y Match) int {
				return cmp.Or(cmp.Compare(y.Last, x.Last), cmp.Compare(x.ID, y.ID))
			})
		}
	}
	return dst
}

// maxMatched is the longest token that is looked up, in bytes.
const maxMatched = 128

func (m *Matcher) follow(dst []Match, at int32, first, last int, text string, tokens []article.Token, numbers []readings) []Match {
	n := &m.nodes[at]
	for _, e := range n.ends {
		if e.exact == nil || same(e.exact, text, tokens[first:last+1]) {
			dst = append(dst, Match{first, last, e.id})
		}
	}
	if last+1 == len(tokens) || len(n.next) == 0 {
		return dst
	}
	for _, number := range numbers[last+1] {
		if next, ok := n.next[number]; number >= 0 && ok {
			dst = m.follow(dst, next, first, last+1, text, tokens, numbers)
		}
	}
	return dst
}

func same(words []string, text string, tokens []article.Token) bool {
	for i, w := range words {
		if tokens[i].In(text) != w {
			return false
		}
	}
	return true
}

// readings are the numbers a token may stand for: of the word itself and of up
// to three beginnings of it. Those that are not there are -1.
type readings [4]int32

func unread() readings { return readings{-1, -1, -1, -1} }

// lookup gives the numbers of a folded word.
func (m *Matcher) lookup(folded []byte) readings {
	out := unread()
	n := 0
	if number, ok := m.words[string(folded)]; ok {
		out[0], n = number, 1
	}
	h := m.heads[headOf(folded)]
	for _, p := range m.prefixes[h.from:h.to] { // the longer first
		if n < len(out) && len(folded) >= len(p.text) && string(folded[:len(p.text)]) == p.text {
			out[n] = p.word
			n++
		}
	}
	return out
}

// Fold gives a word as matchers compare it: lower case, without accents, with
// straight apostrophes.
func Fold(word string) string { return string(AppendFold(nil, word)) }

// AppendFold appends what Fold gives to dst.
func AppendFold(dst []byte, word string) []byte {
	for i := range len(word) {
		c := word[i]
		if c >= utf8.RuneSelf {
			return appendFoldUnicode(dst, word[i:])
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

func appendFoldUnicode(dst []byte, word string) []byte {
	for _, r := range norm.NFD.String(word) {
		switch r {
		case '’', '‘', 'ʼ', 'ʻ', '`':
			r = '\''
		case '‑', '‐':
			r = '-'
		case 'ı':
			r = 'i'
		case 'ł', 'Ł':
			r = 'l'
		case 'đ', 'Đ', 'ð', 'Ð':
			r = 'd'
		case 'ø', 'Ø':
			r = 'o'
		case 'ħ', 'Ħ':
			r = 'h'
		case 'ß':
			dst = append(dst, 's')
			r = 's'
		case 'æ', 'Æ':
			dst = append(dst, 'a')
			r = 'e'
		case 'œ', 'Œ':
			dst = append(dst, 'o')
			r = 'e'
		}
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		dst = utf8.AppendRune(dst, unicode.ToLower(r))
	}
	return dst
}
