// Package nitf reads IPTC NITF 3.x.
package nitf

import (
	"cmp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/parts"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// Parse reads the documents of a transmission: one, or several in an envelope.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	root, err := xmltree.Parse(raw, xmltree.Limits{Depth: lim.Depth, Tokens: lim.Tokens, Attributes: lim.Attributes})
	if err != nil {
		return nil, err
	}
	if root.Name == "nitf" {
		return []draft.Draft{Item(root)}, nil
	}
	var out []draft.Draft
	for i, n := range root.All("nitf") {
		if i == lim.Items {
			return nil, article.NewFault("too-many-items", "read NITF: more than %d items", lim.Items)
		}
		d := Item(n)
		d.Index, d.Part = i, raw[n.Begin:n.End]
		out = append(out, d)
	}
	if out == nil {
		return nil, article.NewFault("no-content", "read NITF: the element is %s", root.Name)
	}
	return out, nil
}

// Item reads the element nitf.
func Item(root *xmltree.Node) draft.Draft {
	var d draft.Draft
	a := &d.Article
	docdata, head := root.Find("head", "docdata"), root.Find("body", "body.head")
	a.Source.FormatVersion = strings.TrimPrefix(root.Attr("version"), "-//IPTC//DTD NITF ")
	a.Source.FormatVersion, _, _ = strings.Cut(a.Source.FormatVersion, "//")
	id := docdata.Find("doc-id")
	a.URI, a.Source.Provider = cmp.Or(id.Attr("id-string"), id.Words()), id.Attr("regsrc")
	du := docdata.Find("du-key")
	a.Version = strings.TrimLeft(cmp.Or(du.Attr("version"), du.Attr("generation")), "0")
	a.Slugline = cmp.Or(slug(root), docdata.Find("fixture").Attr("fix-id"), du.Attr("key"))
	a.Editorial.Priority = cmp.Or(docdata.Find("urgency").Attr("ed-urg"), root.Find("head", "urgency").Attr("ed-urg"))
	a.Urgency, _ = strconv.Atoi(a.Editorial.Priority)
	a.Language = cmp.Or(root.Attr("lang"), root.Attr("baselang"), root.Find("body").Attr("lang"), meta(root, "language"))
	for k := range strings.SplitSeq(meta(root, "keywords"), ",") {
		a.Keywords = append(a.Keywords, k)
	}
	times(a, root)
	messages(a, docdata)
	for _, n := range []*xmltree.Node{docdata, root.Find("head")} {
		for r := range n.Each("revision-history") {
			if words := strings.TrimSpace(r.Attr("comment")); words != "" && !strings.Contains(a.EdNote, words) {
				a.EdNote = strings.TrimSpace(a.EdNote + "\n" + words)
			}
		}
	}
	for k := range docdata.Find("key-list").Each("keyword") {
		if key := cmp.Or(k.Attr("key"), k.Words()); key != "" {
			a.Keywords = append(a.Keywords, key)
		}
	}
	a.CopyrightOwner = docdata.Find("doc.copyright").Attr("holder")
	subjects(a, root)
	heads(&d, head)
	a.Source.Provider = cmp.Or(a.Source.Provider, docdata.Find("del-list", "from-src").Attr("src-name"))
	a.Headline = cmp.Or(a.Headline, root.Find("head", "title").Words())
	content(&d, root.Find("body"))
	return d
}

// slug finds the slugline that an agency keeps in a meta element.
func slug(root *xmltree.Node) string {
	for m := range root.Find("head").Each("meta") {
		switch name := strings.ToLower(m.Attr("name")); {
		case strings.HasSuffix(name, "slug"), strings.HasSuffix(name, "slugline"):
			return m.Attr("content")
		}
	}
	return ""
}

// meta gives the content of the meta element with that name, alone or behind
// an agency's prefix: article-language.
func meta(root *xmltree.Node, name string) string {
	for m := range root.Find("head").Each("meta") {
		if own := strings.ToLower(m.Attr("name")); own == name || strings.HasSuffix(own, "-"+name) {
			return strings.TrimSpace(m.Attr("content"))
		}
	}
	return ""
}

