package feed_test

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// store is a pipeline.Store on a map.
type store map[string][]byte

func (s store) Get(key string) ([]byte, bool) { v, ok := s[key]; return v, ok }
func (s store) Put(key string, value []byte)  { s[key] = value }
func (s store) Delete(key string)             { delete(s, key) }

func (s store) Scan(prefix string) iter.Seq2[string, []byte] {
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(s)), func(k string) bool { return !strings.HasPrefix(k, prefix) })
	return func(yield func(string, []byte) bool) {
		for _, k := range keys {
			if !yield(k, s[k]) {
				return
			}
		}
	}
}
