package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/stages/detect"
)

type tailCommand struct {
	Topic       string   `arg:"" help:"Topic without its prefix, such as enriched, threats or alerts-log; or its whole name."`
	FromStart   bool     `help:"Begin with the oldest record instead of the next one."`
	Follow      bool     `help:"Wait for more instead of ending with the last record." default:"true" negatable:""`
	JSON        bool     `help:"Print whole records, one a line." name:"json"`
	Theme       []string `help:"Only records with a live theme of these, or of these groups."`
	Place       []string `help:"Only records that name these places, by name, id or country code."`
	MinSeverity int      `help:"Only records with a theme of this severity or more." default:"0"`
	lexiconFlags
	clusterFlags
}

// Validate names the setting that is wrong.
func (t *tailCommand) Validate() error {
	if t.MinSeverity < 0 || t.MinSeverity > 5 {
		return fmt.Errorf("min-severity: %d is not 0 to 5", t.MinSeverity)
	}
	if len(t.Theme) == 0 {
		return nil
	}
	taxonomy, err := t.taxonomy()
	if err != nil {
		return err
	}
	for _, name := range t.Theme {
		known := slices.ContainsFunc(taxonomy.Themes, func(theme detect.Theme) bool {
			return theme.ID == name || strings.HasPrefix(theme.ID, name+".")
		})
		if !known {
			return fmt.Errorf("theme: %q is no theme and no group of themes; see wirewatch themes export", name)
		}
	}
	return nil
}

// Run prints a topic.
func (t *tailCommand) Run(ctx context.Context, c console) error {
	b, err := t.quiet(ctx, c)
	if err != nil {
		return err
	}
	defer b.Close()
	topic := t.Topic
	if !strings.HasPrefix(topic, t.Prefix) {
		topic = t.Prefix + topic
	}
	line := t.line
	if t.JSON {
		line = func(m pipeline.Message) string { return string(m.Value) }
	}
	err = b.ReadFrom(ctx, topic, kafka.Start{AtEnd: !t.FromStart, Follow: t.Follow}, func(m pipeline.Message) error {
		if !t.wants(m) {
			return nil
		}
		_, err := fmt.Fprintln(c.out, line(m))
		return err
	})
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil // told to end
	}
	return err
}

// wants reports whether the filters let a message through. What is no record
// passes only where there is no filter.
func (t *tailCommand) wants(m pipeline.Message) bool {
	if len(t.Theme) == 0 && len(t.Place) == 0 && t.MinSeverity == 0 {
		return true
	}
	a, err := record.Decode(m.Value)
	if err != nil {
		return false
	}
	theme := slices.ContainsFunc(a.Detections, func(d article.Detection) bool {
		group, _, _ := strings.Cut(d.Theme, ".")
		named := len(t.Theme) == 0 || slices.Contains(t.Theme, d.Theme) || slices.Contains(t.Theme, group)
		return d.Live() && named && d.Severity >= t.MinSeverity
	})
	if !theme && (len(t.Theme) > 0 || t.MinSeverity > 0) {
		return false
	}
	return len(t.Place) == 0 || slices.ContainsFunc(a.Mentions, func(m article.Mention) bool { return t.names(&a, m) })
}

func (t *tailCommand) names(a *article.Article, m article.Mention) bool {
	if m.Type != "GPE" && m.Type != "LOC" && m.Type != "FAC" {
		return false
	}
	return slices.ContainsFunc(t.Place, func(want string) bool {
		return strings.EqualFold(want, m.In(a.In(m.Field))) || strings.EqualFold(want, m.Canonical) ||
			m.Link != nil && (want == m.Link.ID || strings.EqualFold(want, m.Link.Country) || strings.EqualFold(want, m.Link.Name))
	})
}

// alertOf reads an alert, and nothing else.
func alertOf(value []byte) (article.Alert, error) {
	var a article.Alert
	if err := json.Unmarshal(value, &a); err != nil {
		return a, err
	}
	if a.ID == "" || a.State == "" {
		return a, errors.New("no alert")
	}
	return a, nil
}

// line gives a message as a line for people.
func (t *tailCommand) line(m pipeline.Message) string {
	if a, err := record.Decode(m.Value); err == nil {
		return recordLine(&a, m.Time, 0, false)
	}
	if a, err := alertOf(m.Value); err == nil {
		return fmt.Sprintf("%s  %-9s severity %d  %s  %s", m.Time.Local().Format("15:04:05"), a.State, a.Severity, a.Theme, plain(a.Headline))
	}
	if m.Header(pipeline.HeaderReason) != "" {
		return lineOf(m).String()
	}
	value := string(m.Value)
	if len(value) > 200 {
		value = strings.ToValidUTF8(value[:200], "") + "..."
	}
	return fmt.Sprintf("%s %s %q", m.Origin(), m.Key, value)
}
