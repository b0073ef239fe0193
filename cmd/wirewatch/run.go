package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/pipeline/service"
	"github.com/wirewatch/wirewatch/stages"
	"github.com/wirewatch/wirewatch/stages/deliver"
	"github.com/wirewatch/wirewatch/stages/detect"
)

// serviceFlags are those of every long-running process.
type serviceFlags struct {
	HTTP      string `name:"http" help:"Address of /metrics, /healthz and /readyz; empty serves none." default:"127.0.0.1:9464"`
	LogLevel  string `help:"debug, info, warn or error." default:"info"`
	LogFormat string `help:"text or json." default:"text"`
}

func (f serviceFlags) config() service.Config {
	return service.Config{HTTP: f.HTTP, LogLevel: f.LogLevel, LogFormat: f.LogFormat}
}

// stageFlags are the settings of the stages that an operator turns.
type stageFlags struct {
	Routes      string        `help:"YAML file of routes, each to a topic of its own." placeholder:"FILE"`
	MinSeverity int           `help:"Severity from which an alert is raised, 1 to 5." default:"3"`
	Expire      time.Duration `help:"An alert without news for this long expires." default:"24h"`
	Webhook     string        `help:"Address that alerts are sent to, signed with the secret in WIREWATCH_WEBHOOK_SECRET or its file." placeholder:"URL"`
	SecretFile  string        `help:"File with the webhook's secret." name:"webhook-secret-file" placeholder:"FILE"`
	Terminal    bool          `help:"Show alerts as boxes on stdout."`
	Watchlist   string        `help:"YAML or CSV file of names of your own to find and link; read again when it changes." placeholder:"FILE"`
	Themes      []string      `name:"themes-model" help:"Models of themes of your own, made by train themes." placeholder:"FILE,..."`
	Tier        string        `help:"Tier of detection: fast, or deep, which also reads with a small transformer." default:"fast" enum:"fast,deep"`
	lexiconFlags
	normaliseFlags
}

// check names the setting that is wrong.
func (f *stageFlags) check() error {
	switch {
	case f.MinSeverity < 1 || f.MinSeverity > 5:
		return fmt.Errorf("min-severity: %d is not 1 to 5", f.MinSeverity)
	case f.Expire <= 0:
		return fmt.Errorf("expire: %s is not more than nothing", f.Expire)
	}
	if f.Webhook == "" {
		return nil
	}
	u, err := url.Parse(f.Webhook)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("webhook: %q is no http or https address", f.Webhook)
	}
	return nil
}

// into turns the flags into the stages' own settings.
func (f *stageFlags) into(c *stages.Config, con console) error {
	if err := f.normaliseFlags.into(c); err != nil {
		return err
	}
	routes, err := readRoutes(f.Routes)
	if err != nil {
		return err
	}
	c.Publish.Routes = routes
	if c.Tag.Watchlist, err = watchlist(f.Watchlist); err != nil {
		return err
	}
	if c.Detect.Models, err = themeModels(f.Themes); err != nil {
		return err
	}
	if c.Detect.Lexicon, err = f.ownLexicon(); err != nil {
		return err
	}
	c.Detect.Tier = detect.Tier(f.Tier)
	c.Alert.MinSeverity, c.Alert.Expire = f.MinSeverity, f.Expire
	if f.Webhook != "" {
		c.Deliver.Webhook = f.Webhook
		if c.Deliver.Secret, err = secret("webhook-secret-file", f.SecretFile, "WIREWATCH_WEBHOOK_SECRET"); err != nil {
			return &usageError{err}
		}
	}
	if f.Terminal {
		c.Deliver.Terminal = con.out
		c.Deliver.Width, c.Deliver.Colour = terminal(con.out, deliver.DefaultWidth)
	}
	return nil
}

// check names the setting that is wrong.
func (f *deliveryFlags) check() error {
	switch {
	case f.Session <= 0:
		return fmt.Errorf("session: %s is not more than nothing", f.Session)
	case f.CommitBytes < 1:
		return fmt.Errorf("commit-bytes: %d is not 1 or more", f.CommitBytes)
	case f.CommitEvery < 0:
		return fmt.Errorf("commit-every: %s is negative", f.CommitEvery)
	}
	return nil
}

