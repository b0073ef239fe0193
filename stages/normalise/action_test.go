package normalise_test

import (
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise"
)

func TestHeadlinesSayWhatTheDeskWants(t *testing.T) {
	n := normalise.New(normalise.Config{})
	f := func(headline string, want article.Action) {
		t.Helper()
		raw := []byte(headline + "\n\nPORT ISLE, May 2 (Reuters) - The ferry left the harbour on Monday, an officer said.\n")
		got, err := n.Process(t.Context(), article.Copy{Bytes: raw, Source: "test"})
		if err != nil || len(got) != 1 {
			t.Fatalf("%d articles, %v", len(got), err)
		}
		if got[0].Editorial.Action != want {
			t.Errorf("%q: %s, want %s", headline, got[0].Editorial.Action, want)
		}
	}
	f("Ferry leaves harbour", article.New)
	f("Kill Bill: Volume 3 opens to full houses", article.New)
	f("KILL BILL STAR OPENS FERRY LINE", article.New)
	f("Lead poisoning closes ferry", article.New)
	f("Add-on fees for ferry", article.New)
	f("Update your ferry ticket now", article.New)
	f("Correctional officers take ferry", article.New)
	f("UPDATE 1-Ferry leaves harbour", article.Update)
	f("CORRECTED-UPDATE 2-Ferry leaves harbour", article.Correction)
	f("Correction: Ferry leaves harbour", article.Correction)
	f("Ferry leaves harbour (corrected)", article.Correction)
	f("(2nd LD) Ferry leaves harbour", article.Update)
	f("2ND LEAD Ferry leaves harbour", article.New) // no mark behind it
	f("2ND LEAD - Ferry leaves harbour", article.Update)
	f("RPT-Ferry leaves harbour", article.Refile)
	f("REFILE-CORRECTED-Ferry leaves harbour", article.Correction)
	f("KILL: Ferry leaves harbour", article.Kill)
	f("WITHDRAWN - Ferry leaves harbour", article.Kill)
	f("MANDATORY KILL Ferry", article.Kill)
	f("ADVISORY-Ferry picture to come", article.Advisory)
	f("BERICHTIGUNG: Fähre verlässt Hafen", article.Correction)
}

func TestNotesSayWhatTheDeskWants(t *testing.T) {
	n := normalise.New(normalise.Config{})
	f := func(note string, want article.Action, corrects string) {
		t.Helper()
		raw := []byte(`{"uri":"urn:x:1","type":"text","headlines":[{"value":"Ferry leaves"}],"edNote":"` + note + `","bodies":[{"value":"The ferry left."}]}`)
		got, err := n.Process(t.Context(), article.Copy{Bytes: raw, Source: "test"})
		if err != nil || len(got) != 1 {
			t.Fatalf("%d articles, %v", len(got), err)
		}
		if e := got[0].Editorial; e.Action != want || e.Corrects != corrects {
			t.Errorf("%q: %s %q, want %s %q", note, e.Action, e.Corrects, want, corrects)
		}
	}
	f("Eds: ADDS quote from captain, byline", article.Update, "")
	f("Eds: UPDATES with captain. CORRECTS number to 41 from 14.", article.Correction, "number to 41 from 14.")
	f("Correction: The captain is Joe, not Jim.", article.Correction, "The captain is Joe, not Jim.")
	f("EDITORS: PLEASE DISREGARD THIS STORY", article.Kill, "")
	f("Kill story about ferry, sent in error", article.Kill, "")
	f("This story has been withdrawn by the agency.", article.Kill, "")
	f("Withhold until further notice", article.Withhold, "")
	f("Additional photos are available", article.New, "")
	f("Holden is the name of the ferry", article.New, "")
	f("Killer whales are seen in paragraph 3", article.New, "")
	f("With photos.", article.New, "")
}
