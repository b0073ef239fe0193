// Package jsonld reads schema.org articles written as JSON-LD: one, a list, or
// those of a graph.
package jsonld

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/ninjs"
	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
)

// Parse reads the articles of a document.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	v, err := strictjson.Parse(raw, strictjson.Limits{Depth: lim.Depth, Tokens: lim.Tokens})
	if err != nil {
		return nil, err
	}
	found := Articles(v)
	if len(found) == 0 {
		return nil, article.NewFault("no-content", "read JSON-LD: no article in it")
	}
	if len(found) == 1 {
		return ninjs.List("JSON-LD", found[0], lim, Item)
	}
	list := make([]any, len(found))
	for i, o := range found {
		list[i] = o
	}
	return ninjs.List("JSON-LD", list, lim, Item)
}

// Articles gives the articles of a document, in order.
func Articles(v any) []strictjson.Object {
	switch v := v.(type) {
	case []any:
		var out []strictjson.Object
		for _, e := range v {
			out = append(out, Articles(e)...)
		}
		return out
	case strictjson.Object:
		if is(v, "Article", "BlogPosting", "Report", "LiveBlogPosting", "NewsArticle") {
			return []strictjson.Object{v}
		}
		for _, name := range [...]string{"@graph", "mainEntity", "hasPart", "itemListElement", "item"} {
			if out := Articles(v[name]); len(out) > 0 {
				return out
			}
		}
	}
	return nil
}

// is reports whether an object is of a type whose name ends in one of names.
func is(o strictjson.Object, names ...string) bool {
	for _, t := range o.Words("@type") {
		for _, n := range names {
			if strings.HasSuffix(t, n) {
				return true
			}
		}
	}
	return false
}

// Item reads one article.
func Item(o strictjson.Object) draft.Draft {
	var d draft.Draft
	a := &d.Article
	a.URI = cmp.Or(identifier(o), o.Text("@id", "url"), name(o["mainEntityOfPage"]), o.Text("mainEntityOfPage"))
	if url := o.Text("url"); url != "" && url != a.URI {
		a.AltIDs = append(a.AltIDs, article.AltID{Role: "link", Value: url})
	}
	a.Version = o.Text("version")
	a.Headline = markup.HTML(o.Text("headline", "name")).Text
	a.Subheadline = markup.HTML(o.Text("alternativeHeadline")).Text
	a.By = names(o["author"])
	if a.By == "" {
		a.By = names(o["creator"])
	}
	clock.Set(a, &a.FirstCreated, "datePublished", o.Text("datePublished", "dateCreated"))
	clock.Set(a, &a.ContentCreated, "dateCreated", o.Text("dateCreated"))
	clock.Set(a, &a.VersionCreated, "dateModified", o.Text("dateModified", "datePublished"))
	a.Language = cmp.Or(o.Text("inLanguage"), name(o["inLanguage"]))
	a.Source.Provider = cmp.Or(name(o["publisher"]), name(o["provider"]), name(o["sourceOrganization"]))
	a.CopyrightOwner = name(o["copyrightHolder"])
	a.CopyrightNote = o.Text("copyrightNotice")
	a.UsageTerms = cmp.Or(o.Text("usageInfo", "license"), name(o["license"]))
	a.Editorial.WordCount, _ = strconv.Atoi(o.Text("wordCount"))
	a.Dateline.Text = o.Text("dateline")
	a.Located = cmp.Or(name(o["locationCreated"]), name(o["contentLocation"]))
	status(a, o)
	concepts(a, o)
	body(&d, o)
	return d
}

func body(d *draft.Draft, o strictjson.Object) {
	text := o.Text("articleBody", "text")
	r := markup.Plain(text)
	if strings.Contains(text, "</") || strings.Contains(text, "<br") || strings.Contains(text, "&lt;") || strings.Contains(text, "&amp;") || strings.Contains(text, "&#") {
		r = markup.HTML(text)
	}
	d.Text, d.Hidden, d.Furniture = r.Text, r.Hidden, r.Furniture
	d.Summary = markup.HTML(o.Text("description", "abstract")).Text
	if d.Text == "" {
		d.Text = d.Summary
	}
}

// status reads what became of the article.
func status(a *article.Article, o strictjson.Object) {
	switch strings.ToLower(cmp.Or(o.Text("creativeWorkStatus"), name(o["creativeWorkStatus"]))) {
	case "withdrawn", "retracted", "obsolete", "killed", "canceled", "cancelled", "deleted":
		a.PubStatus = "canceled"
	case "withheld", "draft", "incomplete":
		a.PubStatus = "withheld"
	}
	if c := cmp.Or(o.Text("correction"), name(o["correction"])); c != "" {
		a.Editorial.Action, a.Editorial.Corrects = article.Correction, c
		a.EdNote = c
	}
}

// identifier reads an identifier that is a value, or has one.
func identifier(o strictjson.Object) string {
	if s := o.Text("identifier"); s != "" {
		return s
	}
	for _, i := range o.List("identifier") {
		if s := i.Text("value", "@id"); s != "" {
			return s
		}
	}
	return ""
}

// name gives what a value is called: a string, or the name of an object.
func name(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		for _, e := range v {
			if s := name(e); s != "" {
				return s
			}
		}
	case strictjson.Object:
		if s := v.Text("name", "legalName", "text", "headline", "@id", "url"); s != "" {
			return s
		}
		if address, ok := v["address"].(strictjson.Object); ok {
			return address.Text("addressLocality", "addressRegion", "addressCountry")
		}
	}
	return ""
}

// names gives the names of one or several, without addresses.
func names(v any) string {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []string
	for _, e := range list {
		if s := name(e); s != "" && !strings.HasPrefix(s, "http") {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}
