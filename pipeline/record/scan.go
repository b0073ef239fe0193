package record

import (
	"bytes"
	"hash/maphash"
	"slices"
	"unicode/utf8"
)

// maxDepth is how deep a record may nest.
const maxDepth = 64

// member is a member of an object: where its key and its value stand.
type member struct {
	name                        string
	start, valueStart, valueEnd int
}

// scanner checks a JSON text: well formed, valid UTF-8, no duplicate keys, not
// too deep. It is stricter than encoding/json, which accepts the last three,
// and it finds where members stand, which encoding/json does not tell.
type scanner struct {
	data []byte
	pos  int
	seed maphash.Seed
	keys []uint64 // hashes of the keys of all open objects
}

// members checks data, which must be one JSON object, and gives its members.
func members(data []byte) ([]member, error) {
	s := scanner{data: data, seed: maphash.MakeSeed()}
	if !utf8.Valid(data) {
		return nil, bad("read record: not valid UTF-8")
	}
	s.space()
	if s.peek() != '{' {
		return nil, bad("read record: not a JSON object")
	}
	out := make([]member, 0, 24)
	if err := s.object(0, func(m member) { out = append(out, m) }); err != nil {
		return nil, err
	}
	s.space()
	if s.pos != len(data) {
		return nil, bad("read record: bytes after the object at %d", s.pos)
	}
	return out, nil
}

// membersWithin gives the members of an object that was checked before.
func membersWithin(data []byte, start int) ([]member, int, error) {
	s := scanner{data: data, pos: start, seed: maphash.MakeSeed()}
	if s.peek() != '{' {
		return nil, 0, bad("read record: not an object at %d", start)
	}
	out := make([]member, 0, 12)
	err := s.object(0, func(m member) { out = append(out, m) })
	return out, s.pos, err
}

// objectsWithin gives the members of each object of a list that was checked
// before; an item that is no object is an error.
func objectsWithin(data []byte, start int) ([][]member, error) {
	s := scanner{data: data, pos: start, seed: maphash.MakeSeed()}
	if s.peek() != '[' {
		return nil, bad("not a list at %d", start)
	}
	s.pos++
	s.space()
	var out [][]member
	for s.peek() != ']' {
		if s.peek() != '{' {
			return nil, bad("not an object at %d", s.pos)
		}
		ms := make([]member, 0, 4)
		if err := s.object(0, func(m member) { ms = append(ms, m) }); err != nil {
			return nil, err
		}
		out = append(out, ms)
		if done, err := s.next(']'); done || err != nil {
			return out, err
		}
	}
	return out, nil
}

func find(ms []member, name string) (member, bool) {
	i := slices.IndexFunc(ms, func(m member) bool { return m.name == name })
	if i < 0 {
		return member{}, false
	}
	return ms[i], true
}

func (s *scanner) peek() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}

func (s *scanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\n', '\r', '\t':
			s.pos++
		default:
			return
		}
	}
}

func (s *scanner) value(depth int) error {
	if depth > maxDepth {
		return bad("read record: deeper than %d at %d", maxDepth, s.pos)
	}
	switch c := s.peek(); {
	case c == '{':
		return s.object(depth, nil)
	case c == '[':
		return s.array(depth)
	case c == '"':
		_, err := s.str()
		return err
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	}
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(s.data[s.pos:], []byte(word)) {
			s.pos += len(word)
			return nil
		}
	}
	return bad("read record: no value at %d", s.pos)
}