type runCommand struct {
	Stages     []string      `arg:"" help:"Stages to run, fused where several are named: normalise,tag,detect,track,publish,alert,deliver. all runs every one of them."`
	Lane       string        `help:"live, backfill, or both: then articles of the backfill lane are taken while there are no live ones, and track, publish and alert know both lanes." default:"live" enum:"live,backfill,both"`
	Rate       float64       `help:"Most messages a second of the backfill lane, for each process; 0 sets no bound." default:"0" name:"backfill-rate"`
	InstanceID string        `help:"Name of this member in its groups; default is the stage and the host's name." name:"instance-id"`
	Workers    int           `help:"Stage calls at once, of stages without state; 0 is one for each CPU." default:"0"`
	Drain      time.Duration `help:"How long work in hand may take to finish at the end." default:"10s"`
	Embedded   bool          `help:"Run without any Kafka, on a broker in this process: for one machine and one small desk."`
	DataDir    string        `help:"Where the embedded broker keeps its topics; empty keeps them in memory." placeholder:"DIR"`
	clusterFlags
	deliveryFlags
	serviceFlags
	stageFlags
}

// deliveryFlags say how results reach their topics.
type deliveryFlags struct {
	Delivery    string        `help:"exactly-once, or at-least-once for brokers without transactions." default:"exactly-once" enum:"exactly-once,at-least-once"`
	Session     time.Duration `help:"A process that is silent for this long is out of its group; the broker may ask for more." default:"3s"`
	Compression string        `help:"Of what is written: none, gzip, snappy, lz4 or zstd." default:"snappy" enum:"none,gzip,snappy,lz4,zstd"`
	CommitBytes int           `help:"Under load, commit at the latest when this many bytes were read." default:"8388608"`
	CommitEvery time.Duration `help:"Under load, commit at the latest after this time." default:"100ms"`
}

// AfterApply takes the stages apart that stand in one word.
func (r *runCommand) AfterApply() error {
	r.Stages = stageNames(r.Stages)
	return nil
}

// Validate names the setting that is wrong.
func (r *runCommand) Validate() error {
	for _, check := range []error{r.stageFlags.check(), r.deliveryFlags.check()} {
		if check != nil {
			return check
		}
	}
	switch {
	case r.Workers < 0:
		return fmt.Errorf("workers: %d is negative", r.Workers)
	case r.Rate < 0:
		return fmt.Errorf("backfill-rate: %g is negative", r.Rate)
	case r.Drain < 0:
		return fmt.Errorf("drain: %s is negative", r.Drain)
	}
	return nil
}

// stageNames takes a list of names apart at its commas; blanks are nothing.
func stageNames(words []string) []string {
	var out []string
	for _, name := range strings.FieldsFunc(strings.Join(words, ","), func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		out = append(out, strings.ToLower(name))
	}
	return out
}

// Run runs the stages until it is told to end.
func (r *runCommand) Run(ctx context.Context, c console) error {
	s, err := service.New(r.serviceFlags.config(), c.err)
	if err != nil {
		return &usageError{err}
	}
	defer s.Close()
	if r.DataDir != "" && !r.Embedded {
		return &usageError{errors.New("data-dir: needs --embedded")}
	}
	if r.Embedded {
		stop, err := r.embed(ctx, s)
		if err != nil {
			return err
		}
		defer stop()
	}
	s.Health.Set("broker", false, "not asked yet")
	b, err := r.openWith(kafka.Config{
		Brokers: r.Brokers, Log: s.Log, OnState: brokerState(s),
		Delivery: r.Delivery, Session: r.Session, Compression: r.Compression,
	})
	if err != nil {
		return err
	}
	defer b.Close()
	tasks, err := r.tasks(s, b, c)
	if err != nil {
		return err
	}
	return s.Run(ctx, tasks...)
}

// brokerState tells health of the broker coming and going.
func brokerState(s *service.Service) func(up bool, err error) {
	return func(up bool, err error) {
		reason := "broker does not answer"
		if err != nil {
			reason = err.Error()
		}
		s.Health.Set("broker", up, reason)
	}
}

// embed starts the embedded broker and makes the topics on it.
func (r *runCommand) embed(ctx context.Context, s *service.Service) (stop func(), err error) {
	own, err := readBranches(r.Routes, &r.lexiconFlags)
	if err != nil {
		return nil, err
	}
	addr, stop, err := startBroker(r.DataDir, 0, s.Log)
	if err != nil {
		return nil, err
	}
	r.Brokers = []string{addr}
	s.Log.Info("embedded broker: for one machine and one small desk, without replicas", "broker", addr, "data-dir", r.DataDir)
	for _, prefix := range lanePrefixes(r.Prefix, r.Lane) {
		if err := makeTopics(ctx, r.Brokers, prefix, own, s.Log); err != nil {
			stop()
			return nil, err
		}
	}
	return stop, nil
}

