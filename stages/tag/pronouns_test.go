package tag_test

import (
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

func TestPronounsShareTheEntityOfTheirName(t *testing.T) {
	f := func(text, pronoun, name string) {
		t.Helper()
		a := process(t, article.Article{Text: text})
		m := mention(t, &a, pronoun)
		want := mention(t, &a, name)
		if m.Entity != want.Entity || m.Found != "coreference" {
			t.Errorf("%q in %q is %s by %s, want %s of %q", pronoun, text, m.Entity, m.Found, want.Entity, name)
		}
	}
	f("Sergei Lavrov landed in Dushanbe. He will stay for a week.", "He", "Sergei Lavrov")
	f("Vladimir Putin told Emomali Rahmon that he would send grain.", "he", "Vladimir Putin")
	f("Boko Haram fighters burned the market in Kando on Friday. The village had paid. Nobody spoke. The group has not commented.", "The group", "Boko Haram")
	f("Angela Merkel said no. Snow fell. Later she said yes.", "she", "Angela Merkel")
	f("Angela Merkel met Vladimir Putin on Monday. He left early.", "He", "Vladimir Putin")
	f("Nicolas Maduro landed on Monday. Ivan Duque greeted him at the airport.", "him", "Nicolas Maduro")
	f("Sergei Lavrov landed on Monday. Reporters saw his plane.", "his", "Sergei Lavrov")
	f("The Ogaden National Liberation Front met Boko Haram on Friday. The front signed.", "The front", "Ogaden National Liberation Front")
}

func TestPronounsWithoutANameAreNoMentions(t *testing.T) {
	a := process(t, article.Article{Text: "He left early, and she stayed. The group of friends laughed."})
	if len(a.Mentions) != 0 {
		t.Errorf("mentions %+v", a.Mentions)
	}
}
