// Package charset finds the character set of wire copy and turns it into
// UTF-8, saying what had to be replaced.
package charset

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/transmission"
)

// Result is copy in UTF-8.
type Result struct {
	Bytes    []byte
	Name     string // of the character set it came in
	Replaced int    // characters that could not be read
	Guessed  bool   // nothing said which character set it is
	Repaired int    // characters that had been decoded twice
}

// Read turns b into UTF-8. A byte order mark wins, then what is valid UTF-8,
// then the declared character set (declared, or what XML and HTML say in their
// first bytes), then windows-1252. What is no text is a fault, not-text.
func Read(b []byte, declared string) (Result, error) {
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		b = b[3:]
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return utf16(b, unicode.BigEndian, "utf-16be")
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return utf16(b, unicode.LittleEndian, "utf-16le")
	}
	if !transmission.Is(b) && binary(b) {
		return Result{}, article.NewFault("not-text", "read text: %d bytes of binary data", len(b))
	}
	if utf8.Valid(b) {
		out, n := repair(b)
		return Result{Bytes: out, Name: "utf-8", Repaired: n}, nil
	}
	if declared == "" {
		declared = declaration(b)
	}
	if enc, name := charset.Lookup(declared); enc != nil && name != "utf-8" && name != "replacement" {
		if out, err := enc.NewDecoder().Bytes(b); err == nil {
			return Result{Bytes: out, Name: name, Replaced: bytes.Count(out, []byte("\uFFFD"))}, nil
		}
	}
	if multi, bad := tally(b); multi > bad {
		out := bytes.ToValidUTF8(b, []byte("\uFFFD"))
		return Result{Bytes: out, Name: "utf-8", Replaced: max(1, bytes.Count(out, []byte("\uFFFD")))}, nil
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return Result{}, article.NewFault("bad-utf8", "read text: %w", err)
	}
	return Result{Bytes: out, Name: "windows-1252", Guessed: true, Replaced: bytes.Count(out, []byte("\uFFFD"))}, nil
}

func utf16(b []byte, order unicode.Endianness, name string) (Result, error) {
	out, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(b)
	if err != nil || binary(out) {
		return Result{}, article.NewFault("not-text", "read text: not valid %s", name)
	}
	return Result{Bytes: out, Name: name, Replaced: bytes.Count(out, []byte("\uFFFD"))}, nil
}

// binary reports whether b is no text: it has a zero byte, or more control
// characters than any wire protocol puts between its lines.
func binary(b []byte) bool {
	controls, zeros := 0, 0
	for _, c := range b {
		switch {
		case c == 0:
			zeros++ // a stray one happens in pages
		case c < ' ' && c != '\t' && c != '\n' && c != '\r', c == 0x7F:
			controls++
		}
	}
	return zeros > 8 || zeros*1000 > len(b) || controls > 32 && controls*10 > len(b) || controls*2 > len(b) || magic(b)
}

// magic knows the files that people drop by mistake and that may look like text.
func magic(b []byte) bool {
	for _, m := range [...]string{"%PDF-", "PK\x03\x04", "\x89PNG", "\xFF\xD8\xFF", "GIF8", "\x7FELF", "\x1f\x8b", "Rar!", "BZh", "\x28\xB5\x2F\xFD"} {
		if bytes.HasPrefix(b, []byte(m)) {
			return true
		}
	}
	return false
}

// declaration finds what the first bytes of XML or HTML say of their encoding.
func declaration(b []byte) string {
	head := strings.ToLower(string(b[:min(len(b), 1024)]))
	for _, key := range [...]string{"encoding=", "charset="} {
		_, rest, ok := strings.Cut(head, key)
		if !ok {
			continue
		}
		rest = strings.TrimLeft(rest, `"' `)
		if i := strings.IndexAny(rest, `"' ;>/?`); i > 0 {
			return rest[:i]
		}
	}
	return ""
}

// tally counts the valid sequences of more than one byte, and the bytes that
// are part of none.
func tally(b []byte) (multi, bad int) {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			multi++
		}
		b = b[n:]
	}
	return multi, bad
}
