package stages_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/samplewire"
)

func TestBothLanesAreReadByOneMemberAndKeptApart(t *testing.T) {
	config := stages.DefaultConfig()
	config.Lane, config.Rate = stages.Both, 100
	spec, err := stages.NewChain(config).Spec(stages.Normalise, stages.Tag, stages.Detect, stages.Track, stages.Publish, stages.Alert)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([][]string{{"wire.raw"}, {"wire.backfill.raw"}}, [][]string{spec.Inputs, spec.Later}); d != "" {
		t.Error(d)
	}
	if spec.Group != "wire.normalise" || spec.LaterRate != 100 || spec.Lane != "live" || spec.LaterLane != "backfill" {
		t.Errorf("group %s, rate %g, lanes %s and %s", spec.Group, spec.LaterRate, spec.Lane, spec.LaterLane)
	}
	w, err := pipeline.NewWorker(spec)
	if err != nil {
		t.Fatal(err)
	}
	topics := map[string]int{}
	run := func(topic string) {
		for i, item := range samplewire.Items() {
			m := raw(item, int64(i))
			m.Topic = topic
			for _, out := range w.Handle(context.Background(), m).Out {
				topics[out.Topic]++
			}
		}
	}
	run("wire.backfill.raw")
	if topics["wire.backfill.enriched"] == 0 {
		t.Errorf("results of the backfill lane: %v", topics)
	}
	for topic := range topics {
		if !strings.HasPrefix(topic, "wire.backfill.") {
			t.Errorf("the backfill lane wrote %d messages to %s", topics[topic], topic)
		}
	}
	before := topics["wire.backfill.enriched"]
	clear(topics)
	run("wire.raw")
	// Both lanes have one table of versions: the live copy is known already.
	if topics["wire.enriched"] >= before || topics["wire.backfill.enriched"] > 0 {
		t.Errorf("the same copy again, live: %v; %d records before", topics, before)
	}
}
