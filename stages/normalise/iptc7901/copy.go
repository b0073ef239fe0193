package iptc7901

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/dateline"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/transmission"
)

// keywords reads the lines between heading and text: "Wahlen/USA/", "(Foto)".
func keywords(a *article.Article, lines []string) {
	for _, line := range lines {
		line = strings.TrimSpace(strings.Trim(transmission.Clean(line), "/ "))
		if line == "" {
			continue
		}
		if a.Slugline == "" {
			a.Slugline = line
			for k := range strings.SplitSeq(line, "/") {
				if k = strings.TrimSpace(k); k != "" {
					a.Keywords = append(a.Keywords, k)
				}
			}
			continue
		}
		a.Editorial.TakeKey = strings.TrimSpace(a.Editorial.TakeKey + " " + line)
	}
}

// heads reads keyword, take and headline at the head of the text, and gives
// the number of lines they take. What is set in, opens with a dateline or
// follows an empty line is the body.
func heads(d *draft.Draft, lines []string) int {
	end := closed(lines)
	for i, line := range lines {
		words := strings.TrimSpace(transmission.Clean(line))
		next := ""
		if i+1 < len(lines) {
			next = lines[i+1]
		}
		switch {
		case words == "":
			if d.Headline != "" && i > end {
				return i
			}
			if d.Headline != "" { // what stands before the headline proper is keywords
				keywords(&d.Article, []string{d.Headline})
				d.Headline = ""
			}
		case i <= end && dateline.Byline(words) != "":
			d.By = dateline.Byline(words)
			if i == end {
				return i + 1
			}
		case version(words):
			d.Editorial.TakeKey = strings.TrimSpace(d.Editorial.TakeKey + " " + words)
		case d.Headline != "" && (set(line) || dateline.Parse(words, 0) != (article.Dateline{}) || dateline.Byline(words) != ""):
			return i
		case d.Slugline == "" && d.Headline == "" && slug(words):
			keywords(&d.Article, []string{words})
		case set(line) && d.Headline == "" && !set(next) && strings.TrimSpace(next) != "":
			return i // the body begins at once
		case take(words):
			d.Editorial.TakeKey = strings.TrimSpace(d.Editorial.TakeKey + " " + words)
		case len(d.Headline)+len(words) > maxHeadline:
			return i
		case d.Headline != "" && strings.HasSuffix(d.Headline, "."):
			return i
		default:
			d.Headline = strings.TrimSpace(d.Headline + " " + strings.Trim(words, "= "))
			if strings.HasSuffix(words, "=") {
				return i + 1
			}
		}
	}
	return len(lines)
}

// takes are lines that say which version of a story this is, behind an ordinal.
var takes = map[string]bool{"LEAD": true, "NET": true, "ADD": true, "ROUNDUP": true, "UPDATE": true, "EXTRA": true, "CORRECTION": true, "KILL": true, "NETTO": true, "GESAMT": true}

// version reports whether a line is "2ND LEAD" or "3RD NET".
func version(line string) bool {
	if first, rest, ok := strings.Cut(line, " "); ok && strings.Trim(first, "STNDRH.") != first && first[0] >= '0' && first[0] <= '9' {
		line = rest
	}
	return takes[line]
}

// closed gives the line that ends the headline with "=", -1 where none does.
func closed(lines []string) int {
	for i, line := range lines[:min(len(lines), 12)] {
		words := strings.TrimSpace(transmission.Clean(line))
		if strings.HasSuffix(words, "=") {
			return i
		}
		if set(line) || dateline.Parse(words, 0) != (article.Dateline{}) {
			break
		}
	}
	return -1
}

// maxHeadline is the length in bytes of the longest headline.
const maxHeadline = 240

// set reports whether a line is set in, as the first of a paragraph is.
func set(line string) bool { return strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t") }

// slug reports whether a line is made of keywords: "Politik/Wahlen/USA/".
func slug(line string) bool {
	return strings.HasSuffix(line, "/") && strings.Count(line, "/") > 1 ||
		!strings.Contains(line, " ") && strings.ContainsAny(line, "/-") && len(line) < 60
}

// take reports whether a line says which version of a story this is:
// "(Zusammenfassung 1400)", "(neu: Zitat)".
func take(line string) bool {
	return strings.HasPrefix(line, "(") && strings.HasSuffix(line, ")") && len(line) < 160
}
