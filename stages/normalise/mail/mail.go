// Package mail reads RFC 5322 messages and mailboxes of them: an article for
// each mail, whatever parts and character sets it is made of.
package mail

import (
	"bytes"
	"cmp"
	"net/mail"
	"strconv"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
)

// MaxParts is the largest number of parts of one mail.
const MaxParts = 100

// Is reports whether b opens like a mail or mailbox: header fields, one of
// them a field that every mail has.
func Is(b []byte) bool {
	if isFromLine(b) {
		_, b, _ = bytes.Cut(b, []byte{'\n'})
	}
	known, lines := 0, 0
	for line := range bytes.Lines(b[:min(len(b), 8<<10)]) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			continue
		}
		name, _, ok := bytes.Cut(line, []byte{':'})
		if !ok || len(name) == 0 || len(name) > 60 || bytes.ContainsAny(name, " \t\"<>{}") {
			return false
		}
		switch lines++; strings.ToLower(string(name)) {
		case "from", "message-id", "mime-version", "received", "return-path", "date", "subject", "content-type", "to", "delivered-to", "content-transfer-encoding":
			known++
		}
	}
	return known >= 2 && known*4 >= lines
}

// isFromLine reports whether b begins with the line that divides the mails of
// a mailbox: "From desk@x.example Thu May 14 16:00:00 2026".
func isFromLine(b []byte) bool {
	line, _, _ := bytes.Cut(b[:min(len(b), 256)], []byte{'\n'})
	return bytes.HasPrefix(line, []byte("From ")) && len(bytes.Fields(line)) >= 5
}

// Parse reads a mail, or the mails of a mailbox, as they came: each part says
// which character set it is in.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	messages := split(raw)
	if len(messages) > lim.Items {
		return nil, article.NewFault("too-many-items", "read mailbox: %d mails, at most %d", len(messages), lim.Items)
	}
	out := make([]draft.Draft, 0, len(messages))
	for i, m := range messages {
		d, err := item(m, lim)
		if err != nil {
			d.Err = err
		}
		d.Index = i
		if len(messages) > 1 {
			d.Part = m
		}
		out = append(out, d)
	}
	return out, nil
}

// split divides a mailbox; a mail alone is one.
func split(raw []byte) [][]byte {
	if !isFromLine(raw) {
		return [][]byte{raw}
	}
	var out [][]byte
	begin := 0
	for at := 0; ; {
		i := bytes.Index(raw[at:], []byte("\nFrom "))
		if i < 0 {
			break
		}
		at += i + 1
		blank := at < 2 || raw[at-2] == '\n' || raw[at-2] == '\r'
		if blank && isFromLine(raw[at:]) {
			out = append(out, raw[begin:at])
			begin = at
		}
	}
	out = append(out, raw[begin:])
	for i, m := range out {
		_, out[i], _ = bytes.Cut(m, []byte{'\n'})
	}
	return out
}

func item(raw []byte, lim draft.Limits) (draft.Draft, error) {
	var d draft.Draft
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return d, article.NewFault("bad-mail", "read mail: %w", err)
	}
	a, h := &d.Article, m.Header
	field := func(name string) string { return strings.TrimSpace(Words(h.Get(name))) }
	a.URI = strings.Trim(field("Message-Id"), "<>")
	a.Headline = field("Subject")
	a.Language, _, _ = strings.Cut(field("Content-Language"), ",")
	clock.Set(a, &a.FirstCreated, "Date", withoutComment(h.Get("Date")))
	a.VersionCreated = a.FirstCreated
	a.Source.Provider = sender(h.Get("From"))
	for k := range strings.SplitSeq(field("Keywords"), ",") {
		a.Keywords = append(a.Keywords, strings.TrimSpace(k))
	}
	a.Editorial.Priority = cmp.Or(field("X-Priority"), field("Importance"), field("Priority"))
	a.Urgency = urgency(a.Editorial.Priority)
	r := reader{lim: lim}
	if err := r.part(partHeader(h), m.Body, 0); err != nil {
		return d, err
	}
	text, hidden, furniture := r.best()
	d.Hidden, d.Furniture = hidden, furniture
	d.Text = unsigned(&d, text)
	for _, name := range r.files {
		a.Warn("attachment", name)
	}
	a.Source.Charset = r.charset
	return d, nil
}

// withoutComment takes "(CEST)" off the end of a date.
func withoutComment(s string) string {
	s, _, _ = strings.Cut(s, "(")
	return strings.TrimSpace(s)
}

// sender gives the name of who sent the mail, or the domain.
func sender(from string) string {
	from = Words(from)
	if a, err := mail.ParseAddress(from); err == nil {
		if a.Name != "" {
			return a.Name
		}
		return a.Address[strings.LastIndexByte(a.Address, '@')+1:]
	}
	name, _, _ := strings.Cut(from, "<")
	return strings.Trim(strings.TrimSpace(name), `"`)
}

// urgency puts the priority of a mail on the scale of 1 to 9.
func urgency(priority string) int {
	word, _, _ := strings.Cut(strings.ToLower(priority), " ")
	switch word {
	case "high", "urgent", "1":
		return 2
	case "2":
		return 3
	case "low", "non-urgent":
		return 7
	}
	n, _ := strconv.Atoi(word)
	if n >= 3 && n <= 5 {
		return n + 2
	}
	return 0
}

// unsigned takes the signature off the end of a text.
func unsigned(d *draft.Draft, text string) string {
	for _, mark := range [...]string{"\n-- \n", "\n--\n", "\n--\n\n", "\n\n--\n"} {
		if i := strings.LastIndex(text, mark); i > 0 && len(text)-i < 1000 {
			d.Furnish("signature", strings.TrimSpace(text[i+len(mark):]))
			return strings.TrimRight(text[:i], " \n")
		}
	}
	return text
}

// textOf gives the text of a part by its type.
func textOf(kind, text string) markup.Result {
	if strings.HasSuffix(kind, "html") || strings.HasSuffix(kind, "xml") {
		return markup.HTML(text)
	}
	return markup.Result{Text: text}
}
