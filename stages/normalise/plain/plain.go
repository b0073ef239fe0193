// Package plain reads wire copy that is nothing but text: a headline, perhaps
// a byline, and the body.
package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/dateline"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/furniture"
)

// Parse reads one article. The headline is the first line where that reads as
// one and more text follows, or where it is all there is.
func Parse(raw []byte, rules *furniture.Rules) draft.Draft {
	text := strings.ReplaceAll(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\r", "\n")
	var d draft.Draft
	text = telex(text)
	text, d.Furniture = rules.Strip(text)
	text = strings.TrimLeftFunc(text, unicode.IsSpace)
	line, rest, _ := strings.Cut(text, "\n")
	if line = strings.TrimSpace(line); headline(line, rest) {
		d.Headline, text = line, strings.TrimLeftFunc(rest, unicode.IsSpace)
		line, rest, _ = strings.Cut(text, "\n")
	}
	if by := dateline.Byline(line); by != "" {
		d.By, text = by, rest
	}
	d.Text = Paragraphs(text)
	return d
}

// telex takes off what stands between ZCZC and the copy: numbers, routing and
// formats for the receiving machine, and the marks at the ends of lines.
func telex(text string) string {
	text = strings.TrimLeftFunc(text, unicode.IsSpace)
	if !strings.HasPrefix(text, "ZCZC") {
		return text
	}
	_, text, _ = strings.Cut(text, "\n")
	for {
		line, rest, ok := strings.Cut(text, "\n")
		if words := strings.TrimSpace(line); !ok || words != "" && !strings.ContainsRune("%$:*", rune(words[0])) && len(words) > maxRouting {
			break
		}
		text = rest
	}
	text, _, _ = strings.Cut(text, "\nNNNN")
	return strings.NewReplacer("<!\n", "\n", "=!\n", "\n").Replace(text)
}

// maxRouting is the length in bytes of the longest line of routing.
const maxRouting = 8

// longestHeadline is in code points.
const longestHeadline = 200

func headline(line, rest string) bool {
	if line == "" || utf8.RuneCountInString(line) > longestHeadline || dateline.Byline(line) != "" {
		return false
	}
	if d := dateline.Parse(line, 0); d != (article.Dateline{}) {
		// "WITHDRAWN - Ferry sinks" looks like one until the real one comes.
		follows, _, _ := strings.Cut(strings.TrimLeft(rest, " \n"), "\n")
		if d.Source+d.Date != "" || dateline.Parse(follows, 0) == (article.Dateline{}) {
			return false
		}
	}
	next, _, _ := strings.Cut(rest, "\n")
	apart := strings.TrimSpace(next) == "" || dateline.Byline(next) != "" || dateline.Parse(next, 0) != (article.Dateline{})
	full := strings.HasSuffix(line, ".") && !strings.HasSuffix(line, "...")
	if strings.TrimSpace(rest) == "" {
		return !full
	}
	return !full && (apart || len(next) > 2*len(line))
}

// Lines as long as these are taken for those of one paragraph, wrapped.
const minWrapped, maxWrapped = 40, 120

// Paragraphs makes paragraphs of lines: an empty line or an indent divides
// them, wrapped lines are joined, and where there is neither, each long line
// is a paragraph.
func Paragraphs(text string) string {
	var out []string
	for block := range strings.SplitSeq(text, "\n\n") {
		out = append(out, join(strings.Split(strings.Trim(block, "\n"), "\n"))...)
	}
	return strings.Join(out, "\n\n")
}

func join(lines []string) []string {
	wrapped := true
	for i, l := range lines {
		wrapped = wrapped && len(l) <= maxWrapped && (i == len(lines)-1 || len(l) >= minWrapped || indented(lines[i+1]))
	}
	var out []string
	for i, l := range lines {
		t := strings.TrimSpace(l)
		switch {
		case t == "":
		case i == 0 || len(out) == 0 || indented(l) || !wrapped && len(l) > maxWrapped:
			out = append(out, t)
		case wrapped:
			out[len(out)-1] += " " + t
		default:
			out[len(out)-1] += "\n" + t
		}
	}
	return out
}

func indented(l string) bool { return strings.HasPrefix(l, "   ") || strings.HasPrefix(l, "\t") }
