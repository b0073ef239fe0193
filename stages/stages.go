// Package stages is the map of wirewatch: the topics, the stages in order, and
// how a stage's articles go on and come off a topic. Start reading here.
//
//	feed -> raw -> normalise -> articles -> tag -> tagged -> detect -> detected
//	     -> track -> enriched -> publish -> threats, threats.GROUP, routes.NAME
//	                          -> alert   -> alerts, alerts-log -> deliver
package stages

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The names of the stages. A stage's name is its package, its subcommand, its
// metric label and, after the prefix, its consumer group.
const (
	Feed      = "feed"
	Normalise = "normalise"
	Tag       = "tag"
	Detect    = "detect"
	Track     = "track"
	Publish   = "publish"
	Alert     = "alert"
	Deliver   = "deliver"
)

// The lanes. Backfill re-reads archives on topics of its own; Both is for a
// member that runs the two, live first.
const (
	Live     = "live"
	Backfill = "backfill"
	Both     = "both"
)

// The topics, named for what their records are; the prefix goes in front.
const (
	Raw       = "raw"
	Articles  = "articles"
	Tagged    = "tagged"
	Detected  = "detected"
	Enriched  = "enriched"
	Threats   = "threats" // also threats.GROUP
	Alerts    = "alerts"  // compacted: the last state of each alert
	AlertsLog = "alerts-log"
	Dead      = "dead"

	DeadState    = "dead-state" // which dead letters were replayed
	FeedState    = "feed-state"
	TrackState   = "track-state"
	PublishState = "publish-state"
	AlertState   = "alert-state"
)

// Link is one stage between its topics.
type Link struct {
	Stage  string
	Reads  string
	Writes string // the first of its topics
	State  string // topic of its store; empty for a stage without state
	Global bool   // one store for all partitions, so one active member
	Branch bool   // its outputs are ends; the stage after it reads what it reads
}

// Map gives the stages that run as consumers, in order.
func Map() []Link {
	return []Link{
		{Stage: Normalise, Reads: Raw, Writes: Articles},
		{Stage: Tag, Reads: Articles, Writes: Tagged},
		{Stage: Detect, Reads: Tagged, Writes: Detected},
		{Stage: Track, Reads: Detected, Writes: Enriched, State: TrackState, Global: true},
		{Stage: Publish, Reads: Enriched, Writes: Threats, State: PublishState, Branch: true},
		{Stage: Alert, Reads: Enriched, Writes: AlertsLog, State: AlertState, Global: true, Branch: true},
		{Stage: Deliver, Reads: AlertsLog, Branch: true},
	}
}

// All gives the groups of stages that `run all` fuses, joined by topics.
func All() [][]string {
	return [][]string{{Normalise, Tag, Detect}, {Track, Publish, Alert}, {Deliver}}
}

// Find gives the link of a stage.
func Find(stage string) (Link, error) {
	links := Map()
	i := slices.IndexFunc(links, func(l Link) bool { return l.Stage == stage })
	if i < 0 {
		return Link{}, fmt.Errorf("stage %q: want one of %s", stage, strings.Join(Names(), ", "))
	}
	return links[i], nil
}

// Names gives the names of the stages that run as consumers.
func Names() []string {
	var names []string
	for _, l := range Map() {
		names = append(names, l.Stage)
	}
	return names
}

// Fusible says whether the stages can be fused in this order: each reads what
// the one before it passes on.
func Fusible(names []string) error {
	var before Link
	for i, name := range names {
		l, err := Find(name)
		if err != nil {
			return err
		}
		passes := before.Writes
		if before.Branch {
			passes = before.Reads
		}
		if i > 0 && l.Reads != passes {
			return fmt.Errorf("stages %s: %s reads %s and cannot follow %s", strings.Join(names, ","), name, l.Reads, before.Stage)
		}
		before = l
	}
	return nil
}

// Topic is a topic as it should be. Zero values are the cluster's own.
type Topic struct {
	Name      string
	One       bool // one partition, for global state
	Compact   bool
	Retention time.Duration // on a compacted topic, of keys without a new value
}

const day = 24 * time.Hour

// MaxMessage is the largest message that topics take, in bytes.
const MaxMessage = 16 << 20

// Topics gives all topics of a chain whose names begin with prefix. The groups
// are those of the taxonomy, the routes the operator's.
func Topics(prefix string, groups, routes []string) []Topic {
	topics := []Topic{
		{Name: Raw, Retention: 30 * day},
		{Name: Articles, Retention: 3 * day},
		{Name: Tagged, Retention: 3 * day},
		{Name: Detected, Retention: 3 * day},
		{Name: Enriched, Retention: 14 * day},
		{Name: Threats, Retention: 14 * day},
		{Name: Alerts, Compact: true, Retention: 30 * day},
		{Name: AlertsLog, Retention: 30 * day},
		{Name: Dead, Retention: 90 * day},
		{Name: DeadState, Compact: true, One: true, Retention: 90 * day},
		{Name: FeedState, Compact: true, One: true},
		{Name: TrackState, Compact: true, One: true},
		{Name: PublishState, Compact: true},
		{Name: AlertState, Compact: true, One: true},
	}
	for _, group := range groups {
		topics = append(topics, Topic{Name: Threats + "." + group, Retention: 14 * day})
	}
	for _, route := range routes {
		topics = append(topics, Topic{Name: "routes." + route, Retention: 14 * day})
	}
	for i := range topics {
		topics[i].Name = prefix + topics[i].Name
	}
	return topics
}
