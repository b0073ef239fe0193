package feed

import (
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
)

// SeenFor is how long a transmission is remembered: the same bytes again from
// the same source are dropped within it.
const SeenFor = 24 * time.Hour

// Seen remembers transmissions by their hash, in a store of the topic
// wire.feed-state. It is not safe for concurrent use.
type Seen struct{ store pipeline.Store }

// NewSeen returns a Seen over a store.
func NewSeen(s pipeline.Store) *Seen { return &Seen{s} }

// Has reports whether the bytes of that hash came from the source within the
// time.
func (s *Seen) Has(source, hash string, now time.Time) bool {
	at, ok := s.store.Get("seen/" + source + "/" + hash)
	if !ok {
		return false
	}
	then, err := time.Parse(time.RFC3339, string(at))
	return err == nil && now.Sub(then) < SeenFor
}

// Mark remembers the bytes, and forgets those whose time is over.
func (s *Seen) Mark(source, hash string, now time.Time) {
	key, at := "seen/"+source+"/"+hash, now.UTC().Format(time.RFC3339)
	s.store.Put(key, []byte(at))
	s.store.Put("old/"+at+"/"+key, []byte("{}"))
	horizon := now.Add(-SeenFor).UTC().Format(time.RFC3339)
	for old := range s.store.Scan("old/") {
		then, key, _ := strings.Cut(strings.TrimPrefix(old, "old/"), "/")
		if then > horizon {
			return
		}
		s.store.Delete(old)
		if at, ok := s.store.Get(key); ok && string(at) == then {
			s.store.Delete(key)
		}
	}
}
