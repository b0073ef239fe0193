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
	marks []uint8 // a byte of the hash of each slot, 0 where it is empty: small enough to stay near the processor
	table []slot  // open addressing by hash; a power of two
	cells []cell
	rows  []row // of the features with many weights
	shift int
	sorts SortWeights
}

// slot is a feature: where its weights stand in cells.
type slot struct {
	key  uint32 // low bits of the hash
	span uint32 // where the first one stands, and in the low bits how many; asRow is a row
}

// spanBits are the bits of a slot's span that count its weights.
const (
	spanBits = 6
	asRow    = 1<<spanBits - 1
)

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
	m.table, m.marks = make([]slot, 1<<(64-m.shift)), make([]uint8, 1<<(64-m.shift))
	for range n {
		if len(body) < 9 || len(body) < 9+3*int(body[8]) {
			return nil, errShort
		}
		key, count := binary.LittleEndian.Uint64(body), int(body[8])
		first := len(m.cells)
		for k := range count {
			c := body[9+3*k:]
			if int(c[0]) >= Labels {
				return nil, fmt.Errorf("read model: label %d", c[0])
			}
			m.cells = append(m.cells, cell{Label(c[0]), int16(binary.LittleEndian.Uint16(c[1:]))})
		}
		m.place(key, first, count)
		body = body[9+3*count:]
	}
	if len(m.cells) >= 1<<(32-spanBits) {
		return nil, fmt.Errorf("read model: %d weights are too many", len(m.cells))
	}
	return m, m.readSorts(body)
}

// check is the part of a hash that tells features in the table apart, and mark
// the part of that which its byte in marks has.
func check(hash uint64) uint32 { return uint32(hash) }

func mark(hash uint64) uint8 { return uint8(hash>>32) | 1 }

func (m *Model) place(hash uint64, first, n int) {
	i := hash >> m.shift
	for m.marks[i] != 0 {
		i = (i + 1) & uint64(len(m.table)-1)
	}
	span := uint32(first)<<spanBits | uint32(n)
	if n >= leastRow {
		span = uint32(len(m.rows))<<spanBits | asRow
		m.rows = append(m.rows, rowOf(m.cells[first:first+n]))
	}
	m.marks[i], m.table[i] = mark(hash), slot{check(hash), span}
}

// add adds the weights of features up for each label. It looks all features up
// before it adds any: the look-ups miss the cache, and the processor waits for
// many at a time. What is in no slot the marks nearly always tell.
func (m *Model) add(all *sums, feats []uint64, runs []slot) []slot {
	mask := uint64(len(m.table) - 1)
	runs = runs[:0]
	for _, f := range feats {
		b := mark(f)
		for i := f >> m.shift; m.marks[i] != 0; i = (i + 1) & mask {
			if m.marks[i] == b && m.table[i].key == check(f) {
				runs = append(runs, m.table[i])
				break
			}
		}
	}
	var rows row
	n := int32(0)
	for _, s := range runs {
		first, count := s.span>>spanBits, s.span&asRow
		if count != asRow {
			for _, c := range m.cells[first : first+count] {
				all[c.label] += int32(c.weight)
			}
			continue
		}
		if n == maxRows {
			rows.into(all, n)
			rows, n = row{}, 0
		}
		for k, v := range &m.rows[first] {
			rows[k] += v
		}
		n++
	}
	rows.into(all, n)
	return runs
}

// Size gives the number of features and of weights.
func (m *Model) Size() (features, weights int) {
	for _, b := range m.marks {
		if b != 0 {
			features++
		}
	}
	return features, len(m.cells)
}
