package detect

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

//go:embed data
var embedded embed.FS

// Lexicon is the data that detect works from: classes of words and the
// entries that say which words report which theme. It is read from
// classes.yaml and cues/*.yaml; adding an entry or a theme needs no Go.
type Lexicon struct {
	Version string
	Hash    string // first digits of the SHA-256 of the files, taxonomy.json among them
	Classes map[string][]string
	Entries []Entry
}

// Name is the lexicon's version, which is typed by hand, and its hash, which
// changes with every edit.
func (l *Lexicon) Name() string { return l.Version + "+" + l.Hash }

// Entry is one rule: where a cue stands, and the words it needs are in the
// same sentence, the sentence speaks of the theme.
//
// A word list may name a class as "@class". A trailing * matches any ending,
// a leading = keeps upper and lower case apart.
type Entry struct {
	ID       string         `yaml:"id"`
	Theme    string         `yaml:"theme"`
	Cues     []string       `yaml:"cues"`
	With     [][]string     `yaml:"with"`     // of each list, one must stand in the sentence
	Without  []string       `yaml:"without"`  // none of these may
	Near     int            `yaml:"near"`     // how many words a With word may be away; 0 is the sentence
	Clause   bool           `yaml:"clause"`   // With words must stand in the cue's clause
	Status   article.Status `yaml:"status"`   // the sense it always has here, such as suspected or policy
	Noun     bool           `yaml:"noun"`     // names the theme but no event: a mention, or a concern
	OwnAct   bool           `yaml:"own"`      // an authority's own act, asserted when it reports it
	Severity int            `yaml:"severity"` // where it starts, 1 to 5; 0 is 2
	Fires    []string       `yaml:"fires"`    // sentences it must be found in
	Silent   []string       `yaml:"silent"`   // sentences that must raise nothing of its theme

	File string `yaml:"-"` // where it stands: cues/terrorism.yaml
}

// place names an entry and its file.
func (e *Entry) place() string {
	if e.File == "" {
		return fmt.Sprintf("entry %q", e.ID)
	}
	return fmt.Sprintf("%s: entry %q", e.File, e.ID)
}

type entryFile struct {
	Entries []Entry `yaml:"entries"`
}

type classFile struct {
	Version string              `yaml:"version"`
	Classes map[string][]string `yaml:"classes"`
}

// DefaultLexicon returns the lexicon in the binary.
func DefaultLexicon() (*Lexicon, error) {
	_, l, err := Load(nil)
	return l, err
}

// Load reads the taxonomy and the lexicon of a folder; nil is the one in the
// binary.
func Load(fsys fs.FS) (*Taxonomy, *Lexicon, error) {
	if fsys == nil {
		data, err := fs.Sub(embedded, "data")
		if err != nil {
			return nil, nil, fmt.Errorf("open the embedded lexicon: %w", err)
		}
		fsys = data
	}
	doc, err := fs.ReadFile(fsys, "taxonomy.json")
	if err != nil {
		return nil, nil, fmt.Errorf("read taxonomy: %w", err)
	}
	t, err := LoadTaxonomy(doc)
	if err != nil {
		return nil, nil, err
	}
	l, err := LoadLexicon(fsys)
	return t, l, err
}

// LoadLexicon reads a lexicon from classes.yaml and cues/*.yaml; a field it
// does not know is an error.
func LoadLexicon(fsys fs.FS) (*Lexicon, error) {
	classes := classFile{}
	if err := readYAML(fsys, "classes.yaml", &classes); err != nil {
		return nil, err
	}
	hash, err := fingerprint(fsys)
	if err != nil {
		return nil, err
	}
	lex := &Lexicon{Version: classes.Version, Hash: hash, Classes: classes.Classes}
	names, err := fs.Glob(fsys, "cues/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list cue files: %w", err)
	}
	slices.Sort(names)
	for _, name := range names {
		file := entryFile{}
		if err := readYAML(fsys, name, &file); err != nil {
			return nil, err
		}
		for i := range file.Entries {
			file.Entries[i].File = name
		}
		lex.Entries = append(lex.Entries, file.Entries...)
	}
	return lex, nil
}

func readYAML(fsys fs.FS, name string, into any) error {
	doc, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("read lexicon: %w", err)
	}
	if err := yaml.NewDecoder(bytes.NewReader(doc), yaml.Strict()).Decode(into); err != nil {
		return fmt.Errorf("read lexicon %s: %w", path.Base(name), err)
	}
	return nil
}

// words flattens a word list: classes give their words, each word stands once.
func (l *Lexicon) words(list []string) ([]string, error) {
	seen := map[string]bool{}
	if err := l.collect(list, seen, 0); err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(seen)), nil
}

func (l *Lexicon) collect(list []string, into map[string]bool, depth int) error {
	if depth > 8 {
		return fmt.Errorf("classes name each other in a circle")
	}
	for _, w := range list {
		name, isClass := strings.CutPrefix(w, "@")
		if !isClass {
			into[w] = true
			continue
		}
		if strings.HasPrefix(name, entityClass) {
			into[w] = true
			continue
		}
		words, ok := l.Classes[name]
		if !ok {
			return fmt.Errorf("class %q is not in classes.yaml", w)
		}
		if err := l.collect(words, into, depth+1); err != nil {
			return err
		}
	}
	return nil
}
