package encoder

import (
	"math"
	"sync"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect/encoder/matrix"
	"github.com/wirewatch/wirewatch/stages/detect/themes"
)

// Classifier judges stretches of text, each in the light of what stands around
// it: the mean and the greatest of the vectors of its pieces go through one
// layer. It is safe for
// concurrent use.
type Classifier struct {
	Head
	Encoder *Encoder
	Top     Linear // twice the encoder's width in, an output for each label
	sum     string // first digits of the file's SHA-256
	tapes   sync.Pool
}

// Head is what the file of a classifier says of it in words.
type Head struct {
	themes.Decision
	Format  int    `json:"format"`
	Trained string `json:"trained"` // what it was trained on, in words
	Pieces  int    `json:"pieces"`
	Shape   Shape  `json:"shape"`
	Limit   int    `json:"limit"` // most sequences read of a text that is judged as a whole
}

// Name is the first digits of the SHA-256 of the classifier's file.
func (c *Classifier) Name() string { return c.sum }

// Passage is a text as sequences of pieces.
type Passage struct {
	Batch
	Segment  []int32 // of each piece: the stretch it belongs to, or -1
	Segments int     // how many stretches
}

// MaxPieces is how many pieces go into a sequence at most, with its marks.
const MaxPieces = 128

// Read cuts a text to sequences, whole stretches of it in one where they fit,
// and gives up after limit sequences. Pieces outside every stretch are left out.
func (v *Vocabulary) Read(s string, stretches []article.Span, limit int) Passage {
	var p Passage
	p.Segments = len(stretches)
	var sequence []int32
	var segments []int32
	flush := func() {
		if len(sequence) == 0 {
			return
		}
		p.IDs = append(append(append(p.IDs, v.first), sequence...), v.last)
		p.Segment = append(append(append(p.Segment, -1), segments...), -1)
		p.Ends = append(p.Ends, len(p.IDs))
		sequence, segments = sequence[:0], segments[:0]
	}
	var pieces []Piece
	for i, st := range stretches {
		pieces = v.Append(pieces[:0], s[st.Start:st.End])
		if len(sequence)+len(pieces) > MaxPieces-2 {
			flush()
		}
		for _, piece := range pieces {
			if len(sequence) == MaxPieces-2 {
				flush()
			}
			if len(p.Ends) == limit {
				return p
			}
			sequence, segments = append(sequence, piece.ID), append(segments, int32(i))
		}
	}
	if len(p.Ends) < limit {
		flush()
	}
	return p
}

// Pool gives for each stretch the mean and the greatest of its pieces' vectors,
// and where each greatest one stood; a stretch without pieces has zeros and -1.
func Pool(x []float32, w int, p *Passage) (pooled []float32, top []int32, count []int) {
	pooled = make([]float32, p.Segments*2*w)
	top = make([]int32, p.Segments*w)
	count = make([]int, p.Segments)
	for i := range top {
		top[i] = -1
	}
	for i, seg := range p.Segment {
		if seg < 0 {
			continue
		}
		count[seg]++
		row := x[i*w : (i+1)*w]
		out, at := pooled[int(seg)*2*w:(int(seg)+1)*2*w], top[int(seg)*w:(int(seg)+1)*w]
		for j, v := range row {
			out[j] += v
			if at[j] < 0 || v > out[w+j] {
				out[w+j], at[j] = v, int32(i)
			}
		}
	}
	for seg, n := range count {
		if n > 0 {
			for j := range w {
				pooled[seg*2*w+j] /= float32(n)
			}
		}
	}
	return pooled, top, count
}

// Judge gives the outputs of each stretch of a text, nil for one that was not
// read: it is empty, or lies behind the first limit sequences.
func (c *Classifier) Judge(s string, stretches []article.Span, limit int) [][]float32 {
	p := c.Encoder.Vocabulary.Read(s, stretches, limit)
	rows := make([][]float32, p.Segments)
	if len(p.IDs) == 0 {
		return rows
	}
	t, _ := c.tapes.Get().(*Tape)
	if t == nil {
		t = &Tape{serial: true}
	}
	defer c.tapes.Put(t)
	pooled, _, count := Pool(c.forward(&p, t), c.Encoder.Width, &p)
	n := len(c.Labels)
	out := c.Top.apply(make([]float32, p.Segments*n), pooled, t)
	for i := range rows {
		if count[i] > 0 {
			rows[i] = out[i*n : (i+1)*n]
		}
	}
	return rows
}

// forward runs the encoder over the sequences, few at a time to bound memory.
func (c *Classifier) forward(p *Passage, t *Tape) []float32 {
	const together = 8 // sequences
	if len(p.Ends) <= together {
		return c.Encoder.Forward(&p.Batch, t)
	}
	out := make([]float32, 0, len(p.IDs)*c.Encoder.Width)
	from := 0
	for at := 0; at < len(p.Ends); at += together {
		part := Batch{}
		for _, end := range p.Ends[at:min(at+together, len(p.Ends))] {
			part.Add(p.IDs[from:end]...)
			from = end
		}
		out = append(out, c.Encoder.Forward(&part, t)...)
	}
	return out
}

// Scores gives the outputs of a text as a whole.
func (c *Classifier) Scores(s string) []float32 {
	if row := c.Judge(s, Whole(s), c.Limit)[0]; row != nil {
		return row
	}
	return c.Top.B
}

// Whole is a text as one stretch.
func Whole(s string) []article.Span { return []article.Span{{End: len(s)}} }

// NewClassifier puts a layer with small random weights, drawn by normal, on an
// encoder.
func NewClassifier(h Head, e *Encoder, normal func() float64, bias float32) *Classifier {
	c := &Classifier{Head: h, Encoder: e, Top: NewLinear(2*e.Width, len(h.Labels))}
	for i := range c.Top.W {
		c.Top.W[i] = float32(0.02 * normal())
	}
	for i := range c.Top.B {
		c.Top.B[i] = bias
	}
	return c
}

// Fast lays out the weights for reading only.
func (c *Classifier) Fast() {
	c.Encoder.Fast()
	c.Top.packed = matrix.Pack(matrix.Of(c.Top.W, c.Top.in).T(), c.Top.in, c.Top.out)
	c.Top.W = nil
}

// Probability is the logistic function.
func Probability(score float32) float64 { return 1 / (1 + math.Exp(-float64(score))) }
