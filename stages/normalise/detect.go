package normalise

import (
	"bytes"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/ninjs"
	"github.com/wirewatch/wirewatch/stages/normalise/plain"
)

// The names of the formats.
const (
	Plain = "plain"
	NINJS = "ninjs"
)

// Formats lists the names of the formats that a copy may be read as.
func Formats() []string { return []string{NINJS, Plain} }

// Detect tells the format of text by its content.
func Detect(text []byte) string {
	head := bytes.TrimSpace(text)
	if len(head) > 0 && (head[0] == '{' || head[0] == '[' && bytes.HasPrefix(bytes.TrimSpace(head[1:]), []byte{'{'})) {
		return NINJS
	}
	return Plain
}

// parse reads text as the format named.
func (n *Normaliser) parse(format string, text []byte) ([]draft.Draft, error) {
	switch format {
	case Plain:
		return []draft.Draft{plain.Parse(text, n.rules)}, nil
	case NINJS:
		return ninjs.Parse(text, n.config.limits())
	}
	return nil, article.NewFault("unknown-format", "read copy as %q: not one of %s", format, strings.Join(Formats(), ", "))
}
