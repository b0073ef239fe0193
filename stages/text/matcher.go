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
	roots    []int32 // by word, the node of patterns that begin with it, or -1
	edges    edges
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
	leaf bool // no pattern goes on
	ends []ending
}

// trie is the nodes while patterns are added.
type trie struct {
	roots map[int32]int32
	next  []map[int32]int32 // by node
}

// edges leads from a node with a word to the next node: a table with open
// addressing.
type edges struct {
	keys  []uint64 // node and word, plus one; 0 is free
	to    []int32
	shift uint
}

func edgeKey(node, word int32) uint64 { return uint64(node)<<32 | uint64(word) + 1 }

func (e *edges) slot(key uint64) int { return int(key * 0x9E3779B97F4A7C15 >> e.shift) }

// newEdges lays out the ways of a trie.
func newEdges(t *trie) edges {
	n := 0
	for _, next := range t.next {
		n += len(next)
	}
	bits := uint(1)
	for 1<<bits < 2*n {
		bits++
	}
	e := edges{keys: make([]uint64, 1<<bits), to: make([]int32, 1<<bits), shift: 64 - bits}
	for node, next := range t.next {
		for word, to := range next {
			key := edgeKey(int32(node), word)
			at := e.slot(key)
			for e.keys[at] != 0 {
				at = (at + 1) & (len(e.keys) - 1)
			}
			e.keys[at], e.to[at] = key, to
		}
	}
	return e
}

// follow gives the node that a word leads to, or -1.
func (e *edges) follow(node, word int32) int32 {
	key := edgeKey(node, word)
	for at := e.slot(key); e.keys[at] != 0; at = (at + 1) & (len(e.keys) - 1) {
		if e.keys[at] == key {
			return e.to[at]
		}
	}
	return -1
}

type ending struct {
	id    int32
	exact []string // the words as written; nil where case does not matter
}

// NewMatcher builds a Matcher. A pattern without words is an error, and so is a
// word of one letter that stands for all that begin so.
func NewMatcher(patterns []Pattern) (*Matcher, error) {
	m := &Matcher{words: map[string]int32{}}
	t := &trie{roots: map[int32]int32{}}
	for _, p := range patterns {
		if err := m.add(t, p); err != nil {
			return nil, err
		}
	}
	m.edges = newEdges(t)
	m.roots = slices.Repeat([]int32{-1}, len(m.words))
	for word, node := range t.roots {
		m.roots[word] = node
	}
	for i := range m.nodes {
		m.nodes[i].leaf = len(t.next[i]) == 0
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

func (m *Matcher) add(t *trie, p Pattern) error {
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
	at, level := int32(-1), t.roots
	for i, w := range words {
		number := m.number(Fold(w), stars[i])
		next, ok := level[number]
		if !ok {
			next = int32(len(m.nodes))
			m.nodes = append(m.nodes, node{})
			t.next = append(t.next, map[int32]int32{})
			level[number] = next
		}
		at, level = next, t.next[next]
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
	numbers := make([]Readings, len(tokens))
	for i, t := range tokens {
		numbers[i] = m.Read(t.In(text))
	}
	return m.FindRead(dst, text, tokens, numbers)
}

// Read gives what FindRead takes for a token: it depends on the word alone, so
// that a caller who sees a word again need not look it up again.
func (m *Matcher) Read(word string) Readings {
	if len(word) > maxMatched {
		return unread()
	}
	var buf [64]byte
	return m.lookup(AppendFold(buf[:0], word))
}

// FindRead is Find for tokens that have been read.
func (m *Matcher) FindRead(dst []Match, text string, tokens []article.Token, numbers []Readings) []Match {
	for i := range tokens {
		start := len(dst)
		for _, number := range numbers[i] {
			if number < 0 {
				break // those that are not there stand at the end
			}
			if at := m.roots[number]; at >= 0 {
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

func (m *Matcher) follow(dst []Match, at int32, first, last int, text string, tokens []article.Token, numbers []Readings) []Match {
	n := &m.nodes[at]
	for _, e := range n.ends {
		if e.exact == nil || same(e.exact, text, tokens[first:last+1]) {
			dst = append(dst, Match{first, last, e.id})
		}
	}
	if last+1 == len(tokens) || n.leaf {
		return dst
	}
	for _, number := range numbers[last+1] {
		if number < 0 {
			break
		}
		if next := m.edges.follow(at, number); next >= 0 {
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

// Readings are the numbers that a Matcher's words have which a token may stand
// for: the word itself and up to three beginnings of it. Those that are not
// there are -1.
type Readings [4]int32

func unread() Readings { return Readings{-1, -1, -1, -1} }

// lookup gives the numbers of a folded word.
func (m *Matcher) lookup(folded []byte) Readings {
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
