package markup

import (
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Is reports whether a text is an HTML fragment: it ends a paragraph, or breaks
// a line.
func Is(s string) bool {
	for _, tag := range [...]string{"</p>", "</P>", "<br>", "<br/>", "<br />", "<BR>", "</div>", "</h1>", "</h2>", "</li>"} {
		if strings.Contains(s, tag) {
			return true
		}
	}
	return false
}

// HTML gives the text of an HTML fragment or page. Broken markup is read as
// far as it goes; memory is bounded by the length of s.
func HTML(s string) Result {
	if !strings.ContainsAny(s, "<&") {
		return Plain(s)
	}
	var b builder
	b.out.Grow(len(s))
	b.html(s)
	return b.result()
}

// html adds the text of an HTML fragment.
func (b *builder) html(s string) {
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			if s := string(z.Text()); setAsCopy(s) { // unescaped by Text
				b.copy(s)
			} else {
				b.text(s)
			}
		case html.StartTagToken:
			name, class := tag(z)
			b.start(name, class)
		case html.SelfClosingTagToken:
			name, class := tag(z)
			z.NextIsNotRawText() // XHTML has <title/>
			b.start(name, class)
			b.end(name)
		case html.EndTagToken:
			name, _ := z.TagName()
			b.end(string(name))
		}
	}
}

// Plain gives the text of a text without markup, its lines as they are: the
// rules for every text bring white space into form.
func Plain(s string) Result { return Result{Text: strings.TrimSpace(s)} }

func tag(z *html.Tokenizer) (name, class string) {
	n, more := z.TagName()
	name = string(n)
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) == "class" || string(key) == "role" {
			class += " " + string(value)
		}
	}
	return name, class
}

// CheckAttributes refuses HTML with an element of more attributes than limit,
// before a parser collects them.
func CheckAttributes(s []byte, limit int) error {
	z := html.NewTokenizer(strings.NewReader(string(s)))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if errors.Is(z.Err(), io.EOF) {
				return nil
			}
			return article.NewFault("bad-html", "read HTML: %w", z.Err())
		case html.StartTagToken, html.SelfClosingTagToken:
			_, more := z.TagName()
			for n := 0; more; n++ {
				if n >= limit {
					return article.NewFault("too-many-attributes", "read HTML: an element has more than %d attributes", limit)
				}
				_, _, more = z.TagAttr()
			}
		}
	}
}
