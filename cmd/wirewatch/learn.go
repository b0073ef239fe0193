package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"

	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/learn/corpus"
	"github.com/wirewatch/wirewatch/learn/entities"
	"github.com/wirewatch/wirewatch/stages/tag"
	"github.com/wirewatch/wirewatch/stages/tag/ner"
)

type trainCommand struct {
	Entities trainEntities `cmd:"" help:"Train the model that finds names."`
	Themes   trainThemes   `cmd:"" help:"Train a model of themes of your own."`
	Threats  trainThreats  `cmd:"" help:"Train the model of detection's deep tier."`
}

type trainEntities struct {
	Train  []string `help:"Texts to learn from: JSON Lines of {id,text,entities}, also gzipped, or a folder of texts with their labels inside." required:"" sep:","`
	Dev    []string `help:"Texts to measure on while learning." sep:","`
	Texts  string   `help:"Texts of those files that have labels only: JSON Lines of {text}, also gzipped." placeholder:"FILE"`
	Out    string   `help:"File of the model." required:"" placeholder:"MODEL"`
	Epochs int      `help:"Times every text is looked at." default:"10"`
	Seed   uint64   `help:"Of the order in which texts are looked at." default:"1"`
	Split  string   `help:"Only the part of folders that this split has, for training: train, or all." default:"train" enum:"train,all"`
}

// Run trains a model.
func (c *trainEntities) Run(_ context.Context, con console) error {
	t, err := tag.New(tag.Config{BytesPerByte: 100, NoModel: true})
	if err != nil {
		return err
	}
	train, err := readCorpora(c.Train, c.Texts, keep(corpus.Split(c.Split)))
	if err != nil {
		return &usageError{err}
	}
	dev, err := readCorpora(c.Dev, c.Texts, keep(corpus.Dev))
	if err != nil {
		return &usageError{err}
	}
	o := entities.DefaultOptions()
	o.Epochs, o.Seed = c.Epochs, c.Seed
	o.Log = func(format string, args ...any) { fmt.Fprintf(con.err, format+"\n", args...) }
	weights, err := entities.Train(t, train, dev, o)
	if err != nil {
		return err
	}
	f, err := os.Create(c.Out)
	if err != nil {
		return err
	}
	if err := ner.Save(f, o.Version, weights, o.Least); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// keep tells which documents of a folder are used; "all" is every one.
func keep(split corpus.Split) func(corpus.Document) bool {
	return func(d corpus.Document) bool { return split == "all" || corpus.SplitOf(d.ID) == split }
}

// readCorpora reads files of JSON Lines whole, and of folders the documents
// wanted.
func readCorpora(paths []string, texts string, wanted func(corpus.Document) bool) ([]corpus.Document, error) {
	var out []corpus.Document
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			docs, err := corpus.ReadDir(os.DirFS(path))
			if err != nil {
				return nil, err
			}
			for _, d := range docs {
				if wanted(d) {
					out = append(out, d)
				}
			}
			continue
		}
		if strings.HasSuffix(path, "labels.jsonl") {
			docs, err := readStandOff(path, texts)
			if err != nil {
				return nil, err
			}
			for _, d := range docs {
				if wanted(d) {
					out = append(out, d)
				}
			}
			continue
		}
		docs, err := readLines(path)
		if err != nil {
			return nil, err
		}
		out = append(out, docs...)
	}
	return out, nil
}

// open opens a file, unpacked where it is gzipped.
func open(path string) (r io.Reader, done func() error, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	if !strings.HasSuffix(path, ".gz") {
		return f, f.Close, nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, nil, fmt.Errorf("read %s: %w", path, err)
	}
	return z, f.Close, nil
}

func readLines(path string) ([]corpus.Document, error) {
	r, done, err := open(path)
	if err != nil {
		return nil, err
	}
	defer done()
	docs, err := corpus.ReadLines(r)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return docs, nil
}

// readStandOff reads labels, and from another file the texts they belong to.
func readStandOff(path, texts string) ([]corpus.Document, error) {
	if texts == "" {
		return nil, fmt.Errorf("texts: %s has labels only, and needs the file of its texts", path)
	}
	t, done, err := open(texts)
	if err != nil {
		return nil, err
	}
	defer done()
	l, closed, err := open(path)
	if err != nil {
		return nil, err
	}
	defer closed()
	return corpus.ReadStandOff(l, t)
}