func (s *scanner) object(depth int, visit func(member)) error {
	first := len(s.keys)
	var many map[uint64]bool
	defer func() { s.keys = s.keys[:first] }()
	s.pos++
	s.space()
	if s.peek() == '}' {
		s.pos++
		return nil
	}
	for {
		m := member{start: s.pos}
		key, err := s.str()
		if err != nil {
			return err
		}
		if s.seen(first, maphash.Bytes(s.seed, key), &many) {
			return bad("read record: key %q twice at %d", key, m.start)
		}
		s.space()
		if s.peek() != ':' {
			return bad("read record: no colon at %d", s.pos)
		}
		s.pos++
		s.space()
		m.valueStart = s.pos
		if err := s.value(depth + 1); err != nil {
			return err
		}
		m.valueEnd = s.pos
		if visit != nil {
			m.name = string(key)
			visit(m)
		}
		done, err := s.next('}')
		if done || err != nil {
			return err
		}
	}
}

// seen notes the key of an object whose keys begin at first, and reports
// whether the object had it already. Small objects, nearly all of them, need no
// map; large ones get one so that a record of a million keys takes linear time.
func (s *scanner) seen(first int, key uint64, many *map[uint64]bool) bool {
	const few = 32
	open := s.keys[first:]
	if len(open) < few {
		s.keys = append(s.keys, key)
		return slices.Contains(open, key)
	}
	if *many == nil {
		*many = make(map[uint64]bool, 2*few)
		for _, k := range open {
			(*many)[k] = true
		}
	}
	twice := (*many)[key]
	(*many)[key] = true
	return twice
}

func (s *scanner) array(depth int) error {
	s.pos++
	s.space()
	if s.peek() == ']' {
		s.pos++
		return nil
	}
	for {
		if err := s.value(depth + 1); err != nil {
			return err
		}
		done, err := s.next(']')
		if done || err != nil {
			return err
		}
	}
}

// next passes the comma between two items, or the closing bracket.
func (s *scanner) next(closing byte) (done bool, err error) {
	s.space()
	switch s.peek() {
	case ',':
		s.pos++
		s.space()
		return false, nil
	case closing:
		s.pos++
		return true, nil
	}
	return false, bad("read record: no comma or %q at %d", closing, s.pos)
}

// ordinary are the bytes that stand for themselves in a string.
var ordinary = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= ' ' && c != '"' && c != '\\'
	}
	return t
}()

// str passes a string and gives its bytes between the quotes; those of a key
// with escapes are given as they are written, for keys of ours have none.
func (s *scanner) str() ([]byte, error) {
	if s.peek() != '"' {
		return nil, bad("read record: no string at %d", s.pos)
	}
	s.pos++
	start := s.pos
	for s.pos < len(s.data) {
		for s.pos < len(s.data) && ordinary[s.data[s.pos]] {
			s.pos++
		}
		if s.pos == len(s.data) {
			break
		}
		switch c := s.data[s.pos]; {
		case c == '"':
			s.pos++
			return s.data[start : s.pos-1], nil
		case c == '\\':
			if err := s.escape(); err != nil {
				return nil, err
			}
		default:
			return nil, bad("read record: control character in a string at %d", s.pos)
		}
	}
	return nil, bad("read record: string without end at %d", start)
}

func (s *scanner) escape() error {
	s.pos++
	switch s.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.pos++
		return nil
	case 'u':
		s.pos++
		for range 4 {
			if !isHex(s.peek()) {
				return bad("read record: bad escape at %d", s.pos)
			}
			s.pos++
		}
		return nil
	}
	return bad("read record: bad escape at %d", s.pos)
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func (s *scanner) number() error {
	start := s.pos
	if s.peek() == '-' {
		s.pos++
	}
	lead := s.peek()
	if n := s.digits(); n == 0 || lead == '0' && n > 1 {
		return bad("read record: bad number at %d", start)
	}
	if s.peek() == '.' {
		s.pos++
		if s.digits() == 0 {
			return bad("read record: bad number at %d", start)
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.peek(); c == '+' || c == '-' {
			s.pos++
		}
		if s.digits() == 0 {
			return bad("read record: bad number at %d", start)
		}
	}
	return nil
}

func (s *scanner) digits() int {
	start := s.pos
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.pos++
	}
	return s.pos - start
}
