package encoder

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect/themes"
)

func vocabulary(t *testing.T) *Vocabulary {
	t.Helper()
	v, err := NewVocabulary([]string{"[UNK]", "[CLS]", "[SEP]", "caf", "##e", "un", "##block", "##ed", "the", ",", "’", "国", "2", "##00"})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWordsAreCutToPieces(t *testing.T) {
	v := vocabulary(t)
	for text, want := range map[string][]string{
		"Café,":       {"caf", "##e", ","},
		"UNBLOCKED":   {"un", "##block", "##ed"},
		"unblockable": {"[UNK]"},
		"the 国国 200":  {"the", "国", "国", "2", "##00"},
		" \t\n\x00":   nil,
		"the’the":     {"the", "’", "the"},
		"\xff\xfethe": {"the"},
	} {
		var got []string
		for _, p := range v.Append(nil, text) {
			got = append(got, v.Pieces()[p.ID])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is cut to %q, want %q", text, got, want)
		}
	}
	if p := v.Append(nil, "the café"); p[1].Start != 4 || p[1].End != 9 || p[2].Start != 4 {
		t.Errorf("pieces stand at %+v", p)
	}
}

func TestReadFillsSequencesWithWholeStretches(t *testing.T) {
	v := vocabulary(t)
	long := bytes.Repeat([]byte("the "), 100)
	text := string(long) + string(long)
	p := v.Read(text, []article.Span{{Start: 0, End: 400}, {Start: 400, End: 800}}, 8)
	if !slices.Equal(p.Ends, []int{102, 204}) || p.Segments != 2 || p.Segment[1] != 0 || p.Segment[103] != 1 || p.Segment[0] != -1 {
		t.Errorf("ends %v, segments %d", p.Ends, p.Segments)
	}
	p = v.Read(text, []article.Span{{Start: 0, End: 800}}, 8)
	if !slices.Equal(p.Ends, []int{128, 204}) {
		t.Errorf("a stretch longer than a sequence ends at %v", p.Ends)
	}
	if p = v.Read(text, []article.Span{{Start: 0, End: 800}}, 1); !slices.Equal(p.Ends, []int{128}) {
		t.Errorf("one sequence at most, and there are %v", p.Ends)
	}
}

func classifier(t *testing.T) *Classifier {
	t.Helper()
	v := vocabulary(t)
	r := rand.New(rand.NewPCG(1, 2))
	e := New(Shape{Width: 16, Heads: 2, Inner: 24, Layers: 2, Positions: 128}, v)
	e.Words.F = make([]float32, 16*len(v.Pieces()))
	c := NewClassifier(Head{Decision: themes.Decision{Labels: []string{"a", "b"}, Threshold: []float32{0, 0}}, Limit: 4}, e, r.NormFloat64, 0)
	c.Parts(func(m *[]float32, _ int) {
		for i := range *m {
			(*m)[i] = float32(0.3 * r.NormFloat64())
		}
	})
	return c
}

func TestFileIsReadBack(t *testing.T) {
	c := classifier(t)
	want := c.Scores("the café, unblocked")
	var file bytes.Buffer
	if err := c.Write(&file); err != nil {
		t.Fatal(err)
	}
	raw := file.Bytes()
	read, err := Load(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	got := read.Scores("the café, unblocked")
	for i := range want {
		if math.Abs(float64(got[i]-want[i])) > 0.1 {
			t.Errorf("scores %v, want about %v", got, want)
		}
	}
	if again := read.Scores("the café, unblocked"); !slices.Equal(again, got) {
		t.Errorf("scores %v, then %v", got, again)
	}
	if empty := read.Scores(""); len(empty) != 2 {
		t.Errorf("an empty text scores %v", empty)
	}
	if len(read.Name()) != 12 {
		t.Errorf("name %q", read.Name())
	}
	for _, n := range []int{0, 5, 40, len(raw) / 2, len(raw) - 1} {
		if _, err := Load(bytes.NewReader(raw[:n])); err == nil {
			t.Errorf("a file broken off after %d bytes is read", n)
		}
	}
	if _, err := Load(bytes.NewReader(append(slices.Clone(raw), 0))); err == nil {
		t.Error("a file with more behind its end is read")
	}
	if _, err := Load(bytes.NewReader(bytes.Replace(raw, []byte(`"width":16`), []byte(`"width":99`), 1))); err == nil {
		t.Error("a file with a wrong width is read")
	}
}

func TestBatchesDoNotMixSequences(t *testing.T) {
	c := classifier(t)
	c.Fast()
	both := c.Judge("the café. unblocked the", []article.Span{{Start: 0, End: 9}, {Start: 10, End: 24}}, 4)
	one := c.Judge("the café.", []article.Span{{Start: 0, End: 9}}, 4)
	if slices.Equal(both[0], one[0]) {
		t.Error("a sentence is judged without its neighbour")
	}
	var b Batch
	b.Add(1, 3, 4, 2)
	b.Add(1, 8, 2)
	var alone Batch
	alone.Add(1, 8, 2)
	x, y := c.Encoder.Forward(&b, &Tape{}), c.Encoder.Forward(&alone, &Tape{})
	for i := range y {
		if math.Abs(float64(x[4*16+i]-y[i])) > 1e-5 {
			t.Fatalf("number %d is %g in a batch and %g alone", i, x[4*16+i], y[i])
		}
	}
}

func TestFunctions(t *testing.T) {
	for x := float32(-90); x <= 0; x += 0.37 {
		if got, want := float64(exp(x)), math.Exp(float64(x)); math.Abs(got-want) > 1e-6*want+2e-38 {
			t.Errorf("exp(%g) is %g, want %g", x, got, want)
		}
	}
	x := []float32{-9, -1, 0, 0.5, 3, 9}
	y := make([]float32, len(x))
	gelu(y, x)
	for i, v := range x {
		want := float64(v) * 0.5 * (1 + math.Erf(float64(v)/math.Sqrt2))
		if math.Abs(float64(y[i])-want) > 1e-5 {
			t.Errorf("gelu(%g) is %g, want %g", v, y[i], want)
		}
	}
}
