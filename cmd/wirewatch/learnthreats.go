package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/wirewatch/wirewatch/learn/attributions"
	"github.com/wirewatch/wirewatch/learn/corpus"
	deep "github.com/wirewatch/wirewatch/learn/encoder"
	"github.com/wirewatch/wirewatch/learn/threats"
	"github.com/wirewatch/wirewatch/stages/detect"
)

type trainThreats struct {
	Train   string `help:"Folder of texts with the threats they report, JSON Lines." required:"" placeholder:"DIR"`
	Encoder string `help:"Folder of a BERT encoder to begin with: vocab.txt, config.json, model.safetensors." required:"" placeholder:"DIR"`
	Out     string `help:"File of the model." required:"" placeholder:"MODEL"`
	Epochs  int    `help:"Times every text is looked at." default:"5"`
	Seed    uint64 `help:"Of the order in which texts are looked at." default:"1"`
	Split   string `help:"The split to learn from: train; rest is all but test." default:"train" enum:"train,rest"`
}

// Run trains the model of the deep tier.
func (c *trainThreats) Run(con console) error {
	texts, err := corpus.ReadThreats(os.DirFS(c.Train))
	if err != nil {
		return &usageError{err}
	}
	texts = slices.DeleteFunc(texts, func(t corpus.Threat) bool {
		s := corpus.SplitOfThreat(t.ID)
		return s == corpus.Test || s == corpus.Dev && c.Split == "train"
	})
	taxonomy, err := detect.DefaultTaxonomy()
	if err != nil {
		return err
	}
	e, err := deep.Open(c.Encoder)
	if err != nil {
		return &usageError{err}
	}
	if err := deep.Keep(e, deep.English); err != nil {
		return err
	}
	o := deep.DefaultOptions()
	o.Epochs, o.Seed = c.Epochs, c.Seed
	o.Log = func(format string, args ...any) { fmt.Fprintf(con.err, format+"\n", args...) }
	trained := fmt.Sprintf("%d texts of %s, on the encoder %s", len(texts), filepath.Base(c.Train), filepath.Base(c.Encoder))
	return writeModel(c.Out, threats.Train(texts, taxonomy, e, trained, o).Write)
}

type evalThreats struct {
	Split  string `help:"The split that is scored: dev, test, train or all." default:"dev" enum:"dev,test,train,all"`
	Tier   string `help:"Tier of detection." default:"fast" enum:"fast,deep"`
	Misses bool   `help:"Also print each text whose themes are not right."`
	Folder string `arg:"" help:"Folder of texts with the threats they report, JSON Lines."`
}

// Run scores what is detected.
func (c *evalThreats) Run(ctx context.Context, con console) error {
	texts, err := corpus.ReadThreats(os.DirFS(c.Folder))
	if err != nil {
		return &usageError{err}
	}
	texts = slices.DeleteFunc(texts, func(t corpus.Threat) bool {
		return c.Split != "all" && corpus.SplitOfThreat(t.ID) != corpus.Split(c.Split)
	})
	tagger, err := taggerWith("")
	if err != nil {
		return err
	}
	config := detect.DefaultConfig()
	config.Tier = detect.Tier(c.Tier)
	detector, err := detect.New(config)
	if err != nil {
		return err
	}
	miss := func(line string) { fmt.Fprintln(con.out, line) }
	if !c.Misses {
		miss = nil
	}
	scores, err := threats.Score(ctx, tagger, detector, texts, miss)
	if err != nil {
		return err
	}
	fmt.Fprintf(con.out, "%s, %s, %s: %s\n", c.Folder, c.Split, c.Tier, scores)
	return nil
}

type evalAttributions struct {
	Files []string `arg:"" help:"JSON Lines of {id,text,attributions}, also gzipped; spans in code points."`
}

// Run scores who says what.
func (c *evalAttributions) Run(ctx context.Context, con console) error {
	tagger, err := taggerWith("")
	if err != nil {
		return err
	}
	detector, err := detect.New(detect.DefaultConfig())
	if err != nil {
		return err
	}
	for _, path := range c.Files {
		r, done, err := open(path)
		if err != nil {
			return &usageError{err}
		}
		documents, err := attributions.Read(r)
		done()
		if err != nil {
			return &usageError{fmt.Errorf("%s: %w", path, err)}
		}
		scores, err := attributions.Score(ctx, tagger, detector, documents)
		if err != nil {
			return err
		}
		fmt.Fprintf(con.out, "%s: %s\n", path, scores)
	}
	return nil
}