type predictCommand struct {
	Entities predictEntities `cmd:"" help:"Print the names in texts."`
	Themes   predictThemes   `cmd:"" help:"Print the themes of texts."`
}

type predictEntities struct {
	Model string   `help:"File of the model; the one in the binary where none is named." placeholder:"MODEL"`
	Files []string `arg:"" help:"JSON Lines of {id,text}, also gzipped."`
}

// named is a name as it is printed: offsets in code points.
type named struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Type  string `json:"type"`
}

// Run prints {id,entities} for each text.
func (c *predictEntities) Run(ctx context.Context, con console) error {
	t, err := taggerWith(c.Model)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(con.out)
	lines := json.NewEncoder(out)
	for _, path := range c.Files {
		docs, err := readLines(path)
		if err != nil {
			return &usageError{err}
		}
		for i := range docs {
			found, err := entities.Predict(ctx, t, &docs[i])
			if err != nil {
				return err
			}
			names := make([]named, len(found))
			for k, e := range found {
				start := utf8.RuneCountInString(docs[i].Text[:e.Start])
				names[k] = named{start, start + utf8.RuneCountInString(docs[i].Text[e.Start:e.End]), e.Type}
			}
			if err := lines.Encode(map[string]any{"id": docs[i].ID, "entities": names}); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

type evalCommand struct {
	Entities     evalEntities     `cmd:"" help:"Score the model that finds names on labelled texts."`
	Themes       evalThemes       `cmd:"" help:"Score a model of themes on labelled texts."`
	Links        evalLinks        `cmd:"" help:"Score what names, offices and pronouns are linked to."`
	Threats      evalThreats      `cmd:"" help:"Score what threats are detected."`
	Attributions evalAttributions `cmd:"" help:"Score who says what."`
}

type evalEntities struct {
	Model string   `help:"File of the model; the one in the binary where none is named." placeholder:"MODEL"`
	Texts string   `help:"Texts of those files that have labels only." placeholder:"FILE"`
	Split string   `help:"Of folders, the split that is scored: dev, test, train or all." default:"dev" enum:"dev,test,train,all"`
	Files []string `arg:"" help:"JSON Lines of {id,text,entities}, or folders of texts with their labels inside."`
}

// Run scores a model.
func (c *evalEntities) Run(ctx context.Context, con console) error {
	t, err := taggerWith(c.Model)
	if err != nil {
		return err
	}
	for _, path := range c.Files {
		docs, err := readCorpora([]string{path}, c.Texts, keep(corpus.Split(c.Split)))
		if err != nil {
			return &usageError{err}
		}
		scores, err := entities.ScoreStage(ctx, t, docs)
		if err != nil {
			return err
		}
		fmt.Fprintf(con.out, "%s: %s\n", path, scores)
	}
	return nil
}

type evalLinks struct {
	Split  string `help:"The split that is scored: dev, test or all." default:"dev" enum:"dev,test,all"`
	Misses bool   `help:"Also print each that is not right."`
	Folder string `arg:"" help:"Folder of texts with their links, JSON Lines."`
}

// Run scores the links of the tagger.
func (c *evalLinks) Run(ctx context.Context, con console) error {
	texts, err := corpus.ReadLinks(os.DirFS(c.Folder))
	if err != nil {
		return &usageError{err}
	}
	texts = slices.DeleteFunc(texts, func(l corpus.Links) bool {
		return c.Split != "all" && corpus.SplitOfLinks(l.ID) != corpus.Split(c.Split)
	})
	t, err := taggerWith("")
	if err != nil {
		return err
	}
	miss := func(line string) { fmt.Fprintln(con.out, line) }
	if !c.Misses {
		miss = nil
	}
	scores, err := entities.ScoreLinks(ctx, t, texts, miss)
	if err != nil {
		return err
	}
	fmt.Fprintf(con.out, "%s, %s: %s\n", c.Folder, c.Split, scores)
	return nil
}

// taggerWith makes a tagger with a model from a file; the one in the binary
// where no file is named.
func taggerWith(file string) (*tag.Tagger, error) {
	config := tag.DefaultConfig()
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return nil, &usageError{err}
		}
		defer f.Close()
		if config.Names, err = ner.Load(f); err != nil {
			return nil, err
		}
	}
	return tag.New(config)
}
