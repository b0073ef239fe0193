package tag_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

func TestPeopleAreFoundByPattern(t *testing.T) {
	f := wantNames(t)
	f("The plan was praised by Gen. Harun Sadiqzai in a short note.", "PERSON:Harun Sadiqzai")
	f("Lt. Col. Ibra Mensahko led the convoy.", "PERSON:Ibra Mensahko")
	f("Sheikh Yaqub al-Tamari led the prayers.", "PERSON:Yaqub al-Tamari")
	f("A baker, Maria Jelovic, 42, had waited since dawn.", "PERSON:Maria Jelovic")
	f("Nobody came, Zorvan Pakhlavi said.", "PERSON:Zorvan Pakhlavi")
	f("\"Nobody came,\" said Pakhlavi.", "PERSON:Pakhlavi")
	f("Then Peter J. Okonjo spoke.", "PERSON:Peter J. Okonjo")
	f("They blamed Omar bin Zarqan for it.", "PERSON:Omar bin Zarqan")
	f("They thanked Pieter van der Molenaar for it.", "PERSON:Pieter van der Molenaar")
	f("The song is by Milan Hradecky.", "PERSON:Milan Hradecky")
}

func TestPossessivesAndTitlesAreOutsideNames(t *testing.T) {
	f := wantNames(t)
	f("They read Dr. Nadia Ferhatovic's report.", "PERSON:Nadia Ferhatovic")
	f("They read Dr. Nadia Ferhatovic’s report.", "PERSON:Nadia Ferhatovic")
	f("Mr. Putin’s visit ended.", "PERSON:Putin>person:vladimir-putin")
}

func TestRoles(t *testing.T) {
	f := func(body, name string, want article.Role) {
		t.Helper()
		a := process(t, article.Article{Text: body})
		m := mention(t, &a, name)
		if m.Role == nil {
			t.Errorf("%s in %q has no role", name, body)
			return
		}
		if diff := cmp.Diff(want, *m.Role); diff != "" {
			t.Errorf("role of %s in %q:\n%s", name, body, diff)
		}
	}
	f("Tajikistan President Emomali Rajmon spoke first.", "Emomali Rajmon", article.Role{Text: "Tajikistan President", Office: "president", Polity: "country:TJ"})
	f("It was signed by the President of Uzbekistan, Shavtkat Mirziyoyev, on Monday.", "Shavtkat Mirziyoyev", article.Role{Text: "President of Uzbekistan", Office: "president", Polity: "country:UZ"})
	f("Kenya's new interior minister Josphat Wairumu spoke.", "Josphat Wairumu", article.Role{Text: "Kenya's new interior minister", Office: "interior minister", Polity: "country:KE"})
	f("Minister of Foreign Affairs of Moscow, Sergei Lavrov, agreed.", "Sergei Lavrov", article.Role{Text: "Minister of Foreign Affairs of Moscow", Office: "foreign minister", Polity: "country:RU"})
	f("The Kremlin’s special representative for Afghanistan, Zamir Kabulov, said so.", "Zamir Kabulov", article.Role{Text: "Kremlin’s special representative for Afghanistan", Office: "special representative for Afghanistan", Polity: "org:kremlin"})
	f("Yusuf Temirbek, the Kyrgyz defence minister, denied it.", "Yusuf Temirbek", article.Role{Text: "Kyrgyz defence minister", Office: "defence minister", Polity: "country:KG"})
	f("Col. Yusuf Temirbek denied it.", "Yusuf Temirbek", article.Role{Text: "Col", Office: "colonel"})
}

func TestPeopleAreLinkedThroughMisspellings(t *testing.T) {
	f := func(body, name, want, via string) {
		t.Helper()
		a := process(t, article.Article{Text: body})
		m := mention(t, &a, name)
		if m.Link == nil || m.Link.ID != want || m.Link.Via != via {
			t.Errorf("%s in %q: link %+v, want %s via %s", name, body, m.Link, want, via)
		}
	}
	f("President of Uzbekistan, Shavtkat Mirziyoyev, spoke.", "Shavtkat Mirziyoyev", "person:shavkat-mirziyoyev", "fuzzy")
	f("Tajikistan President Emomali Rajmon spoke.", "Emomali Rajmon", "person:emomali-rahmon", "fuzzy")
	f("Tajik President Rahmonn spoke.", "Rahmonn", "person:emomali-rahmon", "fuzzy")
	f("Russian President Wladimir Puttin spoke.", "Wladimir Puttin", "person:vladimir-putin", "fuzzy")
	f("Russian President Vladimir Putin spoke.", "Vladimir Putin", "person:vladimir-putin", "exact")
	f("He met Putin.", "Putin", "person:vladimir-putin", "alias")
}

