package normalise

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/charset"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/dateline"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/furniture"
	"github.com/wirewatch/wirewatch/stages/normalise/profile"
	"github.com/wirewatch/wirewatch/stages/normalise/topics"
)

// finisher applies the rules that hold for every format to the drafts of one
// transmission.
type finisher struct {
	copy    article.Copy
	format  string
	sha256  string
	text    charset.Result
	rules   *furniture.Rules
	topics  *topics.Table
	known   *profile.Set
	several bool
}

// finish makes an article of a draft.
func (f *finisher) finish(d *draft.Draft) error {
	f.identify(d)
	p := f.known.Find(d.Source.Provider, f.copy.Source)
	p.Apply(&d.Article)
	if p != nil {
		d.Assumed = cmp.Or(d.Assumed, p.Language)
	}
	note, secret := furniture.NonPublic(d.EdNote)
	d.EdNote = note
	d.Hide(secret)
	for _, s := range []*string{&d.Headline, &d.Subheadline, &d.By, &d.Slugline, &d.Located, &d.EdNote, &d.CopyrightNote, &d.CopyrightOwner, &d.UsageTerms} {
		*s = line(*s)
	}
	d.Dateline.Text, d.Dateline.City = line(d.Dateline.Text), line(d.Dateline.City)
	if by := dateline.Byline(d.By); by != "" {
		d.By = by
	}
	if !d.Verbatim {
		f.own(d, p)
		f.clean(d)
	}
	if d.Headline == "" && d.Text == "" && d.EdNote == "" && strings.HasPrefix(d.URI, "urn:wirewatch:") {
		return article.NewFault("no-content", "read %s: neither headline nor body", f.format)
	}
	if d.Summary = body(d.Summary); d.Summary == d.Text {
		d.Summary = ""
	}
	embargo(&d.Article)
	act(&d.Article)
	f.language(&d.Article, d.Assumed)
	place(&d.Article)
	d.Subjects = f.topics.Map(d.Subjects)
	tidy(d)
	f.sentences(&d.Article)
	f.defects(&d.Article)
	d.Steps = append(d.Steps, article.Step{Stage: "normalise", Version: Version})
	return nil
}

// place fills the dateline: from the line that the format gives, else from the
// head of the text.
func place(a *article.Article) {
	given := a.Dateline
	if !strings.ContainsFunc(given.Text, unicode.IsLetter) {
		given.Text = "" // a date alone
	} else if at, ok := clock.Read(given.Text); ok {
		given.Text, given.Date = "", cmp.Or(given.Date, string(at[:10]))
	}
	if r, _ := utf8.DecodeRuneInString(given.Text); unicode.IsDigit(r) && dateline.Line(given.Text, 0).City == "" {
		given.Text = "" // a date and no place
	}
	read := dateline.Parse(a.Text[opening(a.Text):], yearOf(a))
	if given.Text != "" && read.City != "" && given.City == "" && dateline.Line(given.Text, yearOf(a)).City == "" {
		given.Text = "" // it has no place, and the copy has
	}
	if given.Text != "" {
		if stated := dateline.Line(given.Text, yearOf(a)); stated.City != "" {
			read = stated
		}
	}
	if given.City != "" && !strings.EqualFold(given.City, read.City) {
		read.Country = "" // of another place
	}
	a.Dateline = article.Dateline{
		Text: cmp.Or(given.Text, read.Text), City: cmp.Or(given.City, read.City), Country: cmp.Or(given.Country, read.Country),
		Date: cmp.Or(given.Date, read.Date), Source: cmp.Or(given.Source, read.Source),
	}
	if a.Dateline.Text == "" && a.Dateline.City == "" {
		a.Dateline = article.Dateline{}
		return
	}
	a.Dateline.City = dateline.Title(a.Dateline.City)
	if a.Dateline.City != "" && a.Dateline.Country == "" {
		a.Dateline.Country = dateline.Country(a.Dateline.City)
	}
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
	switch d.Type {
	case "text", "audio", "video", "picture", "graphic", "composite", "planning", "event":
	case "advisory":
		d.Type, d.Editorial.Action = "text", cmp.Or(d.Editorial.Action, article.Advisory)
	default:
		d.Type = "text"
	}
	if d.Urgency < 1 || d.Urgency > 9 {
		d.Urgency = 0
	}
	s := &d.Source
	s.Provider = cmp.Or(s.Provider, f.copy.Source)
	s.Format = cmp.Or(s.Format, f.format)
	s.RawSHA256, s.Charset = f.sha256, cmp.Or(s.Charset, f.text.Name)
	s.Topic, s.Partition, s.Offset = f.copy.Topic, f.copy.Partition, f.copy.Offset
	s.Received, s.Name, s.Lane, s.Item = article.Stamp(f.copy.Received), f.copy.Name, f.copy.Lane, d.Index
}

