package rss

import (
	"strconv"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// content takes the fullest of the texts of an entry for the body; what
// describes it beside that is the summary.
func content(d *draft.Draft, e *xmltree.Node) {
	var body, summary markup.Result
	for c := range e.Each("") {
		space := strings.ToLower(c.Space)
		switch {
		case c.Name == "encoded" && strings.Contains(space, "excerpt"):
			better(&summary, marked(c))
		case c.Name == "encoded", c.Name == "body", c.Name == "content" && !foreign(c) && c.Attr("src") == "":
			better(&body, marked(c))
		case foreign(c):
		case c.Name == "description", c.Name == "summary", c.Name == "fulltext", c.Name == "full-text":
			better(&summary, marked(c))
		}
	}
	if body.Text == "" {
		body, summary.Text = summary, ""
	}
	d.Text, d.Furniture = body.Text, body.Furniture
	d.Hidden = append(append(d.Hidden, body.Hidden...), summary.Hidden...)
	d.Summary = summary.Text
	if d.Text == "" { // media RSS has its own description
		for _, m := range groups(e) {
			if t := m.Find("description"); t != nil && d.Text == "" {
				d.Text = marked(t).Text
			}
		}
	}
}

func better(best *markup.Result, r markup.Result) {
	if len(r.Text) > len(best.Text) {
		hidden := append(best.Hidden, r.Hidden...)
		*best = r
		best.Hidden = hidden
		return
	}
	best.Hidden = append(best.Hidden, r.Hidden...)
}

// groups gives the places where media elements stand: the entry, its groups,
// and the contents of both.
func groups(e *xmltree.Node) []*xmltree.Node {
	out := []*xmltree.Node{}
	for c := range e.Each("") {
		if c.Name == "group" || c.Name == "content" && foreign(c) {
			out = append(out, c)
			for inner := range c.Each("content") {
				out = append(out, inner)
			}
		}
	}
	return out
}

// media notes the pictures and films of an entry: of several sizes the largest.
func media(a *article.Article, e *xmltree.Node) {
	width := map[string]int{}
	add := func(url, kind, caption string, w int) {
		if url == "" {
			return
		}
		for i := range a.Media {
			if a.Media[i].Type == kind {
				if w > width[kind] {
					a.Media[i].URI, a.Media[i].Address, width[kind] = url, url, w
				}
				return
			}
		}
		width[kind] = w
		a.Media = append(a.Media, article.Media{URI: url, Address: url, Type: kind, Caption: caption})
	}
	for _, g := range groups(e) {
		caption := ""
		if t := g.Find("description"); t != nil {
			caption = marked(t).Text
		}
		w, _ := strconv.Atoi(g.Attr("width"))
		add(g.Attr("url"), kindOf(g.Attr("medium"), g.Attr("type")), caption, w)
		if t := g.Find("thumbnail"); t != nil {
			add(t.Attr("url"), "picture", caption, 0)
		}
	}
	for t := range e.Each("thumbnail") {
		add(t.Attr("url"), "picture", "", 0)
	}
	for x := range e.Each("enclosure") {
		add(x.Attr("url"), kindOf("", x.Attr("type")), "", 0)
	}
	for l := range e.Each("link") {
		if l.Attr("rel") == "enclosure" {
			add(l.Attr("href"), kindOf("", l.Attr("type")), "", 0)
		}
	}
}

func kindOf(medium, mime string) string {
	kind, _, _ := strings.Cut(mime, "/")
	if medium == "" {
		medium = kind
	}
	switch medium {
	case "video", "audio":
		return medium
	}
	return "picture"
}
