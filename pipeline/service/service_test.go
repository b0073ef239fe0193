package service_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/service"
)

func start(t *testing.T) *service.Service {
	t.Helper()
	c := service.DefaultConfig()
	c.HTTP = "127.0.0.1:0"
	s, err := service.New(c, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close) // also keeps it, and so its port, to the end of the test
	return s
}

func TestAProcessShowsMetricsAndHealth(t *testing.T) {
	s := start(t)
	s.Health.Set("broker", false, "connection refused")
	err := s.Run(t.Context(), func(context.Context) error {
		get := func(path string, code int, part string) {
			t.Helper()
			resp, err := http.Get("http://" + s.Addr() + path)
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil || resp.StatusCode != code || !strings.Contains(string(body), part) {
				t.Errorf("%s = %d %s %v, want %d ...%s...", path, resp.StatusCode, body, err, code, part)
			}
		}
		get("/healthz", 200, "ok")
		get("/readyz", 503, "connection refused")
		get("/metrics", 200, "wirewatch_ready 0")
		s.Health.Set("broker", true, "")
		get("/readyz", 200, `"ready":true`)
		get("/metrics", 200, "wirewatch_ready 1")
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAFailedTaskEndsTheOthers(t *testing.T) {
	boom := errors.New("boom")
	err := start(t).Run(t.Context(),
		func(context.Context) error { return boom },
		func(ctx context.Context) error { <-ctx.Done(); return nil })
	if !errors.Is(err, boom) {
		t.Errorf("Run = %v", err)
	}
}

func TestAPortInUseIsAnErrorAtStart(t *testing.T) {
	s := start(t)
	c := service.DefaultConfig()
	c.HTTP = s.Addr()
	if _, err := service.New(c, io.Discard); err == nil || !strings.Contains(err.Error(), "http") {
		t.Errorf("New = %v", err)
	}
}

func TestConfigNamesTheWrongSetting(t *testing.T) {
	f := func(change func(*service.Config), part string) {
		t.Helper()
		c := service.DefaultConfig()
		change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("Validate = %v, want ...%s...", err, part)
		}
	}
	f(func(c *service.Config) { c.LogLevel = "loud" }, "log-level")
	f(func(c *service.Config) { c.LogFormat = "xml" }, "log-format")
	f(func(c *service.Config) { c.HTTP = "nowhere" }, "http")
}
