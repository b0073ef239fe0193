package deliver_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/deliver"
)

func full() article.Alert {
	return article.Alert{
		ID: "abc", Seq: 2, State: article.Updated, Theme: "terrorism.group_presence", Severity: 4,
		Headline:  "President warns of fighters in Kunduz",
		Certainty: article.Certainty{Status: article.Claimed, Sources: 1},
		Place:     &article.GeoFeature{Properties: article.GeoProperties{Name: "Kunduz", Country: "AF"}},
		Who:       []article.Named{{Name: "Islamic State"}},
		SaidBy:    []article.Named{{Name: "Vladimir Putin"}},
		Evidence:  []article.AlertQuote{{Text: "Up to 2,000 fighters had gathered near the border."}},
		Numbers:   []article.Figure{{Kind: "fighters", Value: 2000, Text: "2,000"}},
		Changed:   []article.Change{{Field: "severity", From: "3", To: "4"}, {Field: "place", To: "Kunduz"}},
		Reason:    "changed in u#2",
		Story:     article.AlertStory{Sources: []string{"agency", "broadcaster"}},
		Records:   []string{"u#2"},
	}
}

const want = `╭────────────────────────────────────────────────────────────╮
│ UPDATED · terrorism.group_presence · severity 4 ■■■■□      │
│ President warns of fighters in Kunduz                      │
├────────────────────────────────────────────────────────────┤
│ Where     Kunduz (AF)                                      │
│ Who       Islamic State                                    │
│ Says      Vladimir Putin (claimed)                         │
│ Numbers   2,000 fighters                                   │
│ Evidence  “Up to 2,000 fighters had gathered near the      │
│           border.”                                         │
│ Changed   severity: 3 → 4                                  │
│           place: none → Kunduz                             │
│ Because   changed in u#2                                   │
│ Source    agency, broadcaster · u#2                        │
╰────────────────────────────────────────────────────────────╯
`

func TestBox(t *testing.T) {
	if got := deliver.Box(full(), 62, false); got != want {
		t.Errorf("Box =\n%swant\n%s", got, want)
	}
}

func TestBoxColour(t *testing.T) {
	f := func(state article.AlertState, severity int, code string) {
		t.Helper()
		a := full()
		a.State, a.Severity = state, severity
		got := deliver.Box(a, 62, true)
		if !strings.HasPrefix(got, code+"╭") || strings.Count(got, "\x1b[0m") != strings.Count(got, code) {
			t.Errorf("Box(%s, %d) = %q", state, severity, got)
		}
	}
	f(article.Open, 5, "\x1b[31m")
	f(article.Open, 3, "\x1b[33m")
	f(article.Retracted, 5, "\x1b[90m")
	f(article.Expired, 3, "\x1b[90m")
}

func TestBoxKeepsItsWidth(t *testing.T) {
	a := full()
	a.Headline = "自爆テロで死者が多数出ていると当局が発表した " + strings.Repeat("long", 40) + " e\u0301te\u0301"
	for _, columns := range []int{0, 24, 31, 80, 200} {
		for line := range strings.Lines(deliver.Box(a, columns, false)) {
			if n := columnsOf(strings.TrimSuffix(line, "\n")); n != max(columns, 24) {
				t.Errorf("at %d columns a line takes %d: %s", columns, n, line)
			}
		}
	}
}

// columnsOf knows only the scripts of this test.
func columnsOf(line string) int {
	n := 0
	for _, r := range line {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			n += 2
		default:
			n++
		}
	}
	return n
}

func FuzzBoxNeverSteersTheTerminal(f *testing.F) {
	f.Add("\x1b[2Jgone", 40)
	f.Add("a\u202eb\u009b31m", 10)
	f.Add("\xff\x00\r\n", -1)
	f.Add("long自爆", 26)
	f.Fuzz(func(t *testing.T, text string, columns int) {
		if columns > 1000 || len(text) > 1000 {
			return
		}
		a := full()
		a.Headline, a.Evidence[0].Text, a.Reason, a.Theme = text, text, text, text
		got := deliver.Box(a, columns, false)
		if !utf8.ValidString(got) {
			t.Fatalf("Box of %q is not UTF-8", text)
		}
		for _, r := range got {
			if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
				t.Fatalf("Box of %q lets %U through", text, r)
			}
		}
	})
}

func TestProcessPrints(t *testing.T) {
	var out bytes.Buffer
	c := deliver.DefaultConfig()
	c.Terminal, c.Width = &out, 62
	d, err := deliver.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Process(t.Context(), full()); err != nil || out.String() != want {
		t.Errorf("printed %q, %v", out.String(), err)
	}
}
