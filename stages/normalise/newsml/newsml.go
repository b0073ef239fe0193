// Package newsml reads IPTC NewsML-G2: news items alone, in packages' company
// or in a news message.
package newsml

import (
	"cmp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// Parse reads the items of a document. Packages, concepts and plans that stand
// beside news items are passed over; alone they are a fault, no-content.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	root, err := xmltree.Parse(raw, xmltree.Limits{Depth: lim.Depth, Tokens: lim.Tokens, Attributes: lim.Attributes})
	if err != nil {
		return nil, err
	}
	items := []*xmltree.Node{root}
	if root.Name == "newsMessage" {
		items = nil
		for set := range root.Each("itemSet") {
			for n := range set.Each("") {
				items = append(items, n)
			}
		}
	}
	if len(items) > lim.Items {
		return nil, article.NewFault("too-many-items", "read NewsML-G2: %d items, at most %d", len(items), lim.Items)
	}
	var out []draft.Draft
	for i, n := range items {
		if n.Name != "newsItem" {
			continue
		}
		d := item(n)
		d.Index = i
		if len(items) > 1 {
			d.Part = raw[n.Begin:n.End]
		}
		for s := range root.Find("header").Each("signal") {
			d.Editorial.Signals = append(d.Editorial.Signals, cmp.Or(s.Attr("qcode"), s.Attr("uri")))
		}
		out = append(out, d)
	}
	if out == nil {
		return nil, article.NewFault("no-content", "read NewsML-G2: %s holds no news item", root.Name)
	}
	return out, nil
}

// code gives the qcode of an element, or its uri.
func code(n *xmltree.Node) string { return cmp.Or(n.Attr("qcode"), n.Attr("uri"), n.Attr("literal")) }

// local is what stands behind the scheme of a code.
func local(code string) string { return code[strings.LastIndexAny(code, ":/")+1:] }

func item(n *xmltree.Node) draft.Draft {
	var d draft.Draft
	a, meta, content := &d.Article, n.Find("itemMeta"), n.Find("contentMeta")
	a.URI, a.Version, a.Source.FormatVersion = n.Attr("guid"), n.Attr("version"), n.Attr("standardversion")
	a.Type = kind(local(code(meta.Find("itemClass"))))
	p := meta.Find("provider")
	a.Source.Provider = cmp.Or(p.Find("name").Words(), local(code(p)))
	clock.Set(a, &a.VersionCreated, "versionCreated", meta.Find("versionCreated").Words())
	clock.Set(a, &a.FirstCreated, "firstCreated", meta.Find("firstCreated").Words())
	clock.Set(a, &a.ContentCreated, "contentCreated", content.Find("contentCreated").Words())
	if e := meta.Find("embargoed"); e != nil {
		clock.Set(a, &a.EmbargoedUntil, "embargoed", e.Words())
		if a.EmbargoedUntil == "" { // without a readable end it holds for good
			a.PubStatus = "withheld"
		}
	}
	if s := local(code(meta.Find("pubStatus"))); s != "" && s != "usable" {
		a.PubStatus = s
	}
	for s := range meta.Each("signal") {
		a.Editorial.Signals = append(a.Editorial.Signals, code(s))
	}
	notes(&d, meta)
	rights(a, n)
	describe(a, content)
	if a.Language == "" {
		a.Language = n.Attr("lang")
	}
	for x := range meta.Each("title") {
		if a.Headline == "" && !hidden(x) {
			a.Headline = x.Words()
		}
	}
	bodies(&d, n.Find("contentSet"))
	return d
}

func kind(class string) string {
	switch class {
	case "picture", "photo":
		return "picture"
	case "audio", "video", "graphic", "composite":
		return class
	}
	return "text"
}

// hidden reports whether an element is not for publication.
func hidden(n *xmltree.Node) bool {
	role := strings.ToLower(n.Attr("role") + " " + n.Attr("class") + " " + n.Attr("audience"))
	for _, w := range [...]string{"nonpublic", "non-public", "notforpublic", "internal", "confidential"} {
		if strings.Contains(role, w) {
			return true
		}
	}
	return false
}

