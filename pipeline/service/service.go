// Package service is what every long-running process of wirewatch has around
// its work: logs, metrics, health, signals and an orderly end.
package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"
)

// Config says how a process shows itself.
type Config struct {
	HTTP      string // address of /metrics, /healthz and /readyz; empty serves none
	LogLevel  string // debug, info, warn or error
	LogFormat string // text or json
}

// DefaultConfig is the Config with its defaults: a free port of the loopback
// address would be unknown to Prometheus, so the port is fixed.
func DefaultConfig() Config {
	return Config{HTTP: "127.0.0.1:9464", LogLevel: "info", LogFormat: "text"}
}

// Validate names the setting that is wrong.
func (c Config) Validate() error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return fmt.Errorf("log-level %q: want debug, info, warn or error", c.LogLevel)
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return fmt.Errorf("log-format %q: want text or json", c.LogFormat)
	}
	if c.HTTP == "" {
		return nil
	}
	if _, _, err := net.SplitHostPort(c.HTTP); err != nil {
		return fmt.Errorf("http %q: want host:port", c.HTTP)
	}
	return nil
}

// Service is a process at work.
type Service struct {
	Log      *slog.Logger
	Registry *prometheus.Registry
	Health   *Health

	config   Config
	mux      *http.ServeMux
	listener net.Listener
}

// New makes a Service that logs to w, and opens its address, so that a port in
// use is an error at start.
func New(c Config, w io.Writer) (*Service, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	s := &Service{Log: logger(c, w), Registry: prometheus.NewRegistry(), config: c, mux: http.NewServeMux()}
	s.Registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	s.Health = newHealth(s.Registry)
	s.mux.Handle("GET /metrics", promhttp.HandlerFor(s.Registry, promhttp.HandlerOpts{}))
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	s.mux.Handle("GET /readyz", s.Health)
	if c.HTTP == "" {
		return s, nil
	}
	l, err := net.Listen("tcp", c.HTTP)
	if err != nil {
		return nil, fmt.Errorf("http: %w", err)
	}
	s.listener = l
	return s, nil
}

// Addr is where the process serves; empty where it does not.
func (s *Service) Addr() string {
	if s.listener == nil {
		return ""
	}
	return s.listener.Addr().String()
}

// Close gives the address back where Run was never called; after Run it does
// nothing.
func (s *Service) Close() {
	if s.listener != nil {
		_ = s.listener.Close() // closed already by the server, where there was one
	}
}

// Handle serves more pages beside metrics and health.
func (s *Service) Handle(pattern string, h http.Handler) { s.mux.Handle(pattern, h) }

// Run serves while the tasks run, until all have returned or one fails; then
// the others are told to end. A first SIGINT or SIGTERM ends ctx, so that the
// tasks drain; a second one ends the process at once.
func (s *Service) Run(ctx context.Context, tasks ...func(context.Context) error) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)

	ended := s.serve()
	g, ctx := errgroup.WithContext(ctx)
	for _, task := range tasks {
		g.Go(func() error { return task(ctx) })
	}
	err := g.Wait()
	return errors.Join(err, ended())
}

// serve starts the server and gives the function that ends it.
func (s *Service) serve() (end func() error) {
	if s.listener == nil {
		return func() error { return nil }
	}
	server := &http.Server{Handler: s.mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10}
	var wg sync.WaitGroup
	var err error
	wg.Go(func() { err = server.Serve(s.listener) })
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		closing := server.Shutdown(ctx)
		wg.Wait()
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		return errors.Join(err, closing)
	}
}

func logger(c Config, w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		panic(err) // Validate has passed
	}
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
