package kafka

import (
	"math/rand/v2"

	"github.com/segmentio/kafka-go"

	"github.com/wirewatch/wirewatch/pipeline"
)

// partitionOf is the one of partitions that a message is written to: its own
// where it is pinned, else the one that Java's client would choose for its key.
// Messages without a key are spread.
func partitionOf(m *pipeline.Message, partitions []int) int {
	switch {
	case m.Pinned:
		return m.Partition
	case m.Key == nil:
		return partitions[rand.N(len(partitions))]
	}
	return kafka.Murmur2Balancer{Consistent: true}.Balance(kafka.Message{Key: m.Key}, partitions...)
}

// PartitionOf is the partition of a topic with n partitions on which messages
// with this key stand, here and with Java's client.
func PartitionOf(key []byte, n int) int {
	return kafka.Murmur2Balancer{Consistent: true}.Balance(kafka.Message{Key: key}, numbers(n)...)
}

// numbers is 0 to n-1.
func numbers(n int) []int {
	ns := make([]int, n)
	for i := range ns {
		ns[i] = i
	}
	return ns
}
