package detect_test

import (
	"strings"
	"testing"

	learn "github.com/wirewatch/wirewatch/learn/themes"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/detect/themes"
)

func TestModelsOfUsersFindTheirThemes(t *testing.T) {
	var rows []learn.Row
	for i := range 60 {
		row := learn.Row{Text: "The mayor opened the library and thanked the builders."}
		if i%3 == 0 {
			row = learn.Row{Text: "The dam upstream of the town is leaking.", Labels: []string{"Dam Failure"}}
		}
		if i%3 == 1 {
			row = learn.Row{Text: "Men cut the pipeline and drained the oil.", Labels: []string{"hybrid.infrastructure_sabotage"}}
		}
		rows = append(rows, row)
	}
	m, err := learn.Train(rows, nil, "toy", learn.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	d, err := detect.New(detect.Config{Models: []themes.Classifier{m}})
	if err != nil {
		t.Fatal(err)
	}
	out := process(t, d, article.Article{Text: "The mayor thanked the builders. The dam of the town is leaking, engineers said."})
	got := live(out, "custom.dam_failure")
	if got == nil {
		t.Fatalf("detections %+v", out.Detections)
	}
	if got.Status != article.Claimed || got.SaidBy == nil || got.SaidBy.Text != "engineers" || !strings.HasPrefix(got.Rule, "model-") {
		t.Errorf("it is %s by %+v, found by %s", got.Status, got.SaidBy, got.Rule)
	}
	if e := got.Evidence[0]; e.In(out.Text) != "The dam of the town is leaking" {
		t.Errorf("evidence %q", e.In(out.Text))
	}
	out = process(t, d, article.Article{Text: "Men cut the pipeline to the port."})
	if got := live(out, "hybrid.infrastructure_sabotage"); got == nil || len(got.Codes.Medtop)+len(got.Codes.GDELT) == 0 {
		t.Errorf("a theme of the taxonomy: %+v", got)
	}
	if !strings.Contains(d.Model(), ",themes-"+m.Name()) {
		t.Errorf("the step names %q", d.Model())
	}
}
