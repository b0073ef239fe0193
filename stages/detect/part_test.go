package detect_test

import (
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// named gives the first mention of a name in a text; the entity is the name.
func named(t *testing.T, text, name, kind, subtype string) article.Mention {
	t.Helper()
	at := strings.Index(text, name)
	if at < 0 {
		t.Fatalf("%q is not in %q", name, text)
	}
	return article.Mention{
		Span: article.Span{Start: at, End: at + len(name)}, Field: article.MainText,
		ID: name, Entity: name, Type: kind, Subtype: subtype, Score: 1, Found: "gazetteer",
	}
}

func TestWhoDidItAndToWhom(t *testing.T) {
	d := detector(t, false)
	kinds := map[string][2]string{
		"Taliban": {"ORG", "armed_group"}, "Islamic State": {"ORG", "armed_group"}, "Kabul": {"GPE", ""},
		"Ministry of Defence": {"ORG", "government"}, "City Police": {"ORG", "police"}, "Red Cross": {"ORG", "ngo"}, "Omar Dinar": {"PERSON", ""},
	}
	f := func(text, actors, targets string) {
		t.Helper()
		a := article.Article{Text: text}
		for name, kind := range kinds {
			if strings.Contains(text, name) {
				a.Mentions = append(a.Mentions, named(t, text, name, kind[0], kind[1]))
			}
		}
		out := process(t, d, a)
		if len(out.Detections) == 0 {
			t.Fatalf("nothing detected in %q", text)
		}
		list := func(refs []article.Ref) string {
			var names []string
			for _, r := range refs {
				names = append(names, r.Entity)
			}
			return strings.Join(names, ", ")
		}
		got := out.Detections[0]
		if list(got.Actors) != actors || list(got.Targets) != targets {
			t.Errorf("%q: by %q to %q, want %q and %q", text, list(got.Actors), list(got.Targets), actors, targets)
		}
	}
	f("Taliban gunmen kidnapped Omar Dinar in Kabul on Monday.", "Taliban", "Omar Dinar")
	f("Omar Dinar was kidnapped by Taliban gunmen in Kabul on Monday.", "Taliban", "Omar Dinar")
	f("Gunmen kidnapped a nurse of the Red Cross in Kabul on Monday, the Ministry of Defence said.", "", "Red Cross")
	f("City Police said a suicide bomber attacked a checkpoint in Kabul.", "", "")
	f("A suicide bomber attacked Islamic State fighters in Kabul.", "", "Islamic State")
	f("A suicide bombing in Kabul was blamed on Islamic State.", "Islamic State", "")
}

func TestThoseWithoutANameAreTold(t *testing.T) {
	d := detector(t, true)
	f := func(theme, text, actors, targets string) {
		t.Helper()
		out := process(t, d, article.Article{Text: text})
		got := live(out, theme)
		if got == nil {
			t.Fatalf("no %s in %q", theme, text)
		}
		list := func(refs []article.Ref) string {
			var words []string
			for _, r := range refs {
				if r.Entity != "" || out.Quote(r.Span) != r.Text {
					t.Errorf("%q: reference %+v does not stand in the text", text, r)
				}
				words = append(words, r.Text)
			}
			return strings.Join(words, ", ")
		}
		if list(got.Actors) != actors || list(got.Targets) != targets {
			t.Errorf("%q: by %q to %q, want %q and %q", text, list(got.Actors), list(got.Targets), actors, targets)
		}
	}
	f("targeted.kidnap_hostage", "Gunmen kidnapped three nurses in the hills on Monday.", "Gunmen", "three nurses")
	f("targeted.kidnap_hostage", "A village teacher was kidnapped by two gunmen near the market.", "two gunmen", "A village teacher")
	f("conflict.armed_clash", "The rebels ambushed a police convoy near the border.", "The rebels", "a police convoy")
	f("targeted.kidnap_hostage", "Gunmen on motorcycles kidnapped a priest.", "Gunmen", "a priest")
}

func TestStatesActWhereTheyAreTheSubject(t *testing.T) {
	d := detector(t, false)
	f := func(text, theme, actors, targets string, mentions ...[3]string) {
		t.Helper()
		a := article.Article{Text: text}
		for _, m := range mentions {
			a.Mentions = append(a.Mentions, named(t, text, m[0], m[1], m[2]))
		}
		got := live(process(t, d, a), theme)
		if got == nil {
			t.Fatalf("no %s in %q", theme, text)
		}
		list := func(refs []article.Ref) string {
			var words []string
			for _, r := range refs {
				words = append(words, r.Entity+" "+r.Text)
			}
			return strings.TrimSpace(strings.Join(words, ", "))
		}
		if list(got.Actors) != actors || list(got.Targets) != targets {
			t.Errorf("%q: by %q to %q, want %q and %q", text, list(got.Actors), list(got.Targets), actors, targets)
		}
	}
	f("Washington put two Iranian firms on its sanctions blacklist on Monday.", "pressure.sanctions",
		"Washington", "Iranian two Iranian firms", [3]string{"Washington", "GPE", ""}, [3]string{"Iranian", "NORP", ""})
	f("NATO is massing troops near the border.", "conflict.military_buildup", "NATO", "", [3]string{"NATO", "ORG", "intergovernmental"})
}
