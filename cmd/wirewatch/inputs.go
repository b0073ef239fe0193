package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"time"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
	"github.com/wirewatch/wirewatch/stages/text"
)

// input is one thing to put through the stages: a file of copy, or a line of
// JSON Lines.
type input struct {
	name  string
	item  int   // line of JSON Lines, from 0
	value any   // what the first stage takes
	err   error // why there is no value
	stage string
}

// inputs reads files one after the other.
type inputs struct {
	files   []string
	stdin   io.Reader
	format  string
	source  string
	maxItem int64
	from    string // the first stage
}

// all gives the inputs of all files, in order.
func (in inputs) all() iter.Seq[input] {
	return func(yield func(input) bool) {
		for _, name := range in.files {
			if !in.file(name, yield) {
				return
			}
		}
	}
}

func (in inputs) file(name string, yield func(input) bool) bool {
	r := in.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return yield(input{name: name, stage: stages.Feed, err: article.NewFault("unreadable", "%w", err)})
		}
		defer f.Close()
		r = f
	}
	switch in.format {
	case "article":
		return in.lines(name, r, in.article, yield)
	case "record":
		return in.lines(name, r, func(_ string, _ int, line []byte) (any, error) { return record.Decode(bytes.Clone(line)) }, yield)
	}
	return yield(in.copy(name, r))
}

// copy reads a whole file of wire copy, unless it is too large.
func (in inputs) copy(name string, r io.Reader) input {
	b, err := io.ReadAll(io.LimitReader(r, in.maxItem+1))
	if err != nil {
		return input{name: name, stage: stages.Feed, err: article.NewFault("unreadable", "read %s: %w", name, err)}
	}
	if int64(len(b)) > in.maxItem {
		return input{name: name, stage: stages.Feed, err: article.NewFault("too-large", "more than %d bytes", in.maxItem)}
	}
	return input{name: name, value: article.Copy{Bytes: b, Source: in.source, Format: in.format, Name: name, Lane: "live"}}
}

// lines reads JSON Lines; an empty line is passed over.
func (in inputs) lines(name string, r io.Reader, parse func(name string, item int, line []byte) (any, error), yield func(input) bool) bool {
	s := bufio.NewReaderSize(r, 64<<10)
	for item := 0; ; {
		line, err := readLine(s, record.MaxSize)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return true
		}
		if len(bytes.TrimSpace(line)) == 0 && err == nil {
			continue
		}
		i := input{name: name, item: item, stage: stages.Feed}
		if err != nil && !errors.Is(err, io.EOF) {
			i.err = err
		} else {
			i.value, i.err = parse(name, item, bytes.TrimRight(line, "\r\n"))
		}
		if !yield(i) {
			return false
		}
		if err != nil && !isTooLong(err) {
			return true
		}
		item++
	}
}

func isTooLong(err error) bool {
	f, ok := errors.AsType[*article.Fault](err)
	return ok && f.Code == "too-large"
}

// readLine reads a line; one that is too long is passed over to its end.
func readLine(r *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if long = long || len(line)+len(part) > limit; !long {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if long {
			return nil, article.NewFault("too-large", "a line of more than %d bytes", limit)
		}
		return line, err
	}
}

// article reads a row of --format article: a text to be taken as it is.
func (in inputs) article(name string, item int, line []byte) (any, error) {
	if !utf8.Valid(line) {
		return nil, article.NewFault("not-utf8", "line %d is not valid UTF-8", item+1)
	}
	if _, err := strictjson.Parse(line, strictjson.Limits{Depth: 100, Tokens: 100_000}); err != nil {
		return nil, fmt.Errorf("line %d: %w", item+1, err)
	}
	var row struct {
		ID, Language, Headline, Published, Source string
		Text                                      *string
	}
	if err := json.Unmarshal(line, &row); err != nil {
		return nil, article.NewFault("bad-json", "line %d: %w", item+1, err)
	}
	if row.ID == "" || row.Text == nil {
		return nil, article.NewFault("no-content", "line %d: no id or no text", item+1)
	}
	sum := sha256.Sum256(line)
	a := article.Article{
		URI: row.ID, Type: "text", Version: "1", PubStatus: "usable", Language: row.Language,
		Headline: row.Headline, Text: *row.Text,
		Editorial: article.Editorial{Action: article.New},
		Source: article.Source{
			Provider: row.Source, Format: "article", RawSHA256: hex.EncodeToString(sum[:]), Name: name, Item: item, Lane: "live",
		},
	}
	if a.Source.Provider == "" {
		a.Source.Provider = in.source
	}
	if row.Published != "" {
		at, err := time.Parse(time.RFC3339, row.Published)
		if err != nil {
			a.Warn("unreadable-date", fmt.Sprintf("published %q", row.Published))
		} else {
			a.VersionCreated = article.Stamp(at)
		}
	}
	a.Sentences = text.SentencesOf(&a)
	return a, nil
}
