package track_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/track"
)

const body = "Fighters attacked a convoy near Kunduz on Friday and killed 12 soldiers, an official said."

// wire is a tracker with its store.
type wire struct {
	t       *testing.T
	tracker *track.Tracker
	store   store
}

func newWire(t *testing.T, set func(*track.Config)) *wire {
	t.Helper()
	c := track.DefaultConfig()
	c.Encode = func(a article.Article) ([]byte, error) { return json.Marshal(a) }
	c.Decode = func(b []byte) (a article.Article, err error) { return a, json.Unmarshal(b, &a) }
	if set != nil {
		set(&c)
	}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	return &wire{t, track.New(c), store{}}
}

// send gives what came out, or the reason it was dropped for.
func (w *wire) send(a article.Article) (article.Article, string) {
	w.t.Helper()
	out, err := w.tracker.Process(w.t.Context(), w.store, a)
	if skip, ok := errors.AsType[*article.Skip](err); ok {
		return article.Article{}, skip.Why
	}
	if err != nil || len(out) != 1 {
		w.t.Fatalf("Process(%s#%s) = %d articles, %v", a.URI, a.Version, len(out), err)
	}
	return out[0], ""
}

func (w *wire) tick(now string) []article.Article {
	w.t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := w.tracker.Tick(w.t.Context(), w.store, at)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func item(uri, version, text string, set ...func(*article.Article)) article.Article {
	a := article.Article{
		URI: uri, Version: version, Text: text, PubStatus: "usable",
		Source: article.Source{Provider: "agency", Received: "2026-01-01T10:00:00Z", Lane: "live"},
	}
	for _, f := range set {
		f(&a)
	}
	return a
}

func action(x article.Action) func(*article.Article) {
	return func(a *article.Article) { a.Editorial.Action = x }
}

func received(t article.Timestamp) func(*article.Article) {
	return func(a *article.Article) { a.Source.Received = t }
}

func embargo(t article.Timestamp) func(*article.Article) {
	return func(a *article.Article) { a.EmbargoedUntil = t }
}

func TestVersionsOfAnItem(t *testing.T) {
	w := newWire(t, nil)
	first, _ := w.send(item("u", "9", body))
	if first.Tracking.Action != article.New || first.Story.ID != "story:20260101-"+strings.TrimPrefix(first.Story.ID, "story:20260101-") || first.Story.Members != 1 {
		t.Errorf("first version: %+v, %+v", first.Tracking, first.Story)
	}
	second, _ := w.send(item("u", "10", strings.Replace(body, "12", "14", 1)))
	want := &article.Tracking{
		Action: article.Update, Of: "u#9", Via: "uri", Supersedes: []string{"u#9"},
		Changed: []article.Change{{Field: "body", From: "12", To: "14"}},
	}
	if d := cmp.Diff(want, second.Tracking); d != "" {
		t.Errorf("second version (-want +got):\n%s", d)
	}
	if second.Story.ID != first.Story.ID || second.Story.Revision != 2 {
		t.Errorf("story of the second version: %+v", second.Story)
	}
	dropped := func(a article.Article, want string) {
		t.Helper()
		if _, why := w.send(a); why != want {
			t.Errorf("%s#%s dropped as %q, want %q", a.URI, a.Version, why, want)
		}
	}
	dropped(item("u", "9", body), "superseded")
	dropped(item("u", "10", strings.Replace(body, "12", "14", 1)), "repeat")
	dropped(item("u", "10", strings.Replace(body, "12", "14", 1), received("2026-01-01T11:00:00Z")), "repeat")
	if d := cmp.Diff([]article.Step{{Stage: "track", Version: track.Version}}, second.Steps); d != "" {
		t.Error(d)
	}
}

func TestSameTextUnderAnotherURIIsADuplicate(t *testing.T) {
	w := newWire(t, nil)
	first, _ := w.send(item("a1", "1", body))
	again, _ := w.send(item("a2", "1", strings.ToUpper(strings.ReplaceAll(body, " ", "\n"))))
	want := &article.Tracking{Action: article.Duplicate, Of: "a1", Via: "text", Similarity: 1}
	if d := cmp.Diff(want, again.Tracking); d != "" || again.Story.ID != first.Story.ID || again.Story.Members != 2 {
		t.Errorf("tracking (-want +got):\n%s story %+v", d, again.Story)
	}
	third, _ := w.send(item("a3", "1", body))
	if third.Tracking.Of != "a1" {
		t.Errorf("a third copy is one of %q, want the first", third.Tracking.Of)
	}
	other, _ := w.send(item("a4", "1", strings.Replace(body, "12", "13", 1)))
	if other.Tracking.Action == article.Duplicate {
		t.Error("a text with another number is a duplicate")
	}
	empty1, _ := w.send(item("e1", "1", ""))
	empty2, _ := w.send(item("e2", "1", " \n"))
	if empty1.Story.ID == empty2.Story.ID {
		t.Error("two items without text are one story")
	}
}

func TestHeadlineWithOtherNumbersIsAnUpdate(t *testing.T) {
	w := newWire(t, nil)
	head := func(s string) func(*article.Article) { return func(a *article.Article) { a.Headline = s } }
	w.send(item("a1", "1", body, head("12 killed in Kunduz")))
	got, _ := w.send(item("a2", "1", body, head("14 killed in Kunduz")))
	if got.Tracking.Action != article.Update || len(got.Tracking.Changed) != 1 {
		t.Errorf("tracking %+v", got.Tracking)
	}
}

func TestKillWinsOverEveryVersion(t *testing.T) {
	w := newWire(t, nil)
	w.send(item("u", "1", body))
	w.send(item("u", "3", body+" More."))
	kill, _ := w.send(item("u", "2", "", action(article.Kill)))
	want := &article.Tracking{Action: article.Kill, Of: "u#3", Via: "uri", Supersedes: []string{"u#1", "u#3"}}
	if d := cmp.Diff(want, kill.Tracking); d != "" {
		t.Errorf("kill (-want +got):\n%s", d)
	}
	for _, v := range []string{"0", "2", "4"} {
		if _, why := w.send(item("u", v, body)); why != "killed" {
			t.Errorf("version %s after the kill dropped as %q", v, why)
		}
	}
	if _, why := w.send(item("u", "9", "", action(article.Kill))); why != "repeat" {
		t.Errorf("second kill dropped as %q", why)
	}
	early, _ := w.send(item("x", "1", "", func(a *article.Article) { a.PubStatus = "canceled" }))
	if early.Tracking.Action != article.Kill {
		t.Errorf("a canceled item is a %q", early.Tracking.Action)
	}
	if _, why := w.send(item("x", "5", body)); why != "killed" {
		t.Errorf("a version after a kill that came first: %q", why)
	}
	copied, _ := w.send(item("y", "1", body))
	if len(copied.Warnings) != 1 || copied.Warnings[0].Code != "copy-of-killed" {
		t.Errorf("warnings of a copy of killed text: %v", copied.Warnings)
	}
}

func TestKillAfterWithholdGoesOut(t *testing.T) {
	w := newWire(t, nil)
	w.send(item("u", "1", body))
	w.send(item("u", "2", "", action(article.Withhold)))
	if got, why := w.send(item("u", "3", "", action(article.Kill))); why != "" || got.Tracking.Action != article.Kill {
		t.Errorf("kill after withhold: %+v, dropped as %q", got.Tracking, why)
	}
	if _, why := w.send(item("u", "4", "", action(article.Withhold))); why != "killed" {
		t.Errorf("withhold after kill: %q", why)
	}
}

func TestKillUnderAnotherURI(t *testing.T) {
	slug := func(s, h string) func(*article.Article) {
		return func(a *article.Article) { a.Slugline, a.Headline = s, h }
	}
	w := newWire(t, nil)
	live := func(a *article.Article) {
		a.Detections = []article.Detection{{Theme: "terrorism.attack", Status: article.Asserted}}
	}
	w.send(item("u", "1", body, slug("AFGHAN-ATTACK", "Convoy attacked"), live))
	w.send(item("v", "1", body+" Elsewhere.", slug("AFGHAN-ATTACK", "Another attack")))
	kill, _ := w.send(item("k", "1", "", slug("AFGHAN-ATTACK", "KILL: Convoy attacked"), action(article.Kill)))
	want := &article.Tracking{
		Action: article.Kill, Of: "u", Via: "slug", Supersedes: []string{"u#1"},
		Changed: []article.Change{{Field: "threats", From: "terrorism.attack asserted"}},
	}
	if d := cmp.Diff(want, kill.Tracking); d != "" {
		t.Errorf("kill (-want +got):\n%s", d)
	}
	if _, why := w.send(item("u", "2", body)); why != "killed" {
		t.Errorf("version of the killed item: %q", why)
	}
	if _, why := w.send(item("v", "2", body)); why != "" {
		t.Errorf("version of the other item: %q", why)
	}
	unclear, _ := w.send(item("k2", "1", "", slug("AFGHAN-ATTACK", "KILL: Unheard of"), action(article.Kill)))
	if unclear.Tracking.Of != "k2" {
		t.Errorf("a kill that fits several items took %q", unclear.Tracking.Of)
	}
	fixed, _ := w.send(item("c", "1", body+" Fixed.", slug("", "CORRECTED-Another attack"), action(article.Correction)))
	if fixed.Tracking.Action != article.Correction || fixed.Tracking.Of != "v" || fixed.Tracking.Via != "slug" {
		t.Errorf("correction under another uri: %+v", fixed.Tracking)
	}
}

func TestEmbargoHoldsAndReleases(t *testing.T) {
	w := newWire(t, nil)
	held, _ := w.send(item("u", "1", body, embargo("2026-01-01T12:00:00.5Z")))
	if !held.Hold || held.Tracking.Action != article.New {
		t.Fatalf("hold %v, %+v", held.Hold, held.Tracking)
	}
	if out := w.tick("2026-01-01T12:00:00Z"); len(out) != 0 {
		t.Fatalf("released before its time: %d", len(out))
	}
	out := w.tick("2026-01-01T12:00:01Z")
	if len(out) != 1 || out[0].Hold || out[0].Tracking.Action != article.Release || out[0].Text != body || out[0].Story.ID != held.Story.ID {
		t.Fatalf("released: %+v", out)
	}
	if out := w.tick("2026-01-01T13:00:00Z"); len(out) != 0 {
		t.Errorf("released twice")
	}
	if _, why := w.send(item("u", "1", body, embargo("2026-01-01T12:00:00.5Z"))); why != "repeat" {
		t.Errorf("the released version again: %q", why)
	}
}

func TestWhatIsHeldIsReplaced(t *testing.T) {
	until := embargo("2026-01-01T12:00:00Z")
	w := newWire(t, nil)
	w.send(item("u", "1", body, until))
	fixed, _ := w.send(item("u", "2", "Corrected: "+body, action(article.Correction)))
	if !fixed.Hold {
		t.Error("a correction without the embargo slips out")
	}
	if out := w.tick("2026-01-01T12:00:00Z"); len(out) != 1 || out[0].Version != "2" {
		t.Errorf("released %+v, want version 2 alone", out)
	}
	w.send(item("v", "1", body, until))
	w.send(item("v", "2", "", action(article.Kill)))
	if out := w.tick("2026-01-02T12:00:00Z"); len(out) != 0 {
		t.Errorf("a killed item was released: %+v", out)
	}
	past, _ := w.send(item("w", "1", body, embargo("2026-01-01T09:00:00Z")))
	if past.Hold {
		t.Error("held though the embargo is over")
	}
	nowhen, _ := w.send(item("x", "1", body, until, received("")))
	if !nowhen.Hold {
		t.Error("not held where its own time is unknown")
	}
	odd, _ := w.send(item("y", "1", body, embargo("soon")))
	if !odd.Hold || len(w.tick("2027-01-01T00:00:00Z")) != 1 { // only x
		t.Error("an unreadable embargo let the item go")
	}
}

func TestForgetting(t *testing.T) {
	w := newWire(t, func(c *track.Config) { c.Window = time.Hour; c.KillWindow = 3 * time.Hour })
	w.send(item("u", "1", body, func(a *article.Article) { a.Slugline = "S" }))
	w.send(item("k", "1", "", action(article.Kill)))
	w.tick("2026-06-01T00:00:00Z") // the lane has not moved on
	if _, why := w.send(item("u", "1", body)); why != "repeat" {
		t.Errorf("forgotten by the clock of the wall: %q", why)
	}
	w.send(item("n", "1", "Something else altogether, later.", received("2026-01-01T11:30:00Z")))
	w.tick("2026-01-01T11:30:00Z")
	if got, why := w.send(item("u2", "1", body, received("2026-01-01T11:31:00Z"))); why != "" || got.Tracking.Action != article.New {
		t.Errorf("not forgotten: %+v %q", got.Tracking, why)
	}
	if _, why := w.send(item("k", "2", body, received("2026-01-01T11:32:00Z"))); why != "killed" {
		t.Errorf("the kill was forgotten: %q", why)
	}
	w.send(item("z", "1", "Yet another text for the wire.", received("2026-01-02T11:30:00Z")))
	w.tick("2026-01-09T00:00:00Z")
	w.send(item("zz", "1", "The last text for the wire.", received("2026-01-09T11:30:00Z")))
	w.tick("2026-01-09T11:30:00Z")
	var left []string
	for key := range w.store.Scan("") {
		left = append(left, key)
	}
	if len(left) != 5 { // clock, old, story, text and ver of the last item
		t.Errorf("left in the state: %v", left)
	}
}

// TestAnyOrderOfArrival sends versions and perhaps a kill in random orders.
func TestAnyOrderOfArrival(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		var seq []article.Article
		versions := 2 + rng.IntN(5)
		for v := range versions {
			seq = append(seq, item("u", fmt.Sprint(v+1), fmt.Sprintf("%s Version %d.", body, v+1), func(a *article.Article) {
				a.Source.Offset = rng.Int64N(100)
				if rng.IntN(4) == 0 {
					a.Editorial.Action = article.Correction
				}
			}))
		}
		kill := rng.IntN(2) == 0
		if kill {
			seq = append(seq, item("u", fmt.Sprint(rng.IntN(9)), "", action(article.Kill)))
		}
		seq = append(seq, seq[rng.IntN(len(seq))]) // one comes twice
		rng.Shuffle(len(seq), func(i, j int) { seq[i], seq[j] = seq[j], seq[i] })
		checkArrival(t, round, seq, versions, kill)
	}
}

