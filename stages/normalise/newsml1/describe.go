package newsml1

import (
	"cmp"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// describe reads DescriptiveMetadata.
func (r *reader) describe(m *xmltree.Node) {
	a := &r.d.Article
	a.Language = cmp.Or(a.Language, formal(m.Find("Language")))
	for g := range m.Each("Genre") {
		if name := strings.ToLower(formal(g)); name == "update" || name == "correction" || name == "kill" || name == "advisory" {
			a.Editorial.Signals = append(a.Editorial.Signals, name)
		}
	}
	for s := range m.Each("SubjectCode") {
		r.subject(s)
	}
	for l := range m.Each("Location") {
		r.location(l)
	}
	for p := range m.Each("Property") {
		value := p.Attr("Value")
		switch strings.ToLower(p.Attr("FormalName")) {
		case "keyword", "keywords":
			if !strings.EqualFold(p.Attr("Role"), "PersonInImage") && value != "" {
				a.Keywords = append(a.Keywords, strings.Split(value, ";")...)
			}
		case "city":
			a.Located = cmp.Or(a.Located, value)
		}
	}
	for t := range m.Each("TopicOccurrence") {
		for name := range r.topics[t.Attr("Topic")].Each("FormalName") {
			r.code(name.Words(), name.Attr("Scheme"), r.topics[t.Attr("Topic")].Find("Description").Words())
		}
		if name := formal(t); name != "" && !strings.HasPrefix(name, "#") {
			a.Keywords = append(a.Keywords, name)
		}
	}
}

// subject takes the most exact of the codes that an element holds.
func (r *reader) subject(n *xmltree.Node) {
	for s := range n.Each("") {
		if code := s.Attr("FormalName"); code != "" {
			r.code(code, s.Attr("Scheme"), "")
		}
	}
}

// code takes the code of a subject, in a scheme of the IPTC or another, and
// what it is called, where that is known.
func (r *reader) code(code, scheme, name string) {
	c := article.Concept{Name: cmp.Or(name, code)}
	if strings.Contains(strings.ToLower(scheme), "mediatopic") {
		c.URI = "medtop:" + code
	} else if len(code) == 8 && strings.Trim(code, "0123456789") == "" {
		c.URI = "subj:" + code
	}
	r.d.Subjects = append(r.d.Subjects, c)
}

// location takes where the item was filed, and the places it tells of.
func (r *reader) location(n *xmltree.Node) {
	var city, area, country string
	for p := range n.Each("Property") {
		switch strings.ToLower(p.Attr("FormalName")) {
		case "city":
			city = p.Attr("Value")
		case "countryarea", "state", "province":
			area = p.Attr("Value")
		case "country", "countryname":
			country = cmp.Or(country, p.Attr("Value"))
		}
	}
	name := cmp.Or(city, area, country)
	if name == "" {
		return
	}
	how := strings.ToLower(n.Attr("HowPresent"))
	if (how == "origin" || how == "dateline") && !r.located {
		r.located = true
		r.d.Located = name
		return
	}
	r.d.Places = append(r.d.Places, article.Concept{Name: name})
}
