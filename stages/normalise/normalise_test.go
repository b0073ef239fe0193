package normalise_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/docs"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/stages/normalise"
	"github.com/wirewatch/wirewatch/stages/samplewire"
)

func TestSampleWireBecomesTheArticlesItExpects(t *testing.T) {
	valid, err := docs.RecordValidator()
	if err != nil {
		t.Fatal(err)
	}
	n := normalise.New(normalise.Config{})
	items := samplewire.Items()
	for i, want := range samplewire.Expected() {
		t.Run(want.Name, func(t *testing.T) {
			got, err := n.Process(t.Context(), article.Copy{Bytes: items[i].Bytes, Source: want.Source, ContentType: want.ContentType, Name: want.Name})
			if want.Articles[0].Outcome == "dead" {
				wantFault(t, err, want.Articles[0].Reason)
				return
			}
			if err != nil || len(got) != len(want.Articles) {
				t.Fatalf("%d articles and error %v, want %d", len(got), err, len(want.Articles))
			}
			for k := range got {
				check(t, &got[k], want.Format, want.Articles[k])
				encoded, err := record.Encode(&got[k])
				if err != nil {
					t.Fatal(err)
				}
				if err := valid(encoded); err != nil {
					t.Errorf("record is not valid: %v", err)
				}
				for _, word := range want.Articles[k].Secret {
					if strings.Contains(string(encoded), word) {
						t.Errorf("a note not for publication is in the record: %q", word)
					}
				}
			}
		})
	}
}

func wantFault(t *testing.T, err error, reason string) {
	t.Helper()
	fault, ok := errors.AsType[*article.Fault](err)
	if !ok || fault.Code != reason {
		t.Errorf("error %v, want a fault %s", err, reason)
	}
}

func check(t *testing.T, a *article.Article, format string, want samplewire.Outcome) {
	t.Helper()
	if a.URI != want.URI || a.Source.Format != format {
		t.Errorf("uri %q of format %q, want %q of %q", a.URI, a.Source.Format, want.URI, format)
	}
	if want.Version != "" && a.Version != want.Version || want.Action != "" && string(a.Editorial.Action) != want.Action {
		t.Errorf("version %q with action %q, want %q with %q", a.Version, a.Editorial.Action, want.Version, want.Action)
	}
	all := a.Headline + "\n" + a.By + "\n" + a.Dateline.Text + "\n" + a.EdNote + "\n" + a.Text
	for _, words := range want.Has {
		if !strings.Contains(all, words) {
			t.Errorf("%s: lost %q", a.URI, words)
		}
	}
	for _, words := range want.Lacks {
		if strings.Contains(all, words) {
			t.Errorf("%s: keeps %q", a.URI, words)
		}
	}
	for i, s := range a.Sentences {
		if s.Start >= s.End || s.End > len(a.Text) || i > 0 && s.Start < a.Sentences[i-1].End {
			t.Errorf("%s: sentence %d is %v of a text of %d bytes", a.URI, i, s.Span, len(a.Text))
		}
	}
}

func TestSummitKeepsItsCutSentenceAndLosesItsFurniture(t *testing.T) {
	item := samplewire.Items()[1]
	got, err := normalise.New(normalise.Config{}).Process(t.Context(), article.Copy{Bytes: item.Bytes, Source: item.Source, Name: item.Name})
	if err != nil || len(got) != 1 {
		t.Fatalf("%d articles and error %v", len(got), err)
	}
	a := got[0]
	if a.Dateline.City != "ASTANA" && a.Dateline.City != "Astana" || a.By == "" {
		t.Errorf("dateline %+v by %q", a.Dateline, a.By)
	}
	cut := 0
	for _, s := range a.Sentences {
		if s.Cut {
			cut++
			if !strings.HasSuffix(a.Quote(s.Span), "the Uzbe.") {
				t.Errorf("marked as cut: %q", a.Quote(s.Span))
			}
		}
	}
	if cut != 1 {
		t.Errorf("%d sentences are marked as cut, want 1", cut)
	}
	kinds := map[string]bool{}
	for _, f := range a.Furniture {
		kinds[f.Kind] = true
	}
	for _, kind := range []string{"credit", "language-switcher", "comments"} {
		if !kinds[kind] {
			t.Errorf("furniture %v lacks %s", a.Furniture, kind)
		}
	}
}
