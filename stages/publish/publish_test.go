package publish_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/publish"
)

const routesYAML = `
routes:
  - name: afghanistan
    groups: [terrorism]
    countries: [AF]
  - name: grave
    min-severity: 4
  - name: drugs
    themes: [crime.narcotics]
`

func newPublisher(t *testing.T) *publish.Publisher {
	t.Helper()
	c := publish.DefaultConfig()
	var err error
	if c.Routes, err = publish.ParseRoutes([]byte(routesYAML)); err != nil {
		t.Fatal(err)
	}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	return publish.New(c)
}

func item(act article.Action, ds ...article.Detection) article.Article {
	return article.Article{
		URI: "u", Version: "1", Tracking: &article.Tracking{Action: act}, Detections: ds,
		Mentions: []article.Mention{{Entity: "E1", Link: &article.Link{Country: "AF"}}},
		Source:   article.Source{Received: "2026-01-01T10:00:00Z"},
	}
}

var (
	attack = article.Detection{Theme: "terrorism.attack", Status: article.Asserted, Severity: 4, Places: []article.Ref{{Entity: "E1"}}}
	drugs  = article.Detection{Theme: "crime.narcotics", Status: article.Claimed, Severity: 2}
	past   = article.Detection{Theme: "conflict.armed_clash", Status: article.Historical, Severity: 4}
)

// send gives "topic routing" of all that came out.
func send(t *testing.T, p *publish.Publisher, s store, a article.Article) []string {
	t.Helper()
	routed, err := p.Process(t.Context(), s, a)
	if err != nil {
		t.Fatal(err)
	}
	var out, topics []string
	for _, r := range routed {
		out = append(out, r.Topic+" "+r.Article.Routing)
		topics = append(topics, r.Topic)
	}
	for _, r := range routed {
		if d := cmp.Diff(topics, r.Article.Routes); d != "" {
			t.Errorf("routes of %s (-want +got):\n%s", r.Topic, d)
		}
		if n := len(r.Article.Steps); n == 0 || r.Article.Steps[n-1].Stage != "publish" {
			t.Errorf("steps of %s: %v", r.Topic, r.Article.Steps)
		}
	}
	return out
}

func TestProcessRoutes(t *testing.T) {
	f := func(a article.Article, want ...string) {
		t.Helper()
		if d := cmp.Diff(want, send(t, newPublisher(t), store{}, a)); d != "" {
			t.Errorf("routed (-want +got):\n%s", d)
		}
	}
	held := item(article.New, attack)
	held.Hold = true
	elsewhere := item(article.New, attack)
	elsewhere.Mentions[0].Link.Country = "PK"
	dated := attack
	dated.Places = nil
	dateline := item(article.New, dated)
	dateline.Dateline.Country = "AF"

	f(item(article.New, attack), "routes.afghanistan matched", "routes.grave matched", "threats matched", "threats.terrorism matched")
	f(item(article.New, drugs), "routes.drugs matched", "threats matched", "threats.crime matched")
	f(item(article.New, past))
	f(item(article.New))
	f(held)
	f(item(article.Kill, attack))
	f(elsewhere, "routes.grave matched", "threats matched", "threats.terrorism matched")
	f(dateline, "routes.afghanistan matched", "routes.grave matched", "threats matched", "threats.terrorism matched")
}

func TestEveryTopicThatSawAVersionSeesTheNext(t *testing.T) {
	p, s := newPublisher(t), store{}
	send(t, p, s, item(article.New, attack))
	f := func(a article.Article, want ...string) {
		t.Helper()
		if d := cmp.Diff(want, send(t, p, s, a)); d != "" {
			t.Errorf("routed (-want +got):\n%s", d)
		}
	}
	f(item(article.Correction, drugs),
		"routes.afghanistan withdrawn", "routes.drugs matched", "routes.grave withdrawn",
		"threats matched", "threats.crime matched", "threats.terrorism withdrawn")
	f(item(article.Kill),
		"routes.afghanistan withdrawn", "routes.drugs withdrawn", "routes.grave withdrawn",
		"threats withdrawn", "threats.crime withdrawn", "threats.terrorism withdrawn")
	other := item(article.Kill)
	other.URI = "never seen"
	f(other)
}

func TestKillUnderAnotherURIReachesTheThemesOfTheItem(t *testing.T) {
	kill := item(article.Kill)
	kill.URI = "k"
	kill.Tracking = &article.Tracking{Action: article.Kill, Of: "u", Via: "slug", Changed: []article.Change{{Field: "threats", From: "crime.narcotics claimed"}}}
	want := []string{"routes.drugs withdrawn", "routes.grave withdrawn", "threats withdrawn", "threats.crime withdrawn"}
	if d := cmp.Diff(want, send(t, newPublisher(t), store{}, kill)); d != "" {
		t.Errorf("routed (-want +got):\n%s", d)
	}
}

func TestTickForgets(t *testing.T) {
	p, s := newPublisher(t), store{}
	send(t, p, s, item(article.New, attack))
	at := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC).Add(publish.DefaultWindow)
	for _, step := range []struct {
		now  time.Time
		left int
	}{{at.Add(-time.Second), 2}, {at, 0}} {
		if _, err := p.Tick(t.Context(), s, step.now); err != nil {
			t.Fatal(err)
		}
		if len(s) != step.left {
			t.Errorf("at %s %d keys are left, want %d", step.now, len(s), step.left)
		}
	}
}

func TestParseRoutesNamesTheSetting(t *testing.T) {
	f := func(yaml, want string) {
		t.Helper()
		if _, err := publish.ParseRoutes([]byte(yaml)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseRoutes(%q) = %v, want an error naming %q", yaml, err, want)
		}
	}
	f("routes: [{name: A b}]", "routes[0].name")
	f("routes: [{name: a}, {name: a}]", "twice")
	f("routes: [{name: a, themes: [terrorism]}]", "routes[0].themes")
	f("routes: [{name: a, groups: [Terror]}]", "routes[0].groups")
	f("routes: [{name: a, countries: [Afghanistan]}]", "routes[0].countries")
	f("routes: [{name: a, min-severity: 6}]", "min-severity")
	f("routes: [{name: a, colour: red}]", "colour")
	f("routes: {", "parse routes")
}

func FuzzParseRoutes(f *testing.F) {
	f.Add(routesYAML)
	f.Add("routes: [{name: a, min-severity: 6}]")
	f.Fuzz(func(t *testing.T, yaml string) {
		routes, err := publish.ParseRoutes([]byte(yaml))
		if err == nil && (publish.Config{Routes: routes}).Validate() != nil {
			t.Errorf("ParseRoutes(%q) took routes that do not validate", yaml)
		}
	})
}
