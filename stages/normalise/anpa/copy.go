package anpa

import (
	"cmp"
	"strings"

	"github.com/wirewatch/wirewatch/stages/normalise/dateline"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/transmission"
)

// copyOf reads the text of a message: headlines first, flush left or marked,
// then the body, set in.
func copyOf(d *draft.Draft, text string) {
	lines := strings.Split(strings.ReplaceAll(text, "< ^", "<\n^"), "\n")
	for len(lines) > 1 && strings.TrimSpace(transmission.Clean(lines[0])) == "" {
		lines = lines[1:]
	}
	i := marked(d, lines)
	if i == 0 {
		i = flush(d, lines)
	}
	for j, line := range lines[i:] {
		if words := strings.TrimSpace(line); strings.HasPrefix(words, "^") { // the heading of a table
			lines[i+j] = "\t" + strings.TrimRight(words[1:], "<= ")
		}
	}
	body := transmission.Paragraphs(strings.Join(lines[i:], "\n"))
	if first, rest, _ := strings.Cut(body, "\n\n"); d.By == "" {
		if by := dateline.Byline(first); by != "" {
			d.By, body = by, rest
		}
	}
	if filler(body) && !strings.Contains(body, "\n") {
		d.Furnish("filler", body)
		return
	}
	d.Text = strings.TrimSpace(d.Text + "\n\n" + body)
}

// flush reads the headlines of copy without marks, and gives the number of
// lines they take.
func flush(d *draft.Draft, lines []string) int {
	for i, line := range lines {
		words := strings.TrimSpace(strings.Map(spaced, line))
		alert := strings.HasPrefix(words, "*")
		switch {
		case words == "":
		case set(line):
			return i
		case d.Headline == "" && isSlug(words) && i+1 < len(lines) && strings.TrimSpace(lines[i+1]) != "" && !set(lines[i+1]):
			word, take := keyword(words)
			d.Slugline, d.Editorial.TakeKey = cmp.Or(d.Slugline, word), cmp.Or(d.Editorial.TakeKey, take)
		case d.Headline == "":
			d.Headline = strings.TrimRight(strings.TrimSpace(strings.TrimLeft(transmission.Clean(words), "*")), "+")
			if alert { // an alert is all headline
				return i + 1
			}
		case filler(words):
			return i
		case strings.HasPrefix(line, " ") || len(d.Headline)+len(words) > maxHeadline || dateline.Byline(words) != "":
			return i
		default:
			d.Headline += " " + transmission.Clean(words)
		}
	}
	return len(lines)
}

// set reports whether a line is set in, as the first of a paragraph is.
func set(line string) bool { return strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t") }

// maxHeadline is the length in bytes of the longest headline.
const maxHeadline = 240

// filler reports whether a line stands for a text that is not there.
func filler(line string) bool {
	return len(line) >= len("blah blah") && strings.EqualFold(line[:len("blah blah")], "blah blah")
}

// marked reads the heads of copy that marks them, from "^" to "<" or "=", and
// gives the number of lines they take.
func marked(d *draft.Draft, lines []string) int {
	var heads []string
	open, end := false, 0
	for i, line := range lines {
		words := strings.TrimSpace(strings.Map(spaced, line))
		begins := strings.HasPrefix(words, "^")
		if !begins && !open && words != "" {
			break
		}
		if words == "" {
			continue
		}
		words = strings.TrimSpace(strings.TrimPrefix(words, "^"))
		open = !strings.HasSuffix(words, "<") && !strings.HasSuffix(words, "=")
		words = strings.TrimSpace(transmission.Clean(strings.TrimRight(words, "<= ")))
		if begins || len(heads) == 0 {
			heads = append(heads, words)
		} else {
			heads[len(heads)-1] += " " + words
		}
		end = i + 1
	}
	for i, h := range heads {
		if i == 0 && len(heads) > 1 && cycle(h) { // the keyword again, with blanks in it
			word, take := keyword(h)
			d.Slugline, d.Editorial.TakeKey = cmp.Or(d.Slugline, word), cmp.Or(d.Editorial.TakeKey, take)
			continue
		}
		if !head(d, h) {
			d.Text = strings.TrimSpace(d.Text + "\n" + h)
		}
	}
	return end
}

// head files one marked line; false is that it belongs to the text.
func head(d *draft.Draft, line string) bool {
	lower := strings.ToLower(line)
	switch {
	case line == "" || line[0] == '*' && strings.Trim(line[1:], "0123456789") == "":
	case strings.HasPrefix(lower, "eds:") || strings.HasPrefix(lower, "editors:") || strings.HasPrefix(lower, "eds.:"):
		d.EdNote = strings.TrimSpace(d.EdNote + " " + line)
	case strings.HasPrefix(lower, "ap photo") || strings.HasPrefix(lower, "ap graphic") || strings.HasPrefix(lower, "ap video"):
		d.Furnish("note", line)
	case isSlug(line):
		word, take := keyword(line)
		d.Slugline = cmp.Or(d.Slugline, word)
		d.Editorial.TakeKey = cmp.Or(d.Editorial.TakeKey, take)
	case dateline.Byline(line) != "":
		d.By = dateline.Byline(line)
	case d.By != "" && len(line) < 60 && strings.ToUpper(line) != line:
		d.By += ", " + line
	case d.Headline == "":
		d.Headline = line
	case d.Subheadline == "":
		d.Subheadline = line
	default:
		return false
	}
	return true
}

// isSlug reports whether a line is the keyword again: "BC-Obit-Smith,1st Ld".
func isSlug(line string) bool {
	return cycle(line) && (!strings.Contains(line, " ") || strings.Contains(line, ","))
}

// cycle reports whether a line begins with the cycle that keywords begin with.
func cycle(line string) bool {
	if len(line) < 4 || line[2] != '-' {
		return false
	}
	switch strings.ToUpper(line[:2]) {
	case "BC", "AM", "PM", "AP":
		return true
	}
	return false
}
