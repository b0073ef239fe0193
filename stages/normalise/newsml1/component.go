package newsml1

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/nitf"
	"github.com/wirewatch/wirewatch/stages/normalise/parts"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// reader reads the components of one item.
type reader struct {
	d        draft.Draft
	list     []parts.Part
	provider string
	creator  string
	caption  string
	located  bool
	topics   map[string]*xmltree.Node // by their names within the item
}

// component reads a component and those in it. What it does not say of role
// and language holds from the one around it.
func (r *reader) component(n *xmltree.Node, role parts.Role, lang string) {
	if name := formal(n.Find("Role")); name != "" {
		role = roleOf(name)
	}
	lang = cmp.Or(n.Attr("lang"), formal(n.Find("DescriptiveMetadata", "Language")), lang)
	visible := role != parts.Hidden
	if visible {
		if role != parts.Caption {
			r.lines(n.Find("NewsLines"))
		}
		for m := range n.Each("Comment") {
			if words := m.Words(); words != "" && m.Attr("FormalName") == "" {
				r.d.EdNote = strings.TrimSpace(r.d.EdNote + "\n" + words)
			}
		}
		for m := range n.Each("AdministrativeMetadata") {
			r.administer(m)
		}
		for t := range n.Find("TopicSet").Each("Topic") {
			if r.topics == nil {
				r.topics = map[string]*xmltree.Node{}
			}
			r.topics["#"+t.Attr("Duid")] = t
		}
		for m := range n.Each("DescriptiveMetadata") {
			r.describe(m)
		}
		if terms := n.Find("RightsMetadata", "UsageRights", "UsageType").Words(); terms != "" {
			r.d.UsageTerms = cmp.Or(r.d.UsageTerms, terms)
		}
	}
	for c := range n.Each("ContentItem") {
		r.content(c, role, lang)
	}
	text := holdsText(n)
	for c := range n.Each("NewsComponent") {
		if text && role == parts.Body && !holdsText(c) {
			r.component(c, parts.Caption, lang) // a picture, with a byline of its own
			continue
		}
		r.component(c, role, lang)
	}
	// An item may hold whole items.
	for c := range n.Each("NewsItem") {
		if inner := c.Find("NewsComponent"); inner != nil {
			r.component(inner, role, lang)
		}
	}
}

// holdsText reports whether a component has a text in it, and not only
// pictures and their captions.
func holdsText(n *xmltree.Node) bool {
	if name := formal(n.Find("Role")); name != "" && roleOf(name) == parts.Caption {
		return false
	}
	for c := range n.Each("ContentItem") {
		if c.Attr("Href") == "" && !strings.EqualFold(formal(c.Find("MediaType")), "photo") {
			return true
		}
	}
	for c := range n.Each("NewsComponent") {
		if holdsText(c) {
			return true
		}
	}
	for range n.Each("NewsItem") {
		return true
	}
	return false
}

func roleOf(name string) parts.Role {
	switch strings.ToLower(name) {
	case "thumbnail", "preview", "quicklook", "highres", "hires", "viewimg", "icon", "photo", "picture":
		return parts.Caption
	case "main", "body", "text", "main text", "maintext", "story", "supporting", "main picture":
		return parts.Body
	}
	return parts.RoleOf(name)
}

// lines reads the lines that go with the text.
func (r *reader) lines(n *xmltree.Node) {
	a := &r.d.Article
	for l := range n.Each("") {
		words := l.Words()
		if words == "" {
			continue
		}
		switch strings.ToLower(l.Name) {
		case "headline":
			a.Headline = cmp.Or(a.Headline, words)
		case "subheadline":
			a.Subheadline = cmp.Or(a.Subheadline, words)
		case "byline":
			a.By = cmp.Or(a.By, words)
		case "bylinetitle":
			if a.By != "" && !strings.Contains(a.By, words) {
				a.By += ", " + words
			}
		case "dateline":
			a.Dateline.Text = cmp.Or(a.Dateline.Text, words)
		case "slugline":
			a.Slugline = cmp.Or(a.Slugline, words)
		case "copyrightline":
			a.CopyrightNote = cmp.Or(a.CopyrightNote, words)
		case "rightsline":
			a.UsageTerms = cmp.Or(a.UsageTerms, words)
		case "creditline":
			a.InfoSources = append(a.InfoSources, article.Concept{Name: words, Role: "credit"})
		case "keywordline":
			a.Keywords = append(a.Keywords, strings.Split(words, ";")...)
		case "newsline":
			r.line(l)
		}
	}
}

