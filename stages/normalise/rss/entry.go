package rss

import (
	"cmp"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

func (f *feed) entry(e *xmltree.Node) draft.Draft {
	var d draft.Draft
	a := &d.Article
	link := absolute(linkOf(e), e.Attr("base"), f.base)
	id := cmp.Or(own(e, "guid").Words(), own(e, "id").Words(), own(e, "identifier").Words())
	a.URI = cmp.Or(id, link, e.Attr("about"))
	a.Source.Format, a.Source.FormatVersion, a.Source.Provider = f.format, f.version, f.title
	if link != "" {
		a.AltIDs = append(a.AltIDs, article.AltID{Role: "link", Value: link})
	}
	a.Language = cmp.Or(own(e, "language").Words(), e.Attr("lang"), f.language)
	a.Headline = text(own(e, "title"))
	a.By = authors(e)
	if f.format == "atom" && a.By == "" {
		a.By = authors(e.Find("source"))
	}
	a.CopyrightNote = cmp.Or(own(e, "rights").Words(), own(e, "copyright").Words(), f.rights)
	f.times(a, e)
	f.status(a, e)
	categories(a, e)
	content(&d, e)
	media(a, e)
	if s := own(e, "source"); s != nil && f.format == "rss" && s.Words() != "" {
		a.InfoSources = append(a.InfoSources, article.Concept{Name: s.Words(), URI: s.Attr("url")})
	}
	return d
}

// linkOf gives the address of the entry's page.
func linkOf(e *xmltree.Node) string {
	first := ""
	for l := range e.Each("link") {
		if foreign(l) {
			continue
		}
		if href := l.Attr("href"); href != "" {
			rel := l.Attr("rel")
			if rel == "" || rel == "alternate" {
				return href
			}
			if rel == "related" || rel == "via" || rel == "self" {
				first = cmp.Or(first, href)
			}
			continue
		}
		if words := l.Words(); words != "" {
			return words
		}
	}
	if g := e.Find("guid"); first == "" && g.Attr("isPermaLink") != "false" && strings.HasPrefix(g.Words(), "http") {
		return g.Words()
	}
	return cmp.Or(first, e.Find("origLink").Words())
}

// absolute gives an address as it is where that is whole, else from the first
// of the bases that is.
func absolute(address string, bases ...string) string {
	ref, err := url.Parse(address)
	if err != nil || ref.IsAbs() || address == "" {
		return address
	}
	for _, b := range bases {
		if base, err := url.Parse(b); err == nil && base.IsAbs() {
			return base.ResolveReference(ref).String()
		}
	}
	return address
}

func (f *feed) times(a *article.Article, e *xmltree.Node) {
	read := func(at *article.Timestamp, names ...string) {
		for _, name := range names {
			if s := own(e, name).Words(); s != "" && *at == "" && !strings.HasPrefix(s, "0000") {
				clock.Set(a, at, name, s)
			}
		}
	}
	read(&a.FirstCreated, "pubDate", "published", "issued", "date", "created", "post_date_gmt", "post_date")
	read(&a.VersionCreated, "updated", "modified")
	if a.VersionCreated == "" {
		a.VersionCreated = a.FirstCreated
	}
	if a.FirstCreated == "" && f.format == "atom" {
		a.FirstCreated = a.VersionCreated
	}
}

// status reads the status of a post of an export.
func (f *feed) status(a *article.Article, e *xmltree.Node) {
	switch e.Find("status").Words() {
	case "draft", "private", "pending", "future", "auto-draft":
		a.PubStatus = "withheld"
	case "trash":
		a.PubStatus = "canceled"
	}
}

// authors names who wrote the entry: names, not addresses.
func authors(e *xmltree.Node) string {
	var out []string
	add := func(s string) {
		if s = personName(s); s != "" && len(out) < 10 {
			if slices.Contains(out, s) {
				return
			}
			out = append(out, s)
		}
	}
	for c := range e.Each("") {
		switch c.Name {
		case "author":
			if strings.Contains(strings.ToLower(c.Space), "itunes") {
				continue
			}
			if n := c.Find("name"); n != nil {
				add(n.Words())
				continue
			}
			add(c.Words())
		case "creator":
			add(c.Words())
		}
	}
	return markup.HTML(strings.Join(out, ", ")).Text
}

// personName takes the name out of "desk@x.example (Jane Doe)".
func personName(s string) string {
	if _, rest, ok := strings.Cut(s, "("); ok && strings.Contains(s, "@") {
		return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), ")"))
	}
	if before, _, ok := strings.Cut(s, "<"); ok && strings.Contains(s, "@") {
		return strings.TrimSpace(before)
	}
	return strings.TrimSpace(s)
}

func categories(a *article.Article, e *xmltree.Node) {
	for c := range e.Each("") {
		switch {
		case foreign(c):
		case c.Name == "category", c.Name == "subject":
			a.Keywords = append(a.Keywords, cmp.Or(c.Attr("label"), markup.HTML(c.Words()).Text, c.Attr("term")))
		}
	}
	for k := range e.Each("keywords") {
		for word := range strings.SplitSeq(k.Words(), ",") {
			a.Keywords = append(a.Keywords, strings.TrimSpace(word))
		}
	}
}

// text gives the text of a title, whose type or content says what it is: text,
// markup written as text, or XHTML.
func text(n *xmltree.Node) string {
	if n == nil {
		return ""
	}
	return strings.Join(strings.Fields(marked(n).Text), " ")
}

func marked(n *xmltree.Node) markup.Result {
	kind := strings.ToLower(n.Attr("type"))
	switch {
	case n.Attr("mode") == "base64":
		b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(n.Raw()), ""))
		if err != nil || !utf8.Valid(b) {
			return markup.Result{}
		}
		return markup.HTML(string(b))
	case kind == "xhtml" || strings.Contains(kind, "xhtml") || n.Attr("mode") == "xml" && hasElements(n):
		return markup.XML(n)
	case hasElements(n):
		return markup.XML(n)
	case kind == "text" || kind == "text/plain":
		return markup.Plain(n.Raw())
	}
	return markup.HTML(n.Raw())
}

func hasElements(n *xmltree.Node) bool {
	for range n.Each("") {
		return true
	}
	return false
}
