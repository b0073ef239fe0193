package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/publish"
)

type topicsCommand struct {
	Create topicsCreate `cmd:"" help:"Create the topics that are missing."`
	Check  topicsCheck  `cmd:"" help:"Say how the topics differ from what they should be."`
}

// topicFlags say how topics are laid out.
type topicFlags struct {
	clusterFlags
	Partitions  int    `help:"Partitions of each topic." default:"12"`
	Replication int    `help:"Copies of each partition; 0 is the smaller of 3 and the number of brokers." default:"0"`
	Lane        string `help:"Whose topics: live, backfill or both." default:"live" enum:"live,backfill,both"`
	Routes      string `help:"YAML file of the operator's routes, each with a topic of its own." placeholder:"FILE"`
	lexiconFlags
}

type topicsCreate struct{ topicFlags }

type topicsCheck struct{ topicFlags }

// Run creates the topics.
func (t *topicsCreate) Run(ctx context.Context, c console) error {
	b, err := t.quiet(ctx, c)
	if err != nil {
		return err
	}
	defer b.Close()
	specs, err := t.specs()
	if err != nil {
		return err
	}
	if t.Replication == 0 {
		if t.Replication, err = replication(ctx, b); err != nil {
			return err
		}
		if specs, err = t.specs(); err != nil {
			return err
		}
	}
	created, err := b.CreateTopics(ctx, specs)
	slices.Sort(created)
	for _, name := range created {
		fmt.Fprintln(c.out, "created", name)
	}
	if err == nil {
		fmt.Fprintf(c.out, "%d topics, %d of them new\n", len(specs), len(created))
	}
	return err
}

// Run checks the topics.
func (t *topicsCheck) Run(ctx context.Context, c console) error {
	b, err := t.quiet(ctx, c)
	if err != nil {
		return err
	}
	defer b.Close()
	specs, err := t.specs()
	if err != nil {
		return err
	}
	odd, err := b.CheckTopics(ctx, specs)
	if err != nil {
		return err
	}
	for _, line := range odd {
		fmt.Fprintln(c.out, line)
	}
	if len(odd) > 0 {
		return errItems
	}
	fmt.Fprintf(c.out, "%d topics are as they should be\n", len(specs))
	return nil
}

// replication is the smaller of 3 and the number of brokers.
func replication(ctx context.Context, b *kafka.Broker) (int, error) {
	n, err := b.Size(ctx)
	return min(3, n), err
}

func (t *topicFlags) specs() ([]kafka.TopicSpec, error) {
	if t.Partitions < 1 {
		return nil, &usageError{fmt.Errorf("partitions %d: want 1 or more", t.Partitions)}
	}
	own, err := readBranches(t.Routes, &t.lexiconFlags)
	if err != nil {
		return nil, err
	}
	var all []kafka.TopicSpec
	for _, prefix := range lanePrefixes(t.Prefix, t.Lane) {
		all = append(all, topicSpecs(prefix, t.Partitions, t.Replication, own)...)
	}
	return all, nil
}

// branches are what has a topic of its own beside the fixed ones: each group of
// themes and each of the operator's routes.
type branches struct {
	groups []string
	routes []publish.Route
}

// readBranches reads them from the operator's files, where there are any.
func readBranches(routesFile string, lexicon *lexiconFlags) (branches, error) {
	routes, err := readRoutes(routesFile)
	if err != nil {
		return branches{}, err
	}
	taxonomy, err := lexicon.taxonomy()
	if err != nil {
		return branches{}, err
	}
	return branches{taxonomy.GroupIDs(), routes}, nil
}

// readRoutes reads the operator's routes; no file is none.
func readRoutes(file string) ([]publish.Route, error) {
	if file == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, &usageError{fmt.Errorf("routes: %w", err)}
	}
	routes, err := publish.ParseRoutes(raw)
	if err != nil {
		return nil, &usageError{fmt.Errorf("routes: %w", err)}
	}
	return routes, nil
}

// bounded keeps what a compacted topic holds close to one record for each key,
// so that a state is read back in the time that its keys take, not its history:
// the broker compacts whenever a tenth of the log is new, and within minutes.
// It keeps tombstones for longer than a standby goes without looking.
var bounded = map[string]string{
	"segment.bytes":             strconv.Itoa(64 << 20),
	"min.cleanable.dirty.ratio": "0.1",
	"max.compaction.lag.ms":     strconv.FormatInt((10 * time.Minute).Milliseconds(), 10),
	"delete.retention.ms":       strconv.FormatInt((2 * time.Hour).Milliseconds(), 10),
}

// topicSpecs turns the map's topics into what a cluster is asked for.
func topicSpecs(prefix string, partitions, replication int, own branches) []kafka.TopicSpec {
	var names []string
	for _, r := range own.routes {
		names = append(names, r.Name)
	}
	var specs []kafka.TopicSpec
	for _, t := range stages.Topics(prefix, own.groups, names) {
		s := kafka.TopicSpec{Name: t.Name, Partitions: partitions, Replication: replication, Configs: map[string]string{
			"max.message.bytes": strconv.Itoa(stages.MaxMessage),
		}}
		if t.One {
			s.Partitions = 1
		}
		if replication >= 3 {
			s.Configs["min.insync.replicas"] = "2"
		}
		if t.Compact {
			s.Configs["cleanup.policy"] = "compact"
			maps.Copy(s.Configs, bounded)
		}
		if t.Retention > 0 {
			s.Configs["retention.ms"] = strconv.FormatInt(t.Retention.Milliseconds(), 10)
			if t.Compact {
				s.Configs["cleanup.policy"] = "compact,delete"
			}
		}
		specs = append(specs, s)
	}
	return specs
}
