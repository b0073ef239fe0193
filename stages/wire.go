package stages

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/pipeline/record"
	"github.com/wirewatch/wirewatch/stages/publish"
)

// decodeCopy reads a message of the raw topic: the bytes as received, with
// what is known about them in the headers. What stands on a topic of the
// backfill lane is of that lane, whatever its header says.
func decodeCopy(m pipeline.Message, backfill string) article.Copy {
	c := article.Copy{
		Bytes: m.Value, Source: m.Header("source"), ContentType: m.Header("content-type"),
		Format: m.Header("format"), Name: m.Header("name"), Lane: m.Header("lane"),
		Topic: m.Topic, Partition: m.Partition, Offset: m.Offset,
	}
	if c.Lane == "" {
		c.Lane = Live
	}
	if strings.HasPrefix(m.Topic, backfill) {
		c.Lane = Backfill
	}
	received, err := time.Parse(time.RFC3339Nano, m.Header("received"))
	if err != nil {
		received = m.Time // of a feed that set no header
	}
	c.Received = received.UTC()
	return c
}

// decodeRecord reads a message of any topic after it.
func decodeRecord(m pipeline.Message) (any, error) {
	return record.Decode(m.Value)
}

// decodeAlert reads a message of the alerts' log.
func decodeAlert(m pipeline.Message) (any, error) {
	var a article.Alert
	if err := json.Unmarshal(m.Value, &a); err != nil {
		return nil, article.NewFault("bad-alert", "read alert: %w", err)
	}
	return a, nil
}

// articlesTo writes the articles of a stage to a topic of their lane, keyed by
// uri.
func articlesTo(prefix func(lane string) string, topic, stage string) pipeline.Emit[article.Article] {
	return func(a article.Article, index int) ([]pipeline.Message, error) {
		m, err := articleMessage(prefix(a.Source.Lane)+topic, stage, &a, index)
		return []pipeline.Message{m}, err
	}
}

func articleMessage(topic, stage string, a *article.Article, index int) (pipeline.Message, error) {
	value, err := record.Encode(a)
	if err != nil {
		return pipeline.Message{}, err
	}
	m := pipeline.Message{Topic: topic, Key: []byte(a.URI), Value: value}
	for _, h := range record.Headers(a, stage, index) {
		m.Headers = append(m.Headers, pipeline.Header{Key: h.Key, Value: []byte(h.Value)})
	}
	return m, nil
}

// routedTo writes each routed article to the topic it is for.
func routedTo(prefix func(lane string) string) pipeline.Emit[publish.Routed] {
	return func(r publish.Routed, index int) ([]pipeline.Message, error) {
		m, err := articleMessage(prefix(r.Article.Source.Lane)+r.Topic, Publish, &r.Article, index)
		return []pipeline.Message{m}, err
	}
}

// alertsTo writes an alert to the log and to the compacted topic that holds the
// last state of each.
func alertsTo(prefix string) pipeline.Emit[article.Alert] {
	return func(a article.Alert, _ int) ([]pipeline.Message, error) {
		value, err := json.Marshal(a)
		if err != nil {
			return nil, fmt.Errorf("encode alert %s: %w", a.ID, err)
		}
		headers := []pipeline.Header{
			{Key: "content-type", Value: []byte("application/json")},
			{Key: "ce_specversion", Value: []byte("1.0")},
			{Key: "ce_id", Value: fmt.Appendf(nil, "%s:%d", a.ID, a.Seq)},
			{Key: "ce_type", Value: []byte("wirewatch.alert." + string(a.State))},
			{Key: "ce_source", Value: []byte("urn:wirewatch:alert")},
			{Key: "ce_subject", Value: []byte(a.ID)},
		}
		if a.Times.Received != "" {
			headers = append(headers, pipeline.Header{Key: "ce_time", Value: []byte(a.Times.Received)})
		}
		return []pipeline.Message{
			{Topic: prefix + AlertsLog, Key: []byte(a.ID), Value: value, Headers: headers},
			{Topic: prefix + Alerts, Key: []byte(a.ID), Value: value, Headers: headers},
		}, nil
	}
}
