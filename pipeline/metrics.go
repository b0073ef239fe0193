package pipeline

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics are the runtime's counters; the stages count nothing themselves.
type Metrics struct {
	items     *prometheus.CounterVec
	dropped   *prometheus.CounterVec
	dead      *prometheus.CounterVec
	emitted   *prometheus.CounterVec
	stage     *prometheus.HistogramVec
	commit    *prometheus.HistogramVec
	freshness *prometheus.HistogramVec
	lag       *prometheus.GaugeVec
}

// NewMetrics registers the runtime's metrics.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	short := prometheus.ExponentialBuckets(20e-6, 2, 18) // 20 µs to 2.6 s
	long := prometheus.ExponentialBuckets(0.005, 2, 20)  // 5 ms to 44 min
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		reg.MustRegister(c)
		return c
	}
	histogram := func(name, help string, buckets []float64) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, []string{"stage"})
		reg.MustRegister(h)
		return h
	}
	m := &Metrics{
		items:     counter("wirewatch_items_total", "Items that came to an outcome, counted when they were committed.", "stage", "outcome"),
		dropped:   counter("wirewatch_dropped_total", "Items that ended without a result, by reason.", "stage", "reason"),
		dead:      counter("wirewatch_dead_letters_total", "Dead letters, by the stage that made them and the reason.", "stage", "reason"),
		emitted:   counter("wirewatch_emitted_total", "Messages written, by topic.", "stage", "topic"),
		stage:     histogram("wirewatch_stage_seconds", "Time a stage took for one input.", short),
		commit:    histogram("wirewatch_commit_seconds", "Time a commit took.", short),
		freshness: histogram("wirewatch_freshness_seconds", "Age of the raw copy, since it was received, when its result was committed.", long),
		lag:       prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "wirewatch_lag_messages", Help: "Messages on the topic that are not done yet."}, []string{"stage", "topic", "partition"}),
	}
	reg.MustRegister(m.lag)
	return m
}

// count counts a committed result of the group's first stage.
func (m *Metrics) count(stage string, r *Result) {
	m.items.WithLabelValues(stage, "done").Add(float64(r.Done))
	m.items.WithLabelValues(stage, "dead").Add(float64(len(r.Failures)))
	for reason, n := range r.Dropped {
		m.items.WithLabelValues(stage, "dropped").Add(float64(n))
		m.dropped.WithLabelValues(stage, reason).Add(float64(n))
	}
	for _, f := range r.Failures {
		m.dead.WithLabelValues(f.Stage, f.Reason).Inc()
	}
	for i := range r.Out {
		m.emitted.WithLabelValues(stage, r.Out[i].Topic).Inc()
	}
}

// age notes how old the raw copy of a committed message is.
func (m *Metrics) age(stage string, msg Message, now time.Time) {
	received := msg.Header("received")
	if received == "" {
		received = msg.Header("ce_time")
	}
	if at, err := time.Parse(time.RFC3339Nano, received); err == nil {
		m.freshness.WithLabelValues(stage).Observe(max(0, now.Sub(at).Seconds()))
	}
}

// Lag shows how many messages of a partition a stage has not done yet.
func (m *Metrics) Lag(stage string, p Partition, messages int64) {
	m.lag.WithLabelValues(stage, p.Topic, strconv.Itoa(p.Number)).Set(float64(messages))
}
