package mail

import (
	"bufio"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/plain"
)

// maxNested is how deep parts may hold one another.
const maxNested = 10

// reader gathers the texts of a mail.
type reader struct {
	lim     draft.Limits
	parts   int
	plain   []string
	html    []string
	files   []string // names of attachments
	charset string
}

func partHeader(h mail.Header) textproto.MIMEHeader { return textproto.MIMEHeader(h) }

// part reads a part and those in it.
func (r *reader) part(h textproto.MIMEHeader, body io.Reader, depth int) error {
	if r.parts++; r.parts > MaxParts {
		return article.NewFault("too-many-parts", "read mail: more than %d parts", MaxParts)
	}
	if depth > maxNested {
		return article.NewFault("too-deep", "read mail: parts nested deeper than %d", maxNested)
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil && kind == "" {
		kind, params = "text/plain", map[string]string{}
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		return r.several(multipart.NewReader(body, params["boundary"]), depth)
	case kind == "message/rfc822":
		m, err := mail.ReadMessage(bufio.NewReader(decoded(h, body)))
		if err != nil {
			return nil // what cannot be read of a forwarded mail does not spoil the rest
		}
		return r.part(partHeader(m.Header), m.Body, depth+1)
	}
	if name := fileName(h, params); name != "" || !strings.HasPrefix(kind, "text/") {
		if name != "" {
			r.files = append(r.files, Words(name))
		}
		return nil
	}
	b, err := io.ReadAll(decoded(h, body))
	if err != nil && len(b) == 0 {
		return nil
	}
	text := strings.ReplaceAll(decode(params["charset"], b), "\r\n", "\n")
	if r.charset == "" {
		r.charset = strings.ToLower(params["charset"])
	}
	if kind == "text/html" {
		r.html = append(r.html, text)
		return nil
	}
	if params["format"] == "flowed" {
		text = flowed(text)
	}
	r.plain = append(r.plain, text)
	return nil
}

func (r *reader) several(m *multipart.Reader, depth int) error {
	for {
		p, err := m.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return nil // a boundary that is missing ends the mail
		}
		if err := r.part(p.Header, p, depth+1); err != nil {
			return err
		}
	}
}

// fileName gives the name of a part that is an attachment; "" is none.
func fileName(h textproto.MIMEHeader, params map[string]string) string {
	disposition, more, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	if err != nil || disposition != "attachment" {
		return ""
	}
	if more["filename"] != "" {
		return more["filename"]
	}
	if params["name"] != "" {
		return params["name"]
	}
	return "attachment"
}

// decoded takes the transfer encoding off. Base64 is read with whatever line
// ends and blanks it has.
func decoded(h textproto.MIMEHeader, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, &squeezed{body})
	}
	return body
}

// squeezed leaves out what is not base64.
type squeezed struct{ io.Reader }

func (s *squeezed) Read(p []byte) (int, error) {
	for {
		n, err := s.Reader.Read(p)
		kept := 0
		for _, c := range p[:n] {
			if c == '+' || c == '/' || c == '=' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

// flowed joins the lines of format=flowed, which end in a blank (RFC 3676).
func flowed(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimPrefix(strings.TrimSuffix(line, "\n"), " ")
		out.WriteString(line)
		if !strings.HasSuffix(line, " ") || line == "-- " {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// best gives the text of the mail: the plain one, unless the HTML has much
// more.
func (r *reader) best() (text string, hidden []int, furniture []article.Furniture) {
	plainText := strings.TrimSpace(strings.Join(r.plain, "\n\n"))
	html := textOf("html", strings.Join(r.html, "\n"))
	if plainText == "" || len(html.Text) > 2*len(plainText) && len(plainText) < 400 {
		return html.Text, html.Hidden, html.Furniture
	}
	return plain.Paragraphs(plainText), nil, nil
}
