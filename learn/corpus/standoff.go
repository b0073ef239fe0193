package corpus

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// blockOf is how many sentences that follow each other make a document.
const blockOf = 15

// labelled is a sentence's labels without its text.
type labelled struct {
	N        int      `json:"n"` // where the sentence stands among the texts
	SHA256   string   `json:"sha256"`
	Entities [][3]any `json:"entities"` // start, end in code points, type
}

// ReadStandOff joins labels that stand off from their texts: JSON Lines of
// {"n","sha256","entities":[[start,end,type]]} and of {"text"}. A text is found
// by its SHA-256. Neighbouring sentences become one document, since what is
// said before helps to read what is said after.
func ReadStandOff(labels, texts io.Reader) ([]Document, error) {
	bySum, err := sums(texts)
	if err != nil {
		return nil, err
	}
	var out []Document
	block := -1
	in := bufio.NewScanner(labels)
	in.Buffer(nil, 1<<20)
	for n := 1; in.Scan(); n++ {
		var l labelled
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("read labels, line %d: %w", n, err)
		}
		text, ok := bySum[l.SHA256]
		if !ok {
			return nil, fmt.Errorf("read labels, line %d: no text has the sum %.12s", n, l.SHA256)
		}
		if l.N/blockOf != block {
			block = l.N / blockOf
			out = append(out, Document{ID: fmt.Sprintf("voa-%d", block)})
		}
		if err := out[len(out)-1].add(text, l.Entities); err != nil {
			return nil, fmt.Errorf("read labels, line %d: %w", n, err)
		}
	}
	for i := range out {
		out[i].sort()
	}
	return out, in.Err()
}

// sums gives texts by their SHA-256.
func sums(texts io.Reader) (map[string]string, error) {
	out := map[string]string{}
	in := bufio.NewScanner(texts)
	in.Buffer(nil, 1<<20)
	for n := 1; in.Scan(); n++ {
		var row struct{ Text string }
		if err := json.Unmarshal(in.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("read texts, line %d: %w", n, err)
		}
		sum := sha256.Sum256([]byte(row.Text))
		out[hex.EncodeToString(sum[:])] = row.Text
	}
	return out, in.Err()
}

// add appends a sentence with its labels.
func (d *Document) add(text string, entities [][3]any) error {
	if d.Text != "" {
		d.Text += "\n"
	}
	base, at := len(d.Text), Offsets(text)
	d.Text += text
	for _, e := range entities {
		start, ok1 := e[0].(float64)
		end, ok2 := e[1].(float64)
		name, ok3 := e[2].(string)
		if !ok1 || !ok2 || !ok3 || start < 0 || end <= start || int(end) >= len(at) {
			return fmt.Errorf("label %v does not fit the text", e)
		}
		kind, sub, _ := strings.Cut(name, "/")
		d.Entities = append(d.Entities, Entity{Span: article.Span{Start: base + at[int(start)], End: base + at[int(end)]}, Type: kind, Subtype: sub})
	}
	return nil
}
