package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// bertFolder writes a BERT encoder of a few words with random weights, as such
// models are passed on.
func bertFolder(t *testing.T) string {
	t.Helper()
	const width, inner, layers, positions = 16, 32, 1, 128
	dir := t.TempDir()
	words := strings.Fields("[PAD] [UNK] [CLS] [SEP] the dam leaks shop opened town men took headmaster . , said a villager")
	tensors := map[string]int{
		"embeddings.word_embeddings.weight": len(words) * width, "embeddings.position_embeddings.weight": positions * width,
		"embeddings.token_type_embeddings.weight": 2 * width, "embeddings.LayerNorm.weight": width, "embeddings.LayerNorm.bias": width,
	}
	for i := range layers {
		name := fmt.Sprintf("encoder.layer.%d.", i)
		for part, out := range map[string][2]int{"attention.self.query": {width, width}, "attention.self.key": {width, width}, "attention.self.value": {width, width},
			"attention.output.dense": {width, width}, "intermediate.dense": {width, inner}, "output.dense": {inner, width}} {
			tensors[name+part+".weight"], tensors[name+part+".bias"] = out[0]*out[1], out[1]
		}
		for _, norm := range []string{"attention.output.LayerNorm", "output.LayerNorm"} {
			tensors[name+norm+".weight"], tensors[name+norm+".bias"] = width, width
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	head := map[string]any{}
	var data []byte
	for _, name := range slices.Sorted(maps.Keys(tensors)) { // the same weights each time
		n := tensors[name]
		from := len(data)
		for range n {
			v := 0.3 * r.NormFloat64()
			if strings.HasSuffix(name, "LayerNorm.weight") {
				v = 1
			}
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(v)))
		}
		head[name] = map[string]any{"dtype": "F32", "shape": []int{n}, "data_offsets": []int{from, len(data)}}
	}
	raw, err := json.Marshal(head)
	if err != nil {
		t.Fatal(err)
	}
	file := append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(raw))), raw...), data...)
	for name, content := range map[string]string{
		"vocab.txt": strings.Join(words, "\n") + "\n", "model.safetensors": string(file),
		"config.json": fmt.Sprintf(`{"model_type":"bert","hidden_act":"gelu","hidden_size":%d,"num_attention_heads":2,"intermediate_size":%d,"num_hidden_layers":%d,"max_position_embeddings":%d}`,
			width, inner, layers, positions),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestThemesOnAnEncoder(t *testing.T) {
	dir, base := t.TempDir(), bertFolder(t)
	var b strings.Builder
	for i := range 60 {
		text, labels := "The shop opened.", `[]`
		if i%2 == 0 {
			text, labels = "The dam leaks.", `["dam"]`
		}
		fmt.Fprintf(&b, "{\"id\":\"%d\",\"text\":%q,\"labels\":%s}\n", i, text, labels)
	}
	rows, model := filepath.Join(dir, "rows.jsonl"), filepath.Join(dir, "dam.model")
	if err := os.WriteFile(rows, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, said := call(t, "", "train", "themes", "--encoder", base, "--rate", "3e-3", "--epochs", "12", "--train", rows, "--dev", rows, "--out", model); code != exitOK {
		t.Fatalf("train: exit code %d, %s", code, said)
	}
	if code, out, _ := call(t, "", "eval", "themes", "--model", model, rows); code != exitOK || !strings.Contains(out, "micro F1 1.000") {
		t.Errorf("eval: exit code %d, %s", code, out)
	}
	code, out, said := call(t, "Leak\n\nThe dam leaks.", "process", "--validate", "--themes-model", model, "-")
	if code != exitOK || !strings.Contains(out, `"theme":"custom.dam"`) {
		t.Errorf("process: exit code %d, %s %s", code, out, said)
	}
	if code, _, said := call(t, "", "train", "themes", "--encoder", dir, "--train", rows, "--out", model); code != exitUsage || !strings.Contains(said, "vocab.txt") {
		t.Errorf("a folder without an encoder: exit code %d, %s", code, said)
	}
}

func TestThreatsAreLearnedAndScored(t *testing.T) {
	dir, base := t.TempDir(), bertFolder(t)
	var b strings.Builder
	for i := range 20 {
		fmt.Fprintf(&b, `{"id":"t-%d","trap":"plain","text":"Men took the headmaster, a villager said.","labels":["targeted.kidnap_hostage"],"detections":[{"theme":"targeted.kidnap_hostage","status":"claimed","evidence":"Men took the headmaster","attributed_to":"a villager"}],"shadow":[],"optional":[]}`+"\n", i)
	}
	if err := os.WriteFile(filepath.Join(dir, "t.jsonl"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	model := filepath.Join(t.TempDir(), "threats.model")
	if code, _, said := call(t, "", "train", "threats", "--encoder", base, "--train", dir, "--epochs", "1", "--out", model); code != exitOK {
		t.Fatalf("train: exit code %d, %s", code, said)
	}
	if info, err := os.Stat(model); err != nil || info.Size() == 0 {
		t.Errorf("model %v, %v", info, err)
	}
	for _, tier := range []string{"fast", "deep"} {
		if code, out, said := call(t, "", "eval", "threats", "--split", "all", "--tier", tier, dir); code != exitOK || !strings.Contains(out, "20 texts  theme F1") {
			t.Errorf("eval on the %s tier: exit code %d, %s %s", tier, code, out, said)
		}
	}
}

func TestProcessOnTheDeepTier(t *testing.T) {
	const copied = "Zamfara\n\nTwelve men in two pickups drove off with the headmaster and nine of his pupils before dawn, a trader in the next village said."
	code, out, said := call(t, copied, "process", "--validate", "--tier", "deep", "-")
	if code != exitOK || !strings.Contains(out, `"theme":"targeted.kidnap_hostage"`) || !strings.Contains(out, ",deep-") {
		t.Errorf("exit code %d, %s %s", code, out, said)
	}
	if code, _, said := call(t, copied, "process", "--tier", "deeper", "-"); code != exitUsage || !strings.Contains(said, "tier") {
		t.Errorf("exit code %d, %s", code, said)
	}
}
