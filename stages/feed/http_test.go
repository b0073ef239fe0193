package feed_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/stages/feed"
)

// broker keeps what is produced, or fails.
type broker struct {
	mu   sync.Mutex
	msgs []pipeline.Message
	err  error
}

func (b *broker) produce(_ context.Context, msgs []pipeline.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return b.err
	}
	b.msgs = append(b.msgs, msgs...)
	return nil
}

func (b *broker) on(topic string) (out []pipeline.Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.msgs {
		if m.Topic == topic {
			out = append(out, m)
		}
	}
	return out
}

func (b *broker) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

// intake gives a running Intake on a broker in memory.
func intake(t *testing.T, change func(*feed.IntakeConfig)) (*feed.Intake, *broker) {
	t.Helper()
	b := &broker{}
	c := feed.IntakeConfig{
		Topic: "wire.raw", Dead: "wire.dead", State: "wire.feed-state", MaxItem: 1000,
		Now: func() time.Time { return now }, Store: pipeline.NewMemoryStore(), Produce: b.produce,
	}
	if change != nil {
		change(&c)
	}
	in, err := feed.NewIntake(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { _ = in.Run(ctx) })
	t.Cleanup(func() { cancel(); wg.Wait() })
	return in, b
}

func post(t *testing.T, h http.Handler, body string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/items", strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestPushAnswersWhenTheBrokerHasIt(t *testing.T) {
	in, b := intake(t, nil)
	h := feed.NewHTTP(feed.HTTPConfig{Intake: in, MaxItem: 1000, Log: slog.New(slog.DiscardHandler)})
	f := func(status, raw int, body string, headers ...string) {
		t.Helper()
		res := post(t, h, body, headers...)
		if got := len(b.on("wire.raw")); res.StatusCode != status || got != raw {
			text, _ := io.ReadAll(res.Body)
			t.Errorf("%.40q: %d with %d raw records, want %d with %d: %s", body, res.StatusCode, got, status, raw, text)
		}
	}
	f(202, 1, "KABUL, Oct 16 - Fighters", "X-Wirewatch-Source", "isle")
	f(202, 1, "KABUL, Oct 16 - Fighters", "X-Wirewatch-Source", "isle") // the same bytes
	f(202, 2, "one", "Idempotency-Key", "k1")
	f(202, 2, "other bytes", "Idempotency-Key", "k1") // the same key
	f(202, 4, "{\"uri\":\"a\"}\n\n{\"uri\":\"b\"}\n", "Content-Type", "application/x-ndjson")
	f(202, 6, "--b\r\nContent-Type: text/plain\r\n\r\nfirst\r\n--b\r\n\r\nsecond\r\n--b--\r\n", "Content-Type", "multipart/mixed; boundary=b")
	f(400, 6, "  ")
	f(413, 6, strings.Repeat("x", 1001))
	f(413, 6, strings.Repeat("x", 9000))
	f(415, 6, "x", "Content-Encoding", "br")
	f(400, 6, "x", "Content-Encoding", "gzip")
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = w.Write([]byte("zipped"))
	_ = w.Close()
	f(202, 7, z.String(), "Content-Encoding", "gzip")
	if dead := b.on("wire.dead"); len(dead) != 1 || dead[0].Header("ww-reason") != "too-large" {
		t.Errorf("%d dead letters", len(dead))
	}
	b.fail(errors.New("gone"))
	f(503, 7, "while the broker is gone")
	b.fail(nil)
	f(202, 8, "while the broker is gone") // it was not marked as seen
	if got := b.on("wire.raw")[0].Header("source"); got != "isle" {
		t.Errorf("source %q", got)
	}
	if s := in.Sources()["isle"]; s.Received != 2 || s.Accepted != 1 || s.Repeated != 1 {
		t.Errorf("counts %+v", s)
	}
	var text strings.Builder
	if err := in.WriteMetrics(&text); err != nil || !strings.Contains(text.String(), `wirewatch_feed_items_total{source="isle",outcome="repeated"} 1`) {
		t.Errorf("%v, metrics:\n%s", err, text.String())
	}
}

func TestPushAsksWhoItIs(t *testing.T) {
	in, _ := intake(t, nil)
	sign := func(body string) string {
		mac := hmac.New(sha256.New, []byte("secret"))
		mac.Write([]byte(body))
		return "sha256=" + hex.EncodeToString(mac.Sum(nil))
	}
	f := func(token, secret string, status int, headers ...string) {
		t.Helper()
		h := feed.NewHTTP(feed.HTTPConfig{Intake: in, Token: token, Secret: secret, Log: slog.New(slog.DiscardHandler)})
		if res := post(t, h, "copy", headers...); res.StatusCode != status {
			t.Errorf("%q %q %v: %d, want %d", token, secret, headers, res.StatusCode, status)
		}
	}
	f("", "", 202)
	f("tok", "", 401)
	f("tok", "", 401, "Authorization", "Bearer no")
	f("tok", "", 401, "X-Wirewatch-Signature", sign("copy"))
	f("tok", "", 202, "Authorization", "Bearer tok")
	f("", "secret", 401)
	f("", "secret", 401, "X-Wirewatch-Signature", sign("other"))
	f("", "secret", 202, "X-Wirewatch-Signature", sign("copy"))
	f("tok", "secret", 401)
	f("tok", "secret", 401, "X-Wirewatch-Signature", sign("other"))
	f("tok", "secret", 202, "X-Wirewatch-Signature", sign("copy"))
	f("tok", "secret", 202, "Authorization", "Bearer tok")
}

func TestPushHoldsSourcesBack(t *testing.T) {
	in, _ := intake(t, func(c *feed.IntakeConfig) { c.Quota.Items = 1 })
	h := feed.NewHTTP(feed.HTTPConfig{Intake: in, Log: slog.New(slog.DiscardHandler)})
	post(t, h, "one")
	if res := post(t, h, "two"); res.StatusCode != 429 || res.Header.Get("Retry-After") == "" {
		t.Errorf("over quota: %d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}

	stuck, err := feed.NewIntake(feed.IntakeConfig{
		Topic: "r", Dead: "d", State: "s", Waiting: 1, Store: pipeline.NewMemoryStore(),
		Produce: func(context.Context, []pipeline.Message) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := stuck.Put(ctx, feed.Item{Bytes: []byte("waits")}); !errors.Is(err, context.Canceled) {
		t.Errorf("Put = %v", err)
	}
	h = feed.NewHTTP(feed.HTTPConfig{Intake: stuck, Log: slog.New(slog.DiscardHandler)})
	if res := post(t, h, "more"); res.StatusCode != 429 || res.Header.Get("Retry-After") != "1" {
		t.Errorf("busy: %d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
}
