// Package reading puts texts through the stages that are scored.
package reading

import (
	"context"
	"fmt"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/tag"
)

// Detected is an English text as the tagger and the detector read it.
func Detected(ctx context.Context, t *tag.Tagger, d *detect.Detector, id, text string) (*article.Article, error) {
	tagged, err := t.Process(ctx, article.Article{URI: id, Language: "en", Text: text})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	found, err := d.Process(ctx, tagged[0])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	return &found[0], nil
}
