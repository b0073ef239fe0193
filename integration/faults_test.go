package integration_test

import (
	"flag"
	"fmt"
	"syscall"
	"testing"
	"time"
)

// long makes each fault last as long, and come as often, as docs/reliability.md
// says. Without it every fault is done, in little.
var long = flag.Bool("long", false, "do each fault for minutes, not seconds")

// much gives the long or the short measure.
func much[T any](short, whole T) T {
	if *long {
		return whole
	}
	return short
}

func TestFaultKillsOfOneStageAndOfAll(t *testing.T) {
	n, _ := faulty(t)
	o := newCourse(t, courseConfig{addr: n.addr, rate: much(200, 300)})
	o.flow(time.Second)
	worst := time.Duration(0)
	for round := range much(4, 100) {
		victims := o.stages
		if round%4 != 3 {
			victims = o.stages[round%4 : round%4+1]
		}
		before := o.ledger.seen()
		o.kill(victims...)
		again := time.Now()
		for _, s := range victims {
			o.start(s, s)
		}
		if len(victims) > 1 {
			eventually(t, "outputs flow", func() bool { return o.ledger.seen() > before })
			worst = max(worst, time.Since(again))
		}
		pause(much(time.Second, 1500*time.Millisecond))
	}
	o.settle(fmt.Sprintf("%d kills", much(4, 100)))
	t.Logf("from starting all again to the next output: at most %.2f s", worst.Seconds())
	if worst > 5*time.Second {
		t.Errorf("outputs flow after %s, want 5 s", worst)
	}
}

// TestFaultAZombieWakesUp stops a member for longer than its session, so that
// another has its partitions, and lets it go on in the middle of its work.
func TestFaultAZombieWakesUp(t *testing.T) {
	n, _ := faulty(t)
	o := newCourse(t, courseConfig{addr: n.addr, rate: 200})
	o.start("two", "two-other")
	o.flow(2 * time.Second)
	for round := range much(1, 10) {
		name := []string{"two", "two-other"}[round%2]
		o.signal(name, syscall.SIGSTOP)
		o.flow(9 * time.Second)
		o.signal(name, syscall.SIGCONT)
		o.flow(2 * time.Second)
	}
	o.settle("zombie")
}
