// Package corpus reads the annotated texts that the project's models are
// trained and measured with: its own, with their labels in the text, and JSON
// Lines of anybody's.
package corpus

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Document is a text with its names. The first line of a text is its headline
// where Headline says so.
type Document struct {
	ID       string
	Text     string
	Entities []Entity // in the order of their start, longer ones first
	Topic    string
	Style    string
	Coarse   bool // labelled with PER, ORG, LOC and MISC only
}

// Entity is a labelled name; the span is in bytes.
type Entity struct {
	article.Span
	Type    string // PERSON, ORG, ...
	Subtype string // of an ORG
	Depth   int    // 0 for a name that stands in no other
}

// Split is which part of the data a document belongs to.
type Split string

// The splits. Test is looked at when all is done, and never trained or tuned on.
const (
	Train Split = "train"
	Dev   Split = "dev"
	Test  Split = "test"
)

// SplitOf gives the split of a document by a hash of its id: a tenth each for
// dev and test.
func SplitOf(id string) Split {
	switch hash(id) % 10 {
	case 0:
		return Test
	case 1:
		return Dev
	}
	return Train
}

func hash(id string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(id))
	return h.Sum32()
}

// ReadDir reads the documents of a folder of texts with their labels inside.
func ReadDir(dir fs.FS) ([]Document, error) {
	names, err := fs.Glob(dir, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("list corpus: %w", err)
	}
	slices.Sort(names)
	var out []Document
	for _, name := range names {
		raw, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("read corpus: %w", err)
		}
		d, err := Parse(strings.TrimSuffix(path.Base(name), ".txt"), string(raw))
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// row is a line of JSON Lines; offsets count code points.
type row struct {
	ID       string `json:"id"`
	Text     string `json:"text"`
	Entities []struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Type  string `json:"type"`
	} `json:"entities"`
}

// ReadLines reads JSON Lines of {"id","text","entities":[{"start","end","type"}]}.
func ReadLines(r io.Reader) ([]Document, error) {
	var out []Document
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if len(strings.TrimSpace(string(line))) > 0 {
			d, bad := document(line)
			if bad != nil {
				return nil, fmt.Errorf("read line %d: %w", n, bad)
			}
			out = append(out, d)
		}
		if errors.Is(err, io.EOF) {
			return marked(out), nil
		}
		if err != nil {
			return nil, fmt.Errorf("read line %d: %w", n, err)
		}
	}
}

// marked marks documents as coarse where their labels show that all of them are.
func marked(docs []Document) []Document {
	coarse := slices.ContainsFunc(docs, func(d Document) bool {
		return slices.ContainsFunc(d.Entities, func(e Entity) bool { return e.Type == "PER" || e.Type == "MISC" })
	})
	for i := range docs {
		docs[i].Coarse = coarse
	}
	return docs
}

func document(line []byte) (Document, error) {
	var v row
	if err := json.Unmarshal(line, &v); err != nil {
		return Document{}, err
	}
	d := Document{ID: v.ID, Text: v.Text}
	at := Offsets(v.Text)
	for _, e := range v.Entities {
		if e.Start < 0 || e.End <= e.Start || e.End >= len(at) {
			return Document{}, fmt.Errorf("%s: entity %d-%d is outside a text of %d", v.ID, e.Start, e.End, len(at)-1)
		}
		kind, sub, _ := strings.Cut(e.Type, "/")
		d.Entities = append(d.Entities, Entity{Span: article.Span{Start: at[e.Start], End: at[e.End]}, Type: kind, Subtype: sub})
	}
	d.sort()
	return d, nil
}

// Offsets gives the byte of each code point of s, and the length of s at the end.
func Offsets(s string) []int {
	at := make([]int, 0, utf8.RuneCountInString(s)+1)
	for i := range s {
		at = append(at, i)
	}
	return append(at, len(s))
}

// sort orders the entities and sets how deep each stands in others.
func (d *Document) sort() {
	slices.SortStableFunc(d.Entities, func(a, b Entity) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	var open []article.Span
	for i := range d.Entities {
		e := &d.Entities[i]
		for len(open) > 0 && !open[len(open)-1].Contains(e.Span) {
			open = open[:len(open)-1]
		}
		e.Depth = len(open)
		open = append(open, e.Span)
	}
}
