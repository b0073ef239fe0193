package mapping

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// minText is the length in bytes of a text that is worth calling an article.
const minText = 30

// item reads one item; false is that nothing of one is in it.
func (m *Mapping) item(n *xmltree.Node) (draft.Draft, bool) {
	var d draft.Draft
	a := &d.Article
	one := func(field string) string { return m.one(n, field) }
	a.Headline = one("headline")
	m.body(&d, n)
	if a.Headline == "" && len(d.Text) < minText {
		return d, false
	}
	if len(m.Root) == 0 && len(d.Text) < minText { // a guess wants both
		return d, false
	}
	a.URI, a.Version, a.Subheadline, a.By = one("uri"), one("version"), one("subheadline"), one("by")
	a.Summary = one("summary")
	a.Slugline, a.Located, a.EdNote = one("slugline"), one("located"), one("edNote")
	a.Dateline.Text = one("dateline")
	a.Language, d.Assumed = cmp.Or(one("language"), n.Attr("lang")), m.Language
	a.Source.Provider = cmp.Or(one("provider"), m.Provider)
	a.Source.Profile = m.Name
	a.CopyrightNote, a.UsageTerms = one("copyright"), one("usageTerms")
	a.Editorial.TakeKey, a.Editorial.Priority = one("takeKey"), one("urgency")
	a.Urgency = m.Urgency[a.Editorial.Priority]
	if a.Urgency == 0 {
		a.Urgency, _ = strconv.Atoi(a.Editorial.Priority)
	}
	a.Editorial.WordCount, _ = strconv.Atoi(one("wordCount"))
	a.Editorial.Signals = append(m.all(n, "signals"), m.flags(n)...)
	a.Keywords = m.all(n, "keywords")
	if status := one("status"); status != "" {
		a.PubStatus = cmp.Or(m.Status[status], status)
	}
	m.times(a, n)
	for field, list := range map[string]*[]article.Concept{"subjects": &a.Subjects, "people": &a.People, "organisations": &a.Organisations, "places": &a.Places, "source": &a.InfoSources} {
		for _, name := range m.all(n, field) {
			*list = append(*list, concept(name))
		}
	}
	for _, address := range m.all(n, "media") {
		a.Media = append(a.Media, article.Media{URI: address, Address: address, Type: "picture"})
	}
	return d, true
}

// flags gives the signals of the flags that are set.
func (m *Mapping) flags(n *xmltree.Node) []string {
	var out []string
	for _, p := range slices.Sorted(maps.Keys(m.Flags)) {
		for _, x := range elements(n, p) {
			switch strings.ToLower(x.Words()) {
			case "true", "1", "yes", "y":
				out = append(out, m.Flags[p])
			}
		}
	}
	return out
}

// concept takes a code of the IPTC's for what it is.
func concept(name string) article.Concept {
	c := article.Concept{Name: name}
	if len(name) == 8 && strings.Trim(name, "0123456789") == "" {
		c.URI = "subj:" + name
		if name[0] == '2' {
			c.URI = "medtop:" + name
		}
	}
	return c
}

// local are the layouts in which times come without an offset.
var local = [...]string{"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05", "2006-01-02 15:04", "02.01.2006 15:04", "02.01.2006 15:04:05", "2.1.2006 15:04"}

func (m *Mapping) times(a *article.Article, n *xmltree.Node) {
	zone, err := time.LoadLocation(m.Zone)
	if err != nil {
		zone = time.UTC // Add has refused it
	}
	set := func(at *article.Timestamp, field string) {
		s := m.one(n, field)
		for _, layout := range slices.Concat(m.Dates, local[:]) {
			if t, err := time.ParseInLocation(layout, s, zone); err == nil {
				*at = article.Stamp(t)
				return
			}
		}
		clock.Set(a, at, field, s)
	}
	set(&a.FirstCreated, "firstCreated")
	set(&a.VersionCreated, "versionCreated")
	if a.VersionCreated == "" {
		a.VersionCreated = a.FirstCreated
	}
	if m.one(n, "embargoedUntil") != "" {
		if set(&a.EmbargoedUntil, "embargoedUntil"); a.EmbargoedUntil == "" {
			a.PubStatus = "withheld"
		}
	}
}

// body reads the text: elements in their order, markup written as text, or
// text; and counts what is not for readers.
func (m *Mapping) body(d *draft.Draft, n *xmltree.Node) {
	for _, p := range m.Fields["nonpublic"] {
		for _, x := range elements(n, string(p)) {
			d.Hide(utf8.RuneCountInString(markup.XML(x).Text))
			x.Nodes = nil
		}
	}
	for _, p := range m.Fields["body"] {
		var texts []string
		for _, x := range elements(n, string(p)) {
			r := contentOf(x)
			d.Hidden, d.Furniture = append(d.Hidden, r.Hidden...), append(d.Furniture, r.Furniture...)
			if r.Text != "" {
				texts = append(texts, r.Text)
			}
		}
		if d.Text = strings.Join(texts, "\n\n"); d.Text != "" {
			return
		}
	}
}

func contentOf(x *xmltree.Node) markup.Result {
	for range x.Each("") {
		return markup.XML(x)
	}
	raw := x.Raw()
	if strings.Contains(raw, "</") || strings.Contains(raw, "<br") || strings.Contains(raw, "<p>") {
		return markup.HTML(raw)
	}
	return markup.Plain(raw)
}

// one gives the first value of a field that is not empty.
func (m *Mapping) one(n *xmltree.Node, field string) string {
	for _, v := range m.all(n, field) {
		return v
	}
	return ""
}

// all gives the values under the first path of a field that has any.
func (m *Mapping) all(n *xmltree.Node, field string) []string {
	for _, p := range m.Fields[field] {
		if out := values(n, string(p)); len(out) > 0 {
			return out
		}
	}
	return nil
}

// values gives the values under a path; under "a + b" the first of each as one,
// where there is one of each.
func values(n *xmltree.Node, path string) []string {
	if first, rest, ok := strings.Cut(path, " + "); ok {
		a, b := values(n, first), values(n, rest)
		if len(a) == 0 || len(b) == 0 {
			return nil
		}
		return []string{a[0] + " " + b[0]}
	}
	var out []string
	where, attribute, _ := strings.Cut(path, "@")
	for _, x := range elements(n, strings.TrimSuffix(where, "/")) {
		value := x.Words()
		if attribute != "" {
			value = attr(x, attribute)
		}
		if value = strings.TrimSpace(value); value != "" {
			out = append(out, markup.HTML(value).Text)
		}
	}
	return out
}

func attr(n *xmltree.Node, name string) string {
	for _, a := range n.Attrs {
		if strings.EqualFold(a.Name.Local, name) {
			return a.Value
		}
	}
	return ""
}

// elements gives the elements at a path below n.
func elements(n *xmltree.Node, p string) []*xmltree.Node {
	if p == "" || p == "." {
		return []*xmltree.Node{n}
	}
	nodes := []*xmltree.Node{n}
	anywhere := false
	for name := range strings.SplitSeq(p, "/") {
		if name == "" {
			anywhere = true
			continue
		}
		var next []*xmltree.Node
		for _, x := range nodes {
			next = append(next, children(x, name, anywhere)...)
		}
		nodes, anywhere = next, false
	}
	return nodes
}

func children(n *xmltree.Node, name string, anywhere bool) []*xmltree.Node {
	var out []*xmltree.Node
	for c := range n.Each("") {
		if name == "*" || strings.EqualFold(c.Name, name) {
			out = append(out, c)
			continue
		}
		if anywhere {
			out = append(out, children(c, name, true)...)
		}
	}
	return out
}
