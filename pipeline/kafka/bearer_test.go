package kafka_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

func TestBearerSaysItsTokenAndHearsWhyNot(t *testing.T) {
	b := kafka.Bearer(func(context.Context) (string, error) { return "abc.def.", nil })
	session, first, err := b.Start(t.Context())
	if err != nil || string(first) != "n,,\x01auth=Bearer abc.def.\x01\x01" || b.Name() != "OAUTHBEARER" {
		t.Fatalf("%s says %q, %v", b.Name(), first, err)
	}
	if done, _, err := session.Next(t.Context(), nil); !done || err != nil {
		t.Errorf("token taken: %v, %v", done, err)
	}
	if done, _, err := session.Next(t.Context(), []byte(`{"status":"invalid_token"}`)); done || err == nil || !strings.Contains(err.Error(), "invalid_token") {
		t.Errorf("token refused: %v, %v", done, err)
	}
	for _, bad := range []func(context.Context) (string, error){
		func(context.Context) (string, error) { return "", nil },
		func(context.Context) (string, error) { return "two words", nil },
		func(context.Context) (string, error) { return "", errors.New("no file") },
	} {
		if _, _, err := kafka.Bearer(bad).Start(t.Context()); err == nil || strings.Contains(err.Error(), "two words") {
			t.Errorf("Start = %v", err)
		}
	}
}

func TestGrantKeepsATokenUntilShortlyBeforeItsEnd(t *testing.T) {
	asked, expires, status := 0, "3600", http.StatusOK
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		user, secret, _ := r.BasicAuth()
		if user != "wire" || secret != "s%2Fcret" || r.FormValue("grant_type") != "client_credentials" || r.FormValue("scope") != "kafka" {
			t.Errorf("asked as %s with %v", user, r.Form)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"access_token":"tok","token_type":"Bearer","expires_in":` + expires + `}`))
	}))
	defer s.Close()
	g := &kafka.Grant{URL: s.URL, Client: "wire", Secret: "s/cret", Scope: "kafka"}
	for range 2 {
		if token, err := g.Token(t.Context()); token != "tok" || err != nil {
			t.Fatalf("Token = %q, %v", token, err)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times, want once", asked)
	}
	expires, g = "20", &kafka.Grant{URL: s.URL, Client: "wire", Secret: "s/cret", Scope: "kafka"}
	for range 2 {
		if _, err := g.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 3 {
		t.Errorf("asked %d times, want each time for a token that ends soon", asked-1)
	}
	status = http.StatusUnauthorized
	if _, err := g.Token(t.Context()); err == nil || strings.Contains(err.Error(), "cret") {
		t.Errorf("Token = %v", err)
	}
}
