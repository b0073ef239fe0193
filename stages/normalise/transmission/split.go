// Package transmission reads the envelope that ANPA 1312 and IPTC 7901 share:
// messages between control characters, and copy set for teleprinters.
package transmission

import (
	"bytes"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// The control characters of the envelope.
const (
	SOH = 0x01 // begins the heading
	STX = 0x02 // begins the text
	ETX = 0x03 // ends the text
	EOT = 0x04 // ends the message
)

// Message is one message of a transmission. Its parts have "\n" line ends.
type Message struct {
	Head  string // between SOH and STX
	Text  string // between STX and ETX
	Tail  string // behind ETX
	Whole bool   // the end of the text came through
	Begin int    // where the message stands in the bytes read
	End   int
}

// Is reports whether the head of b opens a message: a heading of readable
// characters between SOH and STX, and nothing that no wire sends.
func Is(b []byte) bool {
	head := b[:min(len(b), 512)]
	soh := bytes.IndexByte(head, SOH)
	if soh < 0 || bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	heading := b[soh:min(len(b), soh+1024)]
	stx := bytes.IndexByte(heading, STX)
	if stx < 0 {
		return false
	}
	readable := 0
	for _, c := range heading[:stx] {
		if c >= ' ' && c < 0x7f {
			readable++
		}
	}
	return readable >= 6 && readable*3 > stx*2
}

// Split gives the messages of a transmission, at most max.
func Split(b []byte, max int) ([]Message, error) {
	var out []Message
	for at := 0; ; {
		i := bytes.IndexByte(b[at:], SOH)
		if i < 0 {
			break
		}
		begin := at + i
		end := len(b)
		if next := bytes.IndexByte(b[begin+1:], SOH); next >= 0 {
			end = begin + 1 + next
		}
		if len(out) == max {
			return nil, article.NewFault("too-many-items", "read transmission: more than %d messages", max)
		}
		if m, ok := message(b[begin+1 : end]); ok {
			m.Begin, m.End = begin, end
			out = append(out, m)
		}
		at = end
	}
	if out == nil {
		return nil, article.NewFault("no-content", "read transmission: no message in it")
	}
	return out, nil
}

func message(b []byte) (Message, bool) {
	head, rest, ok := bytes.Cut(b, []byte{STX})
	if !ok {
		return Message{}, false
	}
	// A second STX or a stray ETX within the text is noise of the line.
	text, tail, whole := bytes.Cut(rest, []byte{ETX})
	if !whole {
		text, tail, whole = bytes.Cut(rest, []byte{EOT})
	}
	return Message{Head: lines(head), Text: lines(text), Tail: lines(tail), Whole: whole}, true
}

// lines gives b with "\n" at the ends of its lines.
func lines(b []byte) string {
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte{'\n'})
	b = bytes.ReplaceAll(b, []byte("\n\r"), []byte{'\n'})
	return string(bytes.ReplaceAll(b, []byte{'\r'}, []byte{'\n'}))
}
