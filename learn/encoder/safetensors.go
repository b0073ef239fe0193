package encoder

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/wirewatch/wirewatch/stages/detect/encoder"
)

// Open reads an encoder that others trained from a folder: vocab.txt,
// config.json and model.safetensors, as BERT models are passed on.
func Open(dir string) (*encoder.Encoder, error) {
	words, err := os.ReadFile(filepath.Join(dir, "vocab.txt"))
	if err != nil {
		return nil, fmt.Errorf("read encoder: %w", err)
	}
	v, err := encoder.NewVocabulary(strings.Split(strings.TrimRight(string(words), "\n"), "\n"))
	if err != nil {
		return nil, fmt.Errorf("read encoder: %w", err)
	}
	doc, err := os.ReadFile(filepath.Join(dir, "config.json"))
	if err != nil {
		return nil, fmt.Errorf("read encoder: %w", err)
	}
	var config struct {
		HiddenSize            int    `json:"hidden_size"`
		NumAttentionHeads     int    `json:"num_attention_heads"`
		IntermediateSize      int    `json:"intermediate_size"`
		NumHiddenLayers       int    `json:"num_hidden_layers"`
		MaxPositionEmbeddings int    `json:"max_position_embeddings"`
		ModelType             string `json:"model_type"`
		HiddenAct             string `json:"hidden_act"`
	}
	if err := json.Unmarshal(doc, &config); err != nil {
		return nil, fmt.Errorf("read encoder: config.json: %w", err)
	}
	if config.ModelType != "bert" || config.HiddenAct != "gelu" {
		return nil, fmt.Errorf("read encoder: want a bert model with gelu, not %q with %q", config.ModelType, config.HiddenAct)
	}
	f, err := os.Open(filepath.Join(dir, "model.safetensors"))
	if err != nil {
		return nil, fmt.Errorf("read encoder: %w", err)
	}
	defer f.Close()
	t, err := readTensors(f)
	if err != nil {
		return nil, fmt.Errorf("read encoder: model.safetensors: %w", err)
	}
	shape := encoder.Shape{Width: config.HiddenSize, Heads: config.NumAttentionHeads, Inner: config.IntermediateSize,
		Layers: config.NumHiddenLayers, Positions: config.MaxPositionEmbeddings}
	e := encoder.New(shape, v)
	if err := fill(e, t, len(v.Pieces())); err != nil {
		return nil, fmt.Errorf("read encoder: %w", err)
	}
	return e, nil
}

// fill lays the tensors of a BERT model into an encoder.
func fill(e *encoder.Encoder, t map[string][]float32, pieces int) error {
	var err error
	take := func(to []float32, name string) {
		from := t[name]
		if len(from) != len(to) {
			err = errors.Join(err, fmt.Errorf("tensor %q has %d numbers, want %d", name, len(from), len(to)))
			return
		}
		copy(to, from)
	}
	linear := func(l *encoder.Linear, name string) {
		take(l.W, name+".weight")
		take(l.B, name+".bias")
	}
	norm := func(n *encoder.Norm, name string) {
		take(n.Gain, name+".weight")
		take(n.Bias, name+".bias")
	}
	e.Words.F = make([]float32, pieces*e.Width)
	take(e.Words.F, "embeddings.word_embeddings.weight")
	take(e.Places, "embeddings.position_embeddings.weight")
	if kind := t["embeddings.token_type_embeddings.weight"]; len(kind) >= e.Width {
		for i := range e.Places {
			e.Places[i] += kind[i%e.Width]
		}
	}
	norm(&e.Norm, "embeddings.LayerNorm")
	for i := range e.Layers {
		l, name := &e.Layers[i], fmt.Sprintf("encoder.layer.%d.", i)
		w := e.Width
		for k, part := range []string{"query", "key", "value"} {
			one := encoder.Linear{W: l.QKV.W[k*w*w : (k+1)*w*w], B: l.QKV.B[k*w : (k+1)*w]}
			linear(&one, name+"attention.self."+part)
		}
		linear(&l.Out, name+"attention.output.dense")
		norm(&l.OutNorm, name+"attention.output.LayerNorm")
		linear(&l.Up, name+"intermediate.dense")
		linear(&l.Down, name+"output.dense")
		norm(&l.DownNorm, name+"output.LayerNorm")
	}
	return err
}

// Keep leaves out of an encoder the pieces that are not wanted; the marks of a
// sequence stay.
func Keep(e *encoder.Encoder, wanted func(piece string) bool) error {
	var pieces []string
	var rows []float32
	for i, p := range e.Vocabulary.Pieces() {
		if wanted(p) || p == "[UNK]" || p == "[CLS]" || p == "[SEP]" {
			pieces = append(pieces, p)
			rows = append(rows, e.Words.F[i*e.Width:(i+1)*e.Width]...)
		}
	}
	v, err := encoder.NewVocabulary(pieces)
	if err != nil {
		return err
	}
	e.Vocabulary, e.Words.F = v, rows
	return nil
}

// English reports whether a piece can stand in English text: Latin letters,
// dashes, quotation marks and currencies; none that is kept free for other uses.
func English(piece string) bool {
	for _, r := range piece {
		if latin := r < 0x250; !latin && (r < 0x2010 || r > 0x20CF) {
			return false
		}
	}
	return !strings.HasPrefix(piece, "[unused")
}

// maxTensors bounds the file that is read, in bytes.
const maxTensors = 2 << 30

// readTensors reads the float32 tensors of a safetensors file.
func readTensors(r io.Reader) (map[string][]float32, error) {
	file, err := io.ReadAll(io.LimitReader(r, maxTensors))
	if err != nil {
		return nil, err
	}
	if len(file) < 8 {
		return nil, io.ErrUnexpectedEOF
	}
	size := binary.LittleEndian.Uint64(file)
	if size > uint64(len(file)-8) {
		return nil, io.ErrUnexpectedEOF
	}
	var head map[string]json.RawMessage
	if err := json.Unmarshal(file[8:8+size], &head); err != nil {
		return nil, err
	}
	data := file[8+size:]
	out := map[string][]float32{}
	for name, raw := range head {
		var t struct {
			DType   string    `json:"dtype"`
			Offsets [2]uint64 `json:"data_offsets"`
		}
		if name == "__metadata__" || json.Unmarshal(raw, &t) != nil || t.DType != "F32" {
			continue
		}
		from, to := t.Offsets[0], t.Offsets[1]
		if from > to || to > uint64(len(data)) || (to-from)%4 != 0 {
			return nil, fmt.Errorf("tensor %q lies outside the file", name)
		}
		values := make([]float32, (to-from)/4)
		for i := range values {
			values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[from+uint64(4*i):]))
		}
		out[name] = values
	}
	return out, nil
}
