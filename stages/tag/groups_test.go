package tag_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

func TestGroupsAreFoundAndLinked(t *testing.T) {
	f := wantNames(t)
	f("Fighters of ISIS left. ISIS is weak.", "ORG:ISIS>group:islamic-state", "ORG:ISIS>group:islamic-state")
	f("The Islamic State group has 2,000 men.", "ORG:Islamic State>group:islamic-state")
	f("IS fighters fled. That is all.", "ORG:IS>group:islamic-state")
	f("That is what it is.")
	f("Afghanistan fears the Jamaat Ansaru Qdallah.", "GPE:Afghanistan>country:AF", "ORG:Jamaat Ansaru Qdallah>group:jamaat-ansarullah")
	f("Uzbekistan fears the Islamic Movement of Uzbekistan.", "GPE:Uzbekistan>country:UZ", "ORG:Islamic Movement of Uzbekistan>group:islamic-movement-of-uzbekistan")
	f("Uzbekistan fears the Islamic Movement of Kurdistan.", "GPE:Uzbekistan>country:UZ", "ORG:Islamic Movement of Kurdistan")
	f("Uzbekistan fears the Islamic Movment of Uzbekistan.", "GPE:Uzbekistan>country:UZ", "ORG:Islamic Movment of Uzbekistan>group:islamic-movement-of-uzbekistan")
}

func TestGenericBodiesAreNoNames(t *testing.T) {
	f := wantNames(t)
	f("We must pay for our Armed Forces.")
	f("They blame the National Security Committee.", "ORG:National Security Committee")
}

func TestKnownAcronymsLinkTheNameBeforeThem(t *testing.T) {
	a := process(t, article.Article{Text: "Jama'at Nisar al-Islam wal Mujahedin (JNIM) left."})
	long, short := mention(t, &a, "Jama'at Nisar al-Islam wal Mujahedin"), mention(t, &a, "JNIM")
	if long.Entity != short.Entity || long.Link == nil || long.Link.ID != "group:jnim" || long.Link.Via != "coreference" {
		t.Errorf("%s is %s, %s is %s", brief(&a, long), long.Entity, brief(&a, short), short.Entity)
	}
}

func TestOrganisationsAreFoundByPattern(t *testing.T) {
	f := func(body, name, subtype string) {
		t.Helper()
		a := process(t, article.Article{Text: body})
		m := mention(t, &a, name)
		if m.Type != "ORG" || m.Subtype != subtype {
			t.Errorf("%s in %q is %s %q, want ORG %q", name, body, m.Type, m.Subtype, subtype)
		}
	}
	f("A loan from the Zarbala Development Bank fell through.", "Zarbala Development Bank", "company")
	f("The Ministry of Water Resources said no.", "Ministry of Water Resources", "government")
	f("Students at the University of Zarbala marched.", "University of Zarbala", "")
	f("The Committee for the Defence of Rivers met.", "Committee for the Defence of Rivers", "")
	f("The Zarbala Liberation Front took the town.", "Zarbala Liberation Front", "")
	f("The Lashkar Zarbalawi took the town.", "Lashkar Zarbalawi", "armed_group")
}

func TestBodiesThatEveryCountryHasNeedTheirOwn(t *testing.T) {
	f := func(body, want string) {
		t.Helper()
		a := process(t, article.Article{Text: body})
		m := mention(t, &a, "Supreme Court")
		got := ""
		if m.Link != nil {
			got = m.Link.ID
		}
		if got != want {
			t.Errorf("Supreme Court in %q is linked to %q, want %q", body, got, want)
		}
	}
	f("The United States waits for its Supreme Court.", "org:us-supreme-court")
	f("Nigeria, where Nigerian judges fear the United States, waits for its Supreme Court.", "")
	f("The Supreme Court met.", "")
}

func TestListsGiveTheirKindToUnknownEntries(t *testing.T) {
	a := process(t, article.Article{Text: "Pakistan banned the Islamic State, the Taliban, the Sons Zarbala and the Haqqani network."})
	if m := mention(t, &a, "Sons Zarbala"); m.Type != "ORG" || m.Subtype != "armed_group" {
		t.Errorf("it is %s %s", m.Type, m.Subtype)
	}
	f := wantNames(t)
	f("In Kabul, Zarbala waits.", "GPE:Kabul>geonames:1138958")
}

func TestBrokenOffNamesAreMarkedAndNotCompleted(t *testing.T) {
	text := "Uzbekistan is worried. He named the Islamic State, the Islamic Movement of Uzbekistan, the Jamaat Ansarullah, the Uzbe."
	a := process(t, article.Article{Text: text})
	m := mention(t, &a, "Uzbe")
	if !m.Cut || m.Link == nil || m.Link.ID != "" || len(m.Link.Candidates) == 0 || m.Canonical != "Uzbe" {
		t.Fatalf("mention %+v, link %+v", m, m.Link)
	}
	for _, c := range m.Link.Candidates {
		if c.Score <= 0 || c.Score > 1 || c.ID == "" {
			t.Errorf("candidate %+v", c)
		}
	}
	for _, other := range a.Mentions {
		if other.Cut && other.ID != m.ID {
			t.Errorf("%s is marked too", brief(&a, other))
		}
	}
}

func TestHeadlines(t *testing.T) {
	f := func(headline, body string, want ...string) {
		t.Helper()
		a := process(t, article.Article{Headline: headline, Text: body})
		var got []string
		for _, m := range a.Mentions {
			if m.Field == article.MainHeadline {
				got = append(got, brief(&a, m))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("headline %q:\n%s", headline, diff)
		}
	}
	f("Putin Meets Leaders As Fears Grow In Kabul", "", "PERSON:Putin>person:vladimir-putin", "GPE:Kabul>geonames:1138958")
	f("PUTIN SAYS THIS IS ENOUGH FOR AFGHANISTAN", "", "PERSON:PUTIN>person:vladimir-putin", "GPE:AFGHANISTAN>country:AF")
	f("Sadiqzai Wins Again", "Gen. Harun Sadiqzai won.", "PERSON:Sadiqzai")
}
