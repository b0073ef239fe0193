// Package embedded is the broker in the binary: franz-go's kfake listening on
// 127.0.0.1, for the demo, for tests and for a desk that lives on one machine.
// Any Kafka client can attach to it. It has no replicas, no access control and
// keeps its indexes in memory: it is not made for more than one machine, nor
// for days of a busy wire.
package embedded

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gofrs/flock"
	"github.com/twmb/franz-go/pkg/kfake"
)

// Config says how the broker is to run. The zero value is a broker in memory
// on a free port.
type Config struct {
	DataDir           string       // where topics and offsets are kept; empty keeps them in memory
	Port              int          // 0 takes a free one
	DefaultPartitions int          // of a topic created without a number; default 12
	MaxMessageBytes   int          // largest batch a topic takes; default 16 MiB and room for its envelope
	Log               *slog.Logger // default slog.Default()
}

// Validate says what is wrong with the configuration, naming the setting.
func (c Config) Validate() error {
	var errs []error
	if c.Port < 0 || c.Port > 65535 {
		errs = append(errs, fmt.Errorf("port %d: want 0 to 65535", c.Port))
	}
	if c.DefaultPartitions < 0 {
		errs = append(errs, fmt.Errorf("default-partitions %d: want 1 or more", c.DefaultPartitions))
	}
	if c.MaxMessageBytes < 0 {
		errs = append(errs, fmt.Errorf("max-message-bytes %d: want 1 or more", c.MaxMessageBytes))
	}
	return errors.Join(errs...)
}

// minSession is the shortest group session the broker grants: short, so that
// the partitions of a process that died are handed on within seconds.
const minSession = 100 * time.Millisecond

// defaultMaxMessage is 16 MiB and a little for the batch around the message.
const defaultMaxMessage = 16<<20 + 64<<10

// Broker is a running broker.
type Broker struct {
	cluster *kfake.Cluster
	addr    string
	lock    *flock.Flock // of the DataDir; nil in memory
}

// Start brings a broker up. With a DataDir it finds there the topics, records
// and group offsets that an earlier one left, also one that was killed: each
// write reaches the disk before it is acknowledged. A DataDir that another
// broker has in use is refused.
func Start(c Config) (*Broker, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("embedded broker: %w", err)
	}
	if c.DefaultPartitions == 0 {
		c.DefaultPartitions = 12
	}
	if c.MaxMessageBytes == 0 {
		c.MaxMessageBytes = defaultMaxMessage
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	opts := []kfake.Opt{
		kfake.Ports(c.Port),
		kfake.ClusterID("wirewatch-embedded"),
		kfake.DefaultNumPartitions(c.DefaultPartitions),
		kfake.GroupMinSessionTimeout(minSession),
		kfake.BrokerConfigs(map[string]string{"message.max.bytes": strconv.Itoa(c.MaxMessageBytes)}),
		kfake.WithLogger(logger{c.Log}),
	}
	b := &Broker{}
	if c.DataDir != "" {
		if err := b.claim(c.DataDir); err != nil {
			return nil, fmt.Errorf("start embedded broker: %w", err)
		}
		opts = append(opts, kfake.DataDir(c.DataDir), kfake.SyncWrites())
	}
	var err error
	if b.cluster, err = kfake.NewCluster(opts...); err != nil {
		b.unlock()
		return nil, fmt.Errorf("start embedded broker on port %d: %w", c.Port, err)
	}
	b.addr = b.cluster.ListenAddrs()[0]
	return b, nil
}

// claim takes the lock of a DataDir, which a process that dies leaves free.
func (b *Broker) claim(dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	ok, err := lock.TryLock()
	switch {
	case err != nil:
		return fmt.Errorf("lock %s: %w", dir, err)
	case !ok:
		return fmt.Errorf("data-dir %s: another broker has it in use", dir)
	}
	b.lock = lock
	return nil
}

func (b *Broker) unlock() {
	if b.lock != nil {
		_ = b.lock.Unlock() // the end of the process frees it too
	}
}

// Addr is where clients connect: host:port.
func (b *Broker) Addr() string { return b.addr }

// Close stops the broker and writes what it holds to the DataDir. It may be
// called more than once.
func (b *Broker) Close() {
	b.cluster.Close()
	b.unlock()
}
