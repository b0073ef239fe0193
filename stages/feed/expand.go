package feed

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// expand turns patterns into their files and folders into the regular files
// below them, both in the order of their names. A file that is not there is
// kept, to be reported when it is read.
func expand(paths []string) ([]string, error) {
	var out []string
	for _, path := range paths {
		if path == "-" {
			out = append(out, path)
			continue
		}
		names := []string{path}
		if _, err := os.Lstat(path); err != nil && strings.ContainsAny(path, "*?[") {
			if names, err = filepath.Glob(path); err != nil {
				return nil, fmt.Errorf("files: pattern %q: %w", path, err)
			}
			if len(names) == 0 {
				return nil, fmt.Errorf("files: nothing matches %q", path)
			}
		}
		for _, name := range names {
			below, err := within(name)
			if err != nil {
				return nil, fmt.Errorf("files: %w", err)
			}
			out = append(out, below...)
		}
	}
	return out, nil
}

// within gives a file itself, and of a folder its regular files; names that
// begin with a dot are left out.
func within(root string) ([]string, error) {
	if info, err := os.Stat(root); err != nil || !info.IsDir() {
		return []string{root}, nil
	}
	var out []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(d.Name(), ".") && path != root
		switch {
		case err != nil:
			return err
		case hidden && d.IsDir():
			return filepath.SkipDir
		case d.Type().IsRegular() && !hidden:
			out = append(out, path)
		}
		return nil
	})
	return out, err
}

// contentType goes by the ending of a name; "" where it says nothing.
func contentType(name string) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xml", ".nitf", ".newsml":
		return "application/xml"
	case ".json":
		return "application/json"
	case ".jsonl", ".ndjson":
		return "application/x-ndjson"
	case ".html", ".htm":
		return "text/html"
	case ".txt":
		return "text/plain"
	case ".rss":
		return "application/rss+xml"
	case ".atom":
		return "application/atom+xml"
	}
	return ""
}
