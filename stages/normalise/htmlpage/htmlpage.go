// Package htmlpage reads an article off an HTML page.
package htmlpage

import (
	"bytes"
	"cmp"
	"strings"
	"time"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/jsonld"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
)

// Parse reads one page, or a fragment such as a mail or a feed carries.
func Parse(raw []byte, lim draft.Limits) (draft.Draft, error) {
	var d draft.Draft
	if err := markup.CheckAttributes(raw, lim.Attributes); err != nil {
		return d, err
	}
	doc, err := html.Parse(bytes.NewReader(raw))
	if err != nil {
		return d, article.NewFault("bad-html", "read HTML: %w", err)
	}
	p := inspect(doc)
	whole := markup.HTML(string(raw))
	d.Hidden = whole.Hidden
	body := stated(&d, p, lim)
	d.Text = mainText(raw, &d, p, body)
	describe(&d, p)
	if d.Text == "" {
		d.Text, d.Furniture = whole.Text, whole.Furniture
		d.Headline = cmp.Or(d.Headline, whole.Heading)
	}
	if d.VersionCreated == "" {
		d.VersionCreated = d.FirstCreated
	}
	return d, nil
}

// stated fills the draft from the article that the page carries as JSON-LD,
// and gives the body that it states.
func stated(d *draft.Draft, p *page, lim draft.Limits) string {
	for _, script := range p.jsonLD {
		v, err := strictjson.Parse([]byte(script), strictjson.Limits{Depth: lim.Depth, Tokens: lim.Tokens})
		if err != nil {
			continue
		}
		for _, o := range jsonld.Articles(v) {
			in := jsonld.Item(o)
			body := o.Text("articleBody")
			in.Warnings, in.Hidden = nil, d.Hidden
			if body == "" {
				in.Text, in.Furniture = "", nil
			}
			text := in.Text
			*d = in
			d.Text = ""
			return text
		}
	}
	return ""
}

// describe fills what the page says of itself in its head.
func describe(d *draft.Draft, p *page) {
	a := &d.Article
	a.URI = cmp.Or(p.canonical, a.URI, p.meta["og:url"])
	a.Headline = cmp.Or(a.Headline, p.headline())
	a.By = cmp.Or(a.By, p.meta["author"], p.meta["article:author"], p.meta["byl"], p.byline)
	if strings.HasPrefix(a.By, "http") {
		a.By = p.byline
	}
	a.Language = cmp.Or(a.Language, p.language)
	a.Source.Provider = cmp.Or(a.Source.Provider, p.meta["og:site_name"])
	a.Summary = cmp.Or(a.Summary, p.meta["description"], p.meta["og:description"])
	set := func(at *article.Timestamp, names ...string) {
		for _, name := range names {
			if *at == "" {
				if t, ok := clock.Read(p.meta[name]); ok {
					*at = t
				}
			}
		}
	}
	set(&a.FirstCreated, "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate", "publish-date", "parsely-pub-date")
	set(&a.VersionCreated, "article:modified_time", "datemodified", "og:updated_time", "lastmod")
	if len(a.Keywords) == 0 {
		for k := range strings.SplitSeq(cmp.Or(p.meta["news_keywords"], p.meta["keywords"]), ",") {
			a.Keywords = append(a.Keywords, strings.TrimSpace(k))
		}
	}
	if image := p.meta["og:image"]; image != "" && len(a.Media) == 0 {
		a.Media = append(a.Media, article.Media{URI: image, Address: image, Type: "picture"})
	}
}

// readable gives the main text by readability.
func readable(raw []byte, d *page) string {
	r, err := readability.FromReader(bytes.NewReader(raw), nil)
	if err != nil || r.Node == nil {
		return ""
	}
	if d.byline == "" {
		d.byline = r.Byline()
	}
	if at, err := r.PublishedTime(); err == nil && d.meta["article:published_time"] == "" {
		d.meta["article:published_time"] = string(stamp(at))
	}
	d.title = cmp.Or(d.title, r.Title())
	var b strings.Builder
	if err := r.RenderHTML(&b); err != nil {
		return ""
	}
	return markup.HTML(b.String()).Text
}

func stamp(t time.Time) article.Timestamp {
	if t.Year() < 1 {
		return ""
	}
	return article.Stamp(t)
}
