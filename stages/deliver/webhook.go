package deliver

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// The headers of a request.
const (
	HeaderSignature = "Wirewatch-Signature" // see Sign
	HeaderKey       = "Idempotency-Key"     // id:seq of the alert
)

const (
	firstWait = 500 * time.Millisecond
	maxWait   = time.Minute
	maxAnswer = 64 << 10 // read of an answer, so that the connection can be used again
)

// Sign gives the value of the signature header: the time in Unix seconds and
// the HMAC-SHA256, with the secret, of the time, a dot and the body.
func Sign(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

// webhook posts alerts to the one address that the operator gave. It follows a
// redirect only on the same host and scheme: an answer must not lead it to
// addresses the operator did not name.
type webhook struct {
	config Config
	client *http.Client
	host   string
}

func newWebhook(c Config) *webhook {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Jitter == nil {
		c.Jitter = rand.Float64
	}
	if c.Client == nil {
		c.Client = &http.Transport{ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute}
	}
	w := &webhook{config: c}
	if u, err := url.Parse(c.Webhook); err == nil {
		w.host = u.Host
	}
	w.client = &http.Client{Transport: c.Client, Timeout: c.Timeout, CheckRedirect: sameHost}
	return w
}

func sameHost(req *http.Request, via []*http.Request) error {
	first := via[0].URL
	if len(via) > 3 || req.URL.Host != first.Host || req.URL.Scheme != first.Scheme {
		return http.ErrUseLastResponse
	}
	return nil
}

// send tries until the receiver takes the alert or refuses it.
func (w *webhook) send(ctx context.Context, a article.Alert) error {
	body, err := json.Marshal(a)
	if err != nil {
		return article.NewFault("bad-alert", "encode alert %q: %w", a.ID, err)
	}
	start := w.config.Now()
	for attempt := 0; ; attempt++ {
		again, after, err := w.post(ctx, a, body)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !again {
			return article.NewFault("webhook-refused", "deliver alert %q: %w", a.ID, err)
		}
		wait := max(w.backoff(attempt), after)
		if w.config.GiveUp > 0 && w.config.Now().Add(wait).Sub(start) > w.config.GiveUp {
			return article.NewFault("webhook-unreachable", "deliver alert %q, %d attempts: %w", a.ID, attempt+1, err)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(wait):
		}
	}
}

// backoff doubles from attempt to attempt, by half at random.
func (w *webhook) backoff(attempt int) time.Duration {
	wait := min(firstWait<<min(attempt, 20), maxWait)
	return wait/2 + time.Duration(w.config.Jitter()*float64(wait/2))
}

// post is one attempt. It says whether another may help, and the least time to
// wait before it. Errors name the host only: the address may hold a token.
func (w *webhook) post(ctx context.Context, a article.Alert, body []byte) (again bool, after time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.config.Webhook, bytes.NewReader(body))
	if err != nil {
		return false, 0, fmt.Errorf("address of %s cannot be used", w.host)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "wirewatch")
	req.Header.Set(HeaderKey, a.ID+":"+strconv.Itoa(a.Seq))
	req.Header.Set(HeaderSignature, Sign(w.config.Secret, w.config.Now(), body))
	resp, err := w.client.Do(req)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err
		}
		return true, 0, fmt.Errorf("reach %s: %w", w.host, err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer)) // only to use the connection again
	code := resp.StatusCode
	if code >= 200 && code < 300 {
		return false, 0, nil
	}
	again = code >= 500 || code == http.StatusRequestTimeout || code == http.StatusTooManyRequests
	return again, w.retryAfter(resp.Header.Get("Retry-After")), fmt.Errorf("%s answered %s", w.host, resp.Status)
}

// retryAfter reads seconds or a date; 0 where it says neither.
func (w *webhook) retryAfter(v string) time.Duration {
	if s, err := strconv.Atoi(v); err == nil && s >= 0 {
		return time.Duration(min(s, 24*60*60)) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(0, at.Sub(w.config.Now()))
	}
	return 0
}
