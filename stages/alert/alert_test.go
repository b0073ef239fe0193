package alert_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/alert"
)

const (
	lead = "“Étienne” Putin said up to 2,000 fighters had gathered in Kunduz."
	text = "Short first sentence. " + lead + " The end."
)

// wire is an alerter with its store; all it emits must fit the schema.
type wire struct {
	t       *testing.T
	alerter *alert.Alerter
	store   store
	schema  *jsonschema.Schema
}

func newWire(t *testing.T, set ...func(*alert.Config)) *wire {
	t.Helper()
	c := alert.DefaultConfig()
	for _, f := range set {
		f(&c)
	}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(filepath.Join("..", "..", "docs", "schema", "alert-1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	return &wire{t, alert.New(c), store{}, schema}
}

func (w *wire) check(alerts []article.Alert, err error) []article.Alert {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, a := range alerts {
		raw, err := json.Marshal(a)
		if err != nil {
			w.t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(raw)))
		if err != nil {
			w.t.Fatal(err)
		}
		if err := w.schema.Validate(v); err != nil {
			w.t.Errorf("alert does not fit its schema: %v\n%s", err, raw)
		}
	}
	return alerts
}

func (w *wire) send(a article.Article) []article.Alert {
	w.t.Helper()
	return w.check(w.alerter.Process(w.t.Context(), w.store, a))
}

func (w *wire) tick(now string) []article.Alert {
	w.t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.check(w.alerter.Tick(w.t.Context(), w.store, at))
}

// states gives "theme state seq" of each alert.
func states(alerts []article.Alert) []string {
	var out []string
	for _, a := range alerts {
		out = append(out, a.Theme+" "+string(a.State)+" "+string(rune('0'+a.Seq)))
	}
	return out
}

func at(words string) article.Span {
	i := strings.Index(text, words)
	return article.Span{Start: i, End: i + len(words)}
}

func presence() article.Detection {
	return article.Detection{
		Theme: "terrorism.group_presence", Status: article.Claimed, Score: 0.9, Severity: 4,
		SaidBy: &article.Ref{Entity: "E1", Text: "Putin"}, Actors: []article.Ref{{Text: "fighters"}},
		Places:   []article.Ref{{Text: "nowhere"}, {Entity: "E2", Text: "Kunduz"}},
		When:     &article.When{From: "2026-01-01"},
		Numbers:  []article.Quantity{{Span: at("2,000"), Value: 2000, Unit: "persons", Kind: "fighters"}},
		Evidence: []article.Evidence{{Span: at("fighters had gathered")}, {Span: at("2,000")}},
	}
}

func item(uri, version string, act article.Action, ds ...article.Detection) article.Article {
	lead := at(lead)
	point := [2]float64{68.87, 36.73}
	return article.Article{
		URI: uri, Version: version, Text: text, Headline: "Putin warns of fighters in Kunduz", Detections: ds,
		Sentences: []article.Sentence{{Span: article.Span{Start: 0, End: 21}}, {Span: lead}},
		Mentions: []article.Mention{
			{Entity: "E1", Canonical: "Putin"},
			{Entity: "E1", Link: &article.Link{ID: "person:vladimir-putin", Name: "Vladimir Putin"}},
			{Entity: "E2", Link: &article.Link{ID: "geonames:1", Name: "Kunduz", Country: "AF", Point: &point}},
		},
		VersionCreated: "2026-01-01T09:59:00Z",
		Source:         article.Source{Provider: "agency", Received: "2026-01-01T10:00:00Z", Lane: "live"},
		Tracking:       &article.Tracking{Action: act, Via: "uri", Of: uri},
		Story:          &article.Story{ID: "story:1", Revision: 1, Members: 1, Sources: 1},
	}
}

func TestOpenAlert(t *testing.T) {
	w := newWire(t)
	got := w.send(item("u", "1", article.New, presence()))
	if len(got) != 1 {
		t.Fatalf("%d alerts", len(got))
	}
	start := utf8.RuneCountInString(text[:at(lead).Start])
	want := article.Alert{
		ID: got[0].ID, Seq: 1, State: article.Open, Theme: "terrorism.group_presence", Severity: 4,
		Rule:      article.AlertRule{ID: "live-threat", Version: "1", Clauses: []string{"severity >= 3", "live", "status not mention, concern"}},
		Story:     article.AlertStory{ID: "story:1", Revision: 1, Sources: []string{"agency"}},
		Certainty: article.Certainty{Status: article.Claimed, Sources: 1},
		Headline:  "Putin warns of fighters in Kunduz",
		Place: &article.GeoFeature{
			Type: "Feature", Geometry: &article.GeoPoint{Type: "Point", Coordinates: [2]float64{68.87, 36.73}},
			Properties: article.GeoProperties{Name: "Kunduz", ID: "geonames:1", Country: "AF"},
		},
		Who:    []article.Named{{Name: "fighters"}},
		SaidBy: []article.Named{{Name: "Vladimir Putin", ID: "person:vladimir-putin"}},
		Evidence: []article.AlertQuote{
			{URI: "u", Version: "1", Start: start, End: start + utf8.RuneCountInString(lead), Text: lead},
		},
		Numbers: []article.Figure{{Kind: "fighters", Value: 2000, Unit: "persons", Text: "2,000"}},
		Times: article.AlertTimes{
			Event: "2026-01-01", Published: "2026-01-01T09:59:00Z", Received: "2026-01-01T10:00:00Z",
			Raised: "2026-01-01T10:00:00Z", Expires: "2026-01-02T10:00:00Z",
		},
		Records: []string{"u#1"},
	}
	if d := cmp.Diff(want, got[0]); d != "" {
		t.Errorf("alert (-want +got):\n%s", d)
	}
	if q := got[0].Evidence[0]; string([]rune(text)[q.Start:q.End]) != q.Text {
		t.Errorf("offsets %d to %d do not quote %q", q.Start, q.End, q.Text)
	}
}

func TestWhatIsWorthAnAlert(t *testing.T) {
	f := func(set func(*article.Article, *article.Detection), want int) {
		t.Helper()
		d := presence()
		a := item("u", "1", article.New)
		set(&a, &d)
		a.Detections = []article.Detection{d}
		if got := newWire(t).send(a); len(got) != want {
			t.Errorf("%d alerts, want %d", len(got), want)
		}
	}
	f(func(*article.Article, *article.Detection) {}, 1)
	f(func(_ *article.Article, d *article.Detection) { d.Severity = 2 }, 0)
	f(func(_ *article.Article, d *article.Detection) { d.Status = article.Concern }, 0)
	f(func(_ *article.Article, d *article.Detection) { d.Status = article.MentionOnly }, 0)
	f(func(_ *article.Article, d *article.Detection) { d.Status = article.Negated }, 0)
	f(func(a *article.Article, _ *article.Detection) { a.Hold = true }, 0)
	f(func(a *article.Article, _ *article.Detection) { a.Source.Lane = "backfill" }, 0)
	f(func(a *article.Article, _ *article.Detection) { a.Tracking.Action = article.Kill }, 0)
	f(func(a *article.Article, _ *article.Detection) { a.Headline = "" }, 1) // a sentence stands in
	f(func(a *article.Article, _ *article.Detection) { a.Tracking, a.Story = nil, nil }, 1)

	old := item("u", "1", article.New, presence())
	old.Source.Lane = "backfill"
	if got := newWire(t, func(c *alert.Config) { c.Backfill = true }).send(old); len(got) != 1 {
		t.Errorf("%d alerts of the backfill though asked for", len(got))
	}
}

func TestLifeOfAnAlert(t *testing.T) {
	w := newWire(t)
	f := func(a article.Article, want ...string) []article.Alert {
		t.Helper()
		got := w.send(a)
		if d := cmp.Diff(want, states(got)); d != "" {
			t.Errorf("alerts (-want +got):\n%s", d)
		}
		return got
	}
	first := f(item("u", "1", article.New, presence()), "terrorism.group_presence open 1")
	f(item("u", "2", article.Update, presence()))
	grave := presence()
	grave.Severity = 5
	second := f(item("u", "3", article.Update, grave), "terrorism.group_presence updated 2")
	if d := cmp.Diff([]article.Change{{Field: "severity", From: "4", To: "5"}}, second[0].Changed); d != "" || second[0].ID != first[0].ID {
		t.Errorf("changed (-want +got):\n%s", d)
	}
	f(item("u", "4", article.Update)) // silent on it
	f(item("u", "5", article.Correction, presence()), "terrorism.group_presence corrected 3")
	gone := f(item("u", "6", article.Correction), "terrorism.group_presence retracted 4")
	if gone[0].Reason != "no longer reported by u" {
		t.Errorf("reason %q", gone[0].Reason)
	}
	f(item("u", "7", article.Update, presence()), "terrorism.group_presence open 5")
	denied := presence()
	denied.Status = article.Negated
	f(item("u", "8", article.Update, denied), "terrorism.group_presence retracted 6")
	f(item("u", "9", article.Update, presence()), "terrorism.group_presence open 7")
	f(item("u", "10", article.Kill), "terrorism.group_presence retracted 8")
	f(item("u", "10", article.Kill))
	f(item("copy", "1", article.Duplicate, presence())) // of what was killed
}

func TestCopiesNeverAlertTwice(t *testing.T) {
	w := newWire(t)
	w.send(item("u", "1", article.New, presence()))
	copied := item("c", "1", article.Duplicate, presence())
	copied.Source.Provider, copied.Headline = "broadcaster", "Another headline"
	if got := w.send(copied); len(got) != 0 {
		t.Errorf("a copy alerted: %v", states(got))
	}
	got := w.send(item("u", "2", article.Kill))
	if len(got) != 1 || got[0].State != article.Corrected || !slices.Equal(got[0].Records, []string{"c#1"}) ||
		!slices.Equal(got[0].Story.Sources, []string{"broadcaster"}) || !strings.Contains(got[0].Reason, "still carried by c") {
		t.Errorf("after the kill of one of two: %+v", got)
	}
	if got := w.send(item("c", "2", article.Kill)); len(got) != 1 || got[0].State != article.Retracted {
		t.Errorf("after the kill of both: %v", states(got))
	}
}

func TestCopyShowsAsASourceWithTheNextChange(t *testing.T) {
	w := newWire(t)
	w.send(item("u", "1", article.New, presence()))
	copied := item("c", "1", article.Duplicate, presence())
	copied.Source.Provider = "broadcaster"
	w.send(copied)
	grave := presence()
	grave.Severity = 5
	got := w.send(item("u", "2", article.Update, grave))
	if len(got) != 1 || !slices.Equal(got[0].Story.Sources, []string{"agency", "broadcaster"}) || !slices.Equal(got[0].Records, []string{"c#1", "u#2"}) {
		t.Errorf("alert %+v", got)
	}
}

func TestKillUnderAnotherURIRetracts(t *testing.T) {
	w := newWire(t)
	w.send(item("u", "1", article.New, presence()))
	kill := item("k", "1", article.Kill)
	kill.Tracking.Of, kill.Tracking.Via = "u", "slug"
	if got := w.send(kill); len(got) != 1 || got[0].State != article.Retracted || got[0].Reason != "kill of u" {
		t.Errorf("alerts %+v", got)
	}
}

func TestAlertsExpireAndAreForgotten(t *testing.T) {
	w := newWire(t)
	w.send(item("u", "1", article.New, presence()))
	if got := w.tick("2026-01-02T09:59:59Z"); len(got) != 0 {
		t.Errorf("expired early: %v", states(got))
	}
	if d := cmp.Diff([]string{"terrorism.group_presence expired 2"}, states(w.tick("2026-01-02T10:00:00Z"))); d != "" {
		t.Errorf("expiry (-want +got):\n%s", d)
	}
	if got := w.tick("2026-01-03T10:00:00Z"); len(got) != 0 {
		t.Errorf("expired twice: %v", states(got))
	}
	if got := w.send(item("u", "2", article.Kill)); len(got) != 1 || got[0].State != article.Retracted {
		t.Errorf("a kill after expiry: %v", states(got))
	}
	w.tick("2026-06-01T00:00:00Z")
	if len(w.store) != 0 {
		t.Errorf("left in the state: %v", w.store)
	}
}

func TestReleasedAlertIsRaisedAtItsRelease(t *testing.T) {
	a := item("u", "1", article.Release, presence())
	a.EmbargoedUntil = "2026-01-01T12:00:00Z"
	if got := newWire(t).send(a); len(got) != 1 || got[0].Times.Raised != "2026-01-01T12:00:00Z" {
		t.Errorf("alerts %+v", got)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	other := presence()
	other.Theme = "crime.narcotics"
	run := func() (store, []article.Alert) {
		w := newWire(t)
		out := w.send(item("u", "1", article.New, presence(), other))
		return w.store, append(out, w.send(item("u", "2", article.Kill))...)
	}
	state, alerts := run()
	if d := cmp.Diff([]string{"crime.narcotics open 1", "terrorism.group_presence open 1", "crime.narcotics retracted 2", "terrorism.group_presence retracted 2"}, states(alerts)); d != "" {
		t.Errorf("alerts (-want +got):\n%s", d)
	}
	for range 10 {
		s, a := run()
		if !cmp.Equal(s, state) || !cmp.Equal(a, alerts) {
			t.Fatal("the same input gave two results")
		}
	}
}

func TestConfigNamesTheSetting(t *testing.T) {
	f := func(set func(*alert.Config), want string) {
		t.Helper()
		c := alert.DefaultConfig()
		set(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Validate() = %v, want one naming %q", err, want)
		}
	}
	f(func(c *alert.Config) { c.MinSeverity = 6 }, "min-severity")
	f(func(c *alert.Config) { c.Expire = -1 }, "expire")
	f(func(c *alert.Config) { c.Forget = -1 }, "forget")
}
