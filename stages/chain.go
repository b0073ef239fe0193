package stages

import (
	"fmt"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/stages/alert"
	"github.com/wirewatch/wirewatch/stages/deliver"
	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/normalise"
	"github.com/wirewatch/wirewatch/stages/publish"
	"github.com/wirewatch/wirewatch/stages/tag"
	"github.com/wirewatch/wirewatch/stages/track"
)

// Config has the settings of every stage.
type Config struct {
	Prefix string  // of topics and groups
	Lane   string  // live, backfill or both
	Rate   float64 // messages a second of the backfill lane; 0 sets no bound

	Normalise normalise.Config
	Tag       tag.Config
	Detect    detect.Config
	Track     track.Config
	Publish   publish.Config
	Alert     alert.Config
	Deliver   deliver.Config
}

// DefaultConfig has the defaults of every stage.
func DefaultConfig() Config {
	return Config{
		Prefix: "wire.", Lane: "live",
		Normalise: normalise.DefaultConfig(), Tag: tag.DefaultConfig(), Detect: detect.DefaultConfig(),
		Track: track.DefaultConfig(), Publish: publish.DefaultConfig(), Alert: alert.DefaultConfig(),
		Deliver: deliver.DefaultConfig(),
	}
}

// Chain makes the consumer groups of stages. A stage's tables are loaded when
// it is first asked for, once.
type Chain struct {
	config Config
	steps  map[string]pipeline.Step
}

// NewChain returns a Chain.
func NewChain(c Config) *Chain {
	return &Chain{config: c, steps: map[string]pipeline.Step{}}
}

// Prefix is what the names of topics and groups begin with: that of the
// Config, and "backfill." for that lane.
func (c *Chain) Prefix() string {
	if c.config.Lane == Backfill {
		return c.backfill()
	}
	return c.config.Prefix
}

func (c *Chain) backfill() string { return c.config.Prefix + Backfill + "." }

// prefixOf is what the names of the topics of an article begin with. A member
// that runs both lanes writes each article to the topics of its own.
func (c *Chain) prefixOf(lane string) string {
	if c.config.Lane == Both && lane == Backfill {
		return c.backfill()
	}
	return c.Prefix()
}

// Spec fuses stages into one consumer group, named for the first of them. Of
// stages in the middle only those write to their topics that others than the
// next stage read.
func (c *Chain) Spec(names ...string) (pipeline.Spec, error) {
	if len(names) == 0 {
		return pipeline.Spec{}, fmt.Errorf("no stage named: want one of %v", Names())
	}
	if err := Fusible(names); err != nil {
		return pipeline.Spec{}, err
	}
	first, err := Find(names[0])
	if err != nil {
		return pipeline.Spec{}, err
	}
	spec := pipeline.Spec{
		Group: c.Prefix() + first.Stage, Inputs: []string{c.Prefix() + first.Reads},
		Dead: c.config.Prefix + Dead, Lane: c.config.Lane, Decode: decoder(first.Reads, c.backfill()),
	}
	c.lanes(&spec, first)
	for i, name := range names {
		step, err := c.step(name)
		if err != nil {
			return pipeline.Spec{}, err
		}
		l, err := Find(name)
		if err != nil {
			return pipeline.Spec{}, err
		}
		step.Branch = l.Branch
		step.Writes = l.Writes != "" && (i == len(names)-1 || l.Branch || l.Writes == Enriched)
		spec.Steps = append(spec.Steps, step)
	}
	return spec, nil
}

// lanes says which topics come first: of both lanes the live one, which has
// one group and one state for both.
func (c *Chain) lanes(spec *pipeline.Spec, first Link) {
	spec.LaterRate, spec.LaterLane = c.config.Rate, Backfill
	switch c.config.Lane {
	case Backfill:
		spec.Inputs, spec.Later = nil, spec.Inputs
	case Both:
		spec.Lane, spec.Later = Live, []string{c.backfill() + first.Reads}
	}
}

func decoder(topic, backfill string) func(pipeline.Message) (any, error) {
	switch topic {
	case Raw:
		return func(m pipeline.Message) (any, error) { return decodeCopy(m, backfill), nil }
	case AlertsLog:
		return decodeAlert
	}
	return decodeRecord
}

// step gives the step of a stage, made on first use.
func (c *Chain) step(name string) (pipeline.Step, error) {
	if step, ok := c.steps[name]; ok {
		return step, nil
	}
	step, err := c.build(name)
	if err != nil {
		return pipeline.Step{}, fmt.Errorf("stage %s: %w", name, err)
	}
	c.steps[name] = step
	return step, nil
}

func (c *Chain) build(name string) (pipeline.Step, error) {
	to := func(topic string) pipeline.Emit[article.Article] { return articlesTo(c.prefixOf, topic, name) }
	state := func(topic string) string { return c.Prefix() + topic }
	switch name {
	case Normalise:
		n := normalise.New(c.config.Normalise)
		return pipeline.Pure(name, n.Process, to(Articles)), nil
	case Tag:
		t, err := tag.New(c.config.Tag)
		if err != nil {
			return pipeline.Step{}, err
		}
		return pipeline.Pure(name, t.Process, to(Tagged)), nil
	case Detect:
		d, err := detect.New(c.config.Detect)
		if err != nil {
			return pipeline.Step{}, err
		}
		return pipeline.Pure(name, d.Process, to(Detected)), nil
	case Track:
		return pipeline.Keep(name, c.tracker(), state(TrackState), true, to(Enriched)), nil
	case Publish:
		if err := c.config.Publish.Validate(); err != nil {
			return pipeline.Step{}, err
		}
		return pipeline.Keep(name, publish.New(c.config.Publish), state(PublishState), false, routedTo(c.prefixOf)), nil
	case Alert:
		if err := c.config.Alert.Validate(); err != nil {
			return pipeline.Step{}, err
		}
		return pipeline.Keep(name, alert.New(c.config.Alert), state(AlertState), true, alertsTo(c.Prefix())), nil
	case Deliver:
		d, err := deliver.New(c.config.Deliver)
		if err != nil {
			return pipeline.Step{}, err
		}
		return pipeline.Pure(name, d.Process, nil), nil
	}
	return pipeline.Step{}, fmt.Errorf("unknown stage")
}

// tracker makes the track stage, which keeps held articles as records.
func (c *Chain) tracker() *track.Tracker {
	config := c.config.Track
	config.Encode = func(a article.Article) ([]byte, error) { return record.Encode(&a) }
	config.Decode = record.Decode
	return track.New(config)
}
