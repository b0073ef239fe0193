package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	deep "github.com/wirewatch/wirewatch/learn/encoder"
	learn "github.com/wirewatch/wirewatch/learn/themes"
	"github.com/wirewatch/wirewatch/stages/detect/encoder"
	"github.com/wirewatch/wirewatch/stages/detect/themes"
)

type trainThemes struct {
	Train []string `help:"JSON Lines of {id,text,labels}, also gzipped; a row without labels has none of them." required:"" sep:","`
	Dev   []string `help:"The same; how hard the model tries to fit is chosen by what does best on these." sep:","`
	Out   string   `help:"File of the model." required:"" placeholder:"MODEL"`
	Seed  uint64   `help:"Of the order in which texts are looked at." default:"1"`

	Encoder string  `help:"Folder of a BERT encoder (vocab.txt, config.json, model.safetensors) to begin with: slower, and better where there are few texts." placeholder:"DIR"`
	Epochs  int     `help:"With an encoder: times every text is looked at." default:"5"`
	Limit   int     `help:"With an encoder: most sequences of 126 pieces of words read of a text." default:"3"`
	Rate    float64 `help:"With an encoder: size of the steps." default:"8e-5"`
}

// Run trains a model of themes.
func (c *trainThemes) Run(con console) error {
	train, err := readRows(c.Train)
	if err != nil {
		return &usageError{err}
	}
	dev, err := readRows(c.Dev)
	if err != nil {
		return &usageError{err}
	}
	o := learn.DefaultOptions()
	o.Seed = c.Seed
	o.Log = func(format string, args ...any) { fmt.Fprintf(con.err, format+"\n", args...) }
	var names []string
	for _, path := range c.Train {
		names = append(names, filepath.Base(path))
	}
	trained := fmt.Sprintf("%d texts of %s", len(train), strings.Join(names, ", "))
	if c.Encoder != "" {
		return c.deep(train, dev, trained, o.Log, con)
	}
	m, err := learn.Train(train, dev, trained, o)
	if err != nil {
		return err
	}
	if err := writeModel(c.Out, m.Write); err != nil {
		return err
	}
	if len(dev) > 0 {
		fmt.Fprintf(con.err, "dev: %s\n", learn.Eval(m, dev))
	}
	fmt.Fprintf(con.err, "model %s with %d features\n", m.Name(), m.Features)
	return nil
}

// deep trains on top of an encoder.
func (c *trainThemes) deep(train, dev []learn.Row, trained string, log func(string, ...any), con console) error {
	e, err := deep.Open(c.Encoder)
	if err != nil {
		return &usageError{err}
	}
	o := learn.DefaultDeepOptions()
	o.Epochs, o.Limit, o.Blocks, o.Seed, o.Log = c.Epochs, c.Limit, c.Rate, c.Seed, log
	m, err := learn.TrainDeep(train, dev, e, trained, o)
	if err != nil {
		return err
	}
	if err := writeModel(c.Out, m.Write); err != nil {
		return err
	}
	read, err := loadThemes(c.Out)
	if err != nil {
		return err
	}
	if len(dev) > 0 {
		fmt.Fprintf(con.err, "dev: %s\n", learn.Eval(read, dev))
	}
	fmt.Fprintf(con.err, "model %s\n", read.Name())
	return nil
}

// writeModel writes the file of a model.
func writeModel(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// readRows reads files of labelled texts.
func readRows(paths []string) ([]learn.Row, error) {
	var out []learn.Row
	for _, path := range paths {
		r, done, err := open(path)
		if err != nil {
			return nil, err
		}
		rows, err := learn.ReadRows(r)
		done()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// loadThemes reads a model of either kind.
func loadThemes(path string) (themes.Classifier, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var m themes.Classifier
	if encoder.Is(file) {
		m, err = encoder.Load(bytes.NewReader(file))
	} else {
		m, err = themes.Load(bytes.NewReader(file))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// themeModels reads models of themes.
func themeModels(paths []string) ([]themes.Classifier, error) {
	var out []themes.Classifier
	for _, path := range paths {
		m, err := loadThemes(path)
		if err != nil {
			return nil, fmt.Errorf("themes-model: %w", err)
		}
		out = append(out, m)
	}
	return out, nil
}

type evalThemes struct {
	Model string   `help:"File of the model." required:"" placeholder:"MODEL"`
	Files []string `arg:"" help:"JSON Lines of {id,text,labels}, also gzipped."`
}

// Run scores a model of themes.
func (c *evalThemes) Run(con console) error {
	m, err := loadThemes(c.Model)
	if err != nil {
		return &usageError{err}
	}
	for _, path := range c.Files {
		rows, err := readRows([]string{path})
		if err != nil {
			return &usageError{err}
		}
		fmt.Fprintf(con.out, "%s: %s\n", path, learn.Eval(m, rows))
	}
	return nil
}

type predictThemes struct {
	Model  string   `help:"File of the model." placeholder:"MODEL" xor:"by" required:""`
	Labels string   `help:"JSON file of [{name,definition}]: no training, the labels are told apart by what they mean." placeholder:"FILE" xor:"by" required:""`
	Files  []string `arg:"" help:"JSON Lines of {id,text}, also gzipped."`
}

// Run prints {id,labels} for each text.
func (c *predictThemes) Run(con console) error {
	find, err := c.finder()
	if err != nil {
		return &usageError{err}
	}
	out := bufio.NewWriter(con.out)
	lines := json.NewEncoder(out)
	for _, path := range c.Files {
		rows, err := readRows([]string{path})
		if err != nil {
			return &usageError{err}
		}
		for i := range rows {
			labels := find(rows[i].Text)
			if labels == nil {
				labels = []string{}
			}
			if err := lines.Encode(map[string]any{"id": rows[i].ID, "labels": labels}); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

func (c *predictThemes) finder() (func(string) []string, error) {
	if c.Model != "" {
		m, err := loadThemes(c.Model)
		if err != nil {
			return nil, err
		}
		return func(s string) []string { return themes.Find(m, s) }, nil
	}
	raw, err := os.ReadFile(c.Labels)
	if err != nil {
		return nil, err
	}
	labels, err := readMeanings(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Labels, err)
	}
	return themes.NewMeanings(labels).Find, nil
}

// readMeanings reads a list of labels, or an object with a list of that name; a
// meaning is a definition too.
func readMeanings(raw []byte) ([]themes.Meaning, error) {
	type label struct{ Name, Definition, Meaning string }
	var list []label
	if err := json.Unmarshal(raw, &list); err != nil {
		var object struct{ Labels []label }
		if json.Unmarshal(raw, &object) != nil {
			return nil, err
		}
		list = object.Labels
	}
	var out []themes.Meaning
	for i, l := range list {
		if l.Definition == "" {
			l.Definition = l.Meaning
		}
		if l.Name == "" {
			return nil, fmt.Errorf("label %d has no name", i)
		}
		out = append(out, themes.Meaning{Name: l.Name, Definition: l.Definition})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no labels")
	}
	return out, nil
}