func checkArrival(t *testing.T, round int, seq []article.Article, versions int, kill bool) {
	t.Helper()
	w, twin := newWire(t, nil), newWire(t, nil)
	var emitted []string
	for _, a := range seq {
		out, why := w.send(a)
		if same, _ := twin.send(a); !cmp.Equal(out, same) {
			t.Fatalf("round %d: the same input gave two results", round)
		}
		if why == "" {
			emitted = append(emitted, string(out.Tracking.Action)+" "+out.Version)
		}
	}
	if d := cmp.Diff(w.store, twin.store); d != "" {
		t.Fatalf("round %d: two states:\n%s", round, d)
	}
	last := emitted[len(emitted)-1]
	if kill {
		kills := slices.IndexFunc(emitted, func(s string) bool { return strings.HasPrefix(s, "kill ") })
		if kills != len(emitted)-1 {
			t.Fatalf("round %d: emitted %v", round, emitted)
		}
		return
	}
	if !strings.HasSuffix(last, fmt.Sprintf(" %d", versions)) {
		t.Fatalf("round %d: last emitted is %q of %v", round, last, emitted)
	}
	for i := 1; i < len(emitted); i++ {
		if emitted[i-1][strings.IndexByte(emitted[i-1], ' '):] >= emitted[i][strings.IndexByte(emitted[i], ' '):] {
			t.Fatalf("round %d: versions go back: %v", round, emitted)
		}
	}
}

func TestConfigNamesTheSetting(t *testing.T) {
	f := func(set func(*track.Config), want string) {
		t.Helper()
		c := track.DefaultConfig()
		c.Encode = func(article.Article) ([]byte, error) { return nil, nil }
		c.Decode = func([]byte) (article.Article, error) { return article.Article{}, nil }
		set(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Validate() = %v, want one naming %q", err, want)
		}
	}
	f(func(c *track.Config) { c.Window = -1 }, "window")
	f(func(c *track.Config) { c.KillWindow = -1 }, "kill-window")
	f(func(c *track.Config) { c.Encode = nil }, "encode")
}
