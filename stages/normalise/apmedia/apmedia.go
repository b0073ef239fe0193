// Package apmedia reads the JSON of the AP Media API: one item, or the items of
// a feed or search. Its members are those of ninjs 1.x and some of its own.
package apmedia

import (
	"cmp"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/ninjs"
	"github.com/wirewatch/wirewatch/stages/normalise/nitf"
	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// Parse reads the items of a document.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	v, err := strictjson.Parse(raw, strictjson.Limits{Depth: lim.Depth, Tokens: lim.Tokens})
	if err != nil {
		return nil, err
	}
	r := reader{lim: lim}
	if o, ok := v.(strictjson.Object); ok {
		r.story, _ = o["nitf"].(strictjson.Object) // fetched by its link, and kept beside the item
	}
	return ninjs.List("AP Media API", unwrap(v), lim, r.item)
}

// unwrap gives the items, whatever envelope they come in: data.items, data.item
// or item.
func unwrap(v any) any {
	for {
		o, ok := v.(strictjson.Object)
		if !ok {
			return v
		}
		inner, ok := o["data"]
		if !ok {
			if inner, ok = o["items"]; !ok || o["uri"] != nil {
				return v
			}
		}
		if d, one := inner.(strictjson.Object); one && d["item"] != nil && d["items"] == nil {
			return d
		}
		v = inner
	}
}

type reader struct {
	lim   draft.Limits
	story strictjson.Object
}

// priorities are the AP's letters for urgency.
var priorities = map[string]int{"f": 1, "b": 2, "u": 3, "r": 4, "d": 5, "a": 6, "s": 7, "w": 7, "h": 8, "c": 6, "x": 6, "q": 8}

func (r reader) item(o strictjson.Object) draft.Draft {
	if inner, ok := o["item"].(strictjson.Object); ok {
		o = inner
	}
	d := ninjs.Item(o)
	a := &d.Article
	a.Source.FormatVersion = ""
	if ids, ok := o["altids"].(strictjson.Object); ok {
		if id := ids.Text("itemid"); id != "" {
			a.AltIDs = append(a.AltIDs, article.AltID{Role: "uri", Value: a.URI})
			a.URI = id
		}
	}
	a.Headline = cmp.Or(o.Text("headline"), o.Text("headline_extended"), o.Text("title"), a.Headline)
	if extended := o.Text("headline_extended"); extended != a.Headline {
		a.Subheadline = cmp.Or(a.Subheadline, extended)
	}
	a.By = cmp.Or(byline(o), a.By)
	if p := strings.ToLower(o.Text("editorialpriority", "priority")); p != "" {
		a.Editorial.Priority = p
		a.Urgency = cmp.Or(a.Urgency, priorities[p])
	}
	if terms := o.Words("usageterms"); len(terms) > 0 {
		a.UsageTerms = strings.Join(terms, " ")
	}
	a.Editorial.Signals = append(a.Editorial.Signals, o.Words("signals")...)
	a.Editorial.Signals = append(a.Editorial.Signals, o.Words("editorialtypes")...)
	if a.EmbargoedUntil == "" {
		clock.Set(a, &a.EmbargoedUntil, "releasedatetime", o.Text("embargoed", "releasedatetime"))
	}
	place(a, o)
	r.body(&d, o)
	return d
}

func byline(o strictjson.Object) string {
	var out []string
	for _, b := range o.List("bylines") {
		line := b.Text("by", "byline", "name")
		if title := b.Text("title"); line != "" && title != "" && !strings.Contains(line, title) {
			line += ", " + title
		}
		if line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "; ")
}

func place(a *article.Article, o strictjson.Object) {
	l, ok := o["datelinelocation"].(strictjson.Object)
	if !ok {
		return
	}
	a.Dateline.City = l.Text("city", "countryareaname", "countryname")
	if code := l.Text("countrycode"); len(code) == 2 {
		a.Dateline.Country = strings.ToUpper(code)
	}
	a.Located = cmp.Or(a.Located, a.Dateline.City)
}

// body reads the story, which may stand in the item as NITF or as markup.
func (r reader) body(d *draft.Draft, o strictjson.Object) {
	text := o.Text("body_nitf", "nitf", "body_xhtml", "body_html", "body")
	if text == "" && d.Text == "" {
		text = r.story.Text("body_nitf", "body_xhtml", "body_html", "body")
	}
	if text == "" || !strings.Contains(text, "<") {
		return
	}
	if !strings.Contains(text, "<nitf") {
		text = "<nitf><body><body.content>" + text + "</body.content></body></nitf>"
	}
	n, err := xmltree.Parse([]byte(text), xmltree.Limits{Depth: r.lim.Depth, Tokens: r.lim.Tokens, Attributes: r.lim.Attributes})
	if err != nil {
		return // what ninjs made of it stays
	}
	in := nitf.Item(n)
	d.Text, d.Furniture, d.Hidden = in.Text, in.Furniture, in.Hidden
	d.Headline, d.By = cmp.Or(d.Headline, in.Headline), cmp.Or(d.By, in.By)
	d.Dateline.Text = cmp.Or(d.Dateline.Text, in.Dateline.Text)
}
