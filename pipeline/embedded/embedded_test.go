package embedded_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/wirewatch/wirewatch/pipeline/embedded"
)

func start(t *testing.T, c embedded.Config) *embedded.Broker {
	t.Helper()
	c.Log = slog.New(slog.DiscardHandler)
	b, err := embedded.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func client(t *testing.T, addr string, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	c, err := kgo.NewClient(append(opts, kgo.SeedBrokers(addr))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func createTopic(t *testing.T, c *kgo.Client, name string, partitions int32) {
	t.Helper()
	req := kmsg.NewPtrCreateTopicsRequest()
	rt := kmsg.NewCreateTopicsRequestTopic()
	rt.Topic, rt.NumPartitions, rt.ReplicationFactor = name, partitions, 1
	req.Topics = append(req.Topics, rt)
	res, err := req.RequestWith(within(t), c)
	if err != nil {
		t.Fatal(err)
	}
	if code := res.Topics[0].ErrorCode; code != 0 {
		t.Fatalf("create topic %s: code %d", name, code)
	}
}

func write(t *testing.T, c *kgo.Client, topic string, values ...string) {
	t.Helper()
	for _, v := range values {
		if err := c.ProduceSync(within(t), &kgo.Record{Topic: topic, Value: []byte(v)}).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, c *kgo.Client, n int) string {
	t.Helper()
	var got []string
	for ctx := within(t); len(got) < n; {
		fs := c.PollFetches(ctx)
		if err := fs.Err0(); err != nil {
			t.Fatalf("after %q: %v", got, err)
		}
		fs.EachRecord(func(r *kgo.Record) { got = append(got, string(r.Value)) })
	}
	return strings.Join(got, " ")
}

func TestListensOnLoopbackOnly(t *testing.T) {
	addr := start(t, embedded.Config{}).Addr()
	host, _, err := net.SplitHostPort(addr)
	if err != nil || !net.ParseIP(host).IsLoopback() {
		t.Errorf("address %q: %v", addr, err)
	}
}

func TestTopicsAndOffsetsOutliveARestart(t *testing.T) {
	dir := t.TempDir()
	first := start(t, embedded.Config{DataDir: dir})
	c := client(t, first.Addr(), kgo.ConsumerGroup("g"), kgo.ConsumeTopics("wire"), kgo.DisableAutoCommit())
	createTopic(t, c, "wire", 1)
	write(t, c, "wire", "a", "b", "c")
	read(t, c, 3)
	if err := c.CommitRecords(within(t), &kgo.Record{Topic: "wire", Offset: 1, LeaderEpoch: -1}); err != nil {
		t.Fatal(err)
	}
	c.Close()
	_, port, _ := net.SplitHostPort(first.Addr())
	first.Close()
	first.Close() // again does no harm

	n, _ := strconv.Atoi(port)
	second := start(t, embedded.Config{DataDir: dir, Port: n})
	if got := second.Addr(); got != first.Addr() {
		t.Errorf("address after the restart is %s, was %s", got, first.Addr())
	}
	again := client(t, second.Addr(), kgo.ConsumerGroup("g"), kgo.ConsumeTopics("wire"))
	if got := read(t, again, 1); got != "c" {
		t.Errorf("went on at %q, want the record after the committed two", got)
	}
	all := client(t, second.Addr(), kgo.ConsumeTopics("wire"))
	if got := read(t, all, 3); got != "a b c" {
		t.Errorf("read %q", got)
	}
}

// TestTopicsOutliveAKill runs a broker in a process of its own and kills it
// with SIGKILL after the write was acknowledged.
func TestTopicsOutliveAKill(t *testing.T) {
	if dir := os.Getenv("EMBEDDED_CHILD_DIR"); dir != "" {
		serve(dir)
	}
	dir := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run=^TestTopicsOutliveAKill$")
	child.Env = append(os.Environ(), "EMBEDDED_CHILD_DIR="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = child.Process.Kill() }()
	var addr string
	if _, err := fmt.Fscanln(out, &addr); err != nil {
		t.Fatalf("address of the child: %v", err)
	}
	c := client(t, addr, kgo.ConsumerGroup("g"), kgo.ConsumeTopics("wire"), kgo.DisableAutoCommit())
	createTopic(t, c, "wire", 1)
	write(t, c, "wire", "a", "b", "c")
	read(t, c, 3)
	if err := c.CommitRecords(within(t), &kgo.Record{Topic: "wire", Offset: 1, LeaderEpoch: -1}); err != nil {
		t.Fatal(err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()

	b := start(t, embedded.Config{DataDir: dir})
	if got := read(t, client(t, b.Addr(), kgo.ConsumeTopics("wire")), 3); got != "a b c" {
		t.Errorf("read %q after the kill", got)
	}
	req := kmsg.NewPtrOffsetFetchRequest()
	req.Group = "g"
	rt := kmsg.NewOffsetFetchRequestTopic()
	rt.Topic, rt.Partitions = "wire", []int32{0}
	req.Topics = append(req.Topics, rt)
	rg := kmsg.NewOffsetFetchRequestGroup()
	rg.Group = "g"
	gt := kmsg.NewOffsetFetchRequestGroupTopic()
	gt.Topic, gt.Partitions = "wire", []int32{0}
	rg.Topics = append(rg.Topics, gt)
	req.Groups = append(req.Groups, rg)
	res, err := req.RequestWith(within(t), client(t, b.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	if got := res.Groups[0].Topics[0].Partitions[0].Offset; got != 2 {
		t.Errorf("offset %d after the kill, want 2", got)
	}
}

// serve is the child: a broker that runs until it is killed.
func serve(dir string) {
	b, err := embedded.Start(embedded.Config{DataDir: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(b.Addr())
	select {}
}

func TestTakesMessagesOfSixteenMiB(t *testing.T) {
	c := client(t, start(t, embedded.Config{}).Addr(), kgo.ProducerBatchMaxBytes(20<<20), kgo.ProducerBatchCompression(kgo.NoCompression()))
	createTopic(t, c, "wire", 1)
	f := func(size int, want bool) {
		t.Helper()
		err := c.ProduceSync(within(t), &kgo.Record{Topic: "wire", Value: make([]byte, size)}).FirstErr()
		if got := err == nil; got != want {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	f(16<<20, true)
	f(17<<20, false)
}

func TestConfigIsRefusedWithTheNameOfTheSetting(t *testing.T) {
	f := func(c embedded.Config, want string) {
		t.Helper()
		_, err := embedded.Start(c)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
	f(embedded.Config{Port: 70000}, "port 70000")
	f(embedded.Config{DefaultPartitions: -1}, "default-partitions -1")
	f(embedded.Config{MaxMessageBytes: -1}, "max-message-bytes -1")
}

func TestADataDirHasOneBroker(t *testing.T) {
	dir := t.TempDir()
	first, err := embedded.Start(embedded.Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if second, err := embedded.Start(embedded.Config{DataDir: dir}); err == nil || !strings.Contains(err.Error(), "in use") {
		if err == nil {
			second.Close()
		}
		t.Errorf("a second broker on the same folder: %v", err)
	}
	first.Close()
	third, err := embedded.Start(embedded.Config{DataDir: dir})
	if err != nil {
		t.Fatalf("after the first has ended: %v", err)
	}
	third.Close()
}
