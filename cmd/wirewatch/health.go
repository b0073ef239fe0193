package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

type healthCommand struct {
	URL string `arg:"" optional:"" help:"Address of the service." default:"http://127.0.0.1:9464"`
}

// Run asks a service whether it is ready; the exit code is the answer.
func (h *healthCommand) Run(ctx context.Context, c console) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL+"/readyz", nil)
	if err != nil {
		return &usageError{fmt.Errorf("url %q: %w", h.URL, err)}
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("ask %s: %w", h.URL, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return fmt.Errorf("ask %s: %w", h.URL, err)
	}
	fmt.Fprintf(c.out, "%s", body)
	if resp.StatusCode != http.StatusOK {
		return errItems
	}
	return nil
}
