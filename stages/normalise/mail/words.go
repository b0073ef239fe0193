package mail

import (
	"encoding/base64"
	"strings"

	"golang.org/x/net/html/charset"
)

// Words decodes the encoded words of a header field (RFC 2047), broken ones
// too: a character divided between two words, blanks within, a character set
// that is not known.
func Words(s string) string {
	var out strings.Builder
	var pending []byte
	label := ""
	flush := func() {
		out.WriteString(decode(label, pending))
		pending, label = nil, ""
	}
	for s != "" {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		cs, b, length, ok := word(s[i:])
		if !ok {
			flush()
			out.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		if label == "" || strings.TrimSpace(s[:i]) != "" || !strings.EqualFold(cs, label) {
			between := s[:i]
			if label != "" && strings.TrimSpace(between) == "" {
				between = "" // blanks between two words are not text
			}
			flush()
			out.WriteString(between)
		}
		label, pending = cs, append(pending, b...)
		s = s[i+length:]
	}
	flush()
	out.WriteString(s)
	return decode("", []byte(strings.Join(strings.Fields(out.String()), " ")))
}

// word reads an encoded word at the head of s.
func word(s string) (label string, b []byte, length int, ok bool) {
	fields := strings.SplitN(s[2:], "?", 4)
	if len(fields) < 4 || len(fields[0]) > 40 || len(fields[1]) != 1 {
		return "", nil, 0, false
	}
	label, _, _ = strings.Cut(fields[0], "*") // the language behind it
	content := fields[2]
	if !strings.HasPrefix(fields[3], "=") {
		return "", nil, 0, false
	}
	switch fields[1] {
	case "B", "b":
		clean := strings.TrimRight(strings.Join(strings.Fields(content), ""), "=")
		raw, err := base64.RawStdEncoding.DecodeString(clean)
		if err != nil && len(raw) == 0 {
			return "", nil, 0, false
		}
		b = raw
	case "Q", "q":
		b = quoted(content)
	default:
		return "", nil, 0, false
	}
	return label, b, 2 + len(fields[0]) + 1 + 1 + 1 + len(content) + 2, true
}

func quoted(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '_':
			out = append(out, ' ')
		case s[i] == '=' && i+2 < len(s) && hex(s[i+1]) >= 0 && hex(s[i+2]) >= 0:
			out = append(out, byte(hex(s[i+1])<<4|hex(s[i+2])))
			i += 2
		default:
			out = append(out, s[i])
		}
	}
	return out
}

func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// decode turns bytes of a character set into UTF-8; of one that is not known,
// or none, what is UTF-8 stays and the rest is read as windows-1252.
func decode(label string, b []byte) string {
	s := string(b)
	if enc, name := charset.Lookup(label); enc != nil && name != "replacement" && name != "utf-8" {
		if out, err := enc.NewDecoder().String(s); err == nil {
			return out
		}
	}
	if valid := strings.ToValidUTF8(s, ""); valid == s || label != "" && len(valid)*4 > len(s)*3 {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	enc, _ := charset.Lookup("windows-1252")
	out, err := enc.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return out
}
