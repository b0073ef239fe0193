package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/wirewatch/wirewatch/stages/tag"
	"github.com/wirewatch/wirewatch/stages/tag/knowledge"
)

// watchlist reads the operator's own entries from a file; no file is none.
func watchlist(file string) (*tag.Watchlist, error) {
	if file == "" {
		return nil, nil
	}
	w := &tag.Watchlist{}
	if err := readWatchlist(w, file); err != nil {
		return nil, &usageError{err}
	}
	return w, nil
}

func readWatchlist(w *tag.Watchlist, file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("watchlist: %w", err)
	}
	list, err := knowledge.ParseWatchlist(file, raw)
	if err != nil {
		return fmt.Errorf("watchlist: %w", err)
	}
	return w.Set(list)
}

// followWatchlist reads the file again whenever it changes, until ctx ends. One
// that cannot be read leaves the entries as they were.
func followWatchlist(ctx context.Context, w *tag.Watchlist, file string, every time.Duration, log *slog.Logger) error {
	if w == nil {
		return nil
	}
	changed := func() (at time.Time, size int64) {
		if info, err := os.Stat(file); err == nil {
			return info.ModTime(), info.Size()
		}
		return time.Time{}, 0
	}
	at, size := changed()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		nowAt, nowSize := changed()
		if nowAt.Equal(at) && nowSize == size {
			continue
		}
		at, size = nowAt, nowSize
		if err := readWatchlist(w, file); err != nil {
			log.Warn("watch-list not read, the old one stays", "file", file, "err", err)
			continue
		}
		log.Info("watch-list read", "file", file)
	}
}
