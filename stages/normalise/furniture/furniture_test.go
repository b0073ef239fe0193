package furniture_test

import (
	"testing"

	"github.com/wirewatch/wirewatch/stages/normalise/furniture"
)

func TestKindTellsFurnitureFromCopy(t *testing.T) {
	rules, err := furniture.New()
	if err != nil {
		t.Fatal(err)
	}
	f := func(line, want string) {
		t.Helper()
		if got := rules.Kind(line); got != want {
			t.Errorf("Kind(%q) = %q, want %q", line, got, want)
		}
	}
	f("-30-", "signoff")
	f("ENDIT", "signoff")
	f(" REUTER", "signoff")
	f("### ", "signoff")
	f("(MORE)", "signoff")
	f("—END—", "signoff")
	f("jd/ab/cw", "signoff")
	f("ففف/ح س/كام", "signoff")
	f("سياسة/اقتصاد/رياضة", "")
	f("政治/经济/社会", "")
	f("All comments.", "comments")
	f("Comments (12)", "comments")
	f("Read  also", "related")
	f("Читайте также: Новости", "related")
	f("© 2026 Isle Press", "copyright")
	f("(Adds quote)", "note")
	f("Source: With Agencies", "credit")
	f("This site uses cookies", "cookies")
	f("The ferry sank.", "")
	f("Comments from the captain were not available on Thursday.", "")
	f("30 people were saved.", "")
	f("Related deaths rose.", "")
}

func TestNotepadDividesCopyFromWhatIsBehindIt(t *testing.T) {
	f := func(text, body, notepad string) {
		t.Helper()
		gotBody, gotNotepad := furniture.Notepad(text)
		if gotBody != body || gotNotepad != notepad {
			t.Errorf("Notepad(%q) = %q, %q", text, gotBody, gotNotepad)
		}
	}
	f("Copy.\n\n# Notizblock\n\n## Internet\n- x", "Copy.", "# Notizblock\n\n## Internet\n- x")
	f("Notebook\n\nSales of them rose.", "Notebook\n\nSales of them rose.", "")
	f("She wrote it in her notebook.\n\nIt was lost.", "She wrote it in her notebook.\n\nIt was lost.", "")
}

func TestNonPublicHidesWhatIsNotForPublication(t *testing.T) {
	public, secret := furniture.NonPublic("Copy.\n\n* * * *\nThe following information is not intended for publication\n\nTel 0190")
	if public != "Copy." || secret != 67 {
		t.Errorf("got %q, %d", public, secret)
	}
}
