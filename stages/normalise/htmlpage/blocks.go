package htmlpage

import (
	"strings"

	"golang.org/x/net/html"
)

// block is a paragraph of the page.
type block struct {
	text  string
	links int  // bytes of text in links
	junk  bool // within something that is no part of an article
	in    *html.Node
}

// junkNames are parts of the names of what surrounds an article, as a word of
// a class or id.
var junkNames = [...]string{
	"share", "sharing", "social", "related", "recommend", "comment", "disqus", "newsletter", "promo", "advert", "sponsor", "sidebar", "breadcrumb",
	"cookie", "consent", "gdpr", "subscribe", "subscription", "paywall", "signup", "sign-up", "login", "read-more", "readmore", "read-next", "readnext", "more-on", "most-read", "mostread",
	"trending", "popular", "footer", "masthead", "navbar", "menu", "pagination", "pager", "tag-list", "taglist", "tags", "author-bio", "author-box",
	"author-info", "bio", "caption", "credit", "copyright", "disclaimer", "toolbar", "widget", "outbrain", "taboola", "teaser", "skip-link", "visually-hidden",
	"screen-reader", "sr-only", "print-only", "popup", "modal", "banner", "timestamp", "dateline-date", "publish-date", "byline", "kicker", "feedback",
	"follow-us", "download-app", "live-ticker-nav", "language-switch", "lang-switch", "donate", "support-us", "trust", "corrections-policy", "toc",
}

// junk reports whether an element is furniture of the page.
func junk(n *html.Node) bool {
	switch n.Data {
	case "nav", "aside", "footer", "figure", "figcaption", "button", "iframe", "select", "dialog", "svg":
		return true
	}
	if attr(n, "aria-hidden") == "true" || hasAttr(n, "hidden") || strings.Contains(strings.ReplaceAll(attr(n, "style"), " ", ""), "display:none") {
		return true
	}
	switch attr(n, "role") {
	case "navigation", "complementary", "contentinfo", "banner", "dialog", "search", "menu":
		return true
	}
	return false
}

// named reports whether an element goes by the name of furniture: the element
// form, or a class or id. Some pages name the whole article so, "has-sidebar".
func named(n *html.Node) bool {
	if n.Data == "form" {
		return true
	}
	name := strings.ToLower(attr(n, "class") + " " + attr(n, "id"))
	if len(name) < 3 || n.Data == "body" || n.Data == "html" || n.Data == "main" || n.Data == "article" {
		return false
	}
	for w := range strings.FieldsSeq(name) {
		if w == "hidden" || w == "is-hidden" || w == "d-none" || w == "hide" { // "label-hidden" hides its label
			return true
		}
		for _, j := range junkNames {
			if wordIn(w, j) {
				return true
			}
		}
	}
	return false
}

// wordIn reports whether w has part between its hyphens and underscores.
func wordIn(w, part string) bool {
	i := strings.Index(w, part)
	if i < 0 {
		return false
	}
	before := i == 0 || !letter(w[i-1])
	rest := w[i+len(part):]
	return before && (rest == "" || !letter(rest[0]) || rest == "s" || rest == "ed" || rest == "ing" || rest == "ment" || rest == "ation")
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// blocks gives the paragraphs below n in order.
func blocks(n *html.Node) []block {
	var out []block
	prose := proseOf(n)
	most := prose[n] * 2 / 5 // an element with more of the prose than this is the article, whatever its name
	var walk func(n *html.Node, bad bool, depth int)
	walk = func(n *html.Node, bad bool, depth int) {
		if depth > deepest || n.Type != html.ElementNode && n.Type != html.DocumentNode {
			return
		}
		switch n.Data {
		case "script", "style", "noscript", "template":
			return
		}
		bad = bad || junk(n) || prose[n] <= most && named(n)
		if isBlock(n.Data) && !holdsBlocks(n, 0) {
			if text := words(n); text != "" {
				out = append(out, block{text: text, links: linked(n, false, 0), junk: bad, in: n})
			}
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode {
				if text := strings.Join(strings.Fields(c.Data), " "); len(text) > 80 { // a paragraph without its element
					out = append(out, block{text: text, junk: bad, in: n})
				}
				continue
			}
			walk(c, bad, depth+1)
		}
	}
	walk(n, false, 0)
	return out
}

// comments reports whether an element is what readers wrote.
func comments(n *html.Node) bool {
	for w := range strings.FieldsSeq(strings.ToLower(attr(n, "class") + " " + attr(n, "id"))) {
		switch w {
		case "comments", "comment", "commentlist", "comment-list", "comment-body", "comment-content", "comments-area", "disqus_thread", "comments-section":
			return true
		}
	}
	return false
}

// minProse is the length in bytes of a paragraph that is taken for running text.
const minProse = 60

// proseOf counts, for each element below n, the bytes of running text in it.
func proseOf(n *html.Node) map[*html.Node]int {
	out := map[*html.Node]int{}
	var walk func(n *html.Node, depth int) int
	walk = func(n *html.Node, depth int) int {
		if depth > deepest {
			return 0
		}
		switch n.Data {
		case "script", "style", "noscript", "template", "nav", "select", "button":
			return 0
		}
		if comments(n) {
			return 0 // readers may write more than the author did
		}
		sum := 0
		if n.Data == "p" || n.Data == "blockquote" {
			if text := words(n); len(text) >= minProse && linked(n, false, 0)*2 < len(text) {
				sum = len(text)
			}
			out[n] = sum
			return sum
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch c.Type {
			case html.TextNode:
				if text := strings.TrimSpace(c.Data); len(text) >= minProse && n.Data != "a" && n.Data != "li" {
					sum += len(text)
				}
			case html.ElementNode:
				sum += walk(c, depth+1)
			}
		}
		out[n] = sum
		return sum
	}
	walk(n, 0)
	return out
}

func isBlock(name string) bool {
	switch name {
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "td", "th", "dd", "dt", "figcaption", "div", "section", "article", "address", "summary", "caption":
		return true
	}
	return false
}

// holdsBlocks reports whether an element has blocks of its own within.
func holdsBlocks(n *html.Node, depth int) bool {
	if depth > deepest {
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (isBlock(c.Data) || c.Data == "ul" || c.Data == "ol" || c.Data == "table" || holdsBlocks(c, depth+1)) {
			return true
		}
	}
	return false
}

// linked counts the bytes of text in links.
func linked(n *html.Node, in bool, depth int) int {
	if depth > deepest {
		return 0
	}
	in = in || n.Type == html.ElementNode && n.Data == "a"
	sum := 0
	if n.Type == html.TextNode && in {
		sum = len(strings.TrimSpace(n.Data))
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		sum += linked(c, in, depth+1)
	}
	return sum
}
