package tag_test

import (
	"github.com/google/go-cmp/cmp"

	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

func TestPlacesAreFoundByPattern(t *testing.T) {
	f := wantNames(t)
	f("The village of Kot Zarbala was empty.", "GPE:Kot Zarbala")
	f("They crossed the Zarbala River at night.", "LOC:Zarbala River")
	f("Roads in Shirzad district were cut.", "GPE:Shirzad")
	f("They climbed Mount Arkhonda.", "LOC:Mount Arkhonda")
	f("Farmers of Niger State wait.", "GPE:Niger State")
	f("Planes left Zarbala Airport at noon.", "FAC:Zarbala Airport")
	f("A bomb went off in Zarbala, Iraq, on Monday.", "GPE:Zarbala", "GPE:Iraq>country:IQ")
}

func TestReadingsOfPlacesAreChosenByTheText(t *testing.T) {
	f := func(body, dateline, words, want string) {
		t.Helper()
		a := process(t, article.Article{Text: body, Dateline: article.Dateline{Country: dateline}})
		m := mention(t, &a, words)
		got := ""
		if m.Link != nil {
			got = m.Link.ID
		}
		if got != want {
			t.Errorf("%s in %q from %q: %q, want %q", words, body, dateline, got, want)
		}
	}
	f("Voters in Georgia, Armenia and Azerbaijan wait.", "", "Georgia", "country:GE")
	f("Talks in Moscow ended.", "", "Moscow", "geonames:524901")
	f("A bakery in Moscow, Idaho, burned.", "", "Moscow", "")
	f("Kabul said no.", "", "Kabul", "geonames:1138958")
}

func TestWeakPlaceNamesNeedTheirCountry(t *testing.T) {
	f := wantNames(t)
	f("Reading is good for children. Most like it.")
	f("The nice weather held. Nice weather is rare.")
}

func TestCountriesOfPlacesAreGiven(t *testing.T) {
	a := process(t, article.Article{Text: "Shops in Almaty reopened."})
	m := mention(t, &a, "Almaty")
	if m.Link == nil || m.Link.Country != "KZ" || m.Link.Point == nil || m.Link.Alias != "Almaty" {
		t.Errorf("link of Almaty is %+v", m.Link)
	}
}

func TestPlacesInsideNamesStayWithinReach(t *testing.T) {
	a := process(t, article.Article{Text: "She teaches at the University of Kabul and sits on the Bank of Ghana's board."})
	for words, id := range map[string]string{"Kabul": "geonames:1138958", "Ghana": "country:GH"} {
		if m := mention(t, &a, words); m.Found != "coreference" || m.Link == nil || m.Link.ID != id {
			t.Errorf("%s is %+v", words, m)
		}
	}
}

func TestNamesAreTakenOutOfHyphenatedWords(t *testing.T) {
	f := func(text string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, names(t, text)); diff != "" {
			t.Errorf("names of %q (-want +got):\n%s", text, diff)
		}
	}
	f("The Hamas-led government fell.", "ORG:Hamas>group:hamas")
	f("Small anti-NATO protests were held near the Egypt-Gaza border.", "ORG:NATO>org:nato", "GPE:Egypt>country:EG", "GPE:Gaza>geonames:281133")
	f("Guinea-Bissau votes.", "GPE:Guinea-Bissau>country:GW")
	f("A cell of al Qaida in Iraq was raided.", "ORG:al Qaida in Iraq>group:al-qaeda-in-iraq")
}

func TestMisspeltPlacesAreLinkedInACountryThatIsNamed(t *testing.T) {
	f := func(text, words, id string) {
		t.Helper()
		a := process(t, article.Article{Text: text})
		m := mention(t, &a, words)
		if got := linkID(&m); got != id {
			t.Errorf("%q in %q is linked to %q, want %q", words, text, got, id)
		}
	}
	f("Shells fell on the city of Mossul in Iraq, residents in Mossul said.", "Mossul", "geonames:99072")
	f("Rain fell in Mossul and in Oslo, residents in Mossul said.", "Mossul", "")
}

func linkID(m *article.Mention) string {
	if m.Link == nil {
		return ""
	}
	return m.Link.ID
}
