package kafka

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline"
)

func TestTheTrailKnowsWhatMayLackItsMarkers(t *testing.T) {
	b := &Broker{}
	b.health.report = func(bool, bool, error) {}
	p := &producer{b: b, id: "id"}
	one, two := []pipeline.Partition{{Topic: "t", Number: 1}}, []pipeline.Partition{{Topic: "t", Number: 2}}
	doubtful := func(want bool) {
		t.Helper()
		if got := p.doubtful(); got != want {
			t.Errorf("doubtful %v, want %v", got, want)
		}
	}
	doubtful(false)
	b.trail.wrote("id", one, b.health.outages())
	b.trail.decided("id", true)
	doubtful(false) // the cluster was there all the time
	b.health.bad(errShort)
	doubtful(true)
	b.trail.wrote("id", two, b.health.outages())
	doubtful(false) // not decided yet
	b.health.good()
	b.health.bad(errShort)
	b.trail.decided("id", false)
	doubtful(true)
	got, _ := b.trail.get("id")
	if d := cmp.Diff([][]pipeline.Partition{two, one}, [][]pipeline.Partition{got.at, got.before}); d != "" || got.commit {
		t.Errorf("commit %v: %s", got.commit, d)
	}
	b.trail.forget("id")
	doubtful(false)
	// What an earlier process wrote is known to be decided, not where it wrote.
	b.trail.decided("id", true)
	doubtful(false)
}

func TestAffirmOfNothingAsksNobody(t *testing.T) {
	p := &producer{b: &Broker{}, id: "nobody"}
	if err := p.affirm(t.Context(), "group"); err != nil {
		t.Errorf("affirm of nothing: %v", err)
	}
}
