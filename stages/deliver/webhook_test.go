package deliver_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/deliver"
)

// receiver answers requests in the process, one answer after another; the last
// is repeated.
type receiver struct {
	answers []answer
	times   []time.Time
	bodies  []string
	headers []http.Header
	urls    []string
}

type answer struct {
	code   int
	header http.Header
	err    error
}

func (r *receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	n := min(len(r.times), len(r.answers)-1)
	r.times, r.bodies = append(r.times, time.Now()), append(r.bodies, string(body))
	r.headers, r.urls = append(r.headers, req.Header), append(r.urls, req.URL.String())
	a := r.answers[n]
	if a.err != nil {
		return nil, a.err
	}
	if a.header == nil {
		a.header = http.Header{}
	}
	return &http.Response{StatusCode: a.code, Status: http.StatusText(a.code), Header: a.header, Body: http.NoBody, Request: req}, nil
}

func sample() article.Alert {
	return article.Alert{ID: "abc", Seq: 3, State: article.Open, Theme: "terrorism.attack", Records: []string{"u#1"}}
}

func newDeliverer(t *testing.T, r *receiver, set ...func(*deliver.Config)) *deliver.Deliverer {
	t.Helper()
	c := deliver.DefaultConfig()
	c.Webhook, c.Secret, c.Client = "https://desk.example/hook?token=hidden", "s3cret", r
	c.Jitter = func() float64 { return 1 }
	for _, f := range set {
		f(&c)
	}
	d, err := deliver.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWebhookIsSigned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{answers: []answer{{code: 204}}}
		out, err := newDeliverer(t, r).Process(t.Context(), sample())
		if err != nil || len(out) != 1 {
			t.Fatalf("Process = %v, %v", out, err)
		}
		h := r.headers[0]
		got := []string{h.Get("Idempotency-Key"), h.Get("Content-Type"), h.Get("Wirewatch-Signature")}
		want := []string{"abc:3", "application/json", deliver.Sign("s3cret", time.Now(), []byte(r.bodies[0]))}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("headers (-want +got):\n%s", d)
		}
		var a article.Alert
		if err := json.Unmarshal([]byte(r.bodies[0]), &a); err != nil || !cmp.Equal(a, sample()) {
			t.Errorf("body %s, %v", r.bodies[0], err)
		}
	})
}

func TestSign(t *testing.T) {
	// printf '1700000000.{}' | openssl dgst -sha256 -hmac key
	want := "t=1700000000,v1=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae"
	if got := deliver.Sign("key", time.Unix(1700000000, 0), []byte("{}")); got != want {
		t.Errorf("Sign = %q, want %q", got, want)
	}
}

func TestWebhookTriesAgain(t *testing.T) {
	f := func(answers []answer, waits ...time.Duration) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			r := &receiver{answers: answers}
			if _, err := newDeliverer(t, r).Process(t.Context(), sample()); err != nil {
				t.Fatal(err)
			}
			var got []time.Duration
			for i := 1; i < len(r.times); i++ {
				got = append(got, r.times[i].Sub(r.times[i-1]))
			}
			if d := cmp.Diff(waits, got); d != "" {
				t.Errorf("waits (-want +got):\n%s", d)
			}
		})
	}
	ok := answer{code: 200}
	down := answer{err: errors.New("connection refused")}
	f([]answer{ok})
	f([]answer{down, down, {code: 503}, ok}, 500*time.Millisecond, time.Second, 2*time.Second)
	f([]answer{{code: 408}, {code: 429, header: http.Header{"Retry-After": {"30"}}}, ok}, 500*time.Millisecond, 30*time.Second)
	f([]answer{{code: 503, header: http.Header{"Retry-After": {"Sat, 01 Jan 2000 00:00:10 GMT"}}}, ok}, 10*time.Second)
	f([]answer{{code: 503, header: http.Header{"Retry-After": {"soon"}}}, ok}, 500*time.Millisecond)
}

func TestWebhookFaults(t *testing.T) {
	f := func(a answer, reason string, attempts int) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			r := &receiver{answers: []answer{a}}
			d := newDeliverer(t, r, func(c *deliver.Config) { c.GiveUp = 2 * time.Second })
			_, err := d.Process(t.Context(), sample())
			fault, ok := errors.AsType[*article.Fault](err)
			if !ok || fault.Reason() != reason || len(r.times) != attempts {
				t.Errorf("after %d attempts %v, want %d and %s", len(r.times), err, attempts, reason)
			}
			if strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "hidden") {
				t.Errorf("error tells a secret: %v", err)
			}
		})
	}
	f(answer{code: 400}, "webhook-refused", 1)
	f(answer{code: 410}, "webhook-refused", 1)
	f(answer{code: 302, header: http.Header{"Location": {"http://169.254.169.254/"}}}, "webhook-refused", 1)
	f(answer{code: 307, header: http.Header{"Location": {"https://other.example/"}}}, "webhook-refused", 1)
	f(answer{code: 307, header: http.Header{"Location": {"http://desk.example/plain"}}}, "webhook-refused", 1)
	f(answer{code: 500}, "webhook-unreachable", 3)
	f(answer{err: errors.New("no route")}, "webhook-unreachable", 3)
}

func TestRedirectOnTheSameHostIsFollowed(t *testing.T) {
	r := &receiver{answers: []answer{{code: 307, header: http.Header{"Location": {"/v2"}}}, {code: 200}}}
	if _, err := newDeliverer(t, r).Process(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	if len(r.urls) != 2 || r.urls[1] != "https://desk.example/v2" || r.bodies[1] != r.bodies[0] {
		t.Errorf("requests %q", r.urls)
	}
}

func TestWebhookEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		d := newDeliverer(t, &receiver{answers: []answer{{code: 500}}}, func(c *deliver.Config) { c.GiveUp = 0 })
		if _, err := d.Process(ctx, sample()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Process = %v", err)
		}
	})
}

func TestConfigNamesTheSetting(t *testing.T) {
	f := func(set func(*deliver.Config), want string) {
		t.Helper()
		c := deliver.DefaultConfig()
		set(&c)
		_, err := deliver.New(c)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("New = %v, want an error naming %q and no secret", err, want)
		}
	}
	f(func(c *deliver.Config) { c.Timeout = 0 }, "timeout")
	f(func(c *deliver.Config) { c.Webhook = "ftp://x" }, "webhook")
	f(func(c *deliver.Config) { c.Webhook = "::hidden" }, "webhook")
	f(func(c *deliver.Config) { c.Webhook = "https://desk.example/hidden" }, "secret")
	f(func(c *deliver.Config) { c.Webhook, c.Secret = "https://u:hidden@desk.example/", "x" }, "password")
}
