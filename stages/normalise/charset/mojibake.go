package charset

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// minRepaired is how many characters must read as decoded twice before any is
// taken for it: one alone may be meant.
const minRepaired = 2

// repair turns back text that was UTF-8, read as windows-1252 and written as
// UTF-8 again: "cafÃ©" is "café". It gives b itself where there is too little
// of that, or where other characters show that the text is what it should be.
func repair(b []byte) (out []byte, n int) {
	if !suspect(b) {
		return b, 0
	}
	other := 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, length, ok := once(b[i:])
		if ok {
			n++
		} else {
			other++
		}
		i += length
	}
	if n < minRepaired || other*2 > n {
		return b, 0
	}
	out = make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			out = append(out, b[i])
			i++
			continue
		}
		r, length, ok := once(b[i:])
		if ok {
			out = utf8.AppendRune(out, r)
		} else {
			out = append(out, b[i:i+length]...)
		}
		i += length
	}
	return out, n
}

// suspect reports whether b has one of the characters that the first bytes of
// UTF-8 turn into: Ã Â â Ð Ñ Ø Ù Î Ï Å Ä.
func suspect(b []byte) bool {
	for {
		i := bytes.IndexByte(b, 0xc3)
		if i < 0 || i+1 == len(b) {
			return false
		}
		switch b[i+1] {
		case 0x82, 0x83, 0x84, 0x85, 0x8e, 0x8f, 0x90, 0x91, 0x98, 0x99, 0xa2:
			return true
		}
		b = b[i+2:]
	}
}

// once reads the character at the head of b that is the windows-1252 reading
// of one of UTF-8, and how many bytes it takes; where there is none, those of
// the character as it is.
func once(b []byte) (r rune, length int, ok bool) {
	var raw [utf8.UTFMax]byte
	at := 0
	_, first := utf8.DecodeRune(b)
	for i := range raw {
		c, size := utf8.DecodeRune(b[at:])
		x, fits := charmap.Windows1252.EncodeRune(c)
		if !fits && c >= 0x80 && c < 0xa0 { // bytes that windows-1252 has no character for
			x, fits = byte(c), true
		}
		if size == 0 || !fits || x < utf8.RuneSelf {
			return 0, first, false
		}
		raw[i] = x
		at += size
		if i > 0 && utf8.FullRune(raw[:i+1]) {
			r, size = utf8.DecodeRune(raw[:i+1])
			if r == utf8.RuneError || size != i+1 {
				return 0, first, false
			}
			return r, at, true
		}
	}
	return 0, first, false
}
