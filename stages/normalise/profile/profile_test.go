package profile_test

import (
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/profile"
)

func TestBuiltinProfiles(t *testing.T) {
	s, err := profile.New()
	if err != nil {
		t.Fatal(err)
	}
	f := func(provider, take string, name string, action article.Action) {
		t.Helper()
		a := article.Article{Editorial: article.Editorial{TakeKey: take}}
		p := s.Find(provider)
		if p == nil || p.Name != name {
			t.Fatalf("Find(%q) = %v, want %s", provider, p, name)
		}
		if p.Apply(&a); a.Editorial.Action != action || a.Source.Profile != name {
			t.Errorf("%s %q: %q of %q", provider, take, a.Editorial.Action, a.Source.Profile)
		}
	}
	f("Reuters", "UPDATE 2", "reuters", article.Update)
	f("reuters-north", "KILL", "reuters", article.Kill)
	f("The Associated Press", "1st Ld-Writethru", "ap", article.Update)
	f("AFP", "LEAD", "afp", article.Update)
	f("AFP", "ANNULATION", "afp", article.Kill)
	f("bdt", "(Zusammenfassung 1830)", "dpa", article.Update)
	f("NTB", "", "ntb", "")
	f("tt.se", "Rättelse", "tt", article.Correction)
	f("Ritzau", "rettelse", "ritzau", article.Correction)
	f("EFE", "(Ampliación)", "efe", article.Update)
	f("TASS", "", "tass", "")
	if p := s.Find("apple", "nobody"); p != nil {
		t.Errorf("Find = %s", p.Name)
	}
}

func TestStripTakesNotesNotForReaders(t *testing.T) {
	s, err := profile.New()
	if err != nil {
		t.Fatal(err)
	}
	text := "Eine Fähre sank.\n\n# Notizblock\n\n## Internet\n- fähre.example"
	kept, _, secret := s.Find("dpa").Strip(text)
	if kept != "Eine Fähre sank." || secret == "" {
		t.Errorf("kept %q, secret %q", kept, secret)
	}
}

func TestAddRefusesWhatItDoesNotKnow(t *testing.T) {
	f := func(file string) {
		t.Helper()
		s := &profile.Set{}
		if err := s.Add([]byte(file)); err == nil {
			t.Errorf("%s: taken", file)
		}
	}
	f(`[{name: x}]`)
	f(`[{name: x, match: [y], urgency: {a: 10}}]`)
	f(`[{name: x, match: [y], takes: {a: erase}}]`)
	f(`[{name: x, match: [y], colour: red}]`)
}
