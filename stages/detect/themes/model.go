package themes

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// Model tells the themes of a text. It is safe for concurrent use.
type Model struct {
	Head
	sum        string // first digits of the file's SHA-256
	vocabulary *Vocabulary
	weights    []float32 // by feature, then by label
	bias       []float32 // by label
}

// Head is what the file of a model says of it in words.
type Head struct {
	Decision
	Format   int    `json:"format"`
	Trained  string `json:"trained"` // what it was trained on, in words
	Features int    `json:"features"`
}

// format is the number of the file's form.
const format = 1

// magic begins every file of a model.
const magic = "wirewatch themes\n"

// The limits of a model that is read.
const (
	maxLabels   = 1000
	maxFeatures = 1 << 24
	maxHead     = 1 << 20
)

// New makes a model of its parts; weights[l] is the plane of label l, with its
// bias at the end.
func New(h Head, v *Vocabulary, weights [][]float32) (*Model, error) {
	h.Format, h.Features = format, v.Size()
	m := &Model{Head: h, vocabulary: v, bias: make([]float32, len(weights)), weights: make([]float32, v.Size()*len(weights))}
	for l, plane := range weights {
		if len(plane) != v.Size()+1 {
			return nil, fmt.Errorf("plane of %q has %d weights, want %d", h.Labels[l], len(plane), v.Size()+1)
		}
		m.bias[l] = plane[v.Size()]
		for f, w := range plane[:v.Size()] {
			m.weights[f*len(weights)+l] = w
		}
	}
	m.prune()
	var file bytes.Buffer
	if err := m.Write(&file); err != nil {
		return nil, err
	}
	return Load(&file)
}

// Name is the first digits of the SHA-256 of the model's file.
func (m *Model) Name() string { return m.sum }

// prune leaves out the features that hardly weigh anything for any label.
func (m *Model) prune() {
	const tiny = 1e-3
	n := len(m.Labels)
	kept := &Vocabulary{number: map[uint64]int32{}}
	var weights []float32
	hashes := make([]uint64, m.vocabulary.Size())
	for f, i := range m.vocabulary.number {
		hashes[i] = f
	}
	for i, f := range hashes {
		row := m.weights[i*n : (i+1)*n]
		if slices.ContainsFunc(row, func(w float32) bool { return w > tiny || w < -tiny }) {
			kept.put(f, m.vocabulary.idf[i], m.vocabulary.block[i])
			weights = append(weights, row...)
		}
	}
	m.vocabulary, m.weights, m.Features = kept, weights, kept.Size()
}

// Scores gives the distance of a text from the plane of each label.
func (m *Model) Scores(s string) []float32 {
	out := slices.Clone(m.bias)
	n := len(m.Labels)
	for _, c := range m.vocabulary.Vector(s) {
		row := m.weights[int(c.Feature)*n : (int(c.Feature)+1)*n]
		for l, w := range row {
			out[l] += c.Weight * w
		}
	}
	return out
}

// Write writes the file of a model.
func (m *Model) Write(w io.Writer) error {
	head, err := json.Marshal(m.Head)
	if err != nil {
		return fmt.Errorf("write model: %w", err)
	}
	out := bufio.NewWriter(w)
	put := func(v any) { err = errors.Join(err, binary.Write(out, binary.LittleEndian, v)) }
	_, err = out.WriteString(magic)
	put(uint32(len(head)))
	put(head)
	hashes := make([]uint64, m.Features)
	for f, i := range m.vocabulary.number {
		hashes[i] = f
	}
	put(hashes)
	put(m.vocabulary.block)
	put(m.vocabulary.idf)
	put(m.bias)
	put(m.weights)
	if err = errors.Join(err, out.Flush()); err != nil {
		return fmt.Errorf("write model: %w", err)
	}
	return nil
}

// Load reads the file of a model. One that is none, or is broken off, is an
// error.
func Load(r io.Reader) (*Model, error) {
	sum := sha256.New()
	in := bufio.NewReader(io.TeeReader(r, sum))
	begin := make([]byte, len(magic))
	if _, err := io.ReadFull(in, begin); err != nil || string(begin) != magic {
		return nil, errors.New("read model: not a model of themes")
	}
	var size uint32
	if err := binary.Read(in, binary.LittleEndian, &size); err != nil || size > maxHead {
		return nil, errors.New("read model: no head")
	}
	head := make([]byte, size)
	if _, err := io.ReadFull(in, head); err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	m := &Model{}
	if err := json.Unmarshal(head, &m.Head); err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	n := len(m.Labels)
	if m.Format != format || n == 0 || n > maxLabels || len(m.Threshold) != n || m.Features < 0 || m.Features > maxFeatures {
		return nil, fmt.Errorf("read model: format %d with %d labels and %d features is not known", m.Format, n, m.Features)
	}
	hashes := make([]uint64, m.Features)
	v := &Vocabulary{number: make(map[uint64]int32, m.Features), idf: make([]float32, m.Features), block: make([]uint8, m.Features)}
	m.vocabulary, m.bias, m.weights = v, make([]float32, n), make([]float32, m.Features*n)
	for _, part := range []any{hashes, v.block, v.idf, m.bias, m.weights} {
		if err := binary.Read(in, binary.LittleEndian, part); err != nil {
			return nil, fmt.Errorf("read model: %w", err)
		}
	}
	for i, f := range hashes {
		v.number[f] = int32(i)
		if v.block[i] >= blocks || math.IsNaN(float64(v.idf[i])) {
			return nil, fmt.Errorf("read model: feature %d is broken", i)
		}
	}
	if _, err := in.Peek(1); !errors.Is(err, io.EOF) {
		return nil, errors.New("read model: more behind its end")
	}
	m.sum = hex.EncodeToString(sum.Sum(nil)[:6])
	return m, nil
}
