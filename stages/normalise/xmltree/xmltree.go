// Package xmltree reads XML of untrusted origin into a small tree: no entities
// but the predefined and those of HTML, no external ones, and no deeper and no
// bigger than allowed.
package xmltree

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Limits bound a document.
type Limits struct {
	Depth      int // of nested elements
	Tokens     int // elements, texts, comments
	Attributes int // of one element
}

// Node is an element or, where Name is empty, a text.
type Node struct {
	Name  string // without its prefix
	Space string // the namespace
	Attrs []xml.Attr
	Text  string
	Nodes []*Node
	Begin int // where the element stands in the bytes read
	End   int
}

// Parse reads a document of UTF-8 text, whatever encoding it says it is in,
// and gives its root element. Errors are faults with the codes bad-xml,
// too-deep, too-many-tokens, too-many-attributes, entity and external-entity.
func Parse(b []byte, lim Limits) (*Node, error) { return parse(b, lim, true) }

// ParseLoosely is Parse for what is not well-formed: ends that are missing,
// ampersands that are not escaped. What comes behind a mistake that cannot be
// passed over is lost, where something came before it.
func ParseLoosely(b []byte, lim Limits) (*Node, error) { return parse(b, lim, false) }

func parse(b []byte, lim Limits, strict bool) (*Node, error) {
	if err := checkTags(b, lim.Attributes); err != nil {
		return nil, err
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	d.Entity = xml.HTMLEntity
	d.Strict = strict
	r := reader{Decoder: d, lim: lim, path: []*Node{{}}}
	for {
		begin := int(d.InputOffset())
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !strict && r.tokens > 2 {
			break
		}
		if err != nil {
			return nil, article.NewFault("bad-xml", "read XML at byte %d: %w", d.InputOffset(), err)
		}
		if err := r.take(t, begin); err != nil {
			return nil, err
		}
	}
	for _, n := range r.path[0].Nodes {
		if n.Name != "" {
			return n, nil
		}
	}
	return nil, article.NewFault("bad-xml", "read XML: no element")
}

type reader struct {
	*xml.Decoder
	lim    Limits
	tokens int
	path   []*Node // open elements, outermost first; the document is the first
}

func (r *reader) take(t xml.Token, begin int) error {
	if r.tokens++; r.tokens > r.lim.Tokens {
		return article.NewFault("too-many-tokens", "read XML: more than %d elements and texts", r.lim.Tokens)
	}
	top := r.path[len(r.path)-1]
	switch t := t.(type) {
	case xml.StartElement:
		if len(r.path) > r.lim.Depth {
			return article.NewFault("too-deep", "read XML: nested deeper than %d", r.lim.Depth)
		}
		n := &Node{Name: t.Name.Local, Space: t.Name.Space, Attrs: t.Attr, Begin: begin}
		top.Nodes = append(top.Nodes, n)
		r.path = append(r.path, n)
	case xml.EndElement:
		top.End = int(r.InputOffset())
		if len(r.path) > 1 {
			r.path = r.path[:len(r.path)-1]
		}
	case xml.CharData:
		top.Nodes = append(top.Nodes, &Node{Text: string(t)})
	case xml.Directive:
		return checkDoctype(t)
	}
	return nil
}

// checkDoctype refuses a document type that declares entities. Parameter
// entities, by which NewsML 1 pulls the DTD of NITF into its own, are let pass:
// nothing expands or fetches them.
func checkDoctype(t []byte) error {
	for {
		_, rest, ok := bytes.Cut(t, []byte("<!ENTITY"))
		if !ok {
			return nil
		}
		declared, _, _ := bytes.Cut(rest, []byte{'>'})
		if !bytes.HasPrefix(bytes.TrimSpace(declared), []byte{'%'}) {
			if bytes.Contains(declared, []byte("SYSTEM")) || bytes.Contains(declared, []byte("PUBLIC")) {
				return article.NewFault("external-entity", "read XML: declares an external entity")
			}
			return article.NewFault("entity", "read XML: declares an entity")
		}
		t = rest
	}
}

// opaque are the parts of a document in which a tag is no tag.
var opaque = [...][2][]byte{{[]byte("<!--"), []byte("-->")}, {[]byte("<![CDATA["), []byte("]]>")}, {[]byte("<?"), []byte("?>")}}

// checkTags refuses an element with too many attributes before the decoder,
// which collects them all, comes to it.
func checkTags(b []byte, limit int) error {
	for i := 0; i < len(b); i++ {
		if b[i] != '<' {
			next := bytes.IndexByte(b[i:], '<')
			if next < 0 {
				return nil
			}
			i += next
		}
		for _, pair := range opaque {
			if bytes.HasPrefix(b[i:], pair[0]) {
				n := bytes.Index(b[i:], pair[1])
				if n < 0 {
					return nil // the decoder says what is wrong
				}
				i += n
			}
		}
		quote, attributes := byte(0), 0
		for ; i < len(b) && (quote != 0 || b[i] != '>'); i++ {
			switch c := b[i]; {
			case quote != 0 && c == quote:
				quote = 0
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			case quote == 0 && c == '=':
				if attributes++; attributes > limit {
					return article.NewFault("too-many-attributes", "read XML: an element has more than %d attributes", limit)
				}
			}
		}
	}
	return nil
}

// Attr gives the value of an attribute by its local name.
func (n *Node) Attr(name string) string {
	if n != nil {
		for _, a := range n.Attrs {
			if a.Name.Local == name {
				return a.Value
			}
		}
	}
	return ""
}

// Find gives the first element down the path of names; nil where there is none.
func (n *Node) Find(path ...string) *Node {
	for _, name := range path {
		var found *Node
		for c := range n.Each(name) {
			found = c
			break
		}
		if n = found; n == nil {
			return nil
		}
	}
	return n
}

// Each gives the children of that name; "" is all elements.
func (n *Node) Each(name string) func(func(*Node) bool) {
	return func(yield func(*Node) bool) {
		if n == nil {
			return
		}
		for _, c := range n.Nodes {
			if c.Name != "" && (name == "" || c.Name == name) && !yield(c) {
				return
			}
		}
	}
}

// All gives the elements of that name anywhere below n, in order.
func (n *Node) All(name string) []*Node {
	var out []*Node
	for c := range n.Each("") {
		if c.Name == name {
			out = append(out, c)
		}
		out = append(out, c.All(name)...)
	}
	return out
}

// Words gives all text below n, its white space folded.
func (n *Node) Words() string {
	var b strings.Builder
	n.words(&b)
	return strings.Join(strings.Fields(b.String()), " ")
}

// Raw gives all text below n as it is.
func (n *Node) Raw() string {
	var b strings.Builder
	n.words(&b)
	return b.String()
}

func (n *Node) words(b *strings.Builder) {
	if n == nil {
		return
	}
	b.WriteString(n.Text)
	for _, c := range n.Nodes {
		c.words(b)
	}
}
