package strictjson

import (
	"bytes"
	"encoding/json"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// reader reads a document in one pass. The standard library's decoder, which
// hands out tokens, takes several times as long over the same document.
type reader struct {
	b      []byte
	at     int
	lim    Limits
	tokens int
	strict int // depth to which a member given twice is refused
}

func (r *reader) bad(what string) error {
	return article.NewFault("bad-json", "read JSON at byte %d: %s", r.at, what)
}

func (r *reader) blank() {
	for r.at < len(r.b) && (r.b[r.at] == ' ' || r.b[r.at] == '\n' || r.b[r.at] == '\t' || r.b[r.at] == '\r') {
		r.at++
	}
}

// peek gives the next byte, 0 at the end.
func (r *reader) peek() byte {
	if r.at < len(r.b) {
		return r.b[r.at]
	}
	return 0
}

func (r *reader) count() error {
	if r.tokens++; r.tokens > r.lim.Tokens {
		return article.NewFault("too-many-tokens", "read JSON: more than %d tokens", r.lim.Tokens)
	}
	return nil
}

func (r *reader) value(depth int) (any, error) {
	if err := r.count(); err != nil {
		return nil, err
	}
	r.blank()
	switch c := r.peek(); c {
	case '{', '[':
		if depth >= r.lim.Depth {
			return nil, article.NewFault("too-deep", "read JSON: nested deeper than %d", r.lim.Depth)
		}
		r.at++
		if c == '{' {
			return r.object(depth + 1)
		}
		return r.array(depth + 1)
	case '"':
		return r.text()
	case 't':
		return true, r.word("true")
	case 'f':
		return false, r.word("false")
	case 'n':
		return nil, r.word("null")
	case 0:
		if r.at >= len(r.b) {
			return nil, r.bad("unexpected end")
		}
	}
	return r.number()
}

func (r *reader) word(w string) error {
	if !bytes.HasPrefix(r.b[r.at:], []byte(w)) {
		return r.bad("want " + w)
	}
	r.at += len(w)
	return nil
}

func (r *reader) object(depth int) (any, error) {
	o := Object{}
	if r.blank(); r.peek() == '}' {
		r.at++
		return o, nil
	}
	for {
		if r.blank(); r.peek() != '"' {
			return nil, r.bad("want the name of a member")
		}
		if err := r.count(); err != nil {
			return nil, err
		}
		name, err := r.text()
		if err != nil {
			return nil, err
		}
		if _, twice := o[name]; twice && depth <= r.strict {
			return nil, article.NewFault("duplicate-key", "read JSON: member %.80q is there twice", name)
		}
		if r.blank(); r.peek() != ':' {
			return nil, r.bad("want a colon")
		}
		r.at++
		if o[name], err = r.value(depth); err != nil {
			return nil, err
		}
		if more, err := r.more('}'); !more {
			return o, err
		}
	}
}

func (r *reader) array(depth int) (any, error) {
	a := []any{}
	if r.blank(); r.peek() == ']' {
		r.at++
		return a, nil
	}
	for {
		v, err := r.value(depth)
		if err != nil {
			return nil, err
		}
		a = append(a, v)
		if more, err := r.more(']'); !more {
			return a, err
		}
	}
}

// more reports whether a comma follows, and not the end.
func (r *reader) more(end byte) (bool, error) {
	r.blank()
	c := r.peek()
	if c != ',' && c != end || r.at >= len(r.b) {
		return false, r.bad("want a comma or the end")
	}
	r.at++
	return c == ',', nil
}

// text reads a string.
func (r *reader) text() (string, error) {
	from := r.at + 1
	for i := from; i < len(r.b); i++ {
		switch c := r.b[i]; {
		case c == '"':
			r.at = i + 1
			return string(r.b[from:i]), nil
		case c == '\\':
			r.at = i
			return r.escaped(append(make([]byte, 0, 2*(i-from)+64), r.b[from:i]...))
		case c < ' ':
			r.at = i
			return "", r.bad("a control character in a string")
		}
	}
	r.at = len(r.b)
	return "", r.bad("a string without its end")
}

// escapes are the characters behind a backslash.
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escaped reads the rest of a string that has escapes in it, from the first on.
func (r *reader) escaped(out []byte) (string, error) {
	for r.at < len(r.b) {
		c := r.b[r.at]
		switch {
		case c == '"':
			r.at++
			return string(out), nil
		case c < ' ':
			return "", r.bad("a control character in a string")
		case c != '\\':
			run := r.at
			for run < len(r.b) && r.b[run] != '"' && r.b[run] != '\\' && r.b[run] >= ' ' {
				run++
			}
			out = append(out, r.b[r.at:run]...)
			r.at = run
			continue
		}
		r.at++
		c = r.peek()
		if c == 'u' {
			u, ok := r.unit()
			if !ok {
				return "", r.bad("want four digits")
			}
			out = utf8.AppendRune(out, r.pair(u))
			continue
		}
		if escapes[c] == 0 {
			return "", r.bad("an unknown escape")
		}
		out = append(out, escapes[c])
		r.at++
	}
	return "", r.bad("a string without its end")
}

// unit reads "u20AC", without its backslash.
func (r *reader) unit() (rune, bool) {
	if r.at+5 > len(r.b) {
		return 0, false
	}
	var u rune
	for _, c := range r.b[r.at+1 : r.at+5] {
		switch {
		case c >= '0' && c <= '9':
			u = u<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			u = u<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	r.at += 5
	return u, true
}

// pair joins the surrogate u with the one that follows; half of one alone is
// U+FFFD.
func (r *reader) pair(u rune) rune {
	if !utf16.IsSurrogate(u) {
		return u
	}
	if bytes.HasPrefix(r.b[r.at:], []byte("\\u")) {
		before := r.at
		r.at++
		if low, ok := r.unit(); ok {
			if joined := utf16.DecodeRune(u, low); joined != utf8.RuneError {
				return joined
			}
		}
		r.at = before
	}
	return utf8.RuneError
}

// number reads a number, as its digits stand there.
func (r *reader) number() (any, error) {
	from := r.at
	if r.peek() == '-' {
		r.at++
	}
	switch {
	case r.peek() == '0':
		r.at++
	case !r.digits():
		return nil, r.bad("want a value")
	}
	if r.peek() == '.' {
		if r.at++; !r.digits() {
			return nil, r.bad("want a digit")
		}
	}
	if r.peek()|0x20 == 'e' {
		if r.at++; r.peek() == '+' || r.peek() == '-' {
			r.at++
		}
		if !r.digits() {
			return nil, r.bad("want a digit")
		}
	}
	return json.Number(r.b[from:r.at]), nil
}

func (r *reader) digits() bool {
	from := r.at
	for r.at < len(r.b) && r.b[r.at] >= '0' && r.b[r.at] <= '9' {
		r.at++
	}
	return r.at > from
}
