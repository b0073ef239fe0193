package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/kafka"
)

// clusterFlags say which cluster, and how to get in. No secret is a flag:
// passwords come from a file or from the environment.
type clusterFlags struct {
	Brokers []string `help:"Kafka brokers, host:port." default:"127.0.0.1:9092" placeholder:"HOST:PORT,..."`
	Prefix  string   `help:"What the names of topics and groups begin with." default:"wire."`

	TLS     bool   `help:"Talk TLS to the brokers." name:"tls"`
	TLSCA   string `help:"PEM file of the authority that signed the brokers' certificates." name:"tls-ca" placeholder:"FILE"`
	TLSCert string `help:"PEM file of our own certificate." name:"tls-cert" placeholder:"FILE"`
	TLSKey  string `help:"PEM file of its key." name:"tls-key" placeholder:"FILE"`

	SASL             string `help:"How to log in: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER." name:"sasl" placeholder:"MECHANISM"`
	SASLUser         string `help:"User name, or the client's name at the token server." name:"sasl-user"`
	SASLPasswordFile string `help:"File with the password or the client's secret; else it is in WIREWATCH_SASL_PASSWORD." name:"sasl-password-file" placeholder:"FILE"`
	SASLTokenFile    string `help:"File with the token of OAUTHBEARER, read for each login; else it is in WIREWATCH_SASL_TOKEN." name:"sasl-token-file" placeholder:"FILE"`
	SASLTokenURL     string `help:"Token server of OAUTHBEARER, asked with the client's name and secret." name:"sasl-token-url" placeholder:"URL"`
	SASLScope        string `help:"Scope asked for there." name:"sasl-scope"`
}

// open reaches the cluster. Nothing is sent yet: a cluster that is down is
// waited for by whoever uses it.
func (f *clusterFlags) open(log *slog.Logger, onState func(up bool, err error)) (*kafka.Broker, error) {
	return f.openWith(kafka.Config{Brokers: f.Brokers, Log: log, OnState: onState})
}

// openWith opens the cluster with settings beyond those of the flags.
func (f *clusterFlags) openWith(c kafka.Config) (*kafka.Broker, error) {
	var err error
	if c.TLS, err = f.tls(); err != nil {
		return nil, &usageError{err}
	}
	if err := f.login(&c); err != nil {
		return nil, &usageError{err}
	}
	b, err := kafka.Open(c)
	if err != nil {
		return nil, &usageError{err}
	}
	return b, nil
}

func (f *clusterFlags) tls() (*tls.Config, error) {
	if !f.TLS {
		if f.TLSCA != "" || f.TLSCert != "" || f.TLSKey != "" {
			return nil, errors.New("tls-ca, tls-cert, tls-key: need --tls")
		}
		return nil, nil
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if f.TLSCA != "" {
		pem, err := os.ReadFile(f.TLSCA)
		if err != nil {
			return nil, fmt.Errorf("tls-ca: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("tls-ca: no certificate in %s", f.TLSCA)
		}
	}
	if (f.TLSCert == "") != (f.TLSKey == "") {
		return nil, errors.New("tls-cert, tls-key: one needs the other")
	}
	if f.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(f.TLSCert, f.TLSKey)
		if err != nil {
			return nil, fmt.Errorf("tls-cert, tls-key: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}

// login sets how to log in.
func (f *clusterFlags) login(c *kafka.Config) error {
	if (f.SASLTokenFile != "" || f.SASLTokenURL != "") && f.SASL != "OAUTHBEARER" {
		return errors.New("sasl-token-file, sasl-token-url: need --sasl OAUTHBEARER")
	}
	if f.SASL == "" {
		return nil
	}
	if (f.SASL == "PLAIN" || f.SASL == "OAUTHBEARER") && !f.TLS {
		return fmt.Errorf("sasl %s: sends its secret as it is, and so needs --tls", f.SASL)
	}
	if f.SASL == "OAUTHBEARER" && f.SASLTokenURL == "" {
		c.SASL = kafka.Bearer(func(context.Context) (string, error) {
			return secret("sasl-token-file", f.SASLTokenFile, "WIREWATCH_SASL_TOKEN")
		})
		return nil
	}
	password, err := secret("sasl-password-file", f.SASLPasswordFile, "WIREWATCH_SASL_PASSWORD")
	if err != nil {
		return err
	}
	switch f.SASL {
	case "PLAIN":
		c.SASL = kafka.Plain(f.SASLUser, password)
	case "OAUTHBEARER":
		if !strings.HasPrefix(f.SASLTokenURL, "https://") && !strings.HasPrefix(f.SASLTokenURL, "http://127.0.0.1:") {
			return fmt.Errorf("sasl-token-url %q: want https", f.SASLTokenURL)
		}
		c.SASL = kafka.Bearer((&kafka.Grant{URL: f.SASLTokenURL, Client: f.SASLUser, Secret: password, Scope: f.SASLScope}).Token)
	default:
		c.SASL, err = kafka.Scram(f.SASL, f.SASLUser, password)
	}
	return err
}

// secret reads a secret from a file or, where none is named, from the
// environment. It is never a flag: other users of the machine see those.
func secret(setting, file, variable string) (string, error) {
	if file == "" {
		return os.Getenv(variable), nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s: %w", setting, err)
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}

// quiet opens the cluster for a tool that prints: problems go to stderr only.
func (f *clusterFlags) quiet(_ context.Context, c console) (*kafka.Broker, error) {
	log := slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return f.open(log, nil)
}