// tidy brings what the formats list into one form: no empty and no doubled
// entries, addresses that are addresses.
func tidy(d *draft.Draft) {
	for _, list := range []*[]article.Concept{&d.Subjects, &d.People, &d.Organisations, &d.Places, &d.InfoSources} {
		*list = distinct(*list)
	}
	var words []string
	for _, k := range d.Keywords {
		if k = line(k); k != "" && !slices.Contains(words, k) {
			words = append(words, k)
		}
	}
	d.Keywords = words
	for i := range d.Media {
		m := &d.Media[i]
		m.URI, m.Address, m.Caption = address(m.URI), address(m.Address), line(m.Caption)
	}
	d.Media = slices.DeleteFunc(d.Media, func(m article.Media) bool { return m.URI == "" })
}

func distinct(list []article.Concept) []article.Concept {
	var out []article.Concept
	for _, c := range list {
		c.Name, c.URI, c.Role = line(c.Name), address(c.URI), line(c.Role)
		if c.Name != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// address makes a valid URI of s: what may not stand in one is escaped; what
// has no scheme is none.
func address(s string) string {
	s = strings.TrimSpace(s)
	scheme, _, ok := strings.Cut(s, ":")
	if !ok || scheme == "" || strings.ContainsAny(scheme, " /?#") || scheme[0] >= '0' && scheme[0] <= '9' {
		return ""
	}
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c > ' ' && c < 0x7f && !strings.ContainsRune(`"<>\^{|}`+"`", rune(c)) {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

// own takes out what only this provider writes.
func (f *finisher) own(d *draft.Draft, p *profile.Profile) {
	kept, removed, secret := p.Strip(d.Text)
	d.Text = kept
	for _, line := range removed {
		d.Furnish("signoff", line)
	}
	d.Hide(utf8.RuneCountInString(secret))
}

// clean makes plain text of the body and takes out what does not belong to it.
func (f *finisher) clean(d *draft.Draft) {
	public, secret := furniture.NonPublic(body(d.Text))
	d.Hide(secret)
	public, notepad := furniture.Notepad(public)
	if notepad != "" {
		d.Furnish("notepad", notepad)
	}
	d.Text = public
	if t, removed := f.rules.Strip(public); removed != nil {
		d.Text = body(t)
		d.Furniture = append(d.Furniture, removed...)
	}
	if first, rest, _ := strings.Cut(d.Text, "\n\n"); d.Headline != "" && first == d.Headline {
		d.Text = rest
		d.Furnish("headline", first)
	}
	if first, rest, _ := strings.Cut(d.Text, "\n\n"); d.Subheadline != "" && rest != "" && first == d.Subheadline {
		d.Text = rest
		d.Furnish("headline", first)
	}
	byline(d)
	signoff(d)
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
	s = unescaped(s)
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	out := make([]byte, 0, len(s))
	breaks, blank := 0, false
	for i := 0; i < len(s); {
		if end := i + plainRun(s[i:]); end > i { // most of a text is words in ASCII
			if len(out) > 0 && (breaks > 0 || blank) {
				out = append(out, [...]string{" ", "\n", "\n\n"}[min(breaks, 2)]...)
			}
			breaks, blank = 0, false
			out = append(out, s[i:end]...)
			i = end
			continue
		}
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

// unescaped decodes the references that were escaped twice: no copy means to
// show "&#39;" or "&quot;" to its readers. What would make markup stays.
func unescaped(s string) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	var out strings.Builder
	for i >= 0 {
		out.WriteString(s[:i])
		s = s[i:]
		n := strings.IndexByte(s[:min(len(s), longestReference)], ';') + 1
		if ref := s[:n]; n > 3 && (ref[1] == '#' || references[ref]) {
			if text := html.UnescapeString(ref); text != "<" && text != ">" {
				out.WriteString(text)
				s = s[n:]
				i = strings.IndexByte(s, '&')
				continue
			}
		}
		out.WriteByte('&')
		s = s[1:]
		i = strings.IndexByte(s, '&')
	}
	out.WriteString(s)
	return out.String()
}

// longestReference is the length in bytes of the longest reference looked at.
const longestReference = 10

var references = map[string]bool{
	"&quot;": true, "&apos;": true, "&amp;": true, "&nbsp;": true, "&rsquo;": true, "&lsquo;": true, "&rdquo;": true, "&ldquo;": true, "&ndash;": true,
	"&mdash;": true, "&hellip;": true, "&eacute;": true, "&euro;": true,
}

// plainRun gives the length of the head of s that is printable ASCII, single
// blanks within it included.
func plainRun(s string) int {
	i := 0
	for i < len(s) && (s[i] > ' ' && s[i] < 0x7f || s[i] == ' ' && i > 0 && s[i-1] != ' ') {
		i++
	}
	if i > 0 && s[i-1] == ' ' {
		i--
	}
	return i
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
