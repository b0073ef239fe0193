package pipeline

import (
	"sync"
	"time"
)

// writingTime is how long a commit may take before the member is not ready.
const writingTime = 5 * time.Second

// readiness is whether a member does its work: it has its partitions, and what
// it commits is written. That a commit was not written is remembered until one
// is: the member may have to join again meanwhile.
type readiness struct {
	report func(ready bool, reason string)

	mu     sync.Mutex
	joined bool
	stuck  bool
}

func (r *readiness) join(joined bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.joined = joined
	r.tell()
}

// write notes that a commit has begun; the function it gives, that it has
// ended, and whether it was written.
func (r *readiness) write() (ended func(written bool)) {
	late := time.AfterFunc(writingTime, r.stick)
	return func(written bool) {
		late.Stop()
		r.mu.Lock()
		defer r.mu.Unlock()
		if written && r.stuck {
			r.stuck = false
			r.tell()
		}
	}
}

// stick says that what was to be committed is not written.
func (r *readiness) stick() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stuck = true
	r.tell()
}

func (r *readiness) tell() {
	switch {
	case r.stuck:
		r.report(false, "results cannot be written")
	case !r.joined:
		r.report(false, "no partitions yet")
	default:
		r.report(true, "")
	}
}
