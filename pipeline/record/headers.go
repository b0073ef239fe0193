package record

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Header is a name and a value beside a record.
type Header struct{ Key, Value string }

// Headers gives the CloudEvents 1.0 headers (Kafka binding, binary mode) of
// the record that stage makes as its output number index for one item of the
// raw topic. The same item gets the same id whether stages are fused or not,
// and after a restart.
func Headers(a *article.Article, stage string, index int) []Header {
	h := []Header{
		{"content-type", "application/json"},
		{"ce_specversion", "1.0"},
		{"ce_id", EventID(a, stage, index)},
		{"ce_type", "wirewatch." + stage},
		{"ce_source", "urn:wirewatch:" + or(a.Source.Provider, "unknown")},
		{"ce_subject", a.URI},
		{"ce_dataschema", SchemaURI},
	}
	if a.Source.Received != "" {
		h = append(h, Header{"ce_time", string(a.Source.Received)})
	}
	return h
}

// EventID is the SHA-256, in hexadecimal, of the raw topic, partition and
// offset, the item's index, the stage and the output's index. Where there is
// no broker the transmission's own hash stands for its position.
func EventID(a *article.Article, stage string, index int) string {
	s := a.Source
	position := fmt.Sprintf("%s\x00%d\x00%d", s.Topic, s.Partition, s.Offset)
	if s.Topic == "" {
		position = s.RawSHA256
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%s\x00%d", position, s.Item, stage, index))
	return hex.EncodeToString(sum[:])
}
