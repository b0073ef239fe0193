// Package docs holds the published JSON Schemas, so that the binary can check
// its own records.
package docs

import (
	"bytes"
	"embed"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed schema/*.json
var schemas embed.FS

// The addresses of the schemas; nothing is fetched from them.
const (
	RecordSchema = "https://wirewatch.example/schema/enriched-record-1.0.json"
	AlertSchema  = "https://wirewatch.example/schema/alert-1.0.json"
	ninjsSchema  = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"
)

// RecordValidator gives a function that checks a record against the schema of
// the enriched record, ninjs 3.1 included.
func RecordValidator() (func(record []byte) error, error) { return validator(RecordSchema) }

// AlertValidator gives a function that checks an alert against its schema.
func AlertValidator() (func(alert []byte) error, error) { return validator(AlertSchema) }

func validator(address string) (func([]byte) error, error) {
	c := jsonschema.NewCompiler()
	for url, file := range map[string]string{
		RecordSchema: "schema/enriched-record-1.0.json",
		AlertSchema:  "schema/alert-1.0.json",
		ninjsSchema:  "schema/ninjs-3.1.json",
	} {
		raw, err := schemas.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read schema: %w", err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("read schema %s: %w", file, err)
		}
		if err := c.AddResource(url, doc); err != nil {
			return nil, fmt.Errorf("add schema %s: %w", file, err)
		}
	}
	schema, err := c.Compile(address)
	if err != nil {
		return nil, fmt.Errorf("compile schema %s: %w", address, err)
	}
	return func(document []byte) error {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
		if err != nil {
			return err
		}
		return schema.Validate(value)
	}, nil
}
