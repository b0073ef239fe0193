// Package deliver is where alerts reach people: as boxes on a terminal and as
// signed requests to a webhook.
//
// Delivery is at least once: a receiver tells repeats by the key of id and seq.
package deliver

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// The defaults of a Config.
const (
	DefaultTimeout = 10 * time.Second
	DefaultGiveUp  = 15 * time.Minute
	DefaultWidth   = 80
)

// Config says where alerts go.
type Config struct {
	Webhook string            // address; "" sends none
	Secret  string            // signs requests; needed with Webhook
	Timeout time.Duration     // of one request
	GiveUp  time.Duration     // after so long of retries an alert is a dead letter; 0 tries until the context ends
	Client  http.RoundTripper // nil is a transport of its own

	Terminal io.Writer // nil prints none
	Width    int       // of the terminal in columns
	Colour   bool

	Now    func() time.Time // nil is time.Now
	Jitter func() float64   // from 0 to 1; nil is random
}

// DefaultConfig is the Config with its defaults: delivering nowhere.
func DefaultConfig() Config {
	return Config{Timeout: DefaultTimeout, GiveUp: DefaultGiveUp, Width: DefaultWidth}
}

// Validate names the setting that is wrong. It never quotes the secret.
func (c Config) Validate() error {
	if c.Timeout <= 0 || c.GiveUp < 0 {
		return fmt.Errorf("timeout, give-up: %s, %s: not positive", c.Timeout, c.GiveUp)
	}
	if c.Webhook == "" {
		return nil
	}
	u, err := url.Parse(c.Webhook)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("webhook: not an http or https address")
	case u.User != nil:
		return fmt.Errorf("webhook: the address of %s must not hold a password", u.Host)
	case c.Secret == "":
		return fmt.Errorf("webhook: %s needs a secret to sign with", u.Host)
	}
	return nil
}

// Deliverer hands alerts on.
type Deliverer struct {
	config  Config
	webhook *webhook
}

// New returns a Deliverer, or says which setting is wrong.
func New(c Config) (*Deliverer, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	d := &Deliverer{config: c}
	if c.Webhook != "" {
		d.webhook = newWebhook(c)
	}
	return d, nil
}

// Process delivers an alert everywhere and returns it. A receiver that refuses
// it, or cannot be reached in time, is a Fault: webhook-refused or
// webhook-unreachable. When the context ends first its error comes back, and
// the alert has to be delivered again.
func (d *Deliverer) Process(ctx context.Context, a article.Alert) ([]article.Alert, error) {
	if d.config.Terminal != nil {
		if _, err := io.WriteString(d.config.Terminal, Box(a, d.config.Width, d.config.Colour)); err != nil {
			return nil, fmt.Errorf("print alert: %w", err)
		}
	}
	if d.webhook != nil {
		if err := d.webhook.send(ctx, a); err != nil {
			return nil, err
		}
	}
	return []article.Alert{a}, nil
}
