package kafka

import (
	"sync"
	"time"
)

// health remembers whether the cluster answers and tells when that changes,
// and when it answers first.
type health struct {
	mu     sync.Mutex
	asked  bool // it has answered, or failed to, once
	down   bool
	times  int // it went down
	report func(up, again bool, err error)
}

func (h *health) good() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down || !h.asked {
		again := h.asked
		h.asked, h.down = true, false
		h.report(true, again, nil)
	}
}

func (h *health) bad(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.down {
		h.asked, h.down = true, true
		h.times++
		h.report(false, false, err)
	}
}

// outages is how often the cluster has stopped answering.
func (h *health) outages() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.times
}

// refresher drops the connections and the layout of the cluster that the
// transport keeps, so that the next request learns them anew. Without it a
// broker that restarts costs one failed try for each connection kept, and a
// moved leader or a new topic up to MetadataTTL.
type refresher struct {
	mu   sync.Mutex
	last time.Time
	drop func()
}

// now drops them, but not more often than once in a while: many callers fail
// at the same time for the same reason.
func (r *refresher) now(atMost time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.last) < atMost {
		return
	}
	r.last = time.Now()
	r.drop()
}
