package integration_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
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

	build  sync.Once
	binary string
	broken error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.stop != nil {
		shared.stop()
	}
	if shared.binary != "" {
		_ = os.RemoveAll(filepath.Dir(shared.binary)) // a folder in the temporary one
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
	shared.broker.Do(func() { shared.addr, shared.stop, shared.failed = startBroker(context.Background()) })
	if shared.failed != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no real Kafka in CI: %v", shared.failed)
		}
		t.Skipf("needs a Docker engine with %s: %v", image, shared.failed)
	}
	return shared.addr
}

// startBroker runs a broker of one node in a container. Its port is chosen
// before, since the broker must tell clients where it can be reached.
func startBroker(ctx context.Context) (addr string, stop func(), err error) {
	defer func() {
		if p := recover(); p != nil { // testcontainers panics where no engine is configured
			err = fmt.Errorf("no Docker engine: %v", p)
		}
	}()
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	const inside = "9092/tcp"
	addr = fmt.Sprintf("127.0.0.1:%d", port)
	c, err := testcontainers.Run(ctx, image,
		testcontainers.WithExposedPorts(inside),
		testcontainers.WithHostConfigModifier(func(h *container.HostConfig) {
			h.PortBindings = network.PortMap{network.MustParsePort(inside): {{HostIP: netip.MustParseAddr("127.0.0.1"), HostPort: fmt.Sprint(port)}}}
		}),
		testcontainers.WithEnv(map[string]string{
			"KAFKA_NODE_ID":                        "1",
			"KAFKA_PROCESS_ROLES":                  "broker,controller",
			"KAFKA_CONTROLLER_QUORUM_VOTERS":       "1@localhost:9093",
			"KAFKA_LISTENERS":                      "PLAINTEXT://0.0.0.0:9092,INSIDE://localhost:9094,CONTROLLER://0.0.0.0:9093",
			"KAFKA_ADVERTISED_LISTENERS":           "PLAINTEXT://" + addr + ",INSIDE://localhost:9094",
			"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT",
			// The broker writes the markers of transactions to itself, and cannot
			// reach the port that the host forwards.
			"KAFKA_INTER_BROKER_LISTENER_NAME":               "INSIDE",
			"KAFKA_CONTROLLER_LISTENER_NAMES":                "CONTROLLER",
			"KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR":         "1",
			"KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS":             "4",
			"KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
			"KAFKA_TRANSACTION_STATE_LOG_MIN_ISR":            "1",
			"KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS":     "4",
			"KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS":         "0",
			"KAFKA_AUTO_CREATE_TOPICS_ENABLE":                "false",
			"KAFKA_MESSAGE_MAX_BYTES":                        "16777216",
			"KAFKA_HEAP_OPTS":                                "-Xms512m -Xmx512m",
		}),
		testcontainers.WithWaitStrategyAndDeadline(2*time.Minute, wait.ForLog("Kafka Server started")),
	)
	stop = func() {
		if c != nil {
			_ = testcontainers.TerminateContainer(c, testcontainers.StopTimeout(0)) // the engine says why in its log
		}
	}
	if err != nil {
		stop()
		return "", nil, err
	}
	return addr, stop, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// wirewatch builds the binary once and gives its path.
func wirewatch(t *testing.T) string {
	t.Helper()
	shared.build.Do(func() {
		dir, err := os.MkdirTemp("", "wirewatch-integration-")
		if err != nil {
			shared.broken = err
			return
		}
		shared.binary = filepath.Join(dir, "wirewatch")
		out, err := exec.Command("go", "build", "-o", shared.binary, module+"/cmd/wirewatch").CombinedOutput()
		if err != nil {
			shared.broken = fmt.Errorf("%w: %s", err, out)
		}
	})
	if shared.broken != nil {
		t.Fatalf("build wirewatch: %v", shared.broken)
	}
	return shared.binary
}
