//go:build unix

package normalise_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise"
)

// story is copy of about 3 KB.
func story(divide string) string {
	var paragraphs []string
	for i := range 14 {
		paragraphs = append(paragraphs, fmt.Sprintf("The ferry left the harbour of Port Isle at dusk with %d people on board, and sank an hour later in a storm, the coast guard said. “The sea was very high,” the captain told reporters.", 40+i))
	}
	return strings.Join(paragraphs, divide)
}

// cpu gives the CPU time of the process in seconds: on a machine that is
// shared, the time on the wall says little.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

func BenchmarkProcess(b *testing.B) {
	text := story("\n\n")
	for _, f := range []struct{ name, copy string }{
		{"plain", "Ferry sinks off Port Isle\n\nPORT ISLE, May 14 (NSA) - " + text},
		{"anpa", "\x16\x16\x01a0123\x1fnsa\r\nu i BC-FERRY-SINKS   05-14 0500\r\n\x02\r\nFERRY SINKS\r\n    PORT ISLE, May 14 - " + story("\r\n    ") + "\r\n REUTER\r\n\x03"},
		{"ninjs", `{"uri":"urn:x:1","type":"text","versionCreated":"2026-05-14T18:30:00Z","pubStatus":"usable","urgency":3,"language":"en","headlines":[{"role":"main","value":"Ferry sinks"}],"bodies":[{"role":"main","contentType":"text/plain","value":"` + story(`\n\n`) + `"}],"subjects":[{"name":"accident","uri":"medtop:20000139"}]}`},
		{"nitf", `<nitf><head><docdata><doc-id id-string="urn:x:1"/><urgency ed-urg="3"/><date.issue norm="20260514T183000Z"/></docdata></head><body><body.head><hedline><hl1>Ferry sinks</hl1></hedline><byline>By Maria Stone</byline></body.head><body.content><p>` + story("</p><p>") + `</p></body.content></body></nitf>`},
		{"newsml-g2", `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" version="1"><itemMeta><itemClass qcode="ninat:text"/><versionCreated>2026-05-14T18:30:00Z</versionCreated><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>Ferry sinks</headline></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>` + story("</p><p>") + `</p></body></html></inlineXML></contentSet></newsItem>`},
		{"html", `<html><head><title>Ferry sinks</title></head><body><nav><a href="/">Home</a></nav><article><h1>Ferry sinks</h1><p>` + story("</p><p>") + `</p></article></body></html>`},
	} {
		b.Run(f.name, func(b *testing.B) {
			n := normalise.New(normalise.Config{})
			c := article.Copy{Bytes: []byte(f.copy), Source: "bench"}
			b.SetBytes(int64(len(f.copy)))
			before := cpu()
			for b.Loop() {
				if got, err := n.Process(b.Context(), c); err != nil || len(got) != 1 {
					b.Fatalf("%d articles, %v", len(got), err)
				}
			}
			b.ReportMetric(float64(b.N)/(cpu()-before), "articles/cpu-s")
		})
	}
}
