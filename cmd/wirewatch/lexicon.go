package main

import (
	"fmt"
	"io/fs"
	"os"

	"github.com/wirewatch/wirewatch/stages/detect"
)

// lexiconFlags name the themes and rules that detection works with.
type lexiconFlags struct {
	Lexicon string `help:"Folder of themes and rules of your own: taxonomy.json, classes.yaml, cues/*.yaml. Files that it lacks are those of the binary." placeholder:"DIR"`
}

// ownLexicon gives the files of the lexicon; nil are those of the binary.
func (f *lexiconFlags) ownLexicon() (fs.FS, error) {
	if f.Lexicon == "" {
		return nil, nil
	}
	fsys, err := detect.Overlay(os.DirFS(f.Lexicon))
	if err != nil {
		return nil, &usageError{fmt.Errorf("lexicon %s: %w", f.Lexicon, err)}
	}
	return fsys, nil
}

// taxonomy reads the themes alone.
func (f *lexiconFlags) taxonomy() (*detect.Taxonomy, error) {
	fsys, err := f.ownLexicon()
	if err != nil {
		return nil, err
	}
	if fsys == nil {
		return detect.DefaultTaxonomy()
	}
	doc, err := fs.ReadFile(fsys, "taxonomy.json")
	if err != nil {
		return nil, fmt.Errorf("read taxonomy: %w", err)
	}
	return detect.LoadTaxonomy(doc)
}

// load reads the themes and rules.
func (f *lexiconFlags) load() (fs.FS, *detect.Taxonomy, *detect.Lexicon, error) {
	fsys, err := f.ownLexicon()
	if err != nil {
		return nil, nil, nil, err
	}
	taxonomy, lexicon, err := detect.Load(fsys)
	return fsys, taxonomy, lexicon, err
}
