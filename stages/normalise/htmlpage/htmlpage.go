// Package htmlpage reads an article off an HTML page.
package htmlpage

import (
	"bytes"
	"strings"
	"time"

	"codeberg.org/readeck/go-readability/v2"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
)

// Parse reads one page, or a fragment such as a mail or a feed carries.
func Parse(raw []byte, lim draft.Limits) (draft.Draft, error) {
	var d draft.Draft
	if err := markup.CheckAttributes(raw, lim.Attributes); err != nil {
		return d, err
	}
	page, err := readability.FromReader(bytes.NewReader(raw), nil)
	if err == nil && page.Node != nil {
		var b strings.Builder
		if err := page.RenderHTML(&b); err == nil {
			d.Text = markup.HTML(b.String()).Text
		}
		d.Headline, d.By, d.Language = page.Title(), page.Byline(), page.Language()
		d.Source.Provider = page.SiteName()
		if at, err := page.PublishedTime(); err == nil {
			d.FirstCreated = stamp(at)
		}
		if at, err := page.ModifiedTime(); err == nil {
			d.VersionCreated = stamp(at)
		}
	}
	if d.Text == "" {
		r := markup.HTML(string(raw))
		d.Text, d.Furniture, d.Hidden = r.Text, r.Furniture, r.Hidden
		if d.Headline == "" {
			d.Headline = r.Heading
		}
	}
	if d.VersionCreated == "" {
		d.VersionCreated = d.FirstCreated
	}
	return d, nil
}

func stamp(t time.Time) article.Timestamp {
	if t.Year() < 1 {
		return ""
	}
	return article.Stamp(t)
}
