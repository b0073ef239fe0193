package kafka

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/segmentio/kafka-go/compress"
	"github.com/segmentio/kafka-go/sasl"
)

// Config says how to reach a cluster. Only Brokers must be set.
type Config struct {
	Brokers  []string     // host:port of some brokers; the others are found through them
	ClientID string       // shown in the brokers' logs; default "wirewatch"
	Log      *slog.Logger // default slog.Default()

	// OnState is called when the cluster answers for the first time, when it
	// stops answering, with the error, and when it answers again.
	OnState func(up bool, err error)

	// Delivery is exactly-once, where results and positions are committed in one
	// transaction, or at-least-once, for brokers without transactions; default
	// exactly-once.
	Delivery string

	Session     time.Duration // without a heartbeat for this long a member is out of its group; default 3s
	Rebalance   time.Duration // how long a group waits for its members to join again; default 10s
	MaxWait     time.Duration // how long a fetch waits at the broker for a first record; default 250ms
	FetchBytes  int           // bound of one fetch, over all partitions of a broker; default 2 MiB
	BatchBytes  int           // bound of one record batch written, before compression; default 900 KiB
	MaxMessage  int           // a larger message is refused without asking the broker; default 16 MiB
	Compression string        // none, gzip, snappy, lz4 or zstd; default snappy

	RequestTimeout time.Duration // of one try of a request; default 10s
	DialTimeout    time.Duration // default 3s
	MetadataTTL    time.Duration // how old the known layout of the cluster may be; default 2s
	BackoffMin     time.Duration // pause before a second try; default 50ms
	BackoffMax     time.Duration // longest pause between tries; default 2s

	TLS  *tls.Config    // nil for plain connections; client certificates go in here
	SASL sasl.Mechanism // nil for none; see Plain and Scram
}

// The kinds of delivery.
const (
	ExactlyOnce = "exactly-once"
	AtLeastOnce = "at-least-once"
)

// Validate says what is wrong with the configuration, naming the setting.
func (c Config) Validate() error {
	var errs []error
	if len(c.Brokers) == 0 {
		errs = append(errs, errors.New("brokers: none given"))
	}
	for _, b := range c.Brokers {
		if _, port, err := net.SplitHostPort(b); err != nil || port == "" {
			errs = append(errs, fmt.Errorf("brokers %q: want host:port", b))
		}
	}
	if _, err := codec(c.Compression); err != nil {
		errs = append(errs, err)
	}
	if c.Delivery != "" && c.Delivery != ExactlyOnce && c.Delivery != AtLeastOnce {
		errs = append(errs, fmt.Errorf("delivery %q: want %s or %s", c.Delivery, ExactlyOnce, AtLeastOnce))
	}
	for name, d := range map[string]time.Duration{
		"session": c.Session, "rebalance": c.Rebalance, "max-wait": c.MaxWait,
		"request-timeout": c.RequestTimeout, "dial-timeout": c.DialTimeout, "metadata-ttl": c.MetadataTTL,
		"backoff-min": c.BackoffMin, "backoff-max": c.BackoffMax,
	} {
		if d < 0 {
			errs = append(errs, fmt.Errorf("%s %s: want more than 0", name, d))
		}
	}
	for name, n := range map[string]int{
		"fetch-bytes": c.FetchBytes, "batch-bytes": c.BatchBytes, "max-message": c.MaxMessage,
	} {
		if n < 0 || n > 1<<30 {
			errs = append(errs, fmt.Errorf("%s %d: want 1 to %d", name, n, 1<<30))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("kafka: %w", err)
	}
	return nil
}

func (c Config) withDefaults() Config {
	c.ClientID = cmp.Or(c.ClientID, "wirewatch")
	c.Log = cmp.Or(c.Log, slog.Default())
	c.Delivery = cmp.Or(c.Delivery, ExactlyOnce)
	c.Session = cmp.Or(c.Session, 3*time.Second)
	c.Rebalance = cmp.Or(c.Rebalance, 10*time.Second)
	c.MaxWait = cmp.Or(c.MaxWait, 250*time.Millisecond)
	c.FetchBytes = cmp.Or(c.FetchBytes, 2<<20)
	c.BatchBytes = cmp.Or(c.BatchBytes, 900<<10)
	c.MaxMessage = cmp.Or(c.MaxMessage, 16<<20)
	c.Compression = cmp.Or(c.Compression, "snappy")
	c.RequestTimeout = cmp.Or(c.RequestTimeout, 10*time.Second)
	c.DialTimeout = cmp.Or(c.DialTimeout, 3*time.Second)
	c.MetadataTTL = cmp.Or(c.MetadataTTL, 2*time.Second)
	c.BackoffMin = cmp.Or(c.BackoffMin, 50*time.Millisecond)
	c.BackoffMax = cmp.Or(c.BackoffMax, 2*time.Second)
	return c
}

// codec is the compression of that name.
func codec(name string) (compress.Compression, error) {
	switch name {
	case "none":
		return compress.None, nil
	case "gzip":
		return compress.Gzip, nil
	case "snappy", "":
		return compress.Snappy, nil
	case "lz4":
		return compress.Lz4, nil
	case "zstd":
		return compress.Zstd, nil
	}
	return compress.None, fmt.Errorf("compression %q: want none, gzip, snappy, lz4 or zstd", name)
}
