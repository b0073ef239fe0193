package attributions_test

import (
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/learn/attributions"
	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/tag"
)

func TestScore(t *testing.T) {
	tagger, err := tag.New(tag.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	detector, err := detect.New(detect.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	const rows = `{"id":"a","text":"“Café walls fell on us,” Anna Berg said. The mayor said that the bridge was closed. Nobody came.","attributions":[{"source":[[25,34]],"cue":[[35,39]],"content":[[0,24]],"kind":"quote"},{"source":[[82,88]],"content":[[54,81]],"kind":"speech"},{"source":[],"content":[[83,95]],"kind":"speech"}]}
`
	documents, err := attributions.Read(strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	s, err := attributions.Score(t.Context(), tagger, detector, documents)
	if err != nil {
		t.Fatal(err)
	}
	if s.Gold != 3 || s.Found != 2 || s.Matched != 2 {
		t.Errorf("%d of %d found with %d", s.Matched, s.Gold, s.Found)
	}
	if s.Sources != 2 || s.SourcesRight != 1 || s.SourceAccuracy() != 0.5 {
		t.Errorf("%d of %d sources right", s.SourcesRight, s.Sources)
	}
	if s.Quotes() != 1 || s.Said() != 0.4 {
		t.Errorf("quotes %.2f, said %.2f", s.Quotes(), s.Said())
	}
	if _, err := attributions.Read(strings.NewReader("{")); err == nil {
		t.Error("a broken line is read")
	}
}
