// Package furniture takes out of wire copy what belongs to the page or the
// desk and not to the article. It only ever takes whole lines of their own.
package furniture

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

//go:embed lines.yaml
var builtin []byte

// longest is the length in bytes of the longest line that can be furniture.
const longest = 400

// rule says which lines are furniture of a kind.
type rule struct {
	Kind   string   `yaml:"kind"`
	Whole  []string `yaml:"whole"`  // the line, case and end marks aside
	Starts []string `yaml:"starts"` // what the line begins with
	Max    int      `yaml:"max"`    // length in bytes of a line found by its start
}

// Rules tells furniture from copy. They do not change once made.
type Rules struct {
	whole   map[string]string
	starts  []rule
	opening int              // length in bytes of the longest start
	entire  int              // length in bytes of the longest whole line
	heads   map[[3]byte]bool // the first three bytes of all of them
}

// New reads the built-in rules.
func New() (*Rules, error) { return Read(builtin) }

// Read reads rules from YAML.
func Read(b []byte) (*Rules, error) {
	var list []rule
	if err := yaml.Unmarshal(b, &list); err != nil {
		return nil, fmt.Errorf("read furniture rules: %w", err)
	}
	r := &Rules{whole: map[string]string{}, heads: map[[3]byte]bool{}}
	for i, e := range list {
		if e.Kind == "" {
			return nil, fmt.Errorf("read furniture rules: rule %d has no kind", i+1)
		}
		for _, w := range e.Whole {
			r.whole[fold(w)] = e.Kind
			r.heads[headOf(fold(w))] = true
			r.entire = max(r.entire, len(w))
		}
		if len(e.Starts) > 0 {
			if e.Max == 0 {
				e.Max = 120
			}
			r.starts = append(r.starts, e)
			for _, s := range e.Starts {
				r.heads[headOf(s)] = true
				r.opening = max(r.opening, len(s))
			}
		}
	}
	return r, nil
}

// fold makes lines alike that differ in case, end marks or blanks only.
func fold(line string) string {
	line = strings.TrimFunc(line, func(r rune) bool { return strings.ContainsRune(" \t.…!*_-–—:|•\u00a0", r) })
	return strings.ToLower(strings.Join(strings.Fields(line), " "))
}

// Kind gives the kind of furniture that line is, and "" for copy.
func (r *Rules) Kind(line string) string {
	line = strings.TrimSpace(line)
	if line == "" || len(line) > longest {
		return ""
	}
	if h := headOf(line); h != [3]byte{} && !r.heads[h] {
		return r.signed(line)
	}
	// Most lines are copy: of a long one only the head is made comparable.
	head := line
	if len(line) > 2*max(r.entire, r.opening) {
		head = strings.ToValidUTF8(line[:2*r.opening], "")
	}
	f := fold(head)
	if kind, ok := r.whole[f]; ok && len(head) == len(line) {
		return kind
	}
	for _, e := range r.starts {
		if len(line) > e.Max {
			continue
		}
		for _, s := range e.Starts {
			if strings.HasPrefix(f, s) {
				return e.Kind
			}
		}
	}
	return r.signed(line)
}

func (*Rules) signed(line string) string {
	if signoff(line) || arabic(line) {
		return "signoff"
	}
	return ""
}

// headOf gives the first three bytes of a line behind what fold takes off, in
// lower case where they are ASCII.
func headOf(line string) (head [3]byte) {
	n := 0
	for i := 0; i < len(line) && n < len(head); i++ {
		c := line[i]
		if n == 0 && (c <= ' ' || strings.IndexByte(".!*_-:|", c) >= 0) {
			continue
		}
		if n == 0 && (c == 0xc2 || c == 0xe2) { // of a blank, dash or dot; the rest is looked at closely
			return head
		}
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c < '0' || c > '9' && c < 'a' && c < utf8.RuneSelf {
			c = 0 // a mark behind a short line, or its end
		}
		if c >= utf8.RuneSelf {
			c = 0xff // in lower case it may be another byte
		}
		head[n] = c
		n++
	}
	return head
}

// signoff reports whether a line is initials of the desk, perhaps with the
// day: "jd/ab/cw", "lw/om/22", "bur-dar-gl/fz".
func signoff(line string) bool {
	if len(line) > 32 || !strings.Contains(line, "/") {
		return false
	}
	initials := 0
	for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == '/' || r == '-' }) {
		if len(part) < 2 || len(part) > 5 {
			return false
		}
		if strings.Trim(part, "0123456789") == "" {
			continue // the day, behind the initials
		}
		if strings.Trim(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return false
		}
		initials++
	}
	return initials > 0 && !strings.HasPrefix(line, "/")
}

// arabic reports whether a line is initials in Arabic letters, which stand
// apart or join: "ففف/ح س/كام".
func arabic(line string) bool {
	if len(line) > 48 || strings.Count(line, "/") < 2 {
		return false
	}
	for part := range strings.SplitSeq(line, "/") {
		n := 0
		for _, r := range part {
			if r == ' ' {
				continue
			}
			if n++; n > 4 || !unicode.Is(unicode.Arabic, r) || !unicode.IsLetter(r) {
				return false
			}
		}
		if n == 0 {
			return false
		}
	}
	return true
}

// Strip takes the furniture out of text.
func (r *Rules) Strip(text string) (string, []article.Furniture) {
	var out []article.Furniture
	var kept strings.Builder
	for line := range strings.Lines(text) {
		kind := r.Kind(line)
		if kind == "" {
			kept.WriteString(line)
			continue
		}
		line = strings.TrimSpace(line)
		out = append(out, article.Furniture{Kind: kind, Length: utf8.RuneCountInString(line), Text: line})
	}
	if out == nil {
		return text, nil
	}
	return kept.String(), out
}
