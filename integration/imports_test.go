// Package integration_test checks what no package can check of itself: the
// import table, the README's picture of the whole, and the chain of separate
// processes on a real broker.
package integration_test

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/wirewatch/wirewatch"

// layer is a row of the import table: what the packages of a folder may import
// of ours. "." stands for the folder's own packages.
type layer struct {
	folder string
	may    []string
}

// table is section 3 of the design. Of several rows that fit a package the
// first holds. Tests may import more than the packages they test.
var table = []layer{
	{folder: "cmd/wirewatch", may: []string{"docs", "learn/...", "desk", "pipeline", "pipeline/...", "stages", "stages/..."}},
	{folder: "docs"},
	{folder: "pipeline/article"},
	{folder: "pipeline/record", may: []string{"pipeline/article"}},
	{folder: "pipeline/kafka", may: []string{"pipeline"}},
	{folder: "pipeline/embedded", may: []string{"pipeline"}},
	{folder: "pipeline/service", may: []string{"pipeline", "pipeline/kafka"}},
	{folder: "pipeline/subscribe", may: []string{"pipeline", "pipeline/article", "pipeline/record", "pipeline/kafka"}},
	{folder: "pipeline/pipelinetest", may: []string{"pipeline"}},
	{folder: "pipeline"},
	{folder: "stages/text", may: []string{"pipeline/article"}},
	{folder: "stages/samplewire"},
	{folder: "stages/feed", may: []string{".", "pipeline", "pipeline/article", "pipeline/record"}},
	{folder: "stages/deliver", may: []string{".", "pipeline", "pipeline/article", "pipeline/record"}},
	{folder: "stages/track", may: []string{".", "pipeline", "pipeline/article", "stages/text"}},
	{folder: "stages/publish", may: []string{".", "pipeline", "pipeline/article", "stages/text"}},
	{folder: "stages/alert", may: []string{".", "pipeline", "pipeline/article", "stages/text"}},
	{folder: "stages/normalise", may: []string{".", "pipeline/article", "stages/text"}},
	{folder: "stages/tag", may: []string{".", "pipeline/article", "stages/text"}},
	{folder: "stages/detect", may: []string{".", "pipeline/article", "stages/text"}},
	{folder: "stages", may: []string{"pipeline", "pipeline/article", "pipeline/record", "stages/..."}},
	{folder: "learn", may: []string{".", "pipeline/article", "stages/text", "stages/tag/...", "stages/tag", "stages/detect", "stages/detect/..."}},
	{folder: "desk", may: []string{".", "pipeline/article", "pipeline/record", "pipeline/subscribe"}},
	{folder: "deploy"},
	{folder: "integration", may: []string{".", "docs", "pipeline", "pipeline/...", "stages", "stages/..."}},
}

// alone are the packages of others that only some of ours may import.
var alone = map[string][]string{
	"github.com/segmentio/kafka-go":       {"pipeline/kafka"},
	"github.com/twmb/franz-go":            {"pipeline/embedded", "integration/franzstage"},
	"github.com/prometheus/client_golang": {"pipeline", "pipeline/service"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

func allowed(l layer, path string) bool {
	return slices.ContainsFunc(l.may, func(may string) bool {
		if may == "." {
			return within(path, l.folder)
		}
		if below, ok := strings.CutSuffix(may, "/..."); ok {
			return strings.HasPrefix(path, below+"/")
		}
		return path == may
	})
}

func TestPackagesImportWhatTheTableAllows(t *testing.T) {
	all := packages(t)
	if len(all) < 20 {
		t.Fatalf("go list gave %d packages", len(all))
	}
	for _, p := range all {
		path := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		i := slices.IndexFunc(table, func(l layer) bool { return within(path, l.folder) })
		if i < 0 {
			t.Errorf("%s is in no row of the table", path)
			continue
		}
		for _, imported := range p.Imports {
			if ours, ok := strings.CutPrefix(imported, module+"/"); ok && !allowed(table[i], ours) {
				t.Errorf("%s imports %s", path, ours)
			}
			for other, mine := range alone {
				if within(imported, other) && !slices.Contains(mine, path) {
					t.Errorf("%s imports %s, which is for %s", path, imported, strings.Join(mine, ", "))
				}
			}
		}
	}
}

// TestTheProductionBuildHasNoOtherClient lists what is linked into the binary
// with and without its broker: the product reaches a cluster with one client
// only, and the tests' tools are in neither.
func TestTheProductionBuildHasNoOtherClient(t *testing.T) {
	linked := func(tags string) []string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-tags", tags, module+"/cmd/wirewatch").Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		return strings.Fields(string(out))
	}
	has := func(all []string, folder string) bool {
		return slices.ContainsFunc(all, func(path string) bool { return within(path, folder) })
	}
	full, production := linked(""), linked("nobroker")
	for _, other := range []string{"github.com/twmb/franz-go", module + "/pipeline/embedded"} {
		if !has(full, other) {
			t.Errorf("the full build has no %s: this test looks for the wrong thing", other)
		}
		if has(production, other) {
			t.Errorf("the production build has %s", other)
		}
	}
	for _, other := range []string{"github.com/testcontainers", "github.com/moby", "testing", "github.com/google/go-cmp"} {
		if has(full, other) {
			t.Errorf("the binary has %s", other)
		}
	}
	if !has(production, "github.com/segmentio/kafka-go") || has(production, "github.com/confluentinc") || has(production, "github.com/IBM/sarama") {
		t.Error("the production build is to reach a cluster with kafka-go, and with nothing else")
	}
}

func TestNoPackageIsNamedForNothing(t *testing.T) {
	for _, p := range packages(t) {
		switch name := p.ImportPath[strings.LastIndexByte(p.ImportPath, '/')+1:]; name {
		case "util", "utils", "common", "helpers", "types":
			t.Errorf("%s: a package is named for what it does", p.ImportPath)
		}
	}
}
