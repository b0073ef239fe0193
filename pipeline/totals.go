package pipeline

import (
	"encoding/json"
	"fmt"
)

// Totals are the outcomes of all items of a partition since its beginning.
// They ride in the metadata of the committed offset, so that they are exact
// over a crash: In() of a stage is Done + Dead + Dropped, always.
type Totals struct {
	Done    int64            `json:"done"`
	Dead    int64            `json:"dead"`
	Dropped map[string]int64 `json:"dropped,omitempty"` // by reason
	Emitted int64            `json:"emitted"`           // outputs on topics, apart from outcomes
}

// ParseTotals reads what Metadata wrote; empty metadata is a new partition.
func ParseTotals(metadata string) (Totals, error) {
	var t Totals
	if metadata == "" {
		return t, nil
	}
	if err := json.Unmarshal([]byte(metadata), &t); err != nil {
		return Totals{}, fmt.Errorf("parse totals %q: %w", metadata, err)
	}
	return t, nil
}

// Metadata gives the totals as they stand beside a committed offset.
func (t Totals) Metadata() string {
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // integers and strings always encode
	}
	return string(b)
}

// In is the number of items that have come to an outcome.
func (t Totals) In() int64 {
	n := t.Done + t.Dead
	for _, d := range t.Dropped {
		n += d
	}
	return n
}

// Since gives what was counted after an earlier time.
func (t Totals) Since(earlier Totals) Totals {
	out := Totals{Done: t.Done - earlier.Done, Dead: t.Dead - earlier.Dead, Emitted: t.Emitted - earlier.Emitted, Dropped: map[string]int64{}}
	for reason, n := range t.Dropped {
		if n -= earlier.Dropped[reason]; n != 0 {
			out.Dropped[reason] = n
		}
	}
	return out
}

// add counts a result.
func (t *Totals) add(r *Result) {
	t.Done += int64(r.Done)
	t.Dead += int64(len(r.Failures))
	t.Emitted += int64(len(r.Out))
	for reason, n := range r.Dropped {
		if t.Dropped == nil {
			t.Dropped = map[string]int64{}
		}
		t.Dropped[reason] += int64(n)
	}
}
