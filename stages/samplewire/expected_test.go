package samplewire_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/stages/samplewire"
)

// source gives the bytes of each item by name.
func source() map[string][]byte {
	all := map[string][]byte{}
	for _, item := range samplewire.Items() {
		all[item.Name] = item.Bytes
	}
	return all
}

func TestExpectedStandsInTheCopy(t *testing.T) {
	copies := source()
	for _, want := range samplewire.Expected() {
		text := string(copies[want.Name])
		in := func(what string, words ...string) {
			t.Helper()
			for _, w := range words {
				if !strings.Contains(text, w) {
					t.Errorf("%s: %s %q is not in the copy", want.Name, what, w)
				}
			}
		}
		for _, a := range want.Articles {
			in("has", a.Has...)
			in("lacks", a.Lacks...)
			in("secret", a.Secret...)
			if a.URI != "" && !strings.HasPrefix(a.URI, "urn:wirewatch:"+want.Source+":") {
				in("uri", a.URI)
			}
		}
	}
}

func TestEveryArticleHasAnOutcome(t *testing.T) {
	themes, _ := taxonomy(t)
	for _, want := range samplewire.Expected() {
		if len(want.Articles) == 0 {
			t.Errorf("%s: no outcome", want.Name)
		}
		for _, a := range want.Articles {
			switch {
			case a.Outcome == "done" && (a.URI == "" || a.Tracking == "" || want.Format == ""):
				t.Errorf("%s: done without uri, tracking or format: %+v", want.Name, a)
			case a.Outcome == "done" && !a.Quiet && len(a.Live)+len(a.NotLive) == 0:
				t.Errorf("%s: nothing is expected of its themes", want.Name)
			case a.Outcome != "done" && a.Reason == "":
				t.Errorf("%s: %s for no reason", want.Name, a.Outcome)
			case a.Quiet && len(a.Live) > 0:
				t.Errorf("%s: quiet, but live with %v", want.Name, a.Live)
			}
			for _, theme := range append(a.Live, a.NotLive...) {
				if !themes[theme] {
					t.Errorf("%s: no theme %q in the taxonomy", want.Name, theme)
				}
			}
		}
	}
}

func TestWireHasEveryKindOfCopy(t *testing.T) {
	formats, outcomes, tracking := map[string]int{}, map[string]int{}, map[string]int{}
	groups := map[string]bool{}
	for _, want := range samplewire.Expected() {
		formats[want.Format]++
		for _, a := range want.Articles {
			outcomes[a.Outcome]++
			tracking[a.Tracking]++
			for _, theme := range a.Live {
				groups[theme[:strings.Index(theme, ".")]] = true
			}
		}
	}
	least := func(have map[string]int, name string, n int) {
		t.Helper()
		if have[name] < n {
			t.Errorf("%d of %q, want at least %d", have[name], name, n)
		}
	}
	least(formats, "plain", 8)
	least(formats, "ninjs", 10)
	least(formats, "nitf", 4)
	least(formats, "newsml-g2", 4)
	least(formats, "rss", 2)
	least(formats, "atom", 1)
	least(formats, "html", 2)
	least(outcomes, "done", 36)
	least(outcomes, "dead", 5)
	least(outcomes, "dropped", 2)
	for _, action := range []string{"update", "correction", "kill", "duplicate"} {
		least(tracking, action, 1)
	}
	_, all := taxonomy(t)
	for group := range all {
		if !groups[group] {
			t.Errorf("no article with a live theme of the group %q", group)
		}
	}
}

func TestRepeatIsTheSameBytes(t *testing.T) {
	copies := source()
	if !bytes.Equal(copies["05-storm-hospital.json"], copies["30-storm-hospital-repeat.json"]) {
		t.Error("30-storm-hospital-repeat.json is not the bytes of 05-storm-hospital.json")
	}
}

func TestDuplicateNamesTheFirstArticle(t *testing.T) {
	all := samplewire.Expected()
	first := all[2].Articles[0].URI
	for _, want := range all {
		for _, a := range want.Articles {
			if a.Tracking == "duplicate" && a.Of != first {
				t.Errorf("%s: duplicate of %q, want %q", want.Name, a.Of, first)
			}
		}
	}
}

// taxonomy gives the themes and the groups of the project's taxonomy.
func taxonomy(t *testing.T) (themes, groups map[string]bool) {
	t.Helper()
	text, err := os.ReadFile("../detect/data/taxonomy.json")
	if err != nil {
		t.Fatal(err)
	}
	var tax struct {
		Groups map[string]string
		Themes []struct{ ID string }
	}
	if err := json.Unmarshal(text, &tax); err != nil {
		t.Fatal(err)
	}
	themes, groups = map[string]bool{}, map[string]bool{}
	for _, theme := range tax.Themes {
		themes[theme.ID] = true
	}
	for group := range tax.Groups {
		groups[group] = true
	}
	return themes, groups
}
