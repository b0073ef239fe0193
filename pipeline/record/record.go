// Package record is the wire form of an article on a topic: one JSON document,
// valid ninjs 3.1 plus one "wirewatch" object, with CloudEvents headers beside
// it.
//
// A stage adds members of its own and never encodes again what an earlier stage
// wrote: Decode keeps the bytes received and Encode splices into them, so that
// members which this version does not know survive it. An article that was made
// in this process is encoded from its fields, to the same bytes.
//
// Spans are byte offsets in memory and count Unicode code points in the record.
// They are turned here and nowhere else.
package record

import "github.com/wirewatch/wirewatch/pipeline/article"

const (
	// SchemaVersion is what Encode writes. A version 1.x only adds members.
	SchemaVersion = "1.0"
	// SchemaURI names the JSON Schema, docs/schema/enriched-record-1.0.json.
	SchemaURI = "https://wirewatch.example/schema/enriched-record-1.0.json"
	// MaxSize is the largest record that Decode reads, in bytes.
	MaxSize = 16 << 20
	// TextField is the JSON pointer of the text that spans refer to.
	TextField = "/bodies/0/value"
)

// The stages whose members Encode knows.
const (
	stageTag     = "tag"
	stageDetect  = "detect"
	stageTrack   = "track"
	stagePublish = "publish"
)

// bad is a record that cannot be read: the fault of the record.
func bad(format string, args ...any) error {
	return article.NewFault("bad-record", format, args...)
}
