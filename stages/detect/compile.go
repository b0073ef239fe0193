package detect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/stages/text"
)

// entityClass begins the name of a class whose members are not words but what
// tag found: "@ent.GPE", "@ent.armed_group".
const entityClass = "ent."

// rules is the lexicon made ready: one automaton for all its words, and for
// each class of words the entries it is a cue of.
type rules struct {
	version  string
	lexicon  string // version and hash
	entries  []rule
	matcher  *text.Matcher
	grams    []grams            // of each pattern
	classes  [][]int32          // of each pattern
	byEntity map[string][]int32 // classes an entity type or subtype belongs to
	cueOf    [][]int32          // of each class, the entries it is a cue of
	models   []trained
	deep     *deepTier // nil is none
}

// rule is an entry with its word lists as class numbers.
type rule struct {
	*Entry
	theme   *Theme
	with    []int32
	without int32 // -1 is none
}

type compiler struct {
	lex      *Lexicon
	patterns map[string]int32
	lists    map[string]int32
	out      *rules
	words    []text.Pattern
}

func compile(l *Lexicon, t *Taxonomy) (*rules, error) {
	c := &compiler{lex: l, patterns: map[string]int32{}, lists: map[string]int32{}, out: &rules{version: l.Version, lexicon: l.Name(), byEntity: map[string][]int32{}}}
	for g, name := range grammar {
		words, err := l.words(l.Classes[name])
		if err != nil {
			return nil, fmt.Errorf("compile class %q: %w", name, err)
		}
		for _, w := range words {
			c.out.grams[c.pattern(w)] |= 1 << g
		}
	}
	for i := range l.Entries {
		e := &l.Entries[i]
		if err := c.entry(int32(i), e, t.Theme(e.Theme)); err != nil {
			return nil, fmt.Errorf("compile entry %q: %w", e.ID, err)
		}
	}
	m, err := text.NewMatcher(c.words)
	if err != nil {
		return nil, fmt.Errorf("compile lexicon: %w", err)
	}
	c.out.matcher = m
	return c.out, nil
}

func (c *compiler) entry(index int32, e *Entry, th *Theme) error {
	r := rule{Entry: e, theme: th, without: -1}
	cue, err := c.list(e.Cues)
	if err != nil {
		return err
	}
	c.out.cueOf[cue] = append(c.out.cueOf[cue], index)
	for _, w := range e.With {
		class, err := c.list(w)
		if err != nil {
			return err
		}
		r.with = append(r.with, class)
	}
	if len(e.Without) > 0 {
		if r.without, err = c.list(e.Without); err != nil {
			return err
		}
	}
	c.out.entries = append(c.out.entries, r)
	return nil
}

// list gives the class of a word list, the same number for the same words.
func (c *compiler) list(list []string) (int32, error) {
	words, err := c.lex.words(list)
	if err != nil {
		return 0, err
	}
	key := strings.Join(words, "\x00")
	if class, ok := c.lists[key]; ok {
		return class, nil
	}
	class := int32(len(c.out.cueOf))
	c.lists[key] = class
	c.out.cueOf = append(c.out.cueOf, nil)
	for _, w := range words {
		if name, ok := strings.CutPrefix(w, "@"+entityClass); ok {
			c.out.byEntity[name] = append(c.out.byEntity[name], class)
			continue
		}
		p := c.pattern(w)
		if !slices.Contains(c.out.classes[p], class) {
			c.out.classes[p] = append(c.out.classes[p], class)
		}
	}
	return class, nil
}

func (c *compiler) pattern(w string) int32 {
	if id, ok := c.patterns[w]; ok {
		return id
	}
	id := int32(len(c.words))
	c.patterns[w] = id
	words, exact := strings.CutPrefix(w, "=")
	c.words = append(c.words, text.Pattern{Words: words, ID: id, Exact: exact})
	c.out.grams = append(c.out.grams, 0)
	c.out.classes = append(c.out.classes, nil)
	return id
}