// lanePrefixes gives what the names of a lane's topics begin with.
func lanePrefixes(prefix, lane string) []string {
	if lane == stages.Both {
		return append(lanePrefixes(prefix, stages.Live), lanePrefixes(prefix, stages.Backfill)...)
	}
	return []string{stages.NewChain(stages.Config{Prefix: prefix, Lane: lane}).Prefix()}
}

// makeTopics makes the topics of an embedded broker.
func makeTopics(ctx context.Context, brokers []string, prefix string, own branches, log *slog.Logger) error {
	b, err := kafka.Open(kafka.Config{Brokers: brokers, Log: log})
	if err != nil {
		return err
	}
	defer b.Close()
	_, err = b.CreateTopics(ctx, topicSpecs(prefix, 12, 1, own))
	return err
}

// groups gives the groups of stages to run, each fused.
func (r *runCommand) groups() [][]string {
	if slices.Equal(r.Stages, []string{"all"}) {
		return stages.All()
	}
	return [][]string{r.Stages}
}

// tasks gives the work of the process: one member for each group of stages.
func (r *runCommand) tasks(s *service.Service, b *kafka.Broker, c console) ([]func(context.Context) error, error) {
	config := stages.DefaultConfig()
	config.Prefix, config.Lane, config.Rate = r.Prefix, r.Lane, r.Rate
	if err := r.into(&config, c); err != nil {
		return nil, err
	}
	tasks, err := members(s, b, config, r.groups(), pipeline.Options{
		Instance: r.InstanceID, Workers: r.Workers, Drain: r.Drain,
		CommitBytes: r.CommitBytes, CommitEvery: r.CommitEvery,
	})
	return append(tasks, func(ctx context.Context) error {
		return followWatchlist(ctx, config.Tag.Watchlist, r.Watchlist, 5*time.Second, s.Log)
	}), err
}

// members makes a task of each group of stages.
func members(s *service.Service, b *kafka.Broker, config stages.Config, groups [][]string, o pipeline.Options) ([]func(context.Context) error, error) {
	chain := stages.NewChain(config)
	o.Metrics = pipeline.NewMetrics(s.Registry)
	instance := o.Instance
	var tasks []func(context.Context) error
	for _, group := range groups {
		spec, err := chain.Spec(group...)
		if err != nil {
			return nil, &usageError{err}
		}
		name := strings.Join(group, ",")
		options := o
		options.Instance = instanceID(instance, group[0])
		options.Log = s.Log.With("stage", name)
		options.Ready = func(ready bool, reason string) { s.Health.Set(name, ready, reason) }
		s.Health.Set(name, false, "not started")
		tasks = append(tasks, func(ctx context.Context) error {
			options.Log.Info("stage started", "group", spec.Group, "inputs", slices.Concat(spec.Inputs, spec.Later))
			err := pipeline.Run(ctx, b, spec, options)
			options.Log.Info("stage ended", "group", spec.Group)
			return err
		})
		tasks = append(tasks, func(ctx context.Context) error { return watchLag(ctx, b, spec, o.Metrics, options.Log) })
	}
	return tasks, nil
}

// watchLag shows how far a group is behind, until ctx ends.
func watchLag(ctx context.Context, b *kafka.Broker, spec pipeline.Spec, m *pipeline.Metrics, log *slog.Logger) error {
	every := time.NewTicker(5 * time.Second)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-every.C:
		}
		for _, topic := range slices.Concat(spec.Inputs, spec.Later) {
			lag, err := b.Lag(ctx, spec.Group, topic)
			if err != nil {
				if ctx.Err() == nil {
					log.Debug("lag not known", "topic", topic, "err", err)
				}
				continue
			}
			for p, n := range lag {
				m.Lag(spec.Steps[0].Name, p, n)
			}
		}
	}
}

// instanceID names the member: as told, or by stage and host. A group of
// several processes on one host needs a name for each.
func instanceID(told, stage string) string {
	if told != "" {
		return told
	}
	host, err := os.Hostname()
	if err != nil {
		return ""
	}
	return stage + "-" + host
}
