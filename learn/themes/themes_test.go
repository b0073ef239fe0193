package themes_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	learn "github.com/wirewatch/wirewatch/learn/themes"
	"github.com/wirewatch/wirewatch/stages/detect/themes"
)

// rows makes texts that a reader tells apart by a word or two.
func rows(n int, single bool) []learn.Row {
	subjects := []string{"the harbour", "a village", "the market", "two schools", "a bridge"}
	var out []learn.Row
	for i := range n {
		who := subjects[i%len(subjects)]
		row := learn.Row{ID: fmt.Sprint(i)}
		switch i % 4 {
		case 0:
			row.Text, row.Labels = "A bomb exploded near "+who+" on Monday.", []string{"bombing"}
		case 1:
			row.Text, row.Labels = "Gunmen kidnapped a doctor near "+who+" on Monday.", []string{"kidnapping"}
		case 2:
			row.Text, row.Labels = "A bomb exploded near "+who+" and a doctor was kidnapped.", []string{"bombing", "kidnapping"}
		default:
			row.Text = "The mayor opened " + who + " again on Monday."
		}
		if single {
			row.Labels = []string{[]string{"bombing", "kidnapping", "both", "none"}[i%4]}
		}
		out = append(out, row)
	}
	return out
}

func TestAModelLearnsWhatTellsTextsApart(t *testing.T) {
	for _, single := range []bool{false, true} {
		m, err := learn.Train(rows(80, single), nil, "toy", learn.DefaultOptions())
		if err != nil {
			t.Fatal(err)
		}
		if m.Single != single {
			t.Errorf("single is %v, want %v", m.Single, single)
		}
		unseen := []learn.Row{{Text: "On Friday a bomb exploded near the old tower.", Labels: []string{"bombing"}}}
		if !single {
			unseen = append(unseen, learn.Row{Text: "The mayor opened the old tower on Friday."}, learn.Row{Text: "A nurse was kidnapped by gunmen in the night.", Labels: []string{"kidnapping"}})
		}
		if s := learn.Eval(m, unseen); s.Micro() != 1 {
			t.Errorf("single %v: %s", single, s)
		}
	}
}

func TestAModelIsTheSameAgainAndThroughItsFile(t *testing.T) {
	first, err := learn.Train(rows(40, false), nil, "toy", learn.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	second, err := learn.Train(rows(40, false), nil, "toy", learn.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	var a, b bytes.Buffer
	if err := first.Write(&a); err != nil {
		t.Fatal(err)
	}
	if err := second.Write(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) || first.Name() != second.Name() {
		t.Error("two trainings on the same rows differ")
	}
	again, err := themes.Load(bytes.NewReader(a.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	s := "A bomb exploded near the harbour."
	if !slices.Equal(again.Scores(s), first.Scores(s)) || again.Trained != "toy" {
		t.Errorf("through the file the scores are %v, were %v", again.Scores(s), first.Scores(s))
	}
}

func TestBrokenModelsAreRefused(t *testing.T) {
	m, err := learn.Train(rows(40, false), nil, "toy", learn.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := m.Write(&file); err != nil {
		t.Fatal(err)
	}
	whole := file.Bytes()
	for _, broken := range [][]byte{nil, []byte("none"), whole[:20], whole[:len(whole)-1], append(slices.Clone(whole), 0)} {
		if _, err := themes.Load(bytes.NewReader(broken)); err == nil {
			t.Errorf("%d bytes of %d are taken for a model", len(broken), len(whole))
		}
	}
}

func TestTooLittleToLearnFromIsAnError(t *testing.T) {
	f := func(rows []learn.Row) {
		t.Helper()
		if _, err := learn.Train(rows, nil, "", learn.DefaultOptions()); err == nil {
			t.Errorf("%d rows gave a model", len(rows))
		}
	}
	f(nil)
	f(rows(3, false))
	f(slices.Repeat([]learn.Row{{Text: "no label"}}, 20))
	f(slices.Repeat([]learn.Row{{Text: "one label", Labels: []string{"x"}}}, 20))
}

func TestRowsAreRead(t *testing.T) {
	got, err := learn.ReadRows(strings.NewReader(`{"id":"a","text":"x","labels":["b","a","b"]}` + "\n\n" + `{"id":"b","text":"y"}` + "\n"))
	if err != nil || len(got) != 2 || !slices.Equal(got[0].Labels, []string{"a", "b"}) {
		t.Errorf("rows %v, %v", got, err)
	}
	if _, err := learn.ReadRows(strings.NewReader("{}\n{")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error %v, want line 2", err)
	}
}

func TestScoresAreThoseOfTheField(t *testing.T) {
	labels := []string{"a", "b"}
	s := learn.Score(labels, [][]string{{"a"}, {"a", "b"}, nil, nil}, [][]string{{"a"}, {"a"}, {"b"}, nil})
	near := func(what string, got, want float64) {
		t.Helper()
		if got < want-1e-9 || got > want+1e-9 {
			t.Errorf("%s F1 is %v, want %v", what, got, want)
		}
	}
	near("example", s.Example(), (1+2.0/3+0)/3)
	near("micro", s.Micro(), 2.0*2/(3+3))
	near("macro", s.Macro(), 0.5)
	near("weighted", s.Weighted(), 2.0/3)
}
