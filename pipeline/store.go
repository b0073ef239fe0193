package pipeline

import (
	"iter"
	"strings"

	"github.com/tidwall/btree"
)

// MemoryStore is a Store in memory. Changes since the last Commit can be taken
// back, and are given as the messages that make them last. It is not safe for
// concurrent use: a stateful stage is called for one input at a time.
type MemoryStore struct {
	values  btree.Map[string, []byte]
	journal []old // every change since the last Commit, to be undone
	changed map[string]bool
	order   []string // the keys of changed, in the order of their first change
}

// old is what a key was before a change.
type old struct {
	key   string
	value []byte
	there bool
}

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore { return &MemoryStore{changed: map[string]bool{}} }

// Get returns the value of a key.
func (s *MemoryStore) Get(key string) ([]byte, bool) { return s.values.Get(key) }

// Put sets the value of a key.
func (s *MemoryStore) Put(key string, value []byte) {
	s.note(key)
	s.values.Set(key, value)
}

// Delete removes a key.
func (s *MemoryStore) Delete(key string) {
	s.note(key)
	s.values.Delete(key)
}

// Scan gives the keys with a prefix, in byte order, as they are when it begins.
func (s *MemoryStore) Scan(prefix string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		seen := s.values.Copy()
		seen.Ascend(prefix, func(key string, value []byte) bool {
			return strings.HasPrefix(key, prefix) && yield(key, value)
		})
	}
}

// Len is the number of keys.
func (s *MemoryStore) Len() int { return s.values.Len() }

// Restore sets a key as a state topic gives it, nil being a tombstone, without
// noting a change.
func (s *MemoryStore) Restore(key string, value []byte) {
	if value == nil {
		s.values.Delete(key)
		return
	}
	s.values.Set(key, value)
}

// Changes gives the keys changed since the last Commit as messages for the
// state topic, without topic and partition; a deleted key is a tombstone.
func (s *MemoryStore) Changes() []Message {
	var out []Message
	for _, key := range s.order {
		value, there := s.values.Get(key)
		if !there {
			value = nil
		}
		out = append(out, Message{Key: []byte(key), Value: value})
	}
	return out
}

// Commit keeps the changes.
func (s *MemoryStore) Commit() {
	clear(s.changed)
	clear(s.journal)
	s.journal, s.order = s.journal[:0], s.order[:0]
}

// Rollback takes all changes since the last Commit back.
func (s *MemoryStore) Rollback() {
	s.undo(0)
	s.Commit()
}

// mark names the present state for undo.
func (s *MemoryStore) mark() int { return len(s.journal) }

// undo takes the changes since mark back, the last one first.
func (s *MemoryStore) undo(mark int) {
	for i := len(s.journal) - 1; i >= mark; i-- {
		was := s.journal[i]
		if was.there {
			s.values.Set(was.key, was.value)
		} else {
			s.values.Delete(was.key)
		}
	}
	s.journal = s.journal[:mark]
}

func (s *MemoryStore) note(key string) {
	value, there := s.values.Get(key)
	s.journal = append(s.journal, old{key, value, there})
	if !s.changed[key] {
		s.changed[key] = true
		s.order = append(s.order, key)
	}
}
