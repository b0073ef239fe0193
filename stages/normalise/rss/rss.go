// Package rss reads feeds: RSS 0.9x, 1.0 (RDF) and 2.0 with the modules that
// news comes in (content, Dublin Core, media, Atom links, WordPress exports),
// and Atom 0.3 and 1.0. Each entry is an article.
package rss

import (
	"cmp"
	"errors"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// Parse reads the entries of a feed. One that is not well-formed is read as
// far as it can be.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	limits := xmltree.Limits{Depth: lim.Depth, Tokens: lim.Tokens, Attributes: lim.Attributes}
	root, err := xmltree.Parse(raw, limits)
	if fault, ok := errors.AsType[*article.Fault](err); ok && fault.Code == "bad-xml" {
		root, err = xmltree.ParseLoosely(raw, limits)
	}
	if err != nil {
		return nil, err
	}
	f := feedOf(root)
	if len(f.entries) == 0 {
		return nil, article.NewFault("no-content", "read feed: no entry in it")
	}
	if len(f.entries) > lim.Items {
		return nil, article.NewFault("too-many-items", "read feed: %d entries, at most %d", len(f.entries), lim.Items)
	}
	var out []draft.Draft
	for i, e := range f.entries {
		if f.skip(e) {
			continue
		}
		d := f.entry(e)
		d.Index = i
		if len(f.entries) > 1 && e.End > e.Begin {
			d.Part = raw[e.Begin:e.End]
		}
		out = append(out, d)
	}
	if out == nil {
		return nil, article.NewFault("no-content", "read feed: no published entry in it")
	}
	return out, nil
}

// feed is what the entries have in common.
type feed struct {
	format, version string
	title           string
	language        string
	rights          string
	base            string // of addresses that are not whole
	entries         []*xmltree.Node
}

func feedOf(root *xmltree.Node) feed {
	f := feed{format: "rss", version: root.Attr("version")}
	channel := root.Find("channel")
	switch strings.ToLower(root.Name) {
	case "feed", "entry":
		f.format, channel = "atom", root
		f.version = cmp.Or(f.version, "1.0")
		if strings.Contains(root.Space, "purl.org/atom/ns") {
			f.version = "0.3"
		}
		f.entries = elements(root, "entry")
		if root.Name == "entry" {
			f.entries = []*xmltree.Node{root}
		}
	case "rdf":
		f.version = "1.0"
		f.entries = elements(root, "item")
		if len(f.entries) == 0 {
			f.entries = elements(channel, "item")
		}
	case "channel":
		channel = root
		f.entries = elements(channel, "item")
	default:
		f.entries = append(elements(channel, "item"), elements(root, "item")...)
	}
	f.title = text(channel.Find("title"))
	f.base = cmp.Or(channel.Attr("base"), root.Attr("base"), linkOf(channel))
	f.language = cmp.Or(own(channel, "language").Words(), channel.Attr("lang"), root.Attr("lang"))
	f.rights = cmp.Or(own(channel, "copyright").Words(), own(channel, "rights").Words())
	return f
}

func elements(n *xmltree.Node, name string) []*xmltree.Node {
	var out []*xmltree.Node
	for c := range n.Each(name) {
		out = append(out, c)
	}
	return out
}

// own gives the first child of that name that belongs to the feed itself or to
// Dublin Core, not to a module such as media or itunes.
func own(n *xmltree.Node, name string) *xmltree.Node {
	for c := range n.Each(name) {
		if !foreign(c) {
			return c
		}
	}
	return nil
}

// foreign reports whether an element is of a module that gives the names of
// the feed another meaning.
func foreign(n *xmltree.Node) bool {
	space := strings.ToLower(n.Space)
	for _, module := range [...]string{"mrss", "media", "itunes", "georss", "slash", "podcast", "googleplay"} {
		if strings.Contains(space, module) {
			return true
		}
	}
	return false
}

// skip reports whether an entry of an export is no article: an attachment, a
// menu, a revision.
func (f *feed) skip(e *xmltree.Node) bool {
	switch e.Find("post_type").Words() {
	case "", "post", "page", "article", "news":
		return false
	}
	return true
}
