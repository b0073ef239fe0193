package feed_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/stages/feed"
)

func TestDropFolderTakesWhatHasComeToRest(t *testing.T) {
	dir := folder(t, "a.xml", "<nitf/>", "sub/b.json", "{}", "c.tmp", "half", ".hidden", "x", "big.txt", strings.Repeat("x", 50))
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "link.txt")); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		b := &broker{err: errors.New("gone")}
		in, err := feed.NewIntake(feed.IntakeConfig{
			Topic: "wire.raw", Dead: "wire.dead", State: "wire.feed-state", MaxItem: 40, Store: pipeline.NewMemoryStore(), Produce: b.produce,
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { _ = in.Run(ctx) })
		wg.Go(func() {
			c := feed.DirConfig{Intake: in, Path: dir, Source: "isle", MaxItem: 40, Log: slog.New(slog.DiscardHandler)}
			if err := feed.Dir(ctx, c); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := len(b.on("wire.raw")); n != 0 {
			t.Errorf("%d records while the broker is gone", n)
		}
		b.fail(nil)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		cancel()
		wg.Wait()
		if n, dead := len(b.on("wire.raw")), len(b.on("wire.dead")); n != 2 || dead != 1 {
			t.Errorf("%d raw records and %d dead letters", n, dead)
		}
	})
	for _, name := range []string{".processed/a.xml", ".processed/sub__b.json", ".failed/big.txt", ".failed/big.txt.reason", "c.tmp", ".hidden", "link.txt"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}