func notes(d *draft.Draft, meta *xmltree.Node) {
	for e := range meta.Each("edNote") {
		r := markup.XML(e)
		d.Hidden = append(d.Hidden, r.Hidden...)
		if hidden(e) {
			d.Hide(utf8.RuneCountInString(r.Text))
			continue
		}
		d.EdNote = strings.TrimSpace(d.EdNote + "\n" + r.Text)
	}
}

func rights(a *article.Article, n *xmltree.Node) {
	r := n.Find("rightsInfo")
	h := r.Find("copyrightHolder")
	a.CopyrightOwner = cmp.Or(h.Find("name").Words(), h.Attr("literal"), h.Attr("qcode"))
	a.CopyrightNote, a.UsageTerms = r.Find("copyrightNotice").Words(), r.Find("usageTerms").Words()
}

// describe reads contentMeta.
func describe(a *article.Article, m *xmltree.Node) {
	a.Urgency, _ = strconv.Atoi(m.Find("urgency").Words())
	a.Slugline, a.By = m.Find("slugline").Words(), m.Find("by").Words()
	if a.By == "" {
		a.By = m.Find("creator", "name").Words()
	}
	a.Language = m.Find("language").Attr("tag")
	a.Located = name(m.Find("located"))
	if s := m.Find("dateline").Words(); s != "" {
		a.Dateline.Text, a.Dateline.City = s, name(m.Find("located"))
	}
	for h := range m.Each("headline") {
		role := local(h.Attr("role"))
		switch {
		case hidden(h):
		case strings.HasPrefix(role, "sub"):
			a.Subheadline = cmp.Or(a.Subheadline, h.Words())
		case a.Headline == "" || role == "main":
			a.Headline = h.Words()
		}
	}
	for k := range m.Each("keyword") {
		a.Keywords = append(a.Keywords, k.Words())
	}
	for s := range m.Each("infoSource") {
		if c := concept(s); c.Name != "" {
			a.InfoSources = append(a.InfoSources, c)
		}
	}
	for s := range m.Each("subject") {
		c := concept(s)
		if c.Name == "" {
			continue
		}
		switch local(s.Attr("type")) {
		case "person":
			a.People = append(a.People, c)
		case "organisation":
			a.Organisations = append(a.Organisations, c)
		case "geoArea", "poi":
			a.Places = append(a.Places, c)
		default:
			a.Subjects = append(a.Subjects, c)
		}
	}
}

func name(n *xmltree.Node) string { return cmp.Or(n.Find("name").Words(), n.Attr("literal")) }

func concept(n *xmltree.Node) article.Concept {
	c := article.Concept{Name: name(n), URI: code(n)}
	c.Name = cmp.Or(c.Name, c.URI)
	return c
}

// bodies reads the content set: of several renditions of the text, the one
// with the most of it.
func bodies(d *draft.Draft, set *xmltree.Node) {
	take := func(n *xmltree.Node, r markup.Result) {
		d.Hidden = append(d.Hidden, r.Hidden...)
		if hidden(n) || local(n.Attr("rendition")) == "nonpublic" {
			d.Hide(utf8.RuneCountInString(r.Text))
			return
		}
		d.Furniture = append(d.Furniture, r.Furniture...)
		if len(r.Text) > len(d.Text) {
			d.Text = r.Text
		}
		d.Headline = cmp.Or(d.Headline, r.Heading)
	}
	for x := range set.Each("inlineXML") {
		n := x
		if c := x.Find("nitf"); c != nil {
			n = c.Find("body", "body.content")
			d.Headline = cmp.Or(d.Headline, c.Find("body", "body.head", "hedline", "hl1").Words())
			d.By = cmp.Or(d.By, c.Find("body", "body.head", "byline").Words())
		}
		take(x, markup.XML(n))
	}
	for x := range set.Each("inlineData") {
		text := x.Raw()
		if t := x.Attr("contenttype"); strings.Contains(t, "html") || strings.Contains(t, "xml") {
			take(x, markup.HTML(text))
		} else if x.Attr("encoding") == "" && (t == "" || strings.HasPrefix(t, "text/")) {
			take(x, markup.Plain(text))
		}
	}
}
