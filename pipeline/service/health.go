package service

import (
	"encoding/json"
	"net/http"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// Health knows which parts of the process are ready. The process is ready when
// all of them are.
type Health struct {
	mu    sync.Mutex
	parts map[string]string // the reason why a part is not ready; empty where it is
	gauge prometheus.Gauge
}

func newHealth(reg prometheus.Registerer) *Health {
	h := &Health{parts: map[string]string{}, gauge: prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "wirewatch_ready", Help: "1 while the process is ready, as /readyz says.",
	})}
	reg.MustRegister(h.gauge)
	return h
}

// Set says that a part is ready, or why it is not.
func (h *Health) Set(part string, ready bool, reason string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if ready {
		reason = ""
	} else if reason == "" {
		reason = "not ready"
	}
	h.parts[part] = reason
	all := 1.0
	for _, why := range h.parts {
		if why != "" {
			all = 0
		}
	}
	h.gauge.Set(all)
}

// Ready reports whether every part is ready, and the reasons of those that are
// not.
func (h *Health) Ready() (ready bool, reasons map[string]string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	reasons = map[string]string{}
	for part, why := range h.parts {
		if why != "" {
			reasons[part] = why
		}
	}
	return len(reasons) == 0, reasons
}

// ServeHTTP answers 200 when ready, else 503 with the reasons.
func (h *Health) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	ready, reasons := h.Ready()
	w.Header().Set("Content-Type", "application/json")
	if !ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	b, err := json.Marshal(struct {
		Ready   bool              `json:"ready"`
		Reasons map[string]string `json:"reasons,omitempty"`
	}{ready, reasons})
	if err != nil {
		panic(err) // strings always encode
	}
	if _, err := w.Write(append(b, '\n')); err != nil {
		return // the asker has gone
	}
}
