package normalise

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/charset"
	"github.com/wirewatch/wirewatch/stages/normalise/dateline"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/furniture"
)

// finisher applies the rules that hold for every format to the drafts of one
// transmission.
type finisher struct {
	copy    article.Copy
	format  string
	sha256  string
	text    charset.Result
	rules   *furniture.Rules
	several bool
}

// finish makes an article of a draft.
func (f *finisher) finish(d *draft.Draft) error {
	f.identify(d)
	for _, s := range []*string{&d.Headline, &d.Subheadline, &d.By, &d.Slugline, &d.Located, &d.EdNote, &d.CopyrightNote, &d.CopyrightOwner, &d.UsageTerms} {
		*s = line(*s)
	}
	if !d.Verbatim {
		f.clean(d)
	}
	if d.Headline == "" && d.Text == "" && d.EdNote == "" && strings.HasPrefix(d.URI, "urn:wirewatch:") {
		return article.NewFault("no-content", "read %s: neither headline nor body", f.format)
	}
	act(&d.Article)
	f.language(&d.Article)
	if d.Dateline == (article.Dateline{}) {
		d.Dateline = dateline.Parse(d.Text, yearOf(&d.Article))
	}
	f.sentences(&d.Article)
	f.defects(&d.Article)
	d.Steps = append(d.Steps, article.Step{Stage: "normalise", Version: Version})
	return nil
}

// identify fills the ids, the source and the defaults.
func (f *finisher) identify(d *draft.Draft) {
	if d.URI = strings.TrimSpace(d.URI); d.URI == "" {
		d.URI = "urn:wirewatch:" + cmp.Or(f.copy.Source, "unknown") + ":" + f.sha256[:16]
		if d.Index > 0 {
			d.URI += fmt.Sprintf("-%d", d.Index)
		}
	}
	d.Type, d.Version = cmp.Or(d.Type, "text"), cmp.Or(d.Version, "1")
	if d.Urgency < 1 || d.Urgency > 9 {
		d.Urgency = 0
	}
	s := &d.Source
	s.Provider = cmp.Or(s.Provider, f.copy.Source)
	s.Format = cmp.Or(s.Format, f.format)
	s.RawSHA256, s.Charset = f.sha256, f.text.Name
	s.Topic, s.Partition, s.Offset = f.copy.Topic, f.copy.Partition, f.copy.Offset
	s.Received, s.Name, s.Lane, s.Item = article.Stamp(f.copy.Received), f.copy.Name, f.copy.Lane, d.Index
}

// clean makes plain text of the body and takes out what does not belong to it.
func (f *finisher) clean(d *draft.Draft) {
	t, removed := f.rules.Strip(body(d.Text))
	d.Text = body(t)
	d.Furniture = append(d.Furniture, removed...)
	if first, rest, _ := strings.Cut(d.Text, "\n\n"); d.Headline != "" && first == d.Headline {
		d.Text = rest
		d.Furnish("headline", first)
	}
	if first, rest, _ := strings.Cut(d.Text, "\n"); rest != "" {
		if by := dateline.Byline(first); by != "" {
			d.By = cmp.Or(d.By, by)
			d.Text = strings.TrimLeft(rest, "\n")
			d.Furnish("byline", first)
		}
	}
	for _, x := range d.Furniture {
		if x.Kind == "credit" {
			_, name, _ := strings.Cut(x.Text, ":")
			if name = strings.TrimSpace(name); name != "" {
				d.InfoSources = append(d.InfoSources, article.Concept{Name: name})
			}
		}
	}
	for _, n := range d.Hidden {
		d.Furniture = append(d.Furniture, article.Furniture{Kind: "nonpublic", Length: n})
	}
}

// body brings a text into the form of the record: NFC, no control characters,
// "\n" at line breaks, "\n\n" between paragraphs, no blanks at either end of a
// line and none doubled.
func body(s string) string {
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	out := make([]byte, 0, len(s))
	breaks, blank := 0, false
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case r == '\n' || r == '\u2028':
			breaks++
		case r == '\u2029':
			breaks += 2
		case unicode.IsSpace(r):
			blank = true
		case r < ' ' || r == 0x7f || r > 0x7f && (unicode.IsControl(r) || r == '\uFEFF' || r == '\u200B' || r == '\u00AD'):
		default:
			if len(out) > 0 && (breaks > 0 || blank) {
				out = append(out, [...]string{" ", "\n", "\n\n"}[min(breaks, 2)]...)
			}
			breaks, blank = 0, false
			out = append(out, s[i:i+size]...)
		}
		i += size
	}
	return string(out)
}

// line is body for a field of one line.
func line(s string) string {
	if s == "" {
		return ""
	}
	return strings.Join(strings.Fields(body(s)), " ")
}

func yearOf(a *article.Article) int {
	for _, t := range []article.Timestamp{a.VersionCreated, a.ContentCreated, a.FirstCreated} {
		if at, ok := t.Time(); ok {
			return at.Year()
		}
	}
	return 0
}
