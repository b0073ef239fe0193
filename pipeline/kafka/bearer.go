package kafka

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/segmentio/kafka-go/sasl"
)

// Bearer logs in with a token (OAUTHBEARER), which is asked for anew for each
// connection. It is sent as it is: only over TLS.
func Bearer(token func(context.Context) (string, error)) sasl.Mechanism { return bearer{token} }

type bearer struct {
	token func(context.Context) (string, error)
}

// Name is the mechanism's.
func (bearer) Name() string { return "OAUTHBEARER" }

// Start gives the one message there is to send.
func (b bearer) Start(ctx context.Context) (sasl.StateMachine, []byte, error) {
	token, err := b.token(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("log in: %w", err)
	}
	if token == "" || strings.ContainsAny(token, "\x01\r\n ") {
		return nil, nil, errors.New("log in: the token is empty or not one word")
	}
	return bearerSession{}, []byte("n,,\x01auth=Bearer " + token + "\x01\x01"), nil
}

type bearerSession struct{}

// Next ends the login: what the broker says to a token that it takes is
// nothing, to any other why not.
func (bearerSession) Next(_ context.Context, challenge []byte) (done bool, response []byte, err error) {
	if len(challenge) == 0 {
		return true, nil, nil
	}
	return false, nil, fmt.Errorf("log in: the broker refuses the token: %.200s", challenge)
}

// Grant gets tokens from an authorisation server by the client credentials
// grant of OAuth 2.0, and keeps each until shortly before its end.
type Grant struct {
	URL            string // of the token endpoint
	Client, Secret string
	Scope          string       // may be empty
	HTTP           *http.Client // nil is one with a timeout of 10 s

	mu    sync.Mutex
	token string
	until time.Time
}

// Token gives a token that is good for now.
func (g *Grant) Token(ctx context.Context) (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.token != "" && time.Now().Before(g.until) {
		return g.token, nil
	}
	form := url.Values{"grant_type": {"client_credentials"}}
	if g.Scope != "" {
		form.Set("scope", g.Scope)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.URL, strings.NewReader(form.Encode()))
	if err != nil {
		return "", fmt.Errorf("ask for a token: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(url.QueryEscape(g.Client), url.QueryEscape(g.Secret))
	client := g.HTTP
	if client == nil {
		client = &http.Client{Timeout: 10 * time.Second}
	}
	res, err := client.Do(req)
	if err != nil {
		return "", fmt.Errorf("ask for a token: %w", err)
	}
	defer res.Body.Close()
	return g.read(res)
}

func (g *Grant) read(res *http.Response) (string, error) {
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return "", fmt.Errorf("ask for a token: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("ask for a token: %s", res.Status) // the body may repeat what was sent
	}
	var answer struct {
		Token   string `json:"access_token"`
		Expires int    `json:"expires_in"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.Token == "" {
		return "", errors.New("ask for a token: the answer has none")
	}
	const early = 30 * time.Second
	g.token, g.until = answer.Token, time.Now().Add(time.Duration(answer.Expires)*time.Second-early)
	return g.token, nil
}
