package htmlpage

import (
	"strings"

	"golang.org/x/net/html"
)

// page is what one walk over the document found.
type page struct {
	meta      map[string]string
	jsonLD    []string
	title     string // of the head
	h1        []string
	canonical string
	language  string
	byline    string
	body      *html.Node
}

// deepest is how deep a walk goes.
const deepest = 512

func inspect(doc *html.Node) *page {
	p := &page{meta: map[string]string{}}
	p.walk(doc, 0)
	return p
}

func (p *page) walk(n *html.Node, depth int) {
	if depth > deepest {
		return
	}
	if n.Type == html.ElementNode {
		switch n.Data {
		case "html":
			p.language = attr(n, "lang")
		case "meta":
			p.addMeta(n)
		case "link":
			if strings.EqualFold(attr(n, "rel"), "canonical") {
				p.canonical = attr(n, "href")
			}
		case "title":
			if p.title == "" {
				p.title = words(n)
			}
		case "script":
			if strings.Contains(attr(n, "type"), "ld+json") && n.FirstChild != nil && len(p.jsonLD) < 20 {
				p.jsonLD = append(p.jsonLD, n.FirstChild.Data)
			}
			return
		case "h1":
			if w := words(n); w != "" {
				p.h1 = append(p.h1, w)
			}
		case "body":
			p.body = n
		case "time":
			if at := attr(n, "datetime"); at != "" && p.meta["datepublished"] == "" && attr(n, "itemprop") != "dateModified" {
				p.meta["datepublished"] = at
			}
		}
		if p.byline == "" && isByline(n) {
			if w := words(n); len(w) > 3 && len(w) < 120 {
				p.byline = w
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.walk(c, depth+1)
	}
}

func (p *page) addMeta(n *html.Node) {
	name, value := attr(n, "name"), strings.TrimSpace(attr(n, "content"))
	for _, key := range [...]string{name, attr(n, "property"), attr(n, "itemprop")} {
		if key = strings.ToLower(key); key != "" && value != "" && p.meta[key] == "" {
			p.meta[key] = value
		}
	}
}

func isByline(n *html.Node) bool {
	if attr(n, "rel") == "author" || attr(n, "itemprop") == "author" {
		return true
	}
	for c := range strings.FieldsSeq(strings.ToLower(attr(n, "class"))) {
		if c == "byline" || c == "author" || c == "author-name" || strings.HasSuffix(c, "__byline") || strings.HasSuffix(c, "byline__name") {
			return true
		}
	}
	return false
}

// headline gives the headline of the page: the h1 that the title repeats, what
// the page tells others, or the title without the name of the site.
func (p *page) headline() string {
	og := p.meta["og:title"]
	for _, h := range p.h1 {
		if strings.Contains(p.title, h) || strings.Contains(og, h) {
			return h
		}
	}
	if len(p.h1) == 1 && len(p.h1[0]) > 15 {
		return p.h1[0]
	}
	title := og
	if title == "" {
		title = p.title
	}
	if title == "" && len(p.h1) > 0 {
		return p.h1[0]
	}
	for _, mark := range [...]string{" | ", " – ", " — ", " - ", " :: ", " » "} {
		if i := strings.LastIndex(title, mark); i > 15 && len(title)-i < 50 {
			return strings.TrimSpace(title[:i])
		}
	}
	return title
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// words gives the text below n, its white space folded.
func words(n *html.Node) string {
	var b strings.Builder
	gather(n, &b, 0)
	return strings.Join(strings.Fields(b.String()), " ")
}

func gather(n *html.Node, b *strings.Builder, depth int) {
	if depth > deepest {
		return
	}
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
	case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "noscript"):
		return
	case n.Type == html.ElementNode && n.Data == "br":
		b.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		gather(c, b, depth+1)
	}
}