func TestOtherPeopleAreNotLinked(t *testing.T) {
	f := func(body, name string) {
		t.Helper()
		a := process(t, article.Article{Text: body})
		m := mention(t, &a, name)
		if m.Link != nil && m.Link.ID != "" {
			t.Errorf("%s in %q is linked to %s", name, body, m.Link.ID)
		}
	}
	f("Russian engineer Vladimir Putilov said the bridge would hold.", "Vladimir Putilov")
	f("The Russian minister Andrei Putilov said no.", "Andrei Putilov")
	f("A farmer, Omar Rahmonov, 51, lost his cattle.", "Omar Rahmonov")
	f("Her cousin Ludmila Putin sings in Minsk.", "Ludmila Putin")
	f("Kenyan minister Sergei Lavrov said no.", "Sergei Lavrov")
}

func TestShortFormsShareTheEntityOfTheLongName(t *testing.T) {
	f := func(body, long, short string) {
		t.Helper()
		a := process(t, article.Article{Text: body})
		l, s := mention(t, &a, long), mention(t, &a, short)
		if l.Entity != s.Entity || s.Type != l.Type || s.Canonical != l.Canonical {
			t.Errorf("%q: %s is %s, %s is %s", body, brief(&a, l), l.Entity, brief(&a, s), s.Entity)
		}
	}
	f("Harun Sadiqzai, 50, left early. Friends of Sadiqzai stayed.", "Harun Sadiqzai", "Sadiqzai")
	f("Sheikh Yaqub al-Tamari led prayers. Later Tamari rested.", "Yaqub al-Tamari", "Tamari")
	f("Sheikh Yaqub al-Tamari led prayers. Later al-Tamari rested.", "Yaqub al-Tamari", "al-Tamari")
	f("Tajikistan President Emomali Rajmon spoke. Then Rajmon left.", "Emomali Rajmon", "Rajmon")
	f("The Zarin Valley Water Authority (ZVWA) met. The ZVWA has no funds.", "Zarin Valley Water Authority", "ZVWA")
	f("The Front for Southern Renewal (FSR) met. Later FSR left.", "Front for Southern Renewal", "FSR")
}

func TestKnownSurnamesMayBeThoseOfOthers(t *testing.T) {
	f := func(body, want string) {
		t.Helper()
		a := process(t, article.Article{Text: body})
		last := a.Mentions[len(a.Mentions)-1]
		got := ""
		if last.Link != nil {
			got = last.Link.ID
		}
		if got != want {
			t.Errorf("the last name of %q is linked to %q, want %q", body, got, want)
		}
	}
	f("Her aunt Ludmila Putin, 61, sings. Nobody pays Putin.", "")
	f("Her aunt Ludmila Putin sings for Vladimir Putin. Nobody pays Putin.", "person:vladimir-putin")
	f("Nobody pays Putin.", "person:vladimir-putin")
}

func TestShortFormsAreNotTakenOutOfOtherNames(t *testing.T) {
	f := wantNames(t)
	f("Gen. Harun Sadiqzai left. They met Ibra Sadiqzai later.", "PERSON:Harun Sadiqzai", "PERSON:Ibra Sadiqzai")
	f("Minister Zin Mar Aung spoke. Then Aung San Suu Kyi spoke.", "PERSON:Zin Mar Aung>person:zin-mar-aung", "PERSON:Aung San Suu Kyi>person:aung-san-suu-kyi")
}

func TestOfficesStandForTheirHolders(t *testing.T) {
	f := func(body, created, words, want, via string) {
		t.Helper()
		a := process(t, article.Article{Text: body, VersionCreated: article.Timestamp(created)})
		m := mention(t, &a, words)
		if m.Found != "coreference" || m.Type != "PERSON" || m.Role == nil {
			t.Errorf("%q in %q: %+v", words, body, m)
		}
		got, gotVia := "", ""
		if m.Link != nil {
			got, gotVia = m.Link.ID, m.Link.Via
		}
		if got != want || gotVia != via {
			t.Errorf("%q in %q on %q: %q via %q, want %q via %q", words, body, created, got, gotVia, want, via)
		}
	}
	f("President of Uzbekistan, Shavtkat Mirziyoyev, spoke. The Uzbek head of state left.", "", "Uzbek head of state", "person:shavkat-mirziyoyev", "coreference")
	f("Putin spoke. The Russian president left.", "", "Russian president", "person:vladimir-putin", "coreference")
	f("The Russian president left.", "2010-03-01T00:00:00Z", "Russian president", "person:dmitry-medvedev", "role")
	f("The president of Kazakhstan left.", "2021-10-15T00:00:00Z", "president of Kazakhstan", "person:kassym-jomart-tokayev", "role")
	f("The president of Kazakhstan left.", "", "president of Kazakhstan", "", "")
	f("The former Russian president left.", "2010-03-01T00:00:00Z", "Russian president", "", "")
	f("Rain fell all over Kazakhstan. The prime minister left.", "2023-03-01T00:00:00Z", "prime minister", "person:alikhan-smailov", "role")
}

func TestUnnamedHoldersShareAnEntity(t *testing.T) {
	a := process(t, article.Article{Text: "The president of Kazakhstan spoke. The Kazakh head of state left."})
	p, q := mention(t, &a, "president of Kazakhstan"), mention(t, &a, "Kazakh head of state")
	if p.Entity != q.Entity {
		t.Errorf("they are %s and %s", p.Entity, q.Entity)
	}
}
