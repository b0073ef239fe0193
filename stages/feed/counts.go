package feed

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Source counts what came from one source: Received = Accepted + Repeated +
// TooLarge + OverQuota.
type Source struct {
	Received  int       `json:"received"`
	Accepted  int       `json:"accepted"`
	Repeated  int       `json:"repeated"`
	TooLarge  int       `json:"tooLarge"`
	OverQuota int       `json:"overQuota"`
	Failed    int       `json:"failed"` // fetches and files that could not be read
	Bytes     int64     `json:"bytes"`
	LastSeen  time.Time `json:"lastSeen"`

	minute time.Time // of the quota
	items  int
	bytes  int64
}

func (in *Intake) source(name string) *Source {
	s := in.sources[name]
	if s == nil {
		s = &Source{}
		in.sources[name] = s
	}
	return s
}

// over reports whether an item is more than its source may send, and counts it
// against the quota otherwise.
func (in *Intake) over(it *Item, now time.Time) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	s := in.source(it.Source)
	if minute := now.Truncate(time.Minute); s.minute != minute {
		s.minute, s.items, s.bytes = minute, 0, 0
	}
	q := in.c.Quota
	if q.Items > 0 && s.items >= q.Items || q.Bytes > 0 && s.bytes+it.Size > q.Bytes {
		return true
	}
	s.items++
	s.bytes += it.Size
	return false
}

func (in *Intake) count(p *put, now time.Time) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for i, it := range p.items {
		s := in.source(it.Source)
		s.Received++
		s.Bytes += it.Size
		s.LastSeen = now
		switch p.out[i] {
		case Accepted:
			s.Accepted++
		case Repeated:
			s.Repeated++
		case TooLarge:
			s.TooLarge++
		case OverQuota:
			s.OverQuota++
		}
	}
}

// Failed counts something of a source that could not be read.
func (in *Intake) Failed(source string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.source(source).Failed++
}

// Sources gives the counts of every source.
func (in *Intake) Sources() map[string]Source {
	in.mu.Lock()
	defer in.mu.Unlock()
	out := make(map[string]Source, len(in.sources))
	for name, s := range in.sources {
		out[name] = *s
	}
	return out
}

// WriteMetrics writes the counts in the text format of Prometheus.
func (in *Intake) WriteMetrics(w io.Writer) error {
	sources := in.Sources()
	names := slices.Sorted(maps.Keys(sources))
	for _, m := range []struct {
		name, kind, help string
		value            func(Source) map[string]float64
	}{
		{"wirewatch_feed_items_total", "counter", "Items that came in, by outcome.", func(s Source) map[string]float64 {
			return map[string]float64{
				"accepted": float64(s.Accepted), "repeated": float64(s.Repeated), "too-large": float64(s.TooLarge),
				"over-quota": float64(s.OverQuota), "failed": float64(s.Failed),
			}
		}},
		{"wirewatch_feed_bytes_total", "counter", "Bytes that came in.", func(s Source) map[string]float64 { return map[string]float64{"": float64(s.Bytes)} }},
		{"wirewatch_feed_last_seen_seconds", "gauge", "When something last came in, in seconds since 1970.", func(s Source) map[string]float64 {
			return map[string]float64{"": float64(s.LastSeen.Unix())}
		}},
	} {
		if _, err := fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", m.name, m.help, m.name, m.kind); err != nil {
			return err
		}
		for _, source := range names {
			values := m.value(sources[source])
			for _, outcome := range slices.Sorted(maps.Keys(values)) {
				labels := "source=" + strconv.Quote(source)
				if outcome != "" {
					labels += ",outcome=" + strconv.Quote(outcome)
				}
				if _, err := fmt.Fprintf(w, "%s{%s} %g\n", m.name, labels, values[outcome]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
