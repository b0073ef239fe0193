//go:build !nobroker

package main

import (
	"fmt"
	"log/slog"

	"github.com/wirewatch/wirewatch/pipeline/embedded"
)

// startBroker starts the broker in the binary. An image for production is built
// with the tag nobroker and has none.
func startBroker(dataDir string, port int, log *slog.Logger) (addr string, stop func(), err error) {
	b, err := embedded.Start(embedded.Config{DataDir: dataDir, Port: port, Log: log})
	if err != nil {
		return "", nil, fmt.Errorf("start embedded broker: %w", err)
	}
	return b.Addr(), b.Close, nil
}
