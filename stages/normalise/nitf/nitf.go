// Package nitf reads IPTC NITF 3.x.
package nitf

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// Parse reads one document.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	root, err := xmltree.Parse(raw, xmltree.Limits{Depth: lim.Depth, Tokens: lim.Tokens, Attributes: lim.Attributes})
	if err != nil {
		return nil, err
	}
	if root.Name != "nitf" {
		return nil, article.NewFault("no-content", "read NITF: the element is %s", root.Name)
	}
	return []draft.Draft{Item(root)}, nil
}

// Item reads the element nitf.
func Item(root *xmltree.Node) draft.Draft {
	var d draft.Draft
	a := &d.Article
	docdata, head := root.Find("head", "docdata"), root.Find("body", "body.head")
	a.Source.FormatVersion = strings.TrimPrefix(root.Attr("version"), "-//IPTC//DTD NITF ")
	a.Source.FormatVersion, _, _ = strings.Cut(a.Source.FormatVersion, "//")
	id := docdata.Find("doc-id")
	a.URI, a.Source.Provider = id.Attr("id-string"), id.Attr("regsrc")
	du := docdata.Find("du-key")
	a.Version = du.Attr("version")
	a.Slugline = cmp.Or(docdata.Find("fixture").Attr("fix-id"), du.Attr("key"))
	a.Urgency, _ = strconv.Atoi(docdata.Find("urgency").Attr("ed-urg"))
	a.Language = cmp.Or(root.Attr("lang"), root.Attr("baselang"), root.Find("body").Attr("lang"))
	clock.Set(a, &a.FirstCreated, "date.issue", docdata.Find("date.issue").Attr("norm"))
	clock.Set(a, &a.VersionCreated, "date.publication", root.Find("head", "pubdata").Attr("date.publication"))
	clock.Set(a, &a.VersionCreated, "date.release", docdata.Find("date.release").Attr("norm"))
	if a.VersionCreated == "" {
		a.VersionCreated = a.FirstCreated
	}
	if norm := docdata.Find("embargo").Attr("norm"); norm != "" {
		clock.Set(a, &a.EmbargoedUntil, "embargo", norm)
		if a.EmbargoedUntil == "" {
			a.PubStatus = "withheld"
		}
	}
	a.PubStatus = cmp.Or(docdata.Attr("management-status"), a.PubStatus)
	if a.PubStatus == "embargoed" && a.EmbargoedUntil != "" {
		a.PubStatus = "usable"
	}
	a.EdNote = strings.TrimSpace(strings.TrimSpace(docdata.Find("ed-msg").Attr("info")) + " " + docdata.Find("correction").Attr("info"))
	if docdata.Find("correction") != nil {
		a.Editorial.Action = article.Correction
	}
	for k := range docdata.Find("key-list").Each("keyword") {
		a.Keywords = append(a.Keywords, k.Attr("key"))
	}
	a.CopyrightOwner = docdata.Find("doc.copyright").Attr("holder")
	subjects(a, root)
	heads(a, head)
	content := markup.XML(root.Find("body", "body.content"))
	d.Text, d.Furniture, d.Hidden = content.Text, content.Furniture, content.Hidden
	if note := root.Find("body", "body.end", "tagline").Words(); note != "" {
		d.Furnish("tagline", note)
	}
	return d
}

func heads(a *article.Article, head *xmltree.Node) {
	a.Headline = head.Find("hedline", "hl1").Words()
	a.Subheadline = head.Find("hedline", "hl2").Words()
	a.By = head.Find("byline").Words()
	if a.CopyrightNote = head.Find("rights").Words(); a.CopyrightNote == "" && a.CopyrightOwner == "" {
		a.CopyrightOwner = head.Find("rights", "rights.owner").Words()
	}
	if n := head.Find("dateline"); n != nil {
		a.Dateline.Text = n.Words()
		a.Dateline.City = cmp.Or(n.Find("location", "city").Words(), n.Find("location").Words(), n.Words())
		a.Located = n.Find("location").Words()
		if at, ok := clock.Read(n.Find("story.date").Attr("norm")); ok {
			a.Dateline.Date = string(at[:10])
		}
	}
	if a.Source.Provider == "" {
		a.Source.Provider = head.Find("distributor").Words()
	}
}

func subjects(a *article.Article, root *xmltree.Node) {
	for s := range root.Find("head", "tobject").Each("tobject.subject") {
		c := article.Concept{Name: cmp.Or(s.Attr("tobject.subject.detail"), s.Attr("tobject.subject.matter"), s.Attr("tobject.subject.type"))}
		if ref := s.Attr("tobject.subject.refnum"); ref != "" {
			c.URI = "subj:" + ref
		}
		if c.Name = cmp.Or(c.Name, c.URI); c.Name != "" {
			a.Subjects = append(a.Subjects, c)
		}
	}
	for e := range root.Find("head", "docdata", "identified-content").Each("") {
		c := article.Concept{Name: cmp.Or(e.Attr("value"), e.Words())}
		switch {
		case c.Name == "":
		case e.Name == "person":
			a.People = append(a.People, c)
		case e.Name == "org":
			a.Organisations = append(a.Organisations, c)
		case e.Name == "location":
			a.Places = append(a.Places, c)
		}
	}
}
