package record

import "bytes"

// unquote gives the string that a checked JSON string stands for. False: it has
// an escape by code point, or is no string, which encoding/json reads.
func unquote(raw []byte) (string, bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return "", false
	}
	raw = raw[1 : len(raw)-1]
	at := bytes.IndexByte(raw, '\\')
	if at < 0 {
		return string(raw), true
	}
	out := make([]byte, 0, len(raw))
	for at >= 0 {
		c := plainEscapes[raw[at+1]]
		if c == 0 {
			return "", false
		}
		out = append(append(out, raw[:at]...), c)
		raw = raw[at+2:]
		at = bytes.IndexByte(raw, '\\')
	}
	return string(append(out, raw...)), true
}

// plainEscapes are the escapes of one letter.
var plainEscapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}
