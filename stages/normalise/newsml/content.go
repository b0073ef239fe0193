package newsml

import (
	"cmp"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/nitf"
	"github.com/wirewatch/wirewatch/stages/normalise/parts"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// contents reads the content set.
func (r *reader) contents(set *xmltree.Node) {
	var list []parts.Part
	for x := range set.Each("") {
		role := parts.RoleOf(x.Attr("role"), x.Attr("rendition"), x.Attr("class"), x.Attr("id"), x.Attr("audience"), x.Attr("pubconstraint"))
		part := parts.Part{Role: role, Lang: x.Attr("lang")}
		switch x.Name {
		case "inlineXML":
			part.Result = r.inline(x, role)
		case "inlineData":
			part.Result = data(x)
		case "remoteContent":
			r.remote(x, role)
			continue
		default:
			continue
		}
		if n, _ := strconv.Atoi(x.Attr("wordcount")); n > 0 && role == parts.Body {
			r.d.Editorial.WordCount += n
		}
		list = append(list, part)
	}
	d := &r.d
	parts.Fill(d, list)
	if d.Summary == "" {
		d.Summary = r.caption
	}
	if d.Text == "" && d.Type != "text" && d.Type != "composite" {
		d.Text = r.caption
	}
}

// inline reads inline XML, of which NITF has a head of its own.
func (r *reader) inline(x *xmltree.Node, role parts.Role) markup.Result {
	c := x.Find("nitf")
	if c == nil || role == parts.Hidden {
		return markup.XML(x)
	}
	in := nitf.Item(c)
	a := &r.d.Article
	for _, f := range [...]struct{ to, from *string }{
		{&a.Headline, &in.Headline}, {&a.Subheadline, &in.Subheadline}, {&a.By, &in.By}, {&a.Slugline, &in.Slugline},
		{&a.Dateline.Text, &in.Dateline.Text}, {&a.Located, &in.Located}, {&a.EdNote, &in.EdNote},
	} {
		*f.to = cmp.Or(*f.to, *f.from)
	}
	a.Dateline.City = cmp.Or(a.Dateline.City, in.Dateline.City)
	a.Dateline.Date = cmp.Or(a.Dateline.Date, in.Dateline.Date)
	a.Media = append(a.Media, in.Media...)
	return markup.Result{Text: in.Text, Hidden: in.Hidden, Furniture: in.Furniture}
}

// data reads inline data that is text.
func data(x *xmltree.Node) markup.Result {
	text, kind := x.Raw(), x.Attr("contenttype")
	if encoding := x.Attr("encoding"); encoding != "" {
		b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
		if err != nil || kind != "" && !strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "xml") {
			return markup.Result{}
		}
		text = strings.ToValidUTF8(string(b), "\uFFFD")
	}
	switch {
	case strings.Contains(kind, "html"), strings.Contains(kind, "xml"):
		return markup.HTML(text)
	case kind == "" || strings.HasPrefix(kind, "text/"):
		if markup.Is(text) { // whatever its type says
			return markup.HTML(text)
		}
		return markup.Plain(text)
	}
	return markup.Result{}
}

// remote notes a rendition of a picture, video or file: the largest counts.
func (r *reader) remote(x *xmltree.Node, role parts.Role) {
	address := cmp.Or(x.Attr("href"), x.Attr("residref"))
	if address == "" || role == parts.Hidden {
		return
	}
	m := article.Media{URI: cmp.Or(x.Attr("residref"), r.d.URI+"#"+local(x.Attr("rendition"))), Type: r.d.Type, Address: x.Attr("href")}
	if kind, _, ok := strings.Cut(x.Attr("contenttype"), "/"); ok {
		m.Type = mediaType(kind)
	}
	for i := range r.d.Media {
		if r.d.Media[i].Type == m.Type {
			if thumbnail(r.d.Media[i].URI) && !thumbnail(m.URI) {
				r.d.Media[i] = m
			}
			return
		}
	}
	r.d.Media = append(r.d.Media, m)
}

func mediaType(kind string) string {
	switch kind {
	case "image":
		return "picture"
	case "audio", "video":
		return kind
	}
	return "text"
}

func thumbnail(uri string) bool {
	uri = strings.ToLower(uri)
	return strings.Contains(uri, "thumb") || strings.Contains(uri, "preview")
}

// members lists what a package is made of.
func (r *reader) members(set *xmltree.Node) {
	for _, ref := range set.All("itemRef") {
		m := article.Media{URI: cmp.Or(ref.Attr("residref"), ref.Attr("href")), Type: kind(local(code(ref.Find("itemClass")))), Caption: ref.Find("title").Words()}
		m.Caption = cmp.Or(ref.Find("headline").Words(), m.Caption)
		if m.URI != "" {
			r.d.Media = append(r.d.Media, m)
		}
	}
}
