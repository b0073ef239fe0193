package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"
)

// HTTPConfig says who may push copy and how much at once.
type HTTPConfig struct {
	Intake   *Intake
	Token    string        // bearer token; "" asks for none
	Secret   string        // of the signature X-Wirewatch-Signature: sha256=HEX; "" asks for none
	Source   string        // of copy that does not name its source
	MaxBatch int           // items of one request
	MaxItem  int64         // bytes of one item
	MaxBody  int64         // bytes of one request, unpacked
	Timeout  time.Duration // for the broker
	Log      *slog.Logger
}

// NewHTTP gives the handler of the push feed. POST /v1/items takes one item, or
// a batch as multipart/mixed or application/x-ndjson; it answers 202 when the
// broker has every one of them. GET /v1/sources gives the counts.
func NewHTTP(c HTTPConfig) http.Handler {
	if c.MaxBatch == 0 {
		c.MaxBatch = 500
	}
	if c.MaxItem == 0 {
		c.MaxItem = DefaultMaxItem
	}
	if c.MaxBody == 0 {
		c.MaxBody = 8 * c.MaxItem
	}
	if c.Timeout == 0 {
		c.Timeout = 10 * time.Second
	}
	mux := http.NewServeMux()
	h := &push{c}
	mux.HandleFunc("POST /v1/items", h.items)
	mux.HandleFunc("POST /{$}", h.items)
	mux.HandleFunc("GET /v1/sources", h.sources)
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		if err := c.Intake.WriteMetrics(w); err != nil {
			c.Log.Debug("write metrics", "err", err)
		}
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	return mux
}

type push struct{ HTTPConfig }

// refusal is an answer that is not 202.
type refusal struct {
	status int
	why    string
	after  time.Duration
}

func (r *refusal) Error() string { return r.why }

func (h *push) items(w http.ResponseWriter, r *http.Request) {
	out, err := h.take(w, r)
	if err == nil {
		answer(w, http.StatusAccepted, map[string]any{"items": out})
		return
	}
	no, ok := errors.AsType[*refusal](err)
	if !ok {
		no = &refusal{http.StatusServiceUnavailable, "the broker does not answer", 5 * time.Second}
		h.Log.Warn("push not taken", "err", err)
	}
	if no.after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(no.after.Seconds())))
	}
	body := map[string]any{"error": no.why}
	if out != nil {
		body["items"] = out
	}
	answer(w, no.status, body)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// A client that has gone does not need its answer.
	_ = json.NewEncoder(w).Encode(body)
}

// result is what became of an item.
type result struct {
	Outcome Outcome `json:"outcome"`
	SHA256  string  `json:"sha256"`
}

func (h *push) take(w http.ResponseWriter, r *http.Request) ([]result, error) {
	if err := h.bearer(r); err != nil {
		return nil, err
	}
	body, err := h.body(w, r)
	if err != nil {
		return nil, err
	}
	items, err := h.split(r, body)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), h.Timeout)
	defer cancel()
	outcomes, err := h.Intake.Put(ctx, items...)
	if errors.Is(err, ErrBusy) {
		return nil, &refusal{http.StatusTooManyRequests, "more is waiting than the broker takes", time.Second}
	}
	if err != nil {
		return nil, err
	}
	out := make([]result, len(outcomes))
	worst := error(nil)
	for i, o := range outcomes {
		out[i] = result{o, items[i].SHA256}
		switch o {
		case TooLarge:
			worst = &refusal{http.StatusRequestEntityTooLarge, "an item is larger than is taken", 0}
		case OverQuota:
			if worst == nil {
				worst = &refusal{http.StatusTooManyRequests, "the source is over its quota", time.Minute}
			}
		}
	}
	return out, worst
}

func (h *push) sources(w http.ResponseWriter, r *http.Request) {
	if err := h.bearer(r); err != nil {
		answer(w, http.StatusUnauthorized, map[string]any{"error": err.Error()})
		return
	}
	answer(w, http.StatusOK, h.Intake.Sources())
}
