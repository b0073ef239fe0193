//go:build nobroker

package main

import (
	"errors"
	"log/slog"
)

// startBroker says that this build has no broker.
func startBroker(string, int, *slog.Logger) (addr string, stop func(), err error) {
	return "", nil, &usageError{errors.New("embedded: this build has no broker in it; name a cluster with --brokers, or take a build without the tag nobroker")}
}
