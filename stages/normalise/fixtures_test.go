package normalise_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/wirewatch/wirewatch/docs"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/stages/normalise"
)

// fixture says what is to become of the file beside it: of each article the
// fields named, by the names of fieldsOf.
type fixture struct {
	Format   string
	Source   string
	Fault    string // the code; then no article is expected
	Articles []struct {
		Fields map[string]string
		Has    []string // in the text
		Lacks  []string // in the text
		Secret []string // nowhere in the record
	}
}

// fieldsOf gives the fields of an article as a fixture names them.
func fieldsOf(a *article.Article) map[string]string {
	f := map[string]string{
		"uri": a.URI, "type": a.Type, "version": a.Version, "headline": a.Headline, "subheadline": a.Subheadline, "summary": a.Summary, "by": a.By,
		"slugline": a.Slugline, "located": a.Located, "language": a.Language, "urgency": strconv.Itoa(a.Urgency),
		"firstCreated": string(a.FirstCreated), "versionCreated": string(a.VersionCreated), "contentCreated": string(a.ContentCreated),
		"embargoedUntil": string(a.EmbargoedUntil), "pubStatus": a.PubStatus, "edNote": a.EdNote, "text": a.Text,
		"copyrightHolder": a.CopyrightOwner, "copyrightNotice": a.CopyrightNote, "usageTerms": a.UsageTerms,
		"dateline": a.Dateline.Text, "city": a.Dateline.City, "country": a.Dateline.Country, "date": a.Dateline.Date, "source": a.Dateline.Source,
		"action": string(a.Editorial.Action), "takeKey": a.Editorial.TakeKey, "corrects": a.Editorial.Corrects,
		"priority": a.Editorial.Priority, "wordCount": strconv.Itoa(a.Editorial.WordCount), "signals": strings.Join(a.Editorial.Signals, " | "),
		"provider": a.Source.Provider, "format": a.Source.Format, "formatVersion": a.Source.FormatVersion, "charset": a.Source.Charset,
		"profile": a.Source.Profile, "keywords": strings.Join(a.Keywords, " | "),
		"subjects": concepts(a.Subjects), "people": concepts(a.People), "organisations": concepts(a.Organisations),
		"places": concepts(a.Places), "infoSources": concepts(a.InfoSources),
	}
	var ids, warnings, media, furniture []string
	for _, x := range a.AltIDs {
		ids = append(ids, x.Role+"="+x.Value)
	}
	for _, x := range a.Warnings {
		warnings = append(warnings, x.Code)
	}
	for _, x := range a.Media {
		media = append(media, x.Type+" "+x.URI)
	}
	for _, x := range a.Furniture {
		furniture = append(furniture, x.Kind)
	}
	f["altIds"], f["warnings"], f["media"], f["furniture"] = strings.Join(ids, " | "), strings.Join(warnings, " | "), strings.Join(media, " | "), strings.Join(furniture, " | ")
	return f
}

func concepts(list []article.Concept) string {
	var out []string
	for _, c := range list {
		if c.URI != "" && c.URI != c.Name {
			out = append(out, c.Name+" <"+c.URI+">")
			continue
		}
		out = append(out, c.Name)
	}
	return strings.Join(out, " | ")
}

func TestFixturesOfEveryFormat(t *testing.T) {
	wants, err := filepath.Glob("*/testdata/*.want.yaml")
	if err != nil || len(wants) == 0 {
		t.Fatalf("%d fixtures, %v", len(wants), err)
	}
	valid, err := docs.RecordValidator()
	if err != nil {
		t.Fatal(err)
	}
	n := normalise.New(normalise.Config{})
	for _, path := range wants {
		name := strings.TrimSuffix(path, ".want.yaml")
		t.Run(name, func(t *testing.T) {
			var want fixture
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := yaml.UnmarshalWithOptions(raw, &want, yaml.Strict()); err != nil {
				t.Fatal(err)
			}
			bytes, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if want.Source == "" {
				want.Source = "test"
			}
			got, err := n.Process(t.Context(), article.Copy{Bytes: bytes, Source: want.Source, Name: filepath.Base(name)})
			if want.Fault != "" {
				wantFault(t, err, want.Fault)
				return
			}
			if err != nil || len(got) != len(want.Articles) {
				t.Fatalf("%d articles and error %v, want %d", len(got), err, len(want.Articles))
			}
			for i := range got {
				compare(t, &got[i], want, i, valid)
			}
		})
	}
}

func compare(t *testing.T, a *article.Article, want fixture, i int, valid func([]byte) error) {
	t.Helper()
	fields := fieldsOf(a)
	if want.Format != "" && a.Source.Format != want.Format {
		t.Errorf("article %d: format %q, want %q", i, a.Source.Format, want.Format)
	}
	for name, value := range want.Articles[i].Fields {
		got, ok := fields[name]
		if !ok {
			t.Errorf("no field %q", name)
		}
		if got != strings.TrimSpace(value) {
			t.Errorf("article %d: %s is\n%q, want\n%q", i, name, got, value)
		}
	}
	for _, words := range want.Articles[i].Has {
		if !strings.Contains(a.Text, words) {
			t.Errorf("article %d lost %q; text:\n%s", i, words, a.Text)
		}
	}
	for _, words := range want.Articles[i].Lacks {
		if strings.Contains(a.Text, words) {
			t.Errorf("article %d keeps %q", i, words)
		}
	}
	encoded, err := record.Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	if err := valid(encoded); err != nil {
		t.Errorf("article %d: record is not valid: %v", i, err)
	}
	for _, words := range want.Articles[i].Secret {
		if strings.Contains(string(encoded), words) {
			t.Errorf("article %d: a note not for publication is in the record: %q", i, words)
		}
	}
}
