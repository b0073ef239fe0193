package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/stages"
)

type deadCommand struct {
	List   deadList   `cmd:"" help:"One line for each dead letter."`
	Show   deadShow   `cmd:"" help:"One dead letter, whole."`
	Replay deadReplay `cmd:"" help:"Put dead letters back on the topics they came from."`
}

// deadFilter says which dead letters.
type deadFilter struct {
	Reason string `help:"Only with this reason."`
	Stage  string `help:"Only from this stage."`
	Source string `help:"Only from this feed."`
	From   int64  `help:"Only from this offset of wire.dead on, in each partition." default:"0"`
	To     int64  `help:"Only up to this offset; -1 is the end." default:"-1"`
}

func (f *deadFilter) wants(m pipeline.Message) bool {
	return (f.Reason == "" || m.Header(pipeline.HeaderReason) == f.Reason) &&
		(f.Stage == "" || m.Header(pipeline.HeaderStage) == f.Stage) &&
		(f.Source == "" || m.Header("source") == f.Source) &&
		m.Offset >= f.From && (f.To < 0 || m.Offset <= f.To)
}

type deadList struct {
	JSON bool `help:"One JSON object a line." name:"json"`
	deadFilter
	clusterFlags
}

// deadLine is what the list says of a dead letter.
type deadLine struct {
	At      string `json:"at"` // partition/offset on the topic of dead letters
	Origin  string `json:"origin"`
	Stage   string `json:"stage"`
	Reason  string `json:"reason"`
	Error   string `json:"error"`
	Attempt string `json:"attempt"`
	First   string `json:"first"`
	Source  string `json:"source,omitempty"`
	Name    string `json:"name,omitempty"`
	Item    string `json:"item,omitempty"`
	Size    int    `json:"size"`

	Replayed string `json:"replayed,omitempty"` // when it was put back last
}

func lineOf(m pipeline.Message) deadLine {
	return deadLine{
		At: fmt.Sprintf("%d/%d", m.Partition, m.Offset), Origin: m.Header(pipeline.HeaderOrigin), Stage: m.Header(pipeline.HeaderStage),
		Reason: m.Header(pipeline.HeaderReason), Error: firstLine(errors.New(m.Header(pipeline.HeaderError))),
		Attempt: m.Header(pipeline.HeaderAttempt), First: m.Header(pipeline.HeaderFirst), Source: m.Header("source"),
		Name: m.Header("name"), Item: m.Header(pipeline.HeaderItem), Size: len(m.Value),
	}
}

// String gives the line as people read it.
func (l deadLine) String() string {
	line := fmt.Sprintf("%-8s %-10s %-18s attempt %s  %s %s  %s", l.At, l.Stage, l.Reason, l.Attempt, l.Origin, plain(l.Name), plain(l.Error))
	if l.Replayed != "" {
		line += "  replayed " + l.Replayed
	}
	return line
}

// Run lists dead letters.
func (d *deadList) Run(ctx context.Context, c console) error {
	b, err := d.quiet(ctx, c)
	if err != nil {
		return err
	}
	defer b.Close()
	marks, err := replayedBefore(ctx, b, d.Prefix)
	if err != nil {
		return err
	}
	n := 0
	err = b.ReadFrom(ctx, d.Prefix+stages.Dead, kafka.Start{}, func(m pipeline.Message) error {
		if !d.wants(m) {
			return nil
		}
		n++
		l := lineOf(m)
		l.Replayed = marks[letter(m)]
		if d.JSON {
			return json.NewEncoder(c.out).Encode(l)
		}
		_, err := fmt.Fprintln(c.out, l)
		return err
	})
	if err == nil && !d.JSON {
		fmt.Fprintf(c.out, "%d dead letters\n", n)
	}
	return err
}

type deadShow struct {
	At string `arg:"" help:"Partition/offset on the topic of dead letters, as the list says."`
	clusterFlags
}

// Run shows a dead letter.
func (d *deadShow) Run(ctx context.Context, c console) error {
	partition, offset, err := parseAt(d.At)
	if err != nil {
		return &usageError{err}
	}
	b, err := d.quiet(ctx, c)
	if err != nil {
		return err
	}
	defer b.Close()
	found := false
	err = b.ReadFrom(ctx, d.Prefix+stages.Dead, kafka.Start{Offsets: map[int]int64{partition: offset}}, func(m pipeline.Message) error {
		if m.Partition != partition || m.Offset != offset {
			return nil
		}
		found = true
		return show(c, m)
	})
	if err == nil && !found {
		err = fmt.Errorf("no dead letter at %s", d.At)
	}
	return err
}

func parseAt(at string) (partition int, offset int64, err error) {
	p, o, ok := strings.Cut(at, "/")
	if !ok {
		return 0, 0, fmt.Errorf("at %q: want partition/offset", at)
	}
	if partition, err = strconv.Atoi(p); err != nil {
		return 0, 0, fmt.Errorf("at %q: want partition/offset", at)
	}
	if offset, err = strconv.ParseInt(o, 10, 64); err != nil {
		return 0, 0, fmt.Errorf("at %q: want partition/offset", at)
	}
	return partition, offset, nil
}

func show(c console, m pipeline.Message) error {
	for _, h := range m.Headers {
		fmt.Fprintf(c.out, "%s: %s\n", h.Key, printable(h.Value))
	}
	fmt.Fprintf(c.out, "key: %s\n\n%s\n", printable(m.Key), printable(m.Value))
	return nil
}

// printable gives bytes as text, or quoted where they are none or would steer
// the terminal.
func printable(b []byte) string {
	if !utf8.Valid(b) || strings.ContainsFunc(string(b), func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f }) {
		return strconv.Quote(string(b))
	}
	return string(b)
}
