package newsml

import (
	"cmp"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// schemes are the IPTC's vocabularies by the end of their address, under the
// aliases that its catalog gives them.
var schemes = map[string]string{
	"cv.iptc.org/newscodes/mediatopic/": "medtop", "cv.iptc.org/newscodes/subjectcode/": "subj", "cv.iptc.org/newscodes/genre/": "genre",
	"cv.iptc.org/newscodes/pubstatusg2/": "stat", "cv.iptc.org/newscodes/ninature/": "ninat", "cv.iptc.org/newscodes/cpnature/": "cpnat",
	"cv.iptc.org/newscodes/pubstatus/": "stat",
}

// code gives the qcode of an element, or what stands in its place.
func code(n *xmltree.Node) string {
	return strings.TrimSpace(cmp.Or(n.Attr("qcode"), n.Attr("uri"), n.Attr("literal")))
}

// local is what stands behind the scheme of a code.
func local(code string) string { return code[strings.LastIndexAny(code, ":/")+1:] }

// learn reads what an item says once of its codes: the names in assertions and
// the schemes in a catalog of its own.
func (r *reader) learn(n *xmltree.Node) {
	for a := range n.Each("assert") {
		if name := r.nameOf(a); name != "" {
			r.names[code(a)] = name
		}
	}
	for c := range n.Each("catalog") {
		for s := range c.Each("scheme") {
			for end, alias := range schemes {
				if strings.HasSuffix(s.Attr("uri"), end) {
					r.aliases[s.Attr("alias")] = alias
				}
			}
		}
	}
}

// known writes a code of the IPTC's vocabularies as the trade does,
// medtop:20000013, whatever alias or address it came under.
func (r *reader) known(code string) string {
	if scheme, rest, ok := strings.Cut(code, ":"); ok {
		if alias, ok := r.aliases[scheme]; ok {
			return alias + ":" + rest
		}
	}
	for end, alias := range schemes {
		if _, after, ok := strings.Cut(code, end); ok {
			return alias + ":" + after
		}
	}
	return code
}

// nameOf gives the name of a concept, in the item's language where there is a
// choice.
func (r *reader) nameOf(n *xmltree.Node) string {
	first := ""
	for c := range n.Each("name") {
		words := c.Words()
		if words == "" {
			continue
		}
		if lang := c.Attr("lang"); lang != "" && r.lang != "" && sameLanguage(lang, r.lang) {
			return words
		}
		first = cmp.Or(first, words)
	}
	return cmp.Or(first, r.names[code(n)], n.Attr("literal"))
}

func sameLanguage(x, y string) bool {
	x, _, _ = strings.Cut(strings.ToLower(x), "-")
	y, _, _ = strings.Cut(strings.ToLower(y), "-")
	return x == y
}

func (r *reader) concept(n *xmltree.Node) article.Concept {
	c := article.Concept{Name: r.nameOf(n), URI: r.known(cmp.Or(n.Attr("qcode"), n.Attr("uri"))), Role: local(n.Attr("role"))}
	if c.URI == "" {
		c.URI = subjectCode(n.Attr("literal"))
	}
	c.Name = cmp.Or(c.Name, c.URI)
	return c
}

// subjectCode finds the IPTC's code in a literal that an agency makes of it:
// "TT:02000000:LAG".
func subjectCode(literal string) string {
	for part := range strings.SplitSeq(literal, ":") {
		if len(part) == 8 && (part[0] == '0' || part[0] == '1') && strings.Trim(part, "0123456789") == "" {
			return "subj:" + part
		}
	}
	return ""
}

// subject files a subject by the kind of its concept.
func (r *reader) subject(n *xmltree.Node) {
	c := r.concept(n)
	if c.Name == "" {
		return
	}
	a := &r.d.Article
	scheme, _, _ := strings.Cut(strings.ToLower(c.URI), ":")
	kind := strings.ToLower(local(r.known(cmp.Or(n.Attr("type"), n.Attr("typeuri")))))
	switch {
	case kind == "person" || kind == "" && strings.Contains(scheme, "pers"):
		a.People = append(a.People, c)
	case kind == "organisation" || kind == "organization" || kind == "company" || kind == "" && (strings.Contains(scheme, "org") || strings.Contains(scheme, "comp")):
		a.Organisations = append(a.Organisations, c)
	case kind == "geoarea" || kind == "poi" || kind == "place" || kind == "" && (strings.Contains(scheme, "geo") || scheme == "cntry" || scheme == "city" || strings.Contains(scheme, "country")):
		a.Places = append(a.Places, c)
	default:
		a.Subjects = append(a.Subjects, c)
		r.sameAs(n, c)
	}
}

// sameAs adds the IPTC codes that a subject of another vocabulary is said to
// be the same as.
func (r *reader) sameAs(n *xmltree.Node, of article.Concept) {
	if iptc(of.URI) {
		return
	}
	for _, name := range [...]string{"sameAs", "broader"} {
		found := false
		for s := range n.Each(name) {
			c := r.concept(s)
			if !iptc(c.URI) {
				continue
			}
			if c.Name == c.URI && name == "sameAs" {
				c.Name = of.Name
			}
			r.d.Subjects, found = append(r.d.Subjects, c), true
		}
		if found {
			return
		}
	}
}

func iptc(uri string) bool {
	return strings.HasPrefix(uri, "medtop:") || strings.HasPrefix(uri, "subj:")
}
