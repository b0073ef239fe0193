// Package rss reads RSS and Atom feeds: an article for each entry.
package rss

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"strings"

	"github.com/mmcdole/gofeed"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// Parse reads the entries of a feed.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	// Read with the limits first: the feed parser has none.
	root, err := xmltree.Parse(raw, xmltree.Limits{Depth: lim.Depth, Tokens: lim.Tokens, Attributes: lim.Attributes})
	if err != nil {
		return nil, err
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(decodeName(raw)))
	if err != nil {
		return nil, article.NewFault("bad-xml", "read feed: %w", err)
	}
	if len(feed.Items) == 0 {
		return nil, article.NewFault("no-content", "read feed: no entry in it")
	}
	if len(feed.Items) > lim.Items {
		return nil, article.NewFault("too-many-items", "read feed: %d entries, at most %d", len(feed.Items), lim.Items)
	}
	elements := append(root.All("item"), root.All("entry")...)
	out := make([]draft.Draft, 0, len(feed.Items))
	for i, e := range feed.Items {
		d := entry(feed, e)
		d.Index = i
		if len(feed.Items) > 1 && len(elements) == len(feed.Items) {
			d.Part = raw[elements[i].Begin:elements[i].End]
		}
		out = append(out, d)
	}
	return out, nil
}

// decodeName takes the XML declaration off, since the bytes are UTF-8 whatever
// it says.
func decodeName(raw []byte) []byte {
	trimmed := bytes.TrimSpace(raw)
	if bytes.HasPrefix(trimmed, []byte("<?xml")) {
		if i := bytes.Index(trimmed, []byte("?>")); i > 0 {
			return append([]byte(xml.Header), trimmed[i+2:]...)
		}
	}
	return raw
}

func entry(feed *gofeed.Feed, e *gofeed.Item) draft.Draft {
	var d draft.Draft
	a := &d.Article
	a.URI = cmp.Or(e.GUID, e.Link)
	a.Source.FormatVersion, a.Source.Format = feed.FeedVersion, feed.FeedType
	a.Source.Provider = feed.Title
	a.Language = feed.Language
	a.Headline = markup.HTML(e.Title).Text
	content := markup.HTML(cmp.Or(e.Content, e.Description))
	d.Text, d.Furniture, d.Hidden = content.Text, content.Furniture, content.Hidden
	clock.Set(a, &a.FirstCreated, "published", e.Published)
	clock.Set(a, &a.VersionCreated, "updated", cmp.Or(e.Updated, e.Published))
	var names []string
	for _, p := range e.Authors {
		if p != nil && p.Name != "" {
			names = append(names, p.Name)
		}
	}
	a.By = strings.Join(names, ", ")
	a.Keywords = e.Categories
	a.CopyrightNote = feed.Copyright
	if e.Link != "" && e.Link != a.URI {
		a.AltIDs = append(a.AltIDs, article.AltID{Role: "link", Value: e.Link})
	}
	return d
}
