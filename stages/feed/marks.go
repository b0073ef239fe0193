package feed

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// Mark is what a host said of a feed when it was fetched last.
type Mark struct {
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`
}

// Marks are the marks of all feeds, kept in a file over restarts. Without the
// file all feeds are fetched whole once; what they bring is still known by its
// bytes, so removing the file resets them safely.
type Marks struct {
	mu   sync.Mutex
	path string
	of   map[string]Mark
}

// OpenMarks reads the marks at path; "" keeps them in memory only.
func OpenMarks(path string) (*Marks, error) {
	m := &Marks{path: path, of: map[string]Mark{}}
	if path == "" {
		return m, nil
	}
	b, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return m, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read marks: %w", err)
	}
	if err := json.Unmarshal(b, &m.of); err != nil {
		return nil, fmt.Errorf("read marks %s: %w", path, err)
	}
	return m, nil
}

// Get gives the mark of a feed.
func (m *Marks) Get(f Feed) Mark {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of[f.Source+" "+f.URL]
}

// Put sets the mark of a feed. A file that cannot be written costs a fetch
// after the next restart, no more.
func (m *Marks) Put(f Feed, mark Mark) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of[f.Source+" "+f.URL] == mark {
		return
	}
	m.of[f.Source+" "+f.URL] = mark
	if m.path == "" {
		return
	}
	b, err := json.MarshalIndent(m.of, "", " ")
	if err != nil {
		return
	}
	fresh := filepath.Join(filepath.Dir(m.path), "."+filepath.Base(m.path)+".new")
	if os.WriteFile(fresh, b, 0o600) == nil {
		_ = os.Rename(fresh, m.path)
	}
}
