package kafka

import (
	"sync"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
)

// lane is the topics that come after others: they are asked for while the
// others have nothing, in small pieces, and not above a rate. It outlives a
// term of its member, so that a rebalance does not fill the bucket.
type lane struct {
	topics map[string]bool
	bucket *bucket // nil where the rate has no bound
}

// The bounds of what is fetched, and of what is given, at once of the topics
// that come after others: what comes meanwhile on those before them waits until
// that is done. A broker gives whole batches, however large, so that what it
// gives is cut again.
const (
	laneBytes    = 256 << 10
	laneMessages = 64
)

func newLane(want pipeline.Membership) *lane {
	l := &lane{topics: map[string]bool{}}
	for _, t := range want.Later {
		l.topics[t] = true
	}
	if want.LaterRate > 0 {
		l.bucket = &bucket{rate: want.LaterRate, at: time.Now()}
	}
	return l
}

// has reports whether a topic is of the lane; none is of no lane.
func (l *lane) has(topic string) bool { return l != nil && l.topics[topic] }

// wait is how long until something of the lane may be fetched.
func (l *lane) wait() time.Duration {
	if l == nil || l.bucket == nil {
		return 0
	}
	return l.bucket.wait()
}

// took notes that messages of the lane were fetched.
func (l *lane) took(n int) {
	if l != nil && l.bucket != nil && n > 0 {
		l.bucket.take(n)
	}
}

// bucket is a token bucket that may go into debt: how many messages a fetch
// brings is known only afterwards.
type bucket struct {
	rate float64 // tokens a second

	mu     sync.Mutex
	tokens float64
	at     time.Time // when tokens were counted
}

func (b *bucket) fill() {
	now := time.Now()
	b.tokens = min(b.tokens+now.Sub(b.at).Seconds()*b.rate, max(b.rate/4, 1))
	b.at = now
}

func (b *bucket) wait() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fill()
	if b.tokens >= 0 {
		return 0
	}
	return time.Duration(-b.tokens / b.rate * float64(time.Second))
}

func (b *bucket) take(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fill()
	b.tokens -= float64(n)
}
