package integration_test

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// image is the broker that everything is tested against.
const image = "apache/kafka:4.3.1"

// shared is what the tests of this package have in common: one broker, one
// binary. Topics are unique to each test.
var shared struct {
	broker sync.Once
	addr   string
	failed error
	stop   func()

	faulty       sync.Once
	faultyNode   *node
	faultyProxy  *proxy
	faultyFailed error

	wirewatch, benchstage, franzstage build
}

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if shared.stop != nil {
		shared.stop()
	}
	if shared.faultyProxy != nil {
		shared.faultyProxy.close()
	}
	if shared.faultyNode != nil {
		shared.faultyNode.remove()
	}
	for _, b := range []*build{&shared.wirewatch, &shared.benchstage, &shared.franzstage} {
		if b.path != "" {
			_ = os.RemoveAll(filepath.Dir(b.path)) // a folder in the temporary one
		}
	}
	os.Exit(code)
}

// broker gives the address of a real Kafka. Where no Docker engine answers the
// test is skipped, and fails in CI: a green run there means that a broker was
// there.
func broker(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a real Kafka: not with -short")
	}
	shared.broker.Do(func() {
		var b *node
		if b, shared.failed = startNode(context.Background(), nodeConfig{}); shared.failed == nil {
			shared.addr, shared.stop = b.addr, b.remove
		}
	})
	needed(t, shared.failed)
	return shared.addr
}

// needed skips the test where err says that there is no engine or no broker,
// and fails it in CI.
func needed(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("no real Kafka in CI: %v", err)
	}
	t.Skipf("needs a Docker engine with %s: %v", image, err)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// build is one of our programs, built once.
type build struct {
	once   sync.Once
	path   string
	failed error
}

// of builds the command of a folder into dir.
func (b *build) of(t *testing.T, folder string) string {
	t.Helper()
	b.once.Do(func() {
		dir, err := os.MkdirTemp("", "wirewatch-integration-")
		if err != nil {
			b.failed = err
			return
		}
		b.path = filepath.Join(dir, filepath.Base(folder))
		out, err := exec.Command("go", "build", "-o", b.path, module+"/"+folder).CombinedOutput()
		if err != nil {
			b.failed = fmt.Errorf("%w: %s", err, out)
		}
	})
	if b.failed != nil {
		t.Fatalf("build %s: %v", folder, b.failed)
	}
	return b.path
}

// wirewatch gives the path of the binary.
func wirewatch(t *testing.T) string { return shared.wirewatch.of(t, "cmd/wirewatch") }

// franzstage gives the path of the same on franz-go.
func franzstage(t *testing.T) string { return shared.franzstage.of(t, "integration/franzstage") }

// benchstage gives the path of the smallest stage.
func benchstage(t *testing.T) string { return shared.benchstage.of(t, "integration/benchstage") }
