// Package feed is where wire copy comes in. It turns what it reads into raw
// records with the headers that the stages rely on, refuses what is too large
// without reading it into memory, and drops what it has read before.
package feed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
)

// The defaults of a FileConfig.
const (
	DefaultMaxItem = 4 << 20
	DefaultSource  = "file"
	DefaultLane    = "live"
)

// The ways to key raw records.
const (
	KeySource = "source" // in order within a source
	KeyItem   = "item"   // by the bytes
	KeySpread = "spread" // no key: evenly over the partitions
)

// FileConfig says which files to read and what to make of them.
type FileConfig struct {
	Paths       []string  // files, folders, patterns, or "-" for Stdin
	Stdin       io.Reader // what "-" reads
	Source      string    // name of the feed
	ContentType string    // "" goes by the file's name
	Lane        string    // live or backfill
	Key         string    // source, item or spread
	MaxItem     int64     // largest file taken, in bytes
	Topic       string    // of the raw records: wire.raw
	Dead        string    // of the dead letters: wire.dead
	Seen        *Seen     // nil takes every file, known or not
	Now         func() time.Time
	Progress    func(Counts) // called after each item; nil for none
	Report      func(Report) // called for each item that is not done; nil for none
}

// Validate fills in defaults and names the setting that is wrong.
func (c *FileConfig) Validate() error {
	set := func(v *string, value string) {
		if *v == "" {
			*v = value
		}
	}
	set(&c.Source, DefaultSource)
	set(&c.Lane, DefaultLane)
	set(&c.Key, KeySource)
	if c.MaxItem == 0 {
		c.MaxItem = DefaultMaxItem
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	switch {
	case len(c.Paths) == 0:
		return fmt.Errorf("files: none given")
	case c.Topic == "" || c.Dead == "":
		return fmt.Errorf("topics: raw %q, dead %q: both are needed", c.Topic, c.Dead)
	case !slices.Contains([]string{KeySource, KeyItem, KeySpread}, c.Key):
		return fmt.Errorf("key: %q is not source, item or spread", c.Key)
	case c.Lane != "live" && c.Lane != "backfill":
		return fmt.Errorf("lane: %q is not live or backfill", c.Lane)
	case c.MaxItem < 0:
		return fmt.Errorf("max-item: %d is negative", c.MaxItem)
	case c.Stdin == nil && slices.Contains(c.Paths, "-"):
		return fmt.Errorf("files: %q needs an input", "-")
	}
	return nil
}

// Report is an item that was not put on the raw topic.
type Report struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`          // too-large, unreadable; fed-before where it was dropped
	Error  string `json:"error,omitempty"` // "" where it was dropped
}

// Counts are the outcomes of the files read: In = Done + Dead + Dropped.
type Counts struct{ In, Done, Dead, Dropped int }

// File reads files and hands each on as one message, and those in archives
// (zip, tar, tar.gz, JSON Lines) one by one: a raw record, or a dead letter for
// one too large or unreadable. A file whose bytes were seen before
// is dropped. It ends at the first error of yield; what yield took is marked
// as seen.
func File(ctx context.Context, c FileConfig, yield func(pipeline.Message) error) (Counts, error) {
	var n Counts
	if err := c.Validate(); err != nil {
		return n, err
	}
	names, err := expand(c.Paths)
	if err != nil {
		return n, err
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		if err := c.file(ctx, name, &n, yield); err != nil {
			return n, fmt.Errorf("feed %q: %w", name, err)
		}
	}
	return n, nil
}

// file hands on a file, or what is in it where it is an archive. An archive
// that breaks off gives what came before, and a dead letter.
func (c *FileConfig) file(ctx context.Context, name string, n *Counts, yield func(pipeline.Message) error) error {
	read := archiveOf(name)
	if read == nil || name == "-" {
		return c.feed(name, nil, n, yield)
	}
	var stopped error
	err := read(name, func(entry string, in io.Reader) error {
		if stopped = ctx.Err(); stopped == nil {
			stopped = c.feed(entry, in, n, yield)
		}
		return stopped
	})
	if err == nil || stopped != nil {
		return stopped
	}
	return c.feed(name, &broken{err}, n, yield)
}

// feed hands on one item: what in gives, or the file of that name.
func (c *FileConfig) feed(name string, in io.Reader, n *Counts, yield func(pipeline.Message) error) error {
	if c.Progress != nil {
		defer func() { c.Progress(*n) }()
	}
	n.In++
	now := c.Now().UTC()
	it, err := c.read(name, in)
	if err != nil {
		n.Dead++
		return yield(c.refuse(name, it, "unreadable", err, now))
	}
	if c.Seen != nil && c.Seen.Has(c.Source, it.sha256, now) {
		n.Dropped++
		c.report(Report{Name: name, Reason: "fed-before"})
		return nil
	}
	if it.size > c.MaxItem {
		n.Dead++
		err = yield(c.refuse(name, it, "too-large", fmt.Errorf("%d bytes, at most %d are taken; sha256 %s", it.size, c.MaxItem, it.sha256), now))
	} else {
		n.Done++
		err = yield(c.message(name, it, now))
	}
	if err == nil && c.Seen != nil {
		c.Seen.Mark(c.Source, it.sha256, now)
	}
	return err
}

func (c *FileConfig) report(r Report) {
	if c.Report != nil {
		c.Report(r)
	}
}

// refuse makes the dead letter of an item, and reports it.
func (c *FileConfig) refuse(name string, it item, reason string, err error, now time.Time) pipeline.Message {
	c.report(Report{Name: name, Reason: reason, Error: err.Error()})
	return c.deadLetter(name, it, reason, err, now)
}

// item is a file as read; of one too large only size and hash.
type item struct {
	bytes  []byte
	size   int64
	sha256 string
}

// read reads a file up to the limit, and only hashes what is beyond.
func (c *FileConfig) read(name string, in io.Reader) (item, error) {
	switch {
	case in != nil:
	case name == "-":
		in = c.Stdin
	default:
		f, err := os.Open(name)
		if err != nil {
			return item{}, err
		}
		defer f.Close()
		in = f
	}
	sum := sha256.New()
	var head bytes.Buffer
	size, err := io.Copy(io.MultiWriter(sum, &head), io.LimitReader(in, c.MaxItem+1))
	if err == nil && size > c.MaxItem {
		head = bytes.Buffer{}
		var rest int64
		rest, err = io.Copy(sum, in)
		size += rest
	}
	return item{head.Bytes(), size, hex.EncodeToString(sum.Sum(nil))}, err
}

func (c *FileConfig) message(name string, it item, now time.Time) pipeline.Message {
	return pipeline.Message{Topic: c.Topic, Key: c.key(it), Value: it.bytes, Headers: c.headers(name, now)}
}

func (c *FileConfig) headers(name string, now time.Time) []pipeline.Header {
	kind := c.ContentType
	if kind == "" {
		kind = contentType(name)
	}
	return []pipeline.Header{
		{Key: "source", Value: []byte(c.Source)},
		{Key: "content-type", Value: []byte(kind)},
		{Key: "received", Value: []byte(now.Format(time.RFC3339Nano))},
		{Key: "lane", Value: []byte(c.Lane)},
		{Key: "name", Value: []byte(name)},
	}
}

func (c *FileConfig) key(it item) []byte {
	switch c.Key {
	case KeyItem:
		return []byte(it.sha256)
	case KeySpread:
		return nil
	}
	return []byte(c.Source)
}

// deadLetter names the file, its size and hash; it does not hold the bytes.
func (c *FileConfig) deadLetter(name string, it item, reason string, cause error, now time.Time) pipeline.Message {
	value, err := json.Marshal(map[string]any{"file": name, "size": it.size, "sha256": it.sha256})
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	m := pipeline.Message{Topic: c.Dead, Key: c.key(it), Value: value, Headers: c.headers(name, now)}
	for _, h := range [][2]string{
		{pipeline.HeaderOrigin, "file:" + name},
		{pipeline.HeaderStage, "feed"},
		{pipeline.HeaderReason, reason},
		{pipeline.HeaderError, strings.ToValidUTF8(cause.Error(), "\ufffd")},
		{pipeline.HeaderAttempt, "1"},
		{pipeline.HeaderFirst, now.Format(time.RFC3339Nano)},
		{pipeline.HeaderItem, "0"},
		{pipeline.HeaderOmitted, strconv.FormatInt(it.size, 10)},
	} {
		m.Headers = append(m.Headers, pipeline.Header{Key: h[0], Value: []byte(h[1])})
	}
	return m
}
