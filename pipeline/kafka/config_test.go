package kafka_test

import (
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

func TestConfigIsRefusedWithTheNameOfTheSetting(t *testing.T) {
	f := func(want string, change func(*kafka.Config)) {
		t.Helper()
		c := kafka.Config{Brokers: []string{"127.0.0.1:9092"}}
		change(&c)
		_, err := kafka.Open(c)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
	f("brokers: none", func(c *kafka.Config) { c.Brokers = nil })
	f(`brokers "here"`, func(c *kafka.Config) { c.Brokers = []string{"here"} })
	f(`compression "rar"`, func(c *kafka.Config) { c.Compression = "rar" })
	f("session -1ns", func(c *kafka.Config) { c.Session = -1 })
	f("max-message -5", func(c *kafka.Config) { c.MaxMessage = -5 })
}

func TestScramWantsAKnownAlgorithm(t *testing.T) {
	f := func(algorithm string, ok bool) {
		t.Helper()
		if m, err := kafka.Scram(algorithm, "user", "secret"); (err == nil) != ok || ok && m.Name() != algorithm {
			t.Errorf("%s: %v, %v", algorithm, m, err)
		} else if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error gives the password away: %v", err)
		}
	}
	f("SCRAM-SHA-256", true)
	f("SCRAM-SHA-512", true)
	f("SCRAM-SHA-1", false)
}

func TestEveryCompressionIsReadBack(t *testing.T) {
	addrs := brokers(t)
	for _, compression := range []string{"none", "gzip", "snappy", "lz4", "zstd"} {
		t.Run(compression, func(t *testing.T) {
			b := open(t, addrs, func(c *kafka.Config) { c.Compression = compression })
			name := topic(t, b, 1, nil)
			produce(t, b, numbered(name, "k", 100)...)
			n := 0
			if err := b.ReadFrom(within(t), name, kafka.Start{}, each(&n)); err != nil || n != 100 {
				t.Errorf("%d records, %v", n, err)
			}
		})
	}
}
