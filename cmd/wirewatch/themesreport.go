package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/detect"
)

type themesReport struct {
	Files  []string `arg:"" name:"file" help:"Files to read; - is stdin."`
	Format string   `help:"Format of the files: auto finds it; article is JSON Lines of {id,text}; record is JSON Lines of records." default:"auto"`
	JSON   bool     `help:"Print one object a line." name:"json"`
	lexiconFlags
}

// Run puts files through the stages up to detect, on the fast tier, and counts
// what each rule fires on. What cannot be read is named on stderr.
func (r *themesReport) Run(ctx context.Context, c console) error {
	_, _, lexicon, err := r.load()
	if err != nil {
		return err
	}
	p := processCommand{
		Files: r.Files, Format: r.Format, Source: "file", MaxItem: 4 << 20,
		Stages:  []string{stages.Normalise, stages.Tag, stages.Detect},
		Explain: true, Tier: string(detect.Fast), lexiconFlags: r.lexiconFlags,
	}
	worker, err := p.worker()
	if err != nil {
		return &usageError{err}
	}
	fired := newFirings(lexicon)
	out := &processOutput{records: bufio.NewWriter(io.Discard), problems: json.NewEncoder(c.err)}
	in := inputs{files: p.Files, stdin: c.in, format: p.Format, source: p.Source, maxItem: p.MaxItem, from: p.Stages[0]}
	err = inOrder(ctx, runtime.GOMAXPROCS(0), in.all(), func(i input) processed { return i.through(ctx, worker) }, func(done processed) error {
		for _, m := range done.result.Out {
			a, err := record.Decode(m.Value)
			if err != nil {
				return fmt.Errorf("read the record of %s: %w", done.name, err)
			}
			fired.add(&a)
		}
		return out.write(done)
	})
	if err != nil {
		return err
	}
	if err := fired.print(c.out, r.JSON); err != nil {
		return err
	}
	if out.failed {
		return errItems
	}
	return nil
}

// firing is what a rule fired on. Of the rules of a theme that fire in a clause
// only the one that is kept counts.
type firing struct {
	Entry    string                 `json:"entry"`
	File     string                 `json:"file"`
	Hits     int                    `json:"hits"`
	Live     int                    `json:"live"`
	Statuses map[article.Status]int `json:"statuses"`
	Samples  []firingSample         `json:"samples"` // the first ones
}

// firingSample is one of the places where a rule fired.
type firingSample struct {
	Article string         `json:"article"`
	Status  article.Status `json:"status"`
	Text    string         `json:"text"`
}

// mostSamples and mostRunes bound what is shown of a rule.
const (
	mostSamples = 3
	mostRunes   = 160
)

// firings are those of a lexicon's rules.
type firings struct {
	articles int
	all      []*firing
	byEntry  map[string]*firing
}

func newFirings(l *detect.Lexicon) *firings {
	f := &firings{byEntry: map[string]*firing{}}
	for i := range l.Entries {
		e := &l.Entries[i]
		one := &firing{Entry: e.ID, File: e.File, Statuses: map[article.Status]int{}, Samples: []firingSample{}}
		f.all, f.byEntry[e.ID] = append(f.all, one), one
	}
	return f
}

// add counts what fired in an article, also where it was rejected.
func (f *firings) add(a *article.Article) {
	f.articles++
	for _, d := range slices.Concat(a.Detections, a.Considered) {
		for _, v := range d.Evidence {
			one := f.byEntry[v.Rule]
			if one == nil {
				continue
			}
			one.Hits++
			one.Statuses[d.Status]++
			if d.Live() {
				one.Live++
			}
			if len(one.Samples) < mostSamples {
				one.Samples = append(one.Samples, firingSample{a.URI, d.Status, shortened(v.In(a.In(v.Field)))})
			}
		}
	}
}

// shortened gives words on one line, cut where there are many.
func shortened(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > mostRunes {
		return string(r[:mostRunes]) + "…"
	}
	return s
}

// print shows the rules that fire most first, and those that fire nowhere last.
func (f *firings) print(w io.Writer, asJSON bool) error {
	slices.SortStableFunc(f.all, func(a, b *firing) int {
		return cmp.Or(cmp.Compare(b.Hits, a.Hits), cmp.Compare(b.Live, a.Live), cmp.Compare(a.Entry, b.Entry))
	})
	out := bufio.NewWriter(w)
	if asJSON {
		lines := json.NewEncoder(out)
		for _, one := range f.all {
			if err := lines.Encode(one); err != nil {
				return err
			}
		}
		return out.Flush()
	}
	f.table(out)
	return out.Flush()
}

func (f *firings) table(w io.Writer) {
	width := len("rule")
	for _, one := range f.all {
		width = max(width, len(one.Entry))
	}
	silent := slices.IndexFunc(f.all, func(one *firing) bool { return one.Hits == 0 })
	if silent < 0 {
		silent = len(f.all)
	}
	fmt.Fprintf(w, "%-*s %7s %7s  %s\n", width, "rule", "hits", "live", "statuses")
	for _, one := range f.all[:silent] {
		var statuses []string
		for _, s := range slices.Sorted(maps.Keys(one.Statuses)) {
			statuses = append(statuses, fmt.Sprintf("%s %d", s, one.Statuses[s]))
		}
		fmt.Fprintf(w, "%-*s %7d %7d  %s\n", width, one.Entry, one.Hits, one.Live, strings.Join(statuses, ", "))
		for _, s := range one.Samples {
			fmt.Fprintf(w, "    %s, %s: %s\n", s.Article, s.Status, s.Text)
		}
	}
	fmt.Fprintf(w, "\n%d of %d rules fire nowhere in %d articles:\n", len(f.all)-silent, len(f.all), f.articles)
	for _, one := range f.all[silent:] {
		fmt.Fprintf(w, "    %-*s %s\n", width, one.Entry, one.File)
	}
}
