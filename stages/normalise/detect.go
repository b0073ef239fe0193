package normalise

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/stages/normalise/iptc7901"
	"github.com/wirewatch/wirewatch/stages/normalise/mail"
	"github.com/wirewatch/wirewatch/stages/normalise/transmission"
)

// Detect tells the format of text by its content.
func Detect(text []byte) string {
	head := bytes.TrimSpace(text)
	if len(head) == 0 {
		return Plain
	}
	switch {
	case mail.Is(head):
		return Mail
	case transmission.Is(text):
		_, heading, _ := bytes.Cut(text, []byte{transmission.SOH})
		heading, _, _ = bytes.Cut(heading, []byte{transmission.STX})
		if iptc7901.Is(strings.ReplaceAll(string(heading), "\r", "")) {
			return IPTC7901
		}
		return ANPA
	case head[0] == '{', head[0] == '[' && bytes.HasPrefix(bytes.TrimSpace(head[1:]), []byte{'{'}):
		return jsonFormat(head)
	case json.Valid(head), head[0] == '[' && bytes.HasPrefix(bytes.TrimSpace(head[1:]), []byte{'['}):
		return NINJS // null, a number, an empty list: no article, and no prose either
	case head[0] == '<':
		return element(head)
	}
	return Plain
}

// jsonFormats are the formats that are JSON, which is always in UTF-8.
var jsonFormats = []string{NINJS, JSONFeed, JSONLD, DPA, APMedia}

// isJSON reports whether a format is JSON.
func isJSON(format string) bool { return slices.Contains(jsonFormats, format) }

// jsonFormat tells the JSON formats by names that only one of them has. Within a
// string the quotes around them would be escaped.
func jsonFormat(text []byte) string {
	has := func(names ...string) bool {
		for _, n := range names {
			if !bytes.Contains(text, []byte(n)) {
				return false
			}
		}
		return true
	}
	switch {
	case has("jsonfeed.org/version/", `"items"`):
		return JSONFeed
	case has(`"@type"`) && (has(`"@context"`) || has(`"@graph"`)):
		return JSONLD
	case has(`"urn"`) && (has(`"article_html"`) || has(`"version_created"`) || has(`"rubric_names"`)):
		return DPA
	case object(text, `"altids"`) && (has(`"itemid"`) || has(`"friendlykey"`)), has(`"data"`, `"versioncreated"`) && object(text, `"item"`):
		return APMedia
	}
	return NINJS
}

// object reports whether the first member of that name holds an object.
func object(text []byte, name string) bool {
	_, rest, ok := bytes.Cut(text, []byte(name))
	return ok && bytes.HasPrefix(bytes.TrimLeft(rest, ": \t\r\n"), []byte{'{'})
}

// element tells the format by the name of the first element.
func element(text []byte) string {
	xml := bytes.HasPrefix(text, []byte("<?xml"))
	switch name := root(text); strings.ToLower(name) { // a prefix such as rdf: is off
	case "nitf":
		return NITF
	case "newsitem", "newsmessage", "packageitem", "conceptitem", "knowledgeitem", "planningitem", "catalogitem":
		return NewsML
	case "newsml":
		return NewsML1
	case "rss", "rdf", "channel":
		return RSS
	case "feed", "entry":
		return Atom
	case "html", "body", "head", "div", "p", "article", "section", "main", "h1", "h2", "span", "table", "meta", "title":
		return HTML
	case "":
		return Plain
	default:
		switch {
		case bytes.Contains(text, []byte("iptc.org/std/nar/")):
			return NewsML // in the envelope of another protocol
		case bytes.Contains(text, []byte("<nitf")):
			return NITF
		case xml:
			return XML
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
