package integration_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/wirewatch/wirewatch/stages"
)

// TestDeadLettersAreReplayedOnceAndKeepTheirHistory lets the sample wire leave
// its dead letters and puts them back in every way there is.
func TestDeadLettersAreReplayedOnceAndKeepTheirHistory(t *testing.T) {
	addr := broker(t)
	prefix := fmt.Sprintf("dead%d.", time.Now().UnixNano())
	on := []string{"--brokers", addr, "--prefix", prefix}
	tool(t, 0, append([]string{"topics", "create", "--partitions", "2"}, on...)...)
	p := start(t, stages.Normalise, append([]string{"run", stages.Normalise}, on...)...)
	dir, _, dead, _ := sampleDir(t)
	for _, source := range []string{"alpha", "beta"} {
		tool(t, 0, append([]string{"feed", "file", dir, "--source", source, "--again"}, on...)...)
	}
	c := dial(t, addr)
	defer c.Close()
	letters := func(n int) []*kgo.Record {
		t.Helper()
		eventually(t, fmt.Sprintf("%d dead letters", n), func() bool {
			sum, lag := totals(t, c, prefix+stages.Normalise, prefix+stages.Raw)
			return lag == 0 && sum.Dead == int64(n)
		})
		return records(t, addr, prefix+stages.Dead)
	}
	said := func(want string, args ...string) {
		t.Helper()
		got := tool(t, 0, append(append([]string{"dead"}, args...), on...)...)
		if !strings.Contains(got, want) {
			t.Errorf("dead %v said %q, want %q", args, got, want)
		}
	}
	first := letters(2 * dead)
	reason, of := header(first[0], "ww-reason"), 0
	for _, r := range first {
		if header(r, "ww-reason") == reason && header(r, "source") == "alpha" {
			of++
		}
	}
	both := []string{"--reason", reason, "--source", "alpha"}
	said(fmt.Sprintf("%d dead letters would be replayed", of), append([]string{"replay", "--dry-run"}, both...)...)
	letters(2 * dead)
	said(fmt.Sprintf("%d dead letters replayed", of), append([]string{"replay"}, both...)...)
	second := letters(2*dead + of)
	checkHistory(t, first, second, of)

	// Those put back before are not put back again; what they became is.
	said(fmt.Sprintf("%d dead letters replayed\n%d were replayed before", 2*dead, of), "replay", "--all")
	letters(4*dead + of)
	said(fmt.Sprintf("%d dead letters would be replayed", 2*dead), "replay", "--all", "--dry-run")
	said("0 dead letters would be replayed", "replay", "--from", "0", "--to", "0", "--dry-run")
	said("0/0 ", "replay", "--from", "0", "--to", "0", "--dry-run", "--again")
	said(" replayed 20", "list", "--reason", reason)
	p.end(t)
}

// checkHistory wants the later letters to tell of their first failure.
func checkHistory(t *testing.T, before, after []*kgo.Record, replayed int) {
	t.Helper()
	first := map[string]bool{}
	for _, r := range before {
		first[header(r, "ww-first")+" "+header(r, "ww-reason")] = true
	}
	again := 0
	for _, r := range after {
		if header(r, "ww-attempt") != "2" {
			continue
		}
		again++
		if !first[header(r, "ww-first")+" "+header(r, "ww-reason")] {
			t.Errorf("letter %d/%d failed first at %s, which no letter did", r.Partition, r.Offset, header(r, "ww-first"))
		}
	}
	if again != replayed {
		t.Errorf("%d letters are of a second attempt, want %d", again, replayed)
	}
}
