package ner

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// Model is a trained model. It never changes once made, and is safe for
// concurrent use.
type Model struct {
	Name  string // version, and a hash of the weights
	trans [Labels][Labels]float32
	table []slot // open addressing by hash; a power of two
	cells []cell
	shift int
	sorts SortWeights
}

// slot is a feature: where its weights stand in cells.
type slot struct {
	key   uint32 // high bits of the hash; 0 is empty
	first uint32
	n     uint32
}

// cell is the weight of a feature for a label, in parts of scale.
type cell struct {
	label  Label
	weight int16
}

// Weights are what a trainer has found: for each feature the labels it speaks
// for or against.
type Weights struct {
	Transitions [Labels][Labels]float32
	Features    map[uint64][Labels]float32
	Sorts       SortWeights // of organisations
}

// New makes a model of weights; those nearer to zero than least are left out.
func New(version string, w Weights, least float32) (*Model, error) {
	raw := pack(w, least)
	return read(version, raw)
}

// scale is what a weight of 1 is in the file.
const scale = 256

// pack writes weights in the form of a file: sorted, so that the same weights
// give the same bytes.
func pack(w Weights, least float32) []byte {
	var b bytes.Buffer
	put := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) } // a buffer takes everything
	put(uint32(Labels))
	for _, row := range w.Transitions {
		put(row)
	}
	keys := make([]uint64, 0, len(w.Features))
	for k, row := range w.Features {
		if slices.ContainsFunc(row[:], func(v float32) bool { return v >= least || v <= -least }) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	put(uint32(len(keys)))
	for _, k := range keys {
		row := w.Features[k]
		var cells []byte
		n := byte(0)
		for l, v := range row {
			if v < least && v > -least {
				continue
			}
			q := max(min(int(v*scale), 32767), -32768)
			cells = append(cells, byte(l), byte(q), byte(q>>8))
			n++
		}
		put(k)
		put(n)
		b.Write(cells)
	}
	return packSorts(b.Bytes(), w.Sorts)
}

// packSorts appends the weights for the sorts of organisations.
func packSorts(b []byte, w SortWeights) []byte {
	const most = 100 // a weight beyond it counts as that
	var keys []uint64
	for k, row := range w {
		if slices.ContainsFunc(row[:], func(v float32) bool { return v >= 1 || v <= -1 }) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(keys)))
	for _, k := range keys {
		b = binary.LittleEndian.AppendUint64(b, k)
		for _, v := range w[k] {
			b = binary.LittleEndian.AppendUint16(b, uint16(int16(max(min(v, most), -most)*scale)))
		}
	}
	return b
}

// readSorts reads what packSorts has written.
func (m *Model) readSorts(b []byte) error {
	const size = 8 + 2*len(sorts)
	if len(b) < 4 || len(b) != 4+size*int(binary.LittleEndian.Uint32(b)) {
		return errShort
	}
	m.sorts = SortWeights{}
	for b = b[4:]; len(b) > 0; b = b[size:] {
		var row [len(sorts)]float32
		for i := range row {
			row[i] = float32(int16(binary.LittleEndian.Uint16(b[8+2*i:]))) / scale
		}
		m.sorts[binary.LittleEndian.Uint64(b)] = row
	}
	return nil
}

// magic begins a file of a model.
const magic = "wirewatch-ner-2\n"

// Save writes a model's weights, compressed.
func Save(out io.Writer, version string, w Weights, least float32) error {
	enc, err := zstd.NewWriter(out, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return fmt.Errorf("write model: %w", err)
	}
	head := append([]byte(magic), byte(len(version)))
	head = append(head, version...)
	for _, part := range [][]byte{head, pack(w, least)} {
		if _, err := enc.Write(part); err != nil {
			return fmt.Errorf("write model: %w", err)
		}
	}
	return enc.Close()
}

// maxModel bounds a model unpacked, in bytes.
const maxModel = 512 << 20

// Load reads a model that Save has written.
func Load(in io.Reader) (*Model, error) {
	dec, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	defer dec.Close()
	raw, err := io.ReadAll(io.LimitReader(dec, maxModel))
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	rest, ok := bytes.CutPrefix(raw, []byte(magic))
	if !ok || len(rest) == 0 || len(rest) < 1+int(rest[0]) {
		return nil, errors.New("read model: no model of names of this version")
	}
	return read(string(rest[1:1+rest[0]]), rest[1+rest[0]:])
}

var errShort = errors.New("read model: it breaks off")

func read(version string, raw []byte) (*Model, error) {
	sum := sha256.Sum256(raw)
	m := &Model{Name: version + "+" + hex.EncodeToString(sum[:6])}
	r := bytes.NewReader(raw)
	var labels, n uint32
	if err := binary.Read(r, binary.LittleEndian, &labels); err != nil || labels != uint32(Labels) {
		return nil, fmt.Errorf("read model: %d labels, want %d", labels, Labels)
	}
	if err := binary.Read(r, binary.LittleEndian, &m.trans); err != nil {
		return nil, errShort
	}
	if err := binary.Read(r, binary.LittleEndian, &n); err != nil {
		return nil, errShort
	}
	body := raw[len(raw)-r.Len():]
	m.shift = 64
	for size := 1; size < int(n)*3/2+1 || m.shift > 60; size *= 2 {
		m.shift--
	}
	m.table = make([]slot, 1<<(64-m.shift))
	for range n {
		if len(body) < 9 || len(body) < 9+3*int(body[8]) {
			return nil, errShort
		}
		key, count := binary.LittleEndian.Uint64(body), int(body[8])
		m.place(key, len(m.cells), count)
		for k := range count {
			c := body[9+3*k:]
			if int(c[0]) >= Labels {
				return nil, fmt.Errorf("read model: label %d", c[0])
			}
			m.cells = append(m.cells, cell{Label(c[0]), int16(binary.LittleEndian.Uint16(c[1:]))})
		}
		body = body[9+3*count:]
	}
	return m, m.readSorts(body)
}

// check is the part of a hash that tells features in the table apart.
func check(hash uint64) uint32 { return uint32(hash) | 1 }

func (m *Model) place(hash uint64, first, n int) {
	i := hash >> m.shift
	for m.table[i].key != 0 {
		i = (i + 1) & uint64(len(m.table)-1)
	}
	m.table[i] = slot{check(hash), uint32(first), uint32(n)}
}

// add adds the weights of features to the scores of the labels. It looks all
// features up before it adds any: the look-ups miss the cache, and the
// processor waits for many at a time.
func (m *Model) add(scores *[Labels]float32, feats []uint64, runs []slot) []slot {
	mask := uint64(len(m.table) - 1)
	runs = runs[:0]
	for _, f := range feats {
		key := check(f)
		i := f >> m.shift
		s := m.table[i]
		for s.key != key && s.key != 0 {
			i = (i + 1) & mask
			s = m.table[i]
		}
		if s.key != 0 {
			runs = append(runs, s)
		}
	}
	var sums [Labels]int32
	for _, s := range runs {
		for _, c := range m.cells[s.first : s.first+s.n] {
			sums[c.label] += int32(c.weight)
		}
	}
	for l, v := range sums {
		scores[l] = float32(v) * (1.0 / scale)
	}
	return runs
}

// Size gives the number of features and of weights.
func (m *Model) Size() (features, weights int) {
	for _, s := range m.table {
		if s.key != 0 {
			features++
		}
	}
	return features, len(m.cells)
}
