package integration_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/wirewatch/wirewatch/docs"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/samplewire"
)

// process is one wirewatch process of a test.
type process struct {
	*exec.Cmd
	name string
	log  *os.File
	http string // its address for metrics and health
}

// start runs wirewatch with arguments until the test ends.
func start(t *testing.T, name string, args ...string) *process {
	t.Helper()
	return launch(t, wirewatch(t), name, args...)
}

// launch runs one of our programs until the test ends.
func launch(t *testing.T, program, name string, args ...string) *process {
	t.Helper()
	log, err := os.Create(filepath.Join(t.TempDir(), name+".log"))
	if err != nil {
		t.Fatal(err)
	}
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: exec.Command(program, append(slices.Clone(args), "--http", fmt.Sprintf("127.0.0.1:%d", port))...), name: name, log: log, http: fmt.Sprintf("http://127.0.0.1:%d", port)}
	p.Stdout, p.Stderr = log, log
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.ProcessState == nil {
			_ = p.Process.Kill() // it may have ended by itself
			_ = p.Wait()
		}
		if t.Failed() {
			out, _ := os.ReadFile(log.Name())
			t.Logf("%s said:\n%s", name, out)
		}
		log.Close()
	})
	return p
}

// end asks a process to drain and waits for it.
func (p *process) end(t *testing.T) {
	t.Helper()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Errorf("end %s: %v", p.name, err)
	}
	if err := p.Wait(); err != nil {
		t.Errorf("%s ended with %v", p.name, err)
	}
}

// tool runs a wirewatch command to its end and gives what it printed.
func tool(t *testing.T, wantCode int, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), wirewatch(t), args...)
	out, err := c.Output()
	if code := c.ProcessState.ExitCode(); code != wantCode {
		t.Fatalf("wirewatch %s: exit code %d (%v), want %d\n%s", strings.Join(args, " "), code, err, wantCode, out)
	}
	return string(out)
}

// eventually tries a condition until it holds or two minutes are over.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(2 * time.Minute)
	every := time.NewTicker(200 * time.Millisecond)
	defer every.Stop()
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("not within two minutes: %s", what)
		case <-every.C:
		}
	}
}

func (p *process) ready() bool {
	r, err := http.Get(p.http + "/readyz")
	if err != nil {
		return false
	}
	r.Body.Close()
	return r.StatusCode == http.StatusOK
}

// sampleDir writes the sample wire into a folder and counts what is to become
// of its articles when one feed brings them all.
func sampleDir(t *testing.T) (dir string, done, dead, dropped int) {
	t.Helper()
	dir = t.TempDir()
	for _, item := range samplewire.Items() {
		if err := os.WriteFile(filepath.Join(dir, item.Name), item.Bytes, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range samplewire.Expected() {
		for _, a := range want.Articles {
			switch a.Outcome {
			case "done":
				done++
			case "dead":
				dead++
			default:
				dropped++
			}
		}
	}
	return dir, done, dead, dropped
}

func TestChainOfProcessesAccountsForEveryArticle(t *testing.T) {
	addr := broker(t)
	prefix := fmt.Sprintf("chain%d.", time.Now().UnixNano())
	on := []string{"--brokers", addr, "--prefix", prefix}
	tool(t, 0, append([]string{"topics", "create", "--partitions", "3"}, on...)...)
	var all []*process
	for _, stage := range stages.Names() {
		all = append(all, start(t, stage, append([]string{"run", stage}, on...)...))
	}
	for _, p := range all {
		eventually(t, p.name+" is ready", p.ready)
	}
	dir, done, dead, dropped := sampleDir(t)
	said := tool(t, 0, append([]string{"feed", "file", dir, "--source", "sample"}, on...)...)
	if !strings.Contains(said, "dropped 1") {
		t.Errorf("feed said %q, want the repeat dropped", said)
	}
	c := client(t, addr)
	const atFeed = 1 // the repeat
	wantEnriched := done
	eventually(t, "every article is enriched", func() bool {
		sum, lag := totals(t, c, prefix+stages.Track, prefix+stages.Detected)
		return lag == 0 && sum.Done == int64(wantEnriched)
	})
	for _, stage := range stages.Map() {
		eventually(t, stage.Stage+" has come to the end", func() bool {
			_, lag := totals(t, c, prefix+stage.Stage, prefix+stage.Reads)
			return lag == 0
		})
	}
	for _, p := range all {
		p.end(t)
	}

	if got := len(records(t, addr, prefix+stages.Dead)); got != dead {
		t.Errorf("%d dead letters, want %d", got, dead)
	}
	chain := map[string]int{stages.Articles: done + dropped - atFeed, stages.Tagged: done + dropped - atFeed, stages.Detected: done + dropped - atFeed, stages.Enriched: done}
	for topic, want := range chain {
		if got := len(records(t, addr, prefix+topic)); got != want {
			t.Errorf("%d records on %s, want %d", got, topic, want)
		}
	}
	sum, _ := totals(t, c, prefix+stages.Normalise, prefix+stages.Raw)
	if sum.Dead != int64(dead) || sum.In() != sum.Done+sum.Dead {
		t.Errorf("normalise accounts for %+v, want %d dead", sum, dead)
	}
	sum, _ = totals(t, c, prefix+stages.Track, prefix+stages.Detected)
	if sum.Done != int64(done) || sum.In() != int64(chain[stages.Detected]) {
		t.Errorf("track accounts for %+v, want %d done of %d", sum, done, chain[stages.Detected])
	}
	checkRecords(t, records(t, addr, prefix+stages.Enriched))
	checkAlerts(t, records(t, addr, prefix+stages.AlertsLog))
	listed := tool(t, 0, append([]string{"dead", "list"}, on...)...)
	if !strings.Contains(listed, fmt.Sprintf("%d dead letters", dead)) {
		t.Errorf("dead list said %q", listed)
	}
}

func checkRecords(t *testing.T, all []*kgo.Record) {
	t.Helper()
	valid, err := docs.RecordValidator()
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, r := range all {
		if err := valid(r.Value); err != nil {
			t.Errorf("record %s is not valid: %v", r.Key, err)
		}
		for _, h := range r.Headers {
			if h.Key == "ce_id" {
				if ids[string(h.Value)] {
					t.Errorf("record %s is there twice", r.Key)
				}
				ids[string(h.Value)] = true
			}
		}
	}
	if len(ids) != len(all) {
		t.Errorf("%d records have %d ids", len(all), len(ids))
	}
}

// checkAlerts looks for the alert that a kill took back, and that each alert's
// changes are numbered without a gap.
func checkAlerts(t *testing.T, all []*kgo.Record) {
	t.Helper()
	valid, err := docs.AlertValidator()
	if err != nil {
		t.Fatal(err)
	}
	seq := map[string]int{}
	retracted := false
	for _, r := range all {
		if err := valid(r.Value); err != nil {
			t.Errorf("alert %s is not valid: %v", r.Key, err)
		}
		var a article.Alert
		if err := json.Unmarshal(r.Value, &a); err != nil {
			t.Fatal(err)
		}
		if a.Seq != seq[a.ID]+1 {
			t.Errorf("alert %s: change %d follows %d", a.ID, a.Seq, seq[a.ID])
		}
		seq[a.ID] = a.Seq
		retracted = retracted || a.Theme == "weapons.cbrn" && a.State == article.Retracted
	}
	if len(seq) < 10 {
		t.Errorf("%d alerts", len(seq))
	}
	if !retracted {
		t.Error("the alert about the killed item was not retracted")
	}
}
