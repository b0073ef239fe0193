package tag

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/wirewatch/wirewatch/stages/tag/knowledge"
)

// Watchlist holds an operator's own entries. It may be set anew while taggers
// work with it: the next article sees the new one.
type Watchlist struct {
	mu      sync.Mutex
	entries []knowledge.Watched
	version atomic.Int64
}

// Set replaces the entries. Where they cannot be used the old ones stay.
func (w *Watchlist) Set(entries []knowledge.Watched) error {
	base, err := knowledge.Default()
	if err != nil {
		return fmt.Errorf("load knowledge: %w", err)
	}
	if _, err := base.With(entries); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.entries = entries
	w.version.Add(1)
	return nil
}

// current gives the index in use, made anew where the watch-list has changed.
func (t *Tagger) current() (*index, error) {
	w := t.config.Watchlist
	if w == nil {
		return t.index, nil
	}
	version := w.version.Load()
	if now := t.watched.Load(); now != nil && now.version == version {
		return now.index, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	version = w.version.Load()
	if now := t.watched.Load(); now != nil && now.version == version {
		return now.index, nil
	}
	base, err := t.index.base.With(w.entries)
	if err != nil {
		return nil, err
	}
	x, err := newIndex(base)
	if err != nil {
		return nil, fmt.Errorf("index watch-list: %w", err)
	}
	x.watched = int32(len(t.index.base.Entries))
	t.watched.Store(&watchedIndex{x, version})
	return x, nil
}

// watchedIndex is an index with a watch-list in it, and its version.
type watchedIndex struct {
	*index
	version int64
}
