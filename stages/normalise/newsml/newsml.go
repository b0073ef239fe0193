// Package newsml reads IPTC NewsML-G2 in its versions 2.x: news items alone, in
// a news message or within the message of another protocol, and packages.
package newsml

import (
	"cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// Parse reads the items of a document. Of packages, concepts and plans that
// stand beside news items nothing is read; a package alone is an article of
// type composite, any of the others alone a fault, no-content.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	root, err := xmltree.Parse(raw, xmltree.Limits{Depth: lim.Depth, Tokens: lim.Tokens, Attributes: lim.Attributes})
	if err != nil {
		return nil, err
	}
	items := itemsOf(root)
	if len(items) > lim.Items {
		return nil, article.NewFault("too-many-items", "read NewsML-G2: %d items, at most %d", len(items), lim.Items)
	}
	wanted := "newsItem"
	if !has(items, wanted) {
		wanted = "packageItem"
	}
	var out []draft.Draft
	for i, n := range items {
		if n.Name != wanted {
			continue
		}
		d := item(n)
		if wanted == "packageItem" && d.Headline == "" {
			continue
		}
		d.Index = i
		if len(items) > 1 {
			d.Part = raw[n.Begin:n.End]
		}
		envelope(&d.Article, root)
		out = append(out, d)
	}
	if out == nil {
		return nil, article.NewFault("no-content", "read NewsML-G2: %s holds no news item", root.Name)
	}
	return out, nil
}

// itemsOf gives the items below n, wherever they are: the envelope may be that
// of another protocol.
func itemsOf(n *xmltree.Node) []*xmltree.Node {
	switch n.Name {
	case "newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem":
		return []*xmltree.Node{n}
	}
	var out []*xmltree.Node
	for c := range n.Each("") {
		out = append(out, itemsOf(c)...)
	}
	return out
}

func has(items []*xmltree.Node, name string) bool {
	for _, n := range items {
		if n.Name == name {
			return true
		}
	}
	return false
}

// envelope adds what the message around an item says.
func envelope(a *article.Article, root *xmltree.Node) {
	header := root.Find("header")
	for s := range header.Each("signal") {
		a.Editorial.Signals = append(a.Editorial.Signals, code(s))
	}
	a.Source.Provider = cmp.Or(a.Source.Provider, header.Find("sender").Words())
}

func item(n *xmltree.Node) draft.Draft {
	r := reader{names: map[string]string{}, aliases: map[string]string{}}
	r.learn(n)
	a, meta, content := &r.d.Article, n.Find("itemMeta"), n.Find("contentMeta")
	a.URI, a.Version, a.Source.FormatVersion = n.Attr("guid"), n.Attr("version"), n.Attr("standardversion")
	a.Type = kind(local(code(meta.Find("itemClass"))))
	if n.Name == "packageItem" {
		a.Type = "composite"
	}
	r.lang = cmp.Or(content.Find("language").Attr("tag"), n.Attr("lang"))
	a.Language = r.lang
	r.administer(meta)
	r.rights(n)
	r.describe(content)
	r.contents(n.Find("contentSet"))
	if a.Headline == "" {
		r.titles(meta)
	}
	for id := range n.Each("altId") {
		r.altID(id)
	}
	for id := range content.Each("altId") {
		r.altID(id)
	}
	if n.Name == "packageItem" {
		r.members(n.Find("groupSet"))
	}
	if a.VersionCreated == "" {
		clock.Set(a, &a.VersionCreated, "contentModified", content.Find("contentModified").Words())
	}
	return r.d
}

// kind gives the ninjs type of an item class.
func kind(class string) string {
	switch class {
	case "picture", "photo", "image", "still":
		return "picture"
	case "audio", "video", "graphic", "composite":
		return class
	case "animated":
		return "graphic"
	}
	return "text"
}
