package normalise

import (
	"bytes"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/htmlpage"
	"github.com/wirewatch/wirewatch/stages/normalise/newsml"
	"github.com/wirewatch/wirewatch/stages/normalise/ninjs"
	"github.com/wirewatch/wirewatch/stages/normalise/nitf"
	"github.com/wirewatch/wirewatch/stages/normalise/plain"
	"github.com/wirewatch/wirewatch/stages/normalise/rss"
)

// The names of the formats.
const (
	Plain  = "plain"
	HTML   = "html"
	NINJS  = "ninjs"
	RSS    = "rss"
	Atom   = "atom"
	NITF   = "nitf"
	NewsML = "newsml-g2"
)

// Formats lists the names of the formats that a copy may be read as.
func Formats() []string { return []string{Atom, HTML, NewsML, NINJS, NITF, Plain, RSS} }

// Detect tells the format of text by its content.
func Detect(text []byte) string {
	head := bytes.TrimSpace(text)
	if len(head) == 0 {
		return Plain
	}
	switch {
	case head[0] == '{', head[0] == '[' && bytes.HasPrefix(bytes.TrimSpace(head[1:]), []byte{'{'}):
		return NINJS
	case head[0] == '<':
		return element(head)
	}
	return Plain
}

// element tells the format by the name of the first element.
func element(text []byte) string {
	xml := bytes.HasPrefix(text, []byte("<?xml"))
	switch name := root(text); strings.ToLower(name) {
	case "nitf":
		return NITF
	case "newsitem", "newsmessage", "packageitem", "conceptitem", "knowledgeitem", "planningitem", "catalogitem":
		return NewsML
	case "rss", "rdf", "channel":
		return RSS
	case "feed", "entry":
		return Atom
	case "html", "body", "head", "div", "p", "article", "section", "main", "h1", "h2", "span", "table", "meta", "title":
		return HTML
	case "":
		return Plain
	default:
		if xml {
			return "xml"
		}
		return HTML
	}
}

// root gives the name of the first element, without its prefix; "" is none.
func root(text []byte) string {
	for len(text) > 1 && text[0] == '<' {
		end := []byte{'>'}
		switch {
		case bytes.HasPrefix(text, []byte("<?")):
			end = []byte("?>")
		case bytes.HasPrefix(text, []byte("<!--")):
			end = []byte("-->")
		case text[1] == '!':
			if i := bytes.IndexByte(text, '['); i > 0 && i < bytes.IndexByte(text, '>') {
				end = []byte("]>")
			}
		default:
			name := text[1:]
			if i := bytes.IndexAny(name, " \t\r\n/>"); i >= 0 {
				name = name[:i]
			}
			return string(name[bytes.LastIndexByte(name, ':')+1:])
		}
		i := bytes.Index(text, end)
		if i < 0 {
			return ""
		}
		text = bytes.TrimSpace(text[i+len(end):])
	}
	return ""
}

// parse reads text as the format named.
func (n *Normaliser) parse(format string, text []byte) ([]draft.Draft, error) {
	limits := n.config.limits()
	switch format {
	case Plain:
		return []draft.Draft{plain.Parse(text, n.rules)}, nil
	case HTML:
		d, err := htmlpage.Parse(text, limits)
		return []draft.Draft{d}, err
	case NINJS:
		return ninjs.Parse(text, limits)
	case RSS, Atom:
		return rss.Parse(text, limits)
	case NITF:
		return nitf.Parse(text, limits)
	case NewsML:
		return newsml.Parse(text, limits)
	case "xml":
		return nil, article.NewFault("unknown-format", "read XML: no format known has the element %q", root(text))
	}
	return nil, article.NewFault("unknown-format", "read copy as %q: not one of %s", format, strings.Join(Formats(), ", "))
}
