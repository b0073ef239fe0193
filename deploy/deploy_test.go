// Package deploy_test checks the files that run wirewatch elsewhere.
package deploy_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// metrics are those that a process of wirewatch serves, as they are queried.
var metrics = []string{
	"wirewatch_items_total", "wirewatch_dropped_total", "wirewatch_dead_letters_total", "wirewatch_emitted_total",
	"wirewatch_stage_seconds_bucket", "wirewatch_commit_seconds_bucket", "wirewatch_freshness_seconds_bucket",
	"wirewatch_lag_messages", "wirewatch_ready",
}

var stages = []string{"normalise", "tag", "detect", "track", "publish", "alert", "deliver"}

var metricName = regexp.MustCompile(`\b(?:wirewatch|up)\w*`)

// served fails where a query names a metric that nobody serves, or none.
func served(t *testing.T, where, query string) {
	t.Helper()
	names := metricName.FindAllString(strings.ReplaceAll(query, `job="wirewatch"`, ""), -1)
	if len(names) == 0 {
		t.Errorf("%s: no metric in %q", where, query)
	}
	for _, name := range names {
		if name != "up" && !slices.Contains(metrics, name) {
			t.Errorf("%s: nobody serves %s", where, name)
		}
	}
}

func readYAML(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

type panel struct {
	Title   string
	Type    string
	Targets []struct{ Expr string }
}

func dashboard(t *testing.T) []panel {
	t.Helper()
	text, err := os.ReadFile("grafana/dashboards/wirewatch.json")
	if err != nil {
		t.Fatal(err)
	}
	var d struct{ Panels []panel }
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	return d.Panels
}

func TestPanelsAskForMetricsThatAreServed(t *testing.T) {
	for _, p := range dashboard(t) {
		if p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("%s: no query", p.Title)
		}
		for _, target := range p.Targets {
			served(t, p.Title, target.Expr)
		}
	}
}

func TestDashboardHasARowForEachStage(t *testing.T) {
	var rows []string
	var queries strings.Builder
	for _, p := range dashboard(t) {
		if p.Type == "row" {
			rows = append(rows, p.Title)
		}
		for _, target := range p.Targets {
			queries.WriteString(target.Expr + "\n")
		}
	}
	for _, stage := range stages {
		if !slices.Contains(rows, stage) {
			t.Errorf("no row for %s", stage)
		}
	}
	for _, metric := range metrics {
		if !strings.Contains(queries.String(), metric) {
			t.Errorf("no panel shows %s", metric)
		}
	}
}

func TestRulesAskForMetricsThatAreServed(t *testing.T) {
	files, err := filepath.Glob("prometheus/rules/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rules: %v", err)
	}
	for _, file := range files {
		var rules struct {
			Groups []struct {
				Rules []struct {
					Alert, Expr string
					Labels      map[string]string
					Annotations map[string]string
				}
			}
		}
		readYAML(t, file, &rules)
		for _, g := range rules.Groups {
			for _, r := range g.Rules {
				served(t, r.Alert, r.Expr)
				if r.Labels["severity"] == "" || r.Annotations["summary"] == "" {
					t.Errorf("%s: no severity or no summary", r.Alert)
				}
			}
		}
	}
}

func TestPrometheusScrapesEveryStage(t *testing.T) {
	var config struct {
		Scrape []struct {
			Static []struct{ Targets []string } `yaml:"static_configs"`
		} `yaml:"scrape_configs"`
	}
	readYAML(t, "prometheus/prometheus.yml", &config)
	var targets []string
	for _, s := range config.Scrape {
		for _, c := range s.Static {
			targets = append(targets, c.Targets...)
		}
	}
	for _, stage := range stages {
		if !slices.Contains(targets, stage+":9464") {
			t.Errorf("%s is not scraped", stage)
		}
	}
}
