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
	"github.com/wirewatch/wirewatch/stages/normalise/parts"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// reader reads one item.
type reader struct {
	d       draft.Draft
	lang    string
	caption string            // of an item that is no text
	names   map[string]string // of concepts, by code
	aliases map[string]string // of the IPTC's schemes, by the item's own
}

// hidden reports whether an element is not for publication.
func hidden(n *xmltree.Node) bool {
	return parts.RoleOf(n.Attr("role"), n.Attr("class"), n.Attr("audience"), n.Attr("rendition"), n.Attr("type"), n.Attr("pubconstraint")) == parts.Hidden
}

// administer reads itemMeta.
func (r *reader) administer(meta *xmltree.Node) {
	a := &r.d.Article
	p := meta.Find("provider")
	a.Source.Provider = cmp.Or(r.nameOf(p), local(code(p)))
	clock.Set(a, &a.VersionCreated, "versionCreated", meta.Find("versionCreated").Words())
	clock.Set(a, &a.FirstCreated, "firstCreated", meta.Find("firstCreated").Words())
	if s := local(code(meta.Find("pubStatus"))); s != "" && s != "usable" {
		a.PubStatus = s
	}
	if e := meta.Find("embargoed"); e != nil {
		clock.Set(a, &a.EmbargoedUntil, "embargoed", e.Words())
		if a.EmbargoedUntil == "" && a.PubStatus == "" { // without a readable end it holds for good
			a.PubStatus = "withheld"
		}
	}
	for s := range meta.Each("signal") {
		a.Editorial.Signals = append(a.Editorial.Signals, code(s))
	}
	for s := range meta.Each("role") {
		if c := code(s); c != "" {
			a.Editorial.Signals = append(a.Editorial.Signals, c)
		}
	}
	for e := range meta.Each("edNote") {
		m := markup.XML(e)
		r.d.Hidden = append(r.d.Hidden, m.Hidden...)
		if hidden(e) || strings.Contains(strings.ToLower(e.Attr("role")), "contact") {
			r.d.Hide(utf8.RuneCountInString(m.Text))
			continue
		}
		if strings.Contains(strings.ToLower(e.Attr("role")), "closing") {
			r.d.Furnish("signoff", m.Text)
			continue
		}
		a.EdNote = strings.TrimSpace(a.EdNote + "\n" + m.Text)
	}
}

// titles takes the title of the item for a headline.
func (r *reader) titles(meta *xmltree.Node) {
	for x := range meta.Each("title") {
		if !hidden(x) {
			r.d.Headline = cmp.Or(r.d.Headline, x.Words())
		}
	}
}

func (r *reader) rights(n *xmltree.Node) {
	a := &r.d.Article
	for info := range n.Each("rightsInfo") {
		h := info.Find("copyrightHolder")
		a.CopyrightOwner = cmp.Or(a.CopyrightOwner, r.nameOf(h), h.Attr("qcode"), h.Attr("uri"))
		a.CopyrightNote = cmp.Or(a.CopyrightNote, info.Find("copyrightNotice").Words())
		for t := range info.Each("usageTerms") {
			if !hidden(t) {
				a.UsageTerms = cmp.Or(a.UsageTerms, t.Words())
			}
		}
	}
}

// describe reads contentMeta.
func (r *reader) describe(m *xmltree.Node) {
	a := &r.d.Article
	a.Urgency, _ = strconv.Atoi(m.Find("urgency").Words())
	if a.Urgency > 0 {
		a.Editorial.Priority = m.Find("urgency").Words()
	}
	clock.Set(a, &a.ContentCreated, "contentCreated", m.Find("contentCreated").Words())
	a.Located = r.nameOf(m.Find("located"))
	a.By = m.Find("by").Words()
	r.creators(m)
	r.headlines(m)
	for s := range m.Each("slugline") {
		a.Slugline = cmp.Or(a.Slugline, s.Words())
	}
	for s := range m.Each("dateline") {
		a.Dateline.Text = cmp.Or(a.Dateline.Text, s.Words())
	}
	for k := range m.Each("keyword") {
		if w := k.Words(); w != "" && !hidden(k) {
			a.Keywords = append(a.Keywords, w)
		}
	}
	for s := range m.Each("infoSource") {
		if c := r.concept(s); c.Name != "" {
			a.InfoSources = append(a.InfoSources, c)
		}
	}
	if line := m.Find("creditline").Words(); line != "" {
		a.InfoSources = append(a.InfoSources, article.Concept{Name: line, Role: "credit"})
	}
	for s := range m.Each("subject") {
		r.subject(s)
	}
	for s := range m.Each("description") {
		if !hidden(s) && (r.caption == "" || local(s.Attr("role")) == "caption") {
			r.caption = markup.XML(s).Text
		}
	}
}

// creators takes the creators for the byline, where there is none.
func (r *reader) creators(m *xmltree.Node) {
	if r.d.By != "" {
		return
	}
	var names []string
	for c := range m.Each("creator") {
		if name := r.nameOf(c); person(name) && !strings.EqualFold(name, r.d.Source.Provider) {
			names = append(names, name)
		}
	}
	r.d.By = strings.Join(names, ", ")
}

// person reports whether a creator goes by a name, and not by the account or
// the initials that a desk knows it by.
func person(name string) bool {
	return strings.Contains(name, " ") && !strings.ContainsAny(name, "@0123456789")
}

func (r *reader) headlines(m *xmltree.Node) {
	a := &r.d.Article
	main := false
	for h := range m.Each("headline") {
		role := strings.ToLower(local(h.Attr("role")))
		words := h.Words()
		switch {
		case words == "" || hidden(h) || otherLanguage(h, r.lang):
		case strings.HasPrefix(role, "sub"), a.Headline != "" && role == "" && h.Attr("rank") > "1":
			a.Subheadline = cmp.Or(a.Subheadline, words)
		case a.Headline == "" || !main && (role == "main" || role == "" || role == "headline"):
			a.Headline, main = words, role == "main" || role == "" || role == "headline"
		}
	}
}

func otherLanguage(n *xmltree.Node, lang string) bool {
	own := n.Attr("lang")
	return own != "" && lang != "" && !sameLanguage(own, lang)
}

func (r *reader) altID(n *xmltree.Node) {
	if v := n.Words(); v != "" {
		r.d.AltIDs = append(r.d.AltIDs, article.AltID{Role: local(n.Attr("type")), Value: v})
	}
}
