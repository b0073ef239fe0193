// Package iptc7901 reads the text transmission format IPTC 7901, as European
// agencies send it: source, number, priority, category and count of words in
// the heading, then keywords, headline and text.
package iptc7901

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/dateline"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/furniture"
	"github.com/wirewatch/wirewatch/stages/normalise/transmission"
)

// Parse reads the messages of a transmission.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	messages, err := transmission.Split(raw, lim.Items)
	if err != nil {
		return nil, err
	}
	out := make([]draft.Draft, 0, len(messages))
	for i, m := range messages {
		d := item(m)
		d.Index = i
		if len(messages) > 1 {
			d.Part = raw[m.Begin:m.End]
		}
		out = append(out, d)
	}
	return out, nil
}

// Is reports whether the heading behind SOH is one of IPTC 7901.
func Is(head string) bool {
	_, ok := readHeading(head)
	return ok
}

// heading is the first line of a message: "dpa0123 4 pl 347  dpa 0456".
type heading struct {
	source   string
	number   string
	priority int
	category string
	words    int
	more     string
	rest     []string // lines behind it: keywords
}

func readHeading(head string) (heading, bool) {
	var h heading
	head = strings.Trim(head, "\x00\x16\x05\x7f\n ")
	lines := strings.Split(head, "\n")
	fields := strings.Fields(strings.Map(blank, lines[0]))
	if len(fields) < 3 {
		return h, false
	}
	h.source = strings.TrimRight(fields[0], "0123456789")
	h.number = fields[0][len(h.source):]
	fields = fields[1:]
	if h.number == "" && digits(fields[0], 6) && len(fields) > 2 { // "dpa 0123 4 pl 347"
		h.number, fields = fields[0], fields[1:]
	}
	if h.source == "" || len(h.source) > 8 || h.number == "" || !digits(fields[0], 1) || len(fields) < 2 {
		return h, false
	}
	h.priority, _ = strconv.Atoi(fields[0])
	fields = fields[1:]
	if !digits(fields[0], 5) {
		h.category, fields = strings.ToLower(fields[0]), fields[1:]
	}
	if len(fields) > 0 && digits(fields[0], 5) {
		h.words, _ = strconv.Atoi(fields[0])
		fields = fields[1:]
	}
	h.more = strings.Join(fields, " ")
	h.rest = lines[1:]
	return h, true
}

func digits(s string, longest int) bool {
	return s != "" && len(s) <= longest && strings.Trim(s, "0123456789") == ""
}

func blank(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}

func item(m transmission.Message) draft.Draft {
	var d draft.Draft
	h, ok := readHeading(m.Head)
	if !ok && strings.TrimSpace(m.Text) == "" {
		d.Err = article.NewFault("no-content", "read IPTC 7901: a message without heading and text")
		return d
	}
	a := &d.Article
	a.Source.Provider, a.Source.FormatVersion = h.source, "7901"
	if h.priority > 0 {
		a.Editorial.Priority = strconv.Itoa(h.priority)
	}
	a.Urgency, a.Editorial.WordCount = h.priority, h.words
	if h.number != "" {
		a.AltIDs = append(a.AltIDs, article.AltID{Role: "wire-number", Value: h.source + h.number})
	}
	if h.category != "" {
		a.Subjects = append(a.Subjects, article.Concept{Name: h.category, URI: "iptc7901:" + h.category})
	}
	lines := strings.Split(m.Text, "\n")
	keywords(a, h.rest)
	i := heads(&d, lines)
	body, secret := furniture.NonPublic(strings.Join(lines[i:], "\n"))
	d.Text = transmission.Paragraphs(body)
	d.Hide(secret)
	if first, rest, _ := strings.Cut(d.Text, "\n\n"); a.By == "" {
		if by := dateline.Byline(first); by != "" {
			a.By, d.Text = by, rest
		}
	}
	name, _, _ := strings.Cut(h.more, " ")
	if name, _, _ = strings.Cut(name, "-"); dateline.Agency(name) {
		a.Source.Provider = name
	}
	trailer(a, m.Tail)
	if !m.Whole {
		a.Warn("body-cut", "the transmission ends within the text")
	}
	return d
}

// trailer reads the time of transmission: "011512 Mar 20" is the first of
// March, at 15:12.
func trailer(a *article.Article, tail string) {
	fields := strings.Fields(strings.Map(blank, tail))
	for i := 0; i+2 < len(fields); i++ {
		stamp := strings.TrimRight(fields[i], "ZzGMTUC")
		if !digits(stamp, 6) || len(stamp) != 6 {
			continue
		}
		offset := "+0000"
		if o, ok := zones[fields[i+1]]; ok && i+3 < len(fields) { // "101137 GMT Dez 18"
			offset, i = o, i+1
		}
		if utf8.RuneCountInString(fields[i+1]) != 3 || !digits(fields[i+2], 4) {
			continue
		}
		month := strings.ToUpper(fields[i+1][:1]) + strings.ToLower(fields[i+1][1:])
		text := stamp[:2] + " " + english(month) + " " + fields[i+2] + " " + stamp[2:4] + ":" + stamp[4:] + ":00 " + offset
		clock.Set(a, &a.VersionCreated, "trailer", text)
		return
	}
}

// zones are those that a trailer may name.
var zones = map[string]string{"GMT": "+0000", "UTC": "+0000", "MEZ": "+0100", "CET": "+0100", "MESZ": "+0200", "CEST": "+0200"}

// english gives the English form of the months that German and French
// agencies abbreviate otherwise.
func english(month string) string {
	switch month {
	case "Mai":
		return "May"
	case "Okt":
		return "Oct"
	case "Dez", "Déc":
		return "Dec"
	case "Mrz", "Mär":
		return "Mar"
	case "Fév", "Fev":
		return "Feb"
	case "Avr":
		return "Apr"
	case "Aoû", "Aou":
		return "Aug"
	}
	return month
}
