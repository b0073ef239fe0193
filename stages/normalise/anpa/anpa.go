// Package anpa reads wire transmissions in the manner of ANPA 1312, as North
// American agencies and Reuters sent them: several messages in one file,
// control characters, headlines and paragraphs told by their indent, or by the
// marks ^ and < of the Associated Press.
package anpa

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/transmission"
)

// Parse reads the messages of a transmission.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	messages, err := transmission.Split(raw, lim.Items)
	if err != nil {
		return nil, err
	}
	out := make([]draft.Draft, 0, len(messages))
	for i, m := range messages {
		d := item(m)
		d.Index = i
		if len(messages) > 1 {
			d.Part = raw[m.Begin:m.End]
		}
		out = append(out, d)
	}
	return out, nil
}

// categories names the categories of ANPA 1312.
var categories = map[string]string{
	"a": "domestic", "i": "international", "w": "Washington", "p": "politics", "f": "financial", "s": "sports", "e": "entertainment",
	"l": "lifestyle", "t": "travel", "o": "weather", "v": "advisory", "k": "commentary", "h": "health", "c": "features", "d": "food",
	"r": "racing", "q": "results", "n": "state", "m": "markets", "b": "special", "j": "lottery",
}

func item(m transmission.Message) draft.Draft {
	var d draft.Draft
	var h header
	if !h.read(m.Head) && strings.TrimSpace(m.Text) == "" {
		d.Err = article.NewFault("no-content", "read ANPA 1312: a message without heading and text")
		return d
	}
	a := &d.Article
	a.Source.FormatVersion = "1312"
	a.Slugline, a.Editorial.TakeKey, a.Editorial.Priority = transmission.Clean(h.keyword), h.take, h.priority
	a.Urgency, a.Editorial.WordCount = urgencies[h.priority], h.words
	if h.id != "" {
		a.AltIDs = append(a.AltIDs, article.AltID{Role: "wire-number", Value: transmission.Clean(h.id)})
	}
	if h.service != "" {
		a.AltIDs = append(a.AltIDs, article.AltID{Role: "wire-service", Value: transmission.Clean(h.service)})
	}
	if name := categories[h.category]; name != "" {
		a.Subjects = append(a.Subjects, article.Concept{Name: name, URI: "anpa:" + h.category})
	}
	if h.category == "v" {
		a.Editorial.Action = article.Advisory
	}
	text := m.Text
	if rest, line := lastLine(text); trailer(a, line) { // before the end of the text, as some send it
		text = rest
	}
	copyOf(&d, text)
	if a.VersionCreated == "" {
		trailer(a, m.Tail)
	}
	if !m.Whole {
		a.Warn("body-cut", "the transmission ends within the text")
	}
	return d
}

// trailer reads what the Associated Press puts behind the text:
// "AP-NY-09-11-01 1501EDT".
func trailer(a *article.Article, tail string) bool {
	for line := range strings.SplitSeq(tail, "\n") {
		line = strings.Trim(line, " \t<=\x14\x04\x03\x02")
		fields := strings.Fields(line)
		if len(fields) != 2 || strings.Count(fields[0], "-") != 4 || len(fields[1]) < 4 {
			continue
		}
		agency, rest, _ := strings.Cut(fields[0], "-")
		_, date, _ := strings.Cut(rest, "-")
		parts := strings.Split(date, "-")
		if len(parts) != 3 || len(parts[2]) != 2 {
			continue
		}
		a.Source.Provider = agency
		century := "20"
		if parts[2] >= "60" {
			century = "19"
		}
		text := century + parts[2] + "-" + parts[0] + "-" + parts[1] + " " + fields[1][:4] + " " + fields[1][4:]
		clock.Set(a, &a.VersionCreated, "trailer", text)
		return true
	}
	return false
}

// lastLine divides a text before its last line that has words in it.
func lastLine(text string) (rest, line string) {
	text = strings.TrimRight(text, "\n\r \t\x14\x03")
	i := strings.LastIndexByte(text, '\n')
	return text[:i+1], text[i+1:]
}