// times reads when the item was made and when it may be used. An embargo is
// never anything but an embargo: without a readable end it holds for good.
func times(a *article.Article, root *xmltree.Node) {
	docdata := root.Find("head", "docdata")
	release := docdata.Find("date.release").Attr("norm")
	clock.Set(a, &a.FirstCreated, "date.issue", docdata.Find("date.issue").Attr("norm"))
	clock.Set(a, &a.VersionCreated, "date.publication", cmp.Or(root.Find("head", "pubdata").Attr("date.publication"), docdata.Find("pubdata").Attr("date.publication")))
	if a.VersionCreated == "" {
		a.VersionCreated = a.FirstCreated
	}
	status := strings.ToLower(docdata.Attr("management-status"))
	norm := docdata.Find("embargo").Attr("norm")
	if status == "embargoed" {
		norm = cmp.Or(norm, release)
	}
	if norm != "" {
		clock.Set(a, &a.EmbargoedUntil, "embargo", norm)
	} else if a.VersionCreated == "" {
		clock.Set(a, &a.VersionCreated, "date.release", cmp.Or(release, root.Find("body", "body.head", "dateline", "story.date").Attr("norm")))
	}
	switch {
	case a.EmbargoedUntil != "" && status == "embargoed":
		status = "usable"
	case a.EmbargoedUntil == "" && (norm != "" || docdata.Find("embargo") != nil) && (status == "" || status == "usable"):
		status = "withheld"
	}
	a.PubStatus = status
}

// messages reads what the desk tells its clients.
func messages(a *article.Article, docdata *xmltree.Node) {
	for m := range docdata.Each("ed-msg") {
		if kind := m.Attr("msg-type"); kind != "" {
			a.Editorial.Signals = append(a.Editorial.Signals, kind)
		}
		if parts.RoleOf(m.Attr("msg-type")) != parts.Hidden {
			a.EdNote = strings.TrimSpace(a.EdNote + "\n" + strings.TrimSpace(cmp.Or(m.Attr("info"), m.Words())))
		}
	}
	if c := docdata.Find("correction"); c != nil {
		a.Editorial.Action = article.Correction
		a.Editorial.Corrects = strings.TrimSpace(c.Attr("info"))
		a.EdNote = strings.TrimSpace(a.EdNote + "\n" + a.Editorial.Corrects)
	}
	if s := docdata.Find("series"); s.Attr("series.name") != "" {
		a.Editorial.TakeKey = strings.TrimSpace(s.Attr("series.name") + " " + s.Attr("series.part"))
		if total := s.Attr("series.totalpart"); total != "" {
			a.Editorial.TakeKey += " of " + total
		}
	}
}

// content reads the body, and the line it ends with.
func content(d *draft.Draft, body *xmltree.Node) {
	c := body.Find("body.content")
	for n := range c.Each("note") {
		if class := strings.ToLower(n.Attr("noteclass") + n.Attr("type")); strings.HasPrefix(class, "editor") {
			note(d, n)
			n.Name, n.Nodes = "template", nil // it is no part of the text
		}
	}
	r := markup.XML(c)
	d.Text, d.Furniture, d.Hidden = r.Text, append(d.Furniture, r.Furniture...), append(d.Hidden, r.Hidden...)
	d.By = cmp.Or(d.By, r.Byline)
	for _, m := range c.All("media") {
		d.Media = append(d.Media, media(m)...)
	}
	if line := body.Find("body.end", "tagline").Words(); line != "" {
		d.Furnish("tagline", line)
	}
}

// note takes a note to editors.
func note(d *draft.Draft, n *xmltree.Node) {
	r := markup.XML(n)
	if parts.RoleOf(n.Attr("class"), n.Attr("noteclass"), n.Attr("type")) == parts.Hidden {
		d.Hide(utf8.RuneCountInString(r.Text))
		return
	}
	d.Hidden = append(d.Hidden, r.Hidden...)
	d.EdNote = strings.TrimSpace(d.EdNote + "\n" + r.Text)
}

func media(m *xmltree.Node) []article.Media {
	ref := m.Find("media-reference")
	address := cmp.Or(ref.Attr("source"), ref.Attr("alternate-text"))
	if address == "" || !strings.ContainsAny(address, "/.:") {
		return nil
	}
	kind := m.Attr("media-type")
	switch kind {
	case "image", "photo", "":
		kind = "picture"
	case "audio", "video", "graphic":
	default:
		kind = "text"
	}
	return []article.Media{{URI: address, Type: kind, Caption: m.Find("media-caption").Words()}}
}
