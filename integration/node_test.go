package integration_test

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/mount"
	"github.com/moby/moby/api/types/network"
	docker "github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// The listeners of a node inside its container.
const (
	plainPort   = "9092/tcp" // published as it is
	proxiedPort = "9095/tcp" // published to be reached through a proxy
)

// nodeConfig says how a broker is to run; the zero value is one of its own.
type nodeConfig struct {
	listeners [2]string         // their names, where they are not PLAINTEXT and PROXIED
	proxy     string            // address of the proxy that stands before its second listener
	name      string            // in its network
	env       map[string]string // more settings
	volume    string            // where its data is; empty keeps it in the container
	more      []testcontainers.ContainerCustomizer
}

// node is a broker in a container.
type node struct {
	addr   string // that clients reach it under
	behind string // that the proxy reaches it under
	c      testcontainers.Container
}

// startNode runs a broker. Its ports are chosen before, since it must tell
// clients where it can be reached.
func startNode(ctx context.Context, c nodeConfig) (n *node, err error) {
	defer func() {
		if p := recover(); p != nil { // testcontainers panics where no engine is configured
			err = fmt.Errorf("no Docker engine: %v", p)
		}
	}()
	plain, err := freePort()
	if err != nil {
		return nil, err
	}
	proxied, err := freePort()
	if err != nil {
		return nil, err
	}
	n = &node{addr: fmt.Sprintf("127.0.0.1:%d", plain), behind: fmt.Sprintf("127.0.0.1:%d", proxied)}
	if c.proxy == "" {
		c.proxy = n.behind
	}
	options := append([]testcontainers.ContainerCustomizer{
		testcontainers.WithExposedPorts(plainPort, proxiedPort),
		testcontainers.WithHostConfigModifier(func(h *container.HostConfig) {
			h.PortBindings = network.PortMap{}
			for inside, port := range map[string]int{plainPort: plain, proxiedPort: proxied} {
				h.PortBindings[network.MustParsePort(inside)] = []network.PortBinding{{HostIP: netip.MustParseAddr("127.0.0.1"), HostPort: fmt.Sprint(port)}}
			}
			if c.volume != "" {
				h.Mounts = append(h.Mounts, mount.Mount{Type: mount.TypeVolume, Source: c.volume, Target: dataFolder})
			}
		}),
		testcontainers.WithEnv(c.settings(n)),
		testcontainers.WithWaitStrategyAndDeadline(2*time.Minute, wait.ForLog("Kafka Server started")),
	}, c.more...)
	if n.c, err = testcontainers.Run(ctx, image, options...); err != nil {
		n.remove()
		return nil, err
	}
	return n, nil
}

// dataFolder is where a broker keeps its topics.
const dataFolder = "/var/lib/kafka/data"

// settings are those of a broker for tests: small, and quick to begin.
func (c nodeConfig) settings(n *node) map[string]string {
	first, second := "PLAINTEXT", "PROXIED"
	if c.listeners[0] != "" {
		first, second = c.listeners[0], c.listeners[1]
	}
	inside := "localhost"
	if c.name != "" {
		inside = c.name
	}
	s := map[string]string{
		"KAFKA_NODE_ID":                        "1",
		"KAFKA_PROCESS_ROLES":                  "broker,controller",
		"KAFKA_CONTROLLER_QUORUM_VOTERS":       "1@localhost:9093",
		"KAFKA_LISTENERS":                      first + "://0.0.0.0:9092," + second + "://0.0.0.0:9095,INSIDE://0.0.0.0:9094,CONTROLLER://0.0.0.0:9093",
		"KAFKA_ADVERTISED_LISTENERS":           first + "://" + n.addr + "," + second + "://" + c.proxy + ",INSIDE://" + inside + ":9094",
		"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT",
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
	}
	maps.Copy(s, c.env)
	return s
}

// remove takes the broker away.
func (n *node) remove() {
	if n.c != nil {
		_ = testcontainers.TerminateContainer(n.c, testcontainers.StopTimeout(0)) // the engine says why in its log
	}
}

// signal sends a signal to the broker's process.
func (n *node) signal(t *testing.T, signal string) {
	t.Helper()
	engine, err := testcontainers.NewDockerClientWithOpts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	if _, err := engine.ContainerKill(t.Context(), n.c.GetContainerID(), docker.ContainerKillOptions{Signal: signal}); err != nil {
		t.Fatalf("send %s to the broker: %v", signal, err)
	}
}

// start starts a broker again that has ended, and waits until it answers.
func (n *node) start(t *testing.T) {
	t.Helper()
	for n.c.IsRunning() {
		state, err := n.c.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !state.Running {
			break
		}
		pause(20 * time.Millisecond)
	}
	if err := n.c.Start(t.Context()); err != nil {
		t.Fatalf("start the broker again: %v", err)
	}
	n.await(t)
}

// await waits until the broker answers.
func (n *node) await(t *testing.T) {
	t.Helper()
	c := dial(t, n.addr)
	defer c.Close()
	eventually(t, "broker answers", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		_, err := kmsg.NewPtrMetadataRequest().RequestWith(ctx, c)
		return err == nil
	})
}

// faulty is the broker that faults are done to. It is kept for all tests of
// them; each leaves it as it was.
func faulty(t *testing.T) (*node, *proxy) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a real Kafka: not with -short")
	}
	shared.faulty.Do(func() {
		port, err := freePort()
		if err != nil {
			shared.faultyFailed = err
			return
		}
		addr := fmt.Sprintf("127.0.0.1:%d", port)
		n, err := startNode(context.Background(), nodeConfig{proxy: addr})
		if err != nil {
			shared.faultyFailed = err
			return
		}
		shared.faultyNode = n
		shared.faultyProxy, shared.faultyFailed = newProxy(addr, n.behind)
	})
	needed(t, shared.faultyFailed)
	return shared.faultyNode, shared.faultyProxy
}

// dial gives a client that shares no code with the one under test; the caller
// closes it.
func dial(t *testing.T, addr string, more ...kgo.Opt) *kgo.Client {
	t.Helper()
	c, err := kgo.NewClient(append([]kgo.Opt{
		kgo.SeedBrokers(addr), kgo.AlwaysRetryEOF(), kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.Dialer((&net.Dialer{Timeout: 2 * time.Second}).DialContext),
	}, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// pause waits in real time: the faults are real.
func pause(d time.Duration) { <-time.After(d) }
