package integration_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/mount"
	docker "github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/network"
)

// TestFaultOneOfThreeBrokersIsLost kills brokers of a cluster of three, one
// after the other, each of which keeps some of the groups, transactions and
// partitions.
func TestFaultOneOfThreeBrokersIsLost(t *testing.T) {
	nodes := three(t)
	o := newCourse(t, courseConfig{addr: nodes[0].addr, rate: 100, rf: 3})
	o.flow(3 * time.Second)
	rounds := much(1, 10)
	for round := range rounds {
		for _, n := range much(nodes[2:], nodes[1:]) {
			n.signal(t, "KILL")
			o.flow(much(8*time.Second, 15*time.Second))
			n.start(t)
			pause(much(4*time.Second, 10*time.Second)) // until its replicas have caught up
		}
		t.Logf("round %d: longest pause of outputs %.1f s", round, o.ledger.longest().Seconds())
	}
	o.alive()
	o.settle(fmt.Sprintf("one of three brokers lost, %d times", much(1, 2*rounds)))
}

// three is a cluster of three brokers.
func three(t *testing.T) []*node {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a real Kafka: not with -short")
	}
	net, err := makeNetwork(t)
	needed(t, err)
	nodes, failed := make([]*node, 3), make([]error, 3)
	var wg sync.WaitGroup
	for i := range nodes {
		name := fmt.Sprintf("kafka%d", i+1)
		wg.Go(func() { // none is up before the others are
			nodes[i], failed[i] = startNode(t.Context(), nodeConfig{name: name, env: map[string]string{
				"KAFKA_NODE_ID":                                  fmt.Sprint(i + 1),
				"KAFKA_CONTROLLER_QUORUM_VOTERS":                 "1@kafka1:9093,2@kafka2:9093,3@kafka3:9093",
				"KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR":         "3",
				"KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "3",
				"KAFKA_TRANSACTION_STATE_LOG_MIN_ISR":            "2",
				"KAFKA_HEAP_OPTS":                                "-Xms320m -Xmx320m",
			}, more: []testcontainers.ContainerCustomizer{network.WithNetwork([]string{name}, net)}})
		})
	}
	wg.Wait()
	for _, n := range nodes {
		if n != nil {
			t.Cleanup(n.remove)
		}
	}
	needed(t, errors.Join(failed...))
	return nodes
}

func makeNetwork(t *testing.T) (n *testcontainers.DockerNetwork, err error) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil { // testcontainers panics where no engine is configured
			err = fmt.Errorf("no Docker engine: %v", p)
		}
	}()
	n, err = network.New(t.Context())
	if err == nil {
		t.Cleanup(func() { _ = n.Remove(context.Background()) }) // the engine says why in its log
	}
	return n, err
}

// TestFaultDiskIsFull fills the broker's disk, at which it ends itself, makes
// room again and starts it.
func TestFaultDiskIsFull(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a real Kafka: not with -short")
	}
	volume, holder := disk(t, "192m")
	n, err := startNode(t.Context(), nodeConfig{volume: volume})
	needed(t, err)
	t.Cleanup(n.remove)
	o := newCourse(t, courseConfig{addr: n.addr, rate: 200})
	for range much(1, 5) {
		o.flow(2 * time.Second)
		run(t, holder, `b=$(printf '%100000s' ''); while printf %s "$b"; do :; done >/data/fill 2>/dev/null; :`)
		eventually(t, "the broker has ended", func() bool {
			state, err := n.c.State(t.Context())
			return err == nil && !state.Running
		})
		pause(much(2*time.Second, 20*time.Second))
		run(t, holder, ": >/data/fill")
		n.start(t)
	}
	o.flow(2 * time.Second)
	o.alive()
	o.settle("disk full")
}

// disk makes a volume of a size in memory, and a container that keeps it while
// the broker is down.
func disk(t *testing.T, size string) (name string, holder testcontainers.Container) {
	t.Helper()
	var err error
	defer func() {
		if p := recover(); p != nil { // testcontainers panics where no engine is configured
			err = fmt.Errorf("no Docker engine: %v", p)
		}
		needed(t, err)
	}()
	engine, err := testcontainers.NewDockerClientWithOpts(t.Context())
	if err != nil {
		return "", nil
	}
	name = fmt.Sprintf("wirewatch-disk-%d", time.Now().UnixNano())
	_, err = engine.VolumeCreate(t.Context(), docker.VolumeCreateOptions{Name: name, Driver: "local", DriverOpts: map[string]string{
		"type": "tmpfs", "device": "tmpfs", "o": "size=" + size + ",uid=1000,gid=1000",
	}})
	if err != nil {
		return "", nil
	}
	t.Cleanup(func() {
		_, _ = engine.VolumeRemove(context.Background(), name, docker.VolumeRemoveOptions{Force: true}) // the engine says why in its log
		_ = engine.Close()
	})
	// It waits for what it will never say to itself: the image may have no
	// program that sleeps.
	holder, err = testcontainers.Run(t.Context(), image, testcontainers.WithEntrypoint("/bin/bash", "-c", "coproc { read -r _; }; wait $COPROC_PID"),
		testcontainers.WithHostConfigModifier(func(h *container.HostConfig) {
			h.Mounts = append(h.Mounts, mount.Mount{Type: mount.TypeVolume, Source: name, Target: "/data"})
		}))
	t.Cleanup(func() {
		if holder != nil {
			_ = testcontainers.TerminateContainer(holder, testcontainers.StopTimeout(0)) // the engine says why in its log
		}
	})
	return name, holder
}

// run runs a line of bash in a container.
func run(t *testing.T, c testcontainers.Container, line string) {
	t.Helper()
	code, _, err := c.Exec(t.Context(), []string{"/bin/bash", "-c", line})
	if err != nil || code != 0 {
		t.Fatalf("%s: code %d, %v", line, code, err)
	}
}
