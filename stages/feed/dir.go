package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// DirConfig says which drop folder to watch. Files are handed in when their
// size and time have not changed between two looks, and then moved to
// Processed, or to Failed with the reason beside them.
type DirConfig struct {
	Intake    *Intake
	Path      string
	Source    string
	Processed string        // folder below Path; default .processed
	Failed    string        // folder below Path; default .failed
	Every     time.Duration // between two looks
	Stable    time.Duration // how long a file must not have changed
	MaxItem   int64
	Now       func() time.Time
	Log       *slog.Logger
}

// Dir watches a drop folder until ctx ends. A file is moved only when the
// broker has its copy: one that was handed in just before a crash is handed in
// again and recognised by its bytes.
func Dir(ctx context.Context, c DirConfig) error {
	if err := c.defaults(); err != nil {
		return err
	}
	root, err := os.OpenRoot(c.Path) // no link in the folder leads out of it
	if err != nil {
		return fmt.Errorf("drop folder: %w", err)
	}
	defer root.Close()
	for _, dir := range []string{c.Processed, c.Failed} {
		if err := root.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("drop folder: %w", err)
		}
	}
	d := dropFolder{DirConfig: c, root: root, last: map[string]look{}}
	for {
		if err := d.look(ctx); err != nil && ctx.Err() == nil {
			c.Log.Warn("drop folder", "path", c.Path, "err", err)
		}
		if !sleep(ctx, c.Every) {
			return nil
		}
	}
}

func (c *DirConfig) defaults() error {
	if c.Processed == "" {
		c.Processed = ".processed"
	}
	if c.Failed == "" {
		c.Failed = ".failed"
	}
	if c.Every == 0 {
		c.Every = time.Second
	}
	if c.Stable == 0 {
		c.Stable = 2 * time.Second
	}
	if c.MaxItem == 0 {
		c.MaxItem = DefaultMaxItem
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Intake == nil || c.Log == nil || c.Path == "" || c.Source == "" {
		return errors.New("drop folder: an intake, a log, a path and a source are needed")
	}
	return nil
}

// look is what a file was like when it was seen last.
type look struct {
	size  int64
	time  time.Time
	since time.Time // how long it has been so
}

type dropFolder struct {
	DirConfig
	root *os.Root
	last map[string]look
}

// look goes over the folder once: what has come to rest is handed in, in the
// order of its time.
func (d *dropFolder) look(ctx context.Context) error {
	type file struct {
		name string
		time time.Time
	}
	var ready []file
	seen := map[string]bool{}
	err := fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // it has gone since
		case e.IsDir() && name != "." && (name == d.Processed || name == d.Failed || strings.HasPrefix(e.Name(), ".")):
			return fs.SkipDir
		case !e.Type().IsRegular() || unfinished(e.Name()):
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return nil
		}
		seen[name] = true
		if d.rests(name, info) {
			ready = append(ready, file{name, info.ModTime()})
		}
		return nil
	})
	for name := range d.last {
		if !seen[name] {
			delete(d.last, name)
		}
	}
	slices.SortStableFunc(ready, func(x, y file) int { return x.time.Compare(y.time) })
	for _, f := range ready {
		if err := d.take(ctx, f.name); err != nil {
			return err
		}
	}
	return err
}

// unfinished reports whether a name is that of a file still being sent.
func unfinished(name string) bool {
	lower := strings.ToLower(name)
	if strings.HasPrefix(lower, ".") || strings.HasSuffix(lower, "~") {
		return true
	}
	switch path.Ext(lower) {
	case ".tmp", ".part", ".filepart", ".partial", ".writing", ".crdownload", ".lock", ".swp":
		return true
	}
	return false
}

// rests reports whether a file has not changed for long enough.
func (d *dropFolder) rests(name string, info fs.FileInfo) bool {
	now, last := d.Now(), d.last[name]
	if last.size != info.Size() || !last.time.Equal(info.ModTime()) || last.since.IsZero() {
		d.last[name] = look{info.Size(), info.ModTime(), now}
		return false
	}
	return now.Sub(last.since) >= d.Stable
}

// take hands a file in and moves it away. An error is the broker's: the file
// stays.
func (d *dropFolder) take(ctx context.Context, name string) error {
	it, err := d.read(name)
	if err != nil {
		d.Intake.Failed(d.Source)
		return d.fail(name, err)
	}
	out, err := d.Intake.Put(ctx, it)
	if err != nil {
		return err
	}
	switch out[0] {
	case OverQuota:
		return nil // later
	case TooLarge:
		return d.fail(name, fmt.Errorf("%d bytes, at most %d are taken", it.Size, d.MaxItem))
	}
	return d.move(name, d.Processed)
}

func (d *dropFolder) read(name string) (Item, error) {
	f, err := d.root.Open(name)
	if err != nil {
		return Item{}, err
	}
	defer f.Close()
	sum := sha256.New()
	b, err := io.ReadAll(io.TeeReader(io.LimitReader(f, d.MaxItem+1), sum))
	if err != nil {
		return Item{}, err
	}
	it := Item{Source: d.Source, ContentType: contentType(name), Name: name, Bytes: b, Size: int64(len(b))}
	if it.Size > d.MaxItem {
		rest, err := io.Copy(sum, f)
		if err != nil {
			return Item{}, err
		}
		it.Bytes, it.Size = nil, it.Size+rest
	}
	it.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return it, nil
}

func (d *dropFolder) fail(name string, cause error) error {
	d.Log.Warn("file not taken", "name", name, "err", cause)
	if err := d.move(name, d.Failed); err != nil {
		return err
	}
	return d.root.WriteFile(path.Join(d.Failed, flat(name)+".reason"), []byte(cause.Error()+"\n"), 0o600)
}

// move puts a file into a folder, beside one of the same name if need be.
func (d *dropFolder) move(name, to string) error {
	target := path.Join(to, flat(name))
	if _, err := d.root.Stat(target); err == nil {
		target += "." + d.Now().UTC().Format("20060102T150405.000000000")
	}
	delete(d.last, name)
	return d.root.Rename(name, target)
}

// flat is a name without its folders.
func flat(name string) string { return strings.ReplaceAll(name, "/", "__") }
