package kafka

import (
	"fmt"

	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"
)

// Plain logs in with a user name and a password sent as they are: only over TLS.
func Plain(user, password string) sasl.Mechanism {
	return plain.Mechanism{Username: user, Password: password}
}

// Scram logs in with a user name and a password that is never sent. The
// algorithm is SCRAM-SHA-256 or SCRAM-SHA-512.
func Scram(algorithm, user, password string) (sasl.Mechanism, error) {
	algo := scram.SHA512
	switch algorithm {
	case "SCRAM-SHA-512":
	case "SCRAM-SHA-256":
		algo = scram.SHA256
	default:
		return nil, fmt.Errorf("sasl mechanism %q: want PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER", algorithm)
	}
	m, err := scram.Mechanism(algo, user, password)
	if err != nil {
		return nil, fmt.Errorf("sasl user %q: %w", user, err)
	}
	return m, nil
}
