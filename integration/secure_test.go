package integration_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha512"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/testcontainers/testcontainers-go"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/sasl/plain"

	"github.com/wirewatch/wirewatch/stages"
)

// authority signs the certificates of a test.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  []byte
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	a.cert, a.key, a.pem = a.sign("test authority", true)
	return a
}

// sign makes a certificate; the authority's own is signed by itself.
func (a *authority) sign(name string, ca bool) (*x509.Certificate, *ecdsa.PrivateKey, []byte) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true, IsCA: ca,
	}
	parent, signer := a.cert, a.key
	if ca {
		parent, signer = cert, key
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return made, key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// pair gives a certificate and its key.
func (a *authority) pair(name string) (cert, key []byte) {
	a.t.Helper()
	_, private, cert := a.sign(name, false)
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// file writes a secret to a file of the test.
func file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The ways in: over the first listener with a certificate of one's own, over
// the second by name and password or by token.
func startSecure(t *testing.T, a *authority) *node {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a real Kafka: not with -short")
	}
	cert, key := a.pair("broker")
	const login = "KAFKA_LISTENER_NAME_LOGIN_"
	put := func(name string, content []byte) testcontainers.ContainerFile {
		return testcontainers.ContainerFile{Reader: bytes.NewReader(content), ContainerFilePath: "/tmp/" + name, FileMode: 0o644}
	}
	n, err := startNode(t.Context(), nodeConfig{
		listeners: [2]string{"MTLS", "LOGIN"},
		env: map[string]string{
			"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP":       "MTLS:SSL,LOGIN:SASL_SSL,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT",
			"KAFKA_SSL_KEYSTORE_TYPE":                    "PEM",
			"KAFKA_SSL_KEYSTORE_LOCATION":                "/tmp/broker.pem",
			"KAFKA_SSL_TRUSTSTORE_TYPE":                  "PEM",
			"KAFKA_SSL_TRUSTSTORE_LOCATION":              "/tmp/ca.pem",
			"KAFKA_LISTENER_NAME_MTLS_SSL_CLIENT_AUTH":   "required",
			"KAFKA_SASL_ENABLED_MECHANISMS":              "PLAIN,SCRAM-SHA-512,OAUTHBEARER",
			login + "SASL_ENABLED_MECHANISMS":            "PLAIN,SCRAM-SHA-512,OAUTHBEARER",
			login + "PLAIN_SASL_JAAS_CONFIG":             `org.apache.kafka.common.security.plain.PlainLoginModule required user_wire="plain-secret";`,
			login + "SCRAM___SHA___512_SASL_JAAS_CONFIG": `org.apache.kafka.common.security.scram.ScramLoginModule required;`,
			login + "OAUTHBEARER_SASL_JAAS_CONFIG":       `org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
		},
		more: []testcontainers.ContainerCustomizer{testcontainers.WithFiles(put("broker.pem", append(key, cert...)), put("ca.pem", a.pem))},
	})
	needed(t, err)
	t.Cleanup(n.remove)
	return n
}

// scramUser makes a user, as one who knows the password for PLAIN.
func scramUser(t *testing.T, n *node, a *authority, user, password string) {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	c, err := kgo.NewClient(kgo.SeedBrokers(n.behind), kgo.DialTLSConfig(&tls.Config{RootCAs: roots}), kgo.SASL(plain.Auth{User: "wire", Pass: "plain-secret"}.AsMechanism()))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	req := kmsg.NewPtrAlterUserSCRAMCredentialsRequest()
	up := kmsg.NewAlterUserSCRAMCredentialsRequestUpsertion()
	up.Name, up.Mechanism, up.Iterations = user, 2, 4096
	up.Salt = []byte("salt of this test")
	up.SaltedPassword = salted(t, password, up.Salt, int(up.Iterations))
	req.Upsertions = append(req.Upsertions, up)
	res, err := req.RequestWith(t.Context(), c)
	if err != nil || len(res.Results) != 1 || res.Results[0].ErrorCode != 0 {
		t.Fatalf("make user: %+v, %v", res, err)
	}
}

// salted is a password as SCRAM-SHA-512 keeps it.
func salted(t *testing.T, password string, salt []byte, rounds int) []byte {
	t.Helper()
	key, err := pbkdf2.Key(sha512.New, password, salt, rounds, sha512.Size)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// unsigned is a token as the broker's own validator for tests takes it.
func unsigned(subject string, good time.Duration) string {
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	now := time.Now().Unix()
	return part(`{"alg":"none"}`) + "." + part(fmt.Sprintf(`{"sub":%q,"iat":%d,"exp":%d}`, subject, now-60, now+int64(good.Seconds()))) + "."
}

// TestEveryWayIn runs a stage and its tools over each way to log in, with the
// secrets in files or in the environment.
func TestEveryWayIn(t *testing.T) {
	a := newAuthority(t)
	n := startSecure(t, a)
	scramUser(t, n, a, "wire", "scram-secret")
	cert, key := a.pair("wirewatch")
	tlsFlags := []string{"--tls", "--tls-ca", file(t, "ca.pem", a.pem)}
	dir, _, dead, _ := sampleDir(t)
	for _, way := range []struct {
		name, addr string
		flags, env []string
		secret     string
	}{
		{"mTLS", n.addr, []string{"--tls-cert", file(t, "cert.pem", cert), "--tls-key", file(t, "key.pem", key)}, nil, "PRIVATE KEY"},
		{"PLAIN", n.behind, []string{"--sasl", "PLAIN", "--sasl-user", "wire"}, []string{"WIREWATCH_SASL_PASSWORD=plain-secret"}, "plain-secret"},
		{"SCRAM", n.behind, []string{"--sasl", "SCRAM-SHA-512", "--sasl-user", "wire", "--sasl-password-file", file(t, "password", []byte("scram-secret\n"))}, nil, "scram-secret"},
		{"OAUTHBEARER", n.behind, []string{"--sasl", "OAUTHBEARER", "--sasl-token-file", file(t, "token", []byte(unsigned("wire", time.Hour)))}, nil, "eyJ"},
	} {
		t.Run(way.name, func(t *testing.T) {
			for _, e := range way.env {
				name, value, _ := strings.Cut(e, "=")
				t.Setenv(name, value)
			}
			on := append(append([]string{"--brokers", way.addr, "--prefix", strings.ToLower(way.name) + "."}, tlsFlags...), way.flags...)
			tool(t, 0, append([]string{"topics", "create", "--partitions", "1"}, on...)...)
			p := start(t, stages.Normalise, append([]string{"run", stages.Normalise, "--log-level", "debug"}, on...)...)
			tool(t, 0, append([]string{"feed", "file", dir}, on...)...)
			eventually(t, "the stage has done its work", func() bool {
				return strings.Contains(tool(t, 0, append([]string{"dead", "list"}, on...)...), fmt.Sprintf("%d dead letters", dead))
			})
			args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", p.Process.Pid))
			p.end(t)
			said, readErr := os.ReadFile(p.log.Name())
			if readErr != nil {
				t.Fatal(readErr)
			}
			if strings.Contains(string(said), way.secret) || err == nil && strings.Contains(string(args), way.secret) {
				t.Error("the secret is in the log or among the arguments")
			}
		})
	}
	refused(t, n, tlsFlags)
}

// refused wants those without a secret not to come in, and to be told so.
func refused(t *testing.T, n *node, tlsFlags []string) {
	t.Helper()
	for name, flags := range map[string][]string{
		"no certificate": {"--brokers", n.addr},
		"wrong password": {"--brokers", n.behind, "--sasl", "SCRAM-SHA-512", "--sasl-user", "wire", "--sasl-password-file", file(t, "password", []byte("guessed"))},
		"token too old":  {"--brokers", n.behind, "--sasl", "OAUTHBEARER", "--sasl-token-file", file(t, "token", []byte(unsigned("wire", -time.Minute)))},
	} {
		t.Run(name, func(t *testing.T) {
			log, err := os.Create(filepath.Join(t.TempDir(), "log"))
			if err != nil {
				t.Fatal(err)
			}
			defer log.Close()
			c := exec.Command(wirewatch(t), append(append([]string{"topics", "check"}, flags...), tlsFlags...)...)
			c.Stderr = log
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() {
				_ = c.Process.Kill() // it tries on for ever
				_ = c.Wait()
			}()
			eventually(t, "it says what is wrong", func() bool {
				said, err := os.ReadFile(log.Name())
				return err == nil && strings.Contains(string(said), "level=WARN")
			})
		})
	}
}
