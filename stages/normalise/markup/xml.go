package markup

import "github.com/wirewatch/wirewatch/stages/normalise/xmltree"

// XML gives the text of an element.
func XML(n *xmltree.Node) Result {
	var b builder
	if n != nil {
		b.node(n)
	}
	return b.result()
}

func (b *builder) node(n *xmltree.Node) {
	if n.Name == "" {
		b.text(n.Text)
		return
	}
	b.start(n.Name, n.Attr("class")+" "+n.Attr("role"))
	for _, c := range n.Nodes {
		b.node(c)
	}
	b.end(n.Name)
}
