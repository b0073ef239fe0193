package nitf

import (
	"cmp"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	lines "github.com/wirewatch/wirewatch/stages/normalise/dateline"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// heads reads body.head.
func heads(d *draft.Draft, head *xmltree.Node) {
	a := &d.Article
	hedline := head.Find("hedline")
	a.Headline = cmp.Or(hedline.Find("hl1").Words(), hedline.Words())
	a.Subheadline = hedline.Find("hl2").Words()
	a.Summary = markup.XML(head.Find("abstract")).Text
	for b := range head.Each("byline") {
		if words := byline(b); words != "" {
			a.By = strings.TrimPrefix(a.By+", "+words, ", ")
		}
	}
	if a.CopyrightNote = head.Find("rights").Words(); a.CopyrightNote == "" && a.CopyrightOwner == "" {
		a.CopyrightOwner = head.Find("rights", "rights.owner").Words()
	}
	for n := range head.Each("note") {
		note(d, n)
	}
	dateline(a, head.Find("dateline"))
	if a.Source.Provider == "" {
		a.Source.Provider = head.Find("distributor").Words()
	}
}

// byline sets the title off from the name.
func byline(n *xmltree.Node) string {
	title := n.Find("byttl").Words()
	words := markup.Spaced(n)
	name := strings.TrimSpace(strings.Replace(words, title, "", 1))
	if title == "" || name == "" || strings.HasSuffix(name, ",") || !strings.HasSuffix(words, title) {
		return words
	}
	return name + ", " + title
}

func dateline(a *article.Article, n *xmltree.Node) {
	if n == nil {
		return
	}
	a.Dateline.Text = markup.Spaced(n)
	place := n.Find("location")
	a.Dateline.City = cmp.Or(place.Find("city").Words(), place.Words())
	a.Dateline.City, _, _ = strings.Cut(a.Dateline.City, ",")
	if code := place.Find("country").Attr("iso-cc"); len(code) == 2 {
		a.Dateline.Country = strings.ToUpper(code)
	} else if name := place.Find("country").Words(); name != "" {
		a.Dateline.Country = lines.CountryNamed(name)
	}
	a.Located = cmp.Or(place.Find("city").Words(), place.Words())
	if at, ok := clock.Read(n.Find("story.date").Attr("norm")); ok {
		a.Dateline.Date = string(at[:10])
	}
}

func subjects(a *article.Article, root *xmltree.Node) {
	for s := range root.Find("head", "tobject").Each("tobject.subject") {
		c := article.Concept{Name: cmp.Or(s.Attr("tobject.subject.detail"), s.Attr("tobject.subject.matter"), s.Attr("tobject.subject.type"))}
		if ref := s.Attr("tobject.subject.refnum"); ref != "" {
			c.URI = cmp.Or(scheme(s.Attr("tobject.subject.ipr")), "subj:") + ref
		}
		if c.Name = cmp.Or(c.Name, c.URI); c.Name != "" {
			a.Subjects = append(a.Subjects, c)
		}
	}
	for e := range root.Find("head", "docdata", "identified-content").Each("") {
		c := article.Concept{Name: cmp.Or(e.Attr("value"), e.Words()), URI: uri(e)}
		switch {
		case c.Name == "":
		case e.Name == "person":
			a.People = append(a.People, c)
		case e.Name == "org":
			a.Organisations = append(a.Organisations, c)
		case e.Name == "location":
			a.Places = append(a.Places, c)
		case e.Name == "classifier" && keyword(e.Attr("type")):
			a.Subjects = append(a.Subjects, c)
		}
	}
	for e := range root.Find("head", "docdata").Each("evloc") {
		name := cmp.Or(e.Attr("city"), e.Attr("county-dist"), e.Attr("state-prov"), e.Attr("iso-cc"))
		if name != "" {
			a.Places = append(a.Places, article.Concept{Name: name})
		}
	}
}

// scheme gives the prefix of the codes of a vocabulary that is not the IPTC's.
func scheme(ipr string) string {
	ipr = strings.ToLower(strings.TrimSpace(ipr))
	if ipr == "" || strings.Contains(ipr, "iptc") || strings.ContainsAny(ipr, " :/") {
		return ""
	}
	return ipr + ":"
}

func keyword(kind string) bool {
	kind = strings.ToLower(kind)
	return kind == "" || strings.Contains(kind, "subject") || strings.Contains(kind, "descriptor") || strings.Contains(kind, "topic") || strings.Contains(kind, "index")
}

// uri gives the code of a concept, with its scheme.
func uri(e *xmltree.Node) string {
	id, scheme := e.Attr("idsrc"), e.Attr("value")
	if code := e.Attr("code"); code != "" && e.Attr("code-source") != "" {
		return strings.ToLower(e.Attr("code-source")) + ":" + code
	}
	if id != "" && scheme != "" && !strings.ContainsAny(id+scheme, " ") {
		return strings.ToLower(id) + ":" + scheme
	}
	return ""
}
