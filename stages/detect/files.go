package detect

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Overlay gives the files of a lexicon of one's own and, of the lexicon in the
// binary, those that it has not: for a new theme taxonomy.json and a file in
// cues/ are enough. A file of the same name stands for the whole of the one in
// the binary. fs.ReadDir and fs.Glob list the files of both.
func Overlay(own fs.FS) (fs.FS, error) {
	names, err := lexiconFiles(own)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, errors.New("open lexicon: there is no taxonomy.json, no classes.yaml and no cues/*.yaml")
	}
	below, err := fs.Sub(embedded, "data")
	if err != nil {
		return nil, fmt.Errorf("open the embedded lexicon: %w", err)
	}
	return overlay{own, below}, nil
}

// overlay shows the files of one's own before those below them.
type overlay struct{ own, below fs.FS }

// Open opens a file; a folder opened so shows one's own files only.
func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.own.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o.below.Open(name)
	}
	return f, err
}

// ReadDir lists the files of both, each name once.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	own, err := fs.ReadDir(o.own, name)
	if errors.Is(err, fs.ErrNotExist) {
		return fs.ReadDir(o.below, name)
	}
	if err != nil {
		return nil, err
	}
	below, err := fs.ReadDir(o.below, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	out := slices.Clone(own)
	for _, e := range below {
		if !slices.ContainsFunc(own, func(mine fs.DirEntry) bool { return mine.Name() == e.Name() }) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

// lexiconFiles gives the names of those files in a folder that belong to a
// lexicon, in the order in which they are read.
func lexiconFiles(fsys fs.FS) ([]string, error) {
	var out []string
	for _, name := range []string{"taxonomy.json", "classes.yaml"} {
		switch _, err := fs.Stat(fsys, name); {
		case err == nil:
			out = append(out, name)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("open lexicon: %w", err)
		}
	}
	cues, err := fs.Glob(fsys, "cues/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list cue files: %w", err)
	}
	slices.Sort(cues)
	return append(out, cues...), nil
}

// fingerprint gives the first digits of a SHA-256 over the names and contents
// of a lexicon's files.
func fingerprint(fsys fs.FS) (string, error) {
	names, err := lexiconFiles(fsys)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, name := range names {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return "", fmt.Errorf("read lexicon: %w", err)
		}
		fmt.Fprintf(h, "%s %d\n", name, len(content))
		h.Write(content)
	}
	return hex.EncodeToString(h.Sum(nil))[:8], nil
}