// line reads a line of a type of the provider's own.
func (r *reader) line(l *xmltree.Node) {
	kind, words := strings.ToLower(formal(l.Find("NewsLineType"))), l.Find("NewsLineText").Words()
	if words == "" || parts.RoleOf(kind) == parts.Hidden {
		r.d.Hide(len([]rune(words)))
		return
	}
	switch {
	case strings.Contains(kind, "advisory"), strings.Contains(kind, "note"), strings.Contains(kind, "instruction"):
		r.d.EdNote = strings.TrimSpace(r.d.EdNote + "\n" + words)
	case strings.Contains(kind, "slug"), strings.Contains(kind, "catchword"):
		r.d.Slugline = cmp.Or(r.d.Slugline, words)
	case kind == "summary" || kind == "abstract":
		r.d.Summary = cmp.Or(r.d.Summary, words)
	case strings.Contains(kind, "take"):
		r.d.Editorial.TakeKey = cmp.Or(r.d.Editorial.TakeKey, words)
	}
}

func (r *reader) administer(m *xmltree.Node) {
	r.provider = cmp.Or(r.provider, formal(m.Find("Provider", "Party")))
	r.creator = cmp.Or(r.creator, formal(m.Find("Creator", "Party")))
	for s := range m.Each("Source") {
		if name := formal(s.Find("Party")); name != "" {
			r.d.InfoSources = append(r.d.InfoSources, article.Concept{Name: name})
		}
	}
	for p := range m.Each("Property") {
		if strings.EqualFold(p.Attr("FormalName"), "Slug") {
			r.d.Slugline = cmp.Or(r.d.Slugline, p.Attr("Value"))
		}
	}
}

// content reads one content: text, or a reference to something else.
func (r *reader) content(n *xmltree.Node, role parts.Role, lang string) {
	kind := strings.ToLower(formal(n.Find("MediaType")))
	mime := strings.ToLower(formal(n.Find("MimeType")))
	if href := n.Attr("Href"); href != "" {
		r.media(n, href, cmp.Or(kind, mime))
		return
	}
	data := n.Find("DataContent")
	if data == nil {
		if e := n.Find("Encoding"); e != nil {
			data = e.Find("DataContent")
		}
	}
	if data == nil || strings.Contains(mime, "css") || strings.Contains(formal(n.Find("Format")), "CSS") || n.Find("Encoding") != nil {
		return
	}
	if kind == "photo" || kind == "graphic" || kind == "picture" {
		role = parts.Caption
	}
	if role == parts.Body {
		for p := range n.Find("Characteristics").Each("Property") {
			if name := strings.ToLower(p.Attr("FormalName")); name == "words" || name == "wordcount" {
				r.d.Editorial.WordCount, _ = strconv.Atoi(p.Attr("Value"))
			}
		}
	}
	r.list = append(r.list, parts.Part{Role: role, Lang: lang, Result: r.text(data, role)})
	if role == parts.Caption {
		r.caption = cmp.Or(r.caption, r.list[len(r.list)-1].Text)
	}
}

// text reads what a content holds: NITF, XHTML, text, or markup as text.
func (r *reader) text(data *xmltree.Node, role parts.Role) markup.Result {
	if in := data.Find("nitf"); in != nil && role != parts.Hidden {
		d := nitf.Item(in)
		r.d.Headline = cmp.Or(r.d.Headline, d.Headline)
		r.d.By = cmp.Or(r.d.By, d.By)
		r.d.Dateline.Text = cmp.Or(r.d.Dateline.Text, d.Dateline.Text)
		r.d.Dateline.City = cmp.Or(r.d.Dateline.City, d.Dateline.City)
		return markup.Result{Text: d.Text, Hidden: d.Hidden, Furniture: d.Furniture}
	}
	for range data.Each("") {
		return markup.XML(data)
	}
	if raw := data.Raw(); strings.Contains(raw, "</") || strings.Contains(raw, "<br") {
		return markup.HTML(raw)
	}
	return markup.Plain(data.Raw())
}

func (r *reader) media(n *xmltree.Node, href, kind string) {
	m := article.Media{URI: href, Address: href, Type: "picture"}
	switch {
	case strings.Contains(kind, "video"):
		m.Type = "video"
	case strings.Contains(kind, "audio"):
		m.Type = "audio"
	case strings.Contains(kind, "graphic"):
		m.Type = "graphic"
	case strings.Contains(kind, "text"):
		return
	}
	r.d.Media = append(r.d.Media, m)
}
