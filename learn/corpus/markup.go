package corpus

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Types are the types that a label may have.
func Types() []string {
	return []string{"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WEAPON", "PLATFORM"}
}

// Subtypes are those of an ORG.
func Subtypes() []string {
	return []string{"armed_group", "company", "court", "government", "intergovernmental", "media", "military", "ngo", "other", "party", "police", "religious", "sports"}
}

// Parse reads a text whose labels stand in it: "[GPE Kabul]", "[ORG/media Sahel
// Press Agency]", one in another where a name holds a name. Lines "# key: value"
// at the head are about the document.
func Parse(id, raw string) (Document, error) {
	d := Document{ID: id}
	for {
		line, rest, _ := strings.Cut(raw, "\n")
		key, ok := strings.CutPrefix(line, "# ")
		if !ok {
			break
		}
		key, value, _ := strings.Cut(key, ":")
		switch strings.TrimSpace(key) {
		case "topic":
			d.Topic = strings.TrimSpace(value)
		case "style":
			d.Style = strings.TrimSpace(value)
		}
		raw = rest
	}
	p := parser{id: id, raw: strings.TrimSpace(raw)}
	if err := p.read(); err != nil {
		return d, err
	}
	d.Text, d.Entities = p.text.String(), p.out
	d.sort()
	return d, nil
}

type parser struct {
	id   string
	raw  string
	text strings.Builder
	open []Entity
	out  []Entity
}

func (p *parser) read() error {
	for i := 0; i < len(p.raw); {
		switch p.raw[i] {
		case '[':
			n, err := p.label(i)
			if err != nil {
				return err
			}
			i += n
		case ']':
			if len(p.open) == 0 {
				return p.wrong(i, "closes what is not open")
			}
			e := p.open[len(p.open)-1]
			p.open = p.open[:len(p.open)-1]
			if e.End = p.text.Len(); e.End == e.Start {
				return p.wrong(i, "a label without words")
			}
			p.out = append(p.out, e)
			i++
		default:
			p.text.WriteByte(p.raw[i])
			i++
		}
	}
	if len(p.open) > 0 {
		return p.wrong(len(p.raw), "a label is still open")
	}
	return nil
}

// label reads "[TYPE " or "[ORG/subtype " and gives its length.
func (p *parser) label(i int) (int, error) {
	name, _, ok := strings.Cut(p.raw[i+1:], " ")
	kind, sub, _ := strings.Cut(name, "/")
	if !ok || !slices.Contains(Types(), kind) || sub != "" && (kind != "ORG" || !slices.Contains(Subtypes(), sub)) {
		return 0, p.wrong(i, "no label")
	}
	p.open = append(p.open, Entity{Span: article.Span{Start: p.text.Len()}, Type: kind, Subtype: sub})
	return len(name) + 2, nil
}

func (p *parser) wrong(i int, what string) error {
	from := max(0, i-30)
	return fmt.Errorf("read %s: %s at byte %d, after %q", p.id, what, i, p.raw[from:min(i+10, len(p.raw))])
}
