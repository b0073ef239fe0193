// Package jsonfeed reads JSON Feed 1.0 and 1.1: an article for each item.
package jsonfeed

import (
	"cmp"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/ninjs"
	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
)

// Parse reads the items of a feed.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	v, err := strictjson.Parse(raw, strictjson.Limits{Depth: lim.Depth, Tokens: lim.Tokens})
	if err != nil {
		return nil, err
	}
	feed, _ := v.(strictjson.Object)
	items, ok := feed["items"].([]any)
	if !ok || len(items) == 0 {
		return nil, article.NewFault("no-content", "read JSON Feed: no item in it")
	}
	return ninjs.List("JSON Feed", items, lim, func(o strictjson.Object) draft.Draft { return item(feed, o) })
}

func item(feed, o strictjson.Object) draft.Draft {
	var d draft.Draft
	a := &d.Article
	version := feed.Text("version")
	a.Source.FormatVersion = version[strings.LastIndexByte(version, '/')+1:]
	a.Source.Provider = feed.Text("title")
	a.URI = o.Text("id", "url")
	if url := o.Text("url", "external_url"); url != "" && url != a.URI {
		a.AltIDs = append(a.AltIDs, article.AltID{Role: "link", Value: url})
	}
	a.Headline = markup.HTML(o.Text("title")).Text
	clock.Set(a, &a.FirstCreated, "date_published", o.Text("date_published"))
	clock.Set(a, &a.VersionCreated, "date_modified", o.Text("date_modified", "date_published"))
	a.Language = cmp.Or(o.Text("language"), feed.Text("language"))
	a.Keywords = o.Words("tags")
	var by []string
	for _, list := range [...][]strictjson.Object{o.List("authors", "author"), feed.List("authors", "author")} {
		for _, p := range list {
			if name := p.Text("name"); name != "" && len(by) < 8 {
				by = append(by, name)
			}
		}
		if len(by) > 0 {
			break
		}
	}
	a.By = strings.Join(by, ", ")
	r := markup.HTML(o.Text("content_html"))
	if text := o.Text("content_text"); r.Text == "" && text != "" {
		r = markup.Plain(text)
	}
	a.Summary = markup.Plain(o.Text("summary")).Text
	if r.Text == "" {
		r.Text = a.Summary
	}
	d.Text, d.Hidden, d.Furniture = r.Text, r.Hidden, r.Furniture
	if url := o.Text("image", "banner_image"); url != "" {
		a.Media = append(a.Media, article.Media{URI: url, Address: url, Type: "picture"})
	}
	for _, x := range o.List("attachments") {
		kind, _, _ := strings.Cut(x.Text("mime_type"), "/")
		if url := x.Text("url"); url != "" && (kind == "audio" || kind == "video") {
			a.Media = append(a.Media, article.Media{URI: url, Address: url, Type: kind})
		}
	}
	return d
}
