package normalise

import (
	"maps"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/anpa"
	"github.com/wirewatch/wirewatch/stages/normalise/apmedia"
	"github.com/wirewatch/wirewatch/stages/normalise/charset"
	"github.com/wirewatch/wirewatch/stages/normalise/digitalwires"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/htmlpage"
	"github.com/wirewatch/wirewatch/stages/normalise/iptc7901"
	"github.com/wirewatch/wirewatch/stages/normalise/jsonfeed"
	"github.com/wirewatch/wirewatch/stages/normalise/jsonld"
	"github.com/wirewatch/wirewatch/stages/normalise/mail"
	"github.com/wirewatch/wirewatch/stages/normalise/newsml"
	"github.com/wirewatch/wirewatch/stages/normalise/newsml1"
	"github.com/wirewatch/wirewatch/stages/normalise/ninjs"
	"github.com/wirewatch/wirewatch/stages/normalise/nitf"
	"github.com/wirewatch/wirewatch/stages/normalise/plain"
	"github.com/wirewatch/wirewatch/stages/normalise/rss"
)

// The names of the formats.
const (
	Plain    = "plain"
	HTML     = "html"
	NINJS    = "ninjs"
	RSS      = "rss"
	Atom     = "atom"
	NITF     = "nitf"
	NewsML   = "newsml-g2"
	ANPA     = "anpa"
	IPTC7901 = "iptc7901"
	NewsML1  = "newsml-1"
	APMedia  = "ap-media"
	DPA      = "dpa-digitalwires"
	JSONLD   = "json-ld"
	JSONFeed = "json-feed"
	Mail     = "mail"
	XML      = "xml" // of no standard, by a mapping
)

// parser reads the items of a transmission of one format.
type parser func(text []byte, lim draft.Limits) ([]draft.Draft, error)

// parsers are the formats that need nothing but the bytes.
var parsers = map[string]parser{
	HTML: func(text []byte, lim draft.Limits) ([]draft.Draft, error) {
		d, err := htmlpage.Parse(text, lim)
		return []draft.Draft{d}, err
	},
	NINJS:    ninjs.Parse,
	RSS:      rss.Parse,
	Atom:     rss.Parse,
	NITF:     nitf.Parse,
	NewsML:   newsml.Parse,
	ANPA:     anpa.Parse,
	IPTC7901: iptc7901.Parse,
	NewsML1:  newsml1.Parse,
	APMedia:  apmedia.Parse,
	DPA:      digitalwires.Parse,
	JSONLD:   jsonld.Parse,
	JSONFeed: jsonfeed.Parse,
	Mail:     mail.Parse,
}

// Formats lists the names of the formats that a copy may be read as.
func Formats() []string {
	return slices.Sorted(maps.Keys(maps.Collect(func(yield func(string, bool) bool) {
		for name := range parsers {
			if !yield(name, true) {
				return
			}
		}
		_ = yield(Plain, true) && yield(XML, true)
	})))
}

// parse reads text as the format named.
func (n *Normaliser) parse(format string, text []byte) ([]draft.Draft, error) {
	if format == Plain {
		return []draft.Draft{plain.Parse(text, n.rules)}, nil
	}
	if parse := parsers[format]; parse != nil {
		return parse(text, n.config.limits())
	}
	if format == XML {
		return n.maps.Parse(text, n.config.limits())
	}
	return nil, article.NewFault("unknown-format", "read copy as %q: not one of %s", format, strings.Join(Formats(), ", "))
}

// Validate checks copy against the rules of the standard it follows, where
// those can be checked: ninjs. Copy in any other format is taken as it is.
func Validate(c article.Copy) error {
	text, err := charset.Read(c.Bytes, declared(c.ContentType))
	if err != nil {
		return err
	}
	if format := c.Format; format == NINJS || (format == "" || format == "auto") && Detect(text.Bytes) == NINJS {
		return ninjs.Validate(text.Bytes, c.Name, DefaultConfig().limits())
	}
	return nil
}
