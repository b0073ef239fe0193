package record

import (
	"strconv"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// builder writes JSON in the order it is told to, which encoding/json does not
// promise and which makes the same article the same bytes.
type builder struct{ buf []byte }

// comma separates the next item from the one before, where there is one.
func (b *builder) comma() {
	if n := len(b.buf); n > 0 && b.buf[n-1] != '{' && b.buf[n-1] != '[' && b.buf[n-1] != ':' {
		b.buf = append(b.buf, ',')
	}
}

func (b *builder) key(name string) {
	b.comma()
	b.buf = append(b.buf, '"')
	b.buf = append(b.buf, name...)
	b.buf = append(b.buf, '"', ':')
}

func (b *builder) open(c byte) {
	b.comma()
	b.buf = append(b.buf, c)
}

func (b *builder) close(c byte) { b.buf = append(b.buf, c) }

// object writes a member whose value is an object.
func (b *builder) object(name string, write func()) {
	b.key(name)
	b.buf = append(b.buf, '{')
	write()
	b.close('}')
}

// text writes a string member, and nothing where the value is empty.
func (b *builder) text(name, value string) {
	if value != "" {
		b.key(name)
		b.quote(value)
	}
}

// number writes an integer member, zero included.
func (b *builder) number(name string, value int) {
	b.key(name)
	b.buf = strconv.AppendInt(b.buf, int64(value), 10)
}

// decimal writes a number member, and nothing where the value is zero.
func (b *builder) decimal(name string, value float64) {
	if value != 0 {
		b.key(name)
		b.float(value)
	}
}

func (b *builder) float(value float64) {
	b.buf = strconv.AppendFloat(b.buf, value, 'f', -1, 64)
}

func (b *builder) flag(name string, value bool) {
	b.key(name)
	b.buf = strconv.AppendBool(b.buf, value)
}

// words writes a member that is a list of strings, and nothing where it is
// empty.
func (b *builder) words(name string, values []string) {
	if len(values) == 0 {
		return
	}
	b.key(name)
	b.buf = append(b.buf, '[')
	for _, v := range values {
		b.comma()
		b.quote(v)
	}
	b.close(']')
}

// list writes a member that is a list of objects, one for each value.
func list[T any](b *builder, name string, values []T, write func(T)) {
	b.key(name)
	b.buf = append(b.buf, '[')
	for _, v := range values {
		b.open('{')
		write(v)
		b.close('}')
	}
	b.close(']')
}

// span writes start, end and, from the text they refer to, the words.
func (b *builder) span(c *codepoints, s article.Span) {
	b.number("start", c.ofByte(s.Start))
	b.number("end", c.ofByte(s.End))
	b.key("text")
	b.quote(s.In(c.text))
}

const hexDigits = "0123456789abcdef"

// quote writes a JSON string. Bytes that are not UTF-8 become U+FFFD.
func (b *builder) quote(s string) {
	b.buf = append(b.buf, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				b.buf = append(b.buf, s[start:i]...)
				b.buf = append(b.buf, "\ufffd"...)
				start = i + size
			}
			i += size
			continue
		}
		b.buf = append(b.buf, s[start:i]...)
		b.escape(c)
		i++
		start = i
	}
	b.buf = append(b.buf, s[start:]...)
	b.buf = append(b.buf, '"')
}

func (b *builder) escape(c byte) {
	switch c {
	case '"', '\\':
		b.buf = append(b.buf, '\\', c)
	case '\n':
		b.buf = append(b.buf, '\\', 'n')
	case '\r':
		b.buf = append(b.buf, '\\', 'r')
	case '\t':
		b.buf = append(b.buf, '\\', 't')
	default:
		b.buf = append(b.buf, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
}
