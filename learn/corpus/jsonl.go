package corpus

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"slices"
)

// readFolder reads the JSON Lines of a folder, in the order of the files.
func readFolder[T any](dir fs.FS, what string) ([]T, error) {
	const longest = 1 << 20 // bytes of a line
	names, err := fs.Glob(dir, "*.jsonl")
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", what, err)
	}
	slices.Sort(names)
	var out []T
	for _, name := range names {
		f, err := dir.Open(name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", what, err)
		}
		rows, err := ReadJSONLines[T](f, longest)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("read %s %w", name, err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// ReadJSONLines reads a value a line; longest bounds a line, in bytes.
func ReadJSONLines[T any](r io.Reader, longest int) ([]T, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longest)
	var out []T
	for lines.Scan() {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(out)+1, err)
		}
		out = append(out, v)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", len(out)+1, err)
	}
	return out, nil
}
