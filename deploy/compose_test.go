package deploy_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

type service struct {
	Image     string
	Command   []string
	Ports     []string
	Profiles  []string
	Volumes   []string
	DependsOn map[string]struct{ Condition string } `yaml:"depends_on"`
	Pull      string                                `yaml:"pull_policy"`
	Health    struct{ Test []string }               `yaml:"healthcheck"`
}

type compose struct {
	Name     string
	Version  string
	Services map[string]service
}

func readCompose(t *testing.T) compose {
	t.Helper()
	var c compose
	readYAML(t, "../docker-compose.yml", &c)
	return c
}

func TestComposeRunsEachStageAfterItsTopics(t *testing.T) {
	c := readCompose(t)
	for _, stage := range stages {
		s, ok := c.Services[stage]
		if !ok {
			t.Errorf("no service for %s", stage)
			continue
		}
		if len(s.Command) < 2 || !slices.Equal(s.Command[:2], []string{"run", stage}) {
			t.Errorf("%s: command %v", stage, s.Command)
		}
		if got := s.DependsOn["topics"].Condition; got != "service_completed_successfully" {
			t.Errorf("%s: waits for topics %q", stage, got)
		}
		if got := s.DependsOn["kafka"].Condition; got != "service_healthy" {
			t.Errorf("%s: waits for kafka %q", stage, got)
		}
		if len(s.Health.Test) < 2 || s.Health.Test[1] != "/wirewatch" {
			t.Errorf("%s: health check %v; the image has nothing but the binary", stage, s.Health.Test)
		}
	}
}

func TestComposeIsForOldAndNewCompose(t *testing.T) {
	c := readCompose(t)
	if c.Name != "" {
		t.Error("name: Compose v1 does not know it")
	}
	if c.Version == "" {
		t.Error("version: Compose v1 takes no file without it for the current format")
	}
	for name, s := range c.Services {
		if s.Pull != "" {
			t.Errorf("%s: pull_policy: Compose v1 does not know it", name)
		}
	}
}

func TestComposePublishesOnThisMachineOnly(t *testing.T) {
	for name, s := range readCompose(t).Services {
		for _, port := range s.Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s: port %s is open to others", name, port)
			}
		}
	}
}

func TestComposeStartsWithoutGrafana(t *testing.T) {
	c := readCompose(t)
	if got := c.Services["grafana"].Profiles; !slices.Equal(got, []string{"grafana"}) {
		t.Errorf("profiles of grafana: %v", got)
	}
	for name, s := range c.Services {
		if _, ok := s.DependsOn["grafana"]; ok {
			t.Errorf("%s waits for grafana, which is in a profile of its own", name)
		}
		for other := range s.DependsOn {
			if _, ok := c.Services[other]; !ok {
				t.Errorf("%s waits for %s, which is no service", name, other)
			}
		}
	}
}

func TestComposeMountsFilesThatAreThere(t *testing.T) {
	for name, s := range readCompose(t).Services {
		for _, volume := range s.Volumes {
			from, _, _ := strings.Cut(volume, ":")
			if !strings.HasPrefix(from, "./") {
				continue
			}
			if _, err := os.Stat(filepath.Join("..", from)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestImageRunsAStaticBinaryWithoutRights(t *testing.T) {
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"CGO_ENABLED=0", "-tags nobroker", "-trimpath", "FROM scratch", "USER 65532:65532", "ca-certificates.crt"} {
		if !strings.Contains(string(text), line) {
			t.Errorf("Dockerfile: no %q", line)
		}
	}
}
