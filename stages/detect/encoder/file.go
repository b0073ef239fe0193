package encoder

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
	"strings"
)

const (
	format   = 1
	magic    = "wirewatch encoder\n"
	maxHead  = 1 << 20
	maxWidth = 4096
)

// Write writes the file of a classifier. Matrices are stored in int8 with a
// scale for each row: what is read back is a little coarser than what was
// trained.
func (c *Classifier) Write(w io.Writer) error {
	c.Format, c.Pieces, c.Shape = format, len(c.Encoder.Vocabulary.pieces), c.Encoder.Shape
	head, err := json.Marshal(c.Head)
	if err != nil {
		return fmt.Errorf("write classifier: %w", err)
	}
	out := bufio.NewWriter(w)
	_, err = out.WriteString(magic)
	put := func(v any) { err = errors.Join(err, binary.Write(out, binary.LittleEndian, v)) }
	put(uint32(len(head)))
	put(head)
	pieces := []byte(strings.Join(c.Encoder.Vocabulary.pieces, "\n"))
	put(uint32(len(pieces)))
	put(pieces)
	c.Parts(func(m *[]float32, width int) {
		if width == 0 {
			put(*m)
			return
		}
		scale, q := quantise(*m, width)
		put(scale)
		put(q)
	})
	if err = errors.Join(err, out.Flush()); err != nil {
		return fmt.Errorf("write classifier: %w", err)
	}
	return nil
}

// Parts calls do with every part of the weights in the order of the file;
// width is that of a matrix's rows, 0 for a vector.
func (c *Classifier) Parts(do func(m *[]float32, width int)) {
	e := c.Encoder
	linear := func(l *Linear) {
		do(&l.W, l.in)
		do(&l.B, 0)
	}
	normal := func(n *Norm) {
		do(&n.Gain, 0)
		do(&n.Bias, 0)
	}
	do(&e.Words.F, e.Width)
	do(&e.Places, e.Width)
	normal(&e.Norm)
	for i := range e.Layers {
		l := &e.Layers[i]
		linear(&l.QKV)
		linear(&l.Out)
		normal(&l.OutNorm)
		linear(&l.Up)
		linear(&l.Down)
		normal(&l.DownNorm)
	}
	linear(&c.Top)
}

// quantise rounds rows to multiples of a hundred and twenty-seventh of their
// greatest element.
func quantise(m []float32, width int) (scale []float32, q []int8) {
	q = make([]int8, len(m))
	for i := 0; i < len(m); i += width {
		var top float32
		for _, v := range m[i : i+width] {
			top = max(top, v, -v)
		}
		s := top / 127
		if s == 0 {
			s = 1
		}
		scale = append(scale, s)
		for j, v := range m[i : i+width] {
			q[i+j] = int8(math.Round(float64(v / s)))
		}
	}
	return scale, q
}

// Load reads the file of a classifier, laid out for reading only. One that is
// none, or is broken off, is an error.
func Load(r io.Reader) (*Classifier, error) {
	file, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read classifier: %w", err)
	}
	c, err := load(file)
	if err != nil {
		return nil, fmt.Errorf("read classifier: %w", err)
	}
	sum := sha256.Sum256(file)
	c.sum = hex.EncodeToString(sum[:6])
	c.Fast()
	return c, nil
}

// Is reports whether a file begins as that of a classifier.
func Is(file []byte) bool { return bytes.HasPrefix(file, []byte(magic)) }

func load(file []byte) (*Classifier, error) {
	if !Is(file) {
		return nil, errors.New("not the file of a classifier")
	}
	in := &cursor{rest: file[len(magic):]}
	c := &Classifier{}
	if err := json.Unmarshal(in.block(), &c.Head); err != nil {
		return nil, err
	}
	s := c.Shape
	pieces := strings.Split(string(in.block()), "\n")
	switch {
	case c.Format != format:
		return nil, fmt.Errorf("format %d is not known", c.Format)
	case s.Width < 1 || s.Width > maxWidth || s.Heads < 1 || s.Width%s.Heads != 0 || s.Inner < 1 || s.Inner > 4*maxWidth || s.Layers < 1 || s.Layers > 48 || s.Positions < MaxPieces || s.Positions > maxWidth:
		return nil, errors.New("sizes out of bounds")
	case c.Limit < 0 || c.Limit > 1<<10:
		return nil, errors.New("limit out of bounds")
	case len(c.Labels) == 0 || len(c.Labels) > maxWidth || len(c.Threshold) != len(c.Labels):
		return nil, errors.New("labels out of bounds")
	case len(pieces) != c.Pieces:
		return nil, errors.New("vocabulary broken off")
	}
	v, err := NewVocabulary(pieces)
	if err != nil {
		return nil, err
	}
	c.Encoder = New(s, v)
	c.Top = NewLinear(2*s.Width, len(c.Labels))
	c.Parts(func(m *[]float32, width int) {
		switch {
		case m == &c.Encoder.Words.F:
			c.Encoder.Words.Scale, c.Encoder.Words.Q = in.floats(len(pieces)), in.bytes(len(pieces)*width)
		case width == 0:
			copy(*m, in.floats(len(*m)))
		default:
			scale, q := in.floats(len(*m)/width), in.bytes(len(*m))
			for i := range q {
				(*m)[i] = scale[i/width] * float32(q[i])
			}
		}
	})
	if in.err != nil || len(in.rest) > 0 {
		return nil, errors.New("broken off, or more behind its end")
	}
	return c, nil
}

// cursor reads a file that may end too early.
type cursor struct {
	rest []byte
	err  error
}

func (c *cursor) next(n int) []byte {
	if n < 0 || n > len(c.rest) {
		c.err = io.ErrUnexpectedEOF
		c.rest = nil
		return make([]byte, max(0, min(n, 1<<20)))
	}
	part := c.rest[:n]
	c.rest = c.rest[n:]
	return part
}

// block reads bytes that stand behind their number.
func (c *cursor) block() []byte { return c.next(int(binary.LittleEndian.Uint32(c.next(4)))) }

// floats gives n numbers, all 0 where the file has no more.
func (c *cursor) floats(n int) []float32 {
	out := make([]float32, n)
	raw := c.next(4 * n)
	for i := range out {
		if 4*i+4 > len(raw) {
			break
		}
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		if f := float64(out[i]); math.IsNaN(f) || math.IsInf(f, 0) {
			c.err = errors.New("not a number")
		}
	}
	return out
}

func (c *cursor) bytes(n int) []int8 {
	out := make([]int8, n)
	for i, b := range c.next(n) {
		if i >= n {
			break
		}
		out[i] = int8(b)
	}
	return out
}
