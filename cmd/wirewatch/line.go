package main

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// The colours of a terminal, by what they stand for.
const (
	colourReset = "\x1b[0m"
	colourDim   = "\x1b[2m"
	colourBold  = "\x1b[1m"
	colourAlarm = "\x1b[31m"
	colourQuiet = "\x1b[32m"
)

// longestTitle bounds the text shown of copy that has no headline, in characters.
const longestTitle = 90

// recordLine gives an enriched record as a line for people: when, what became
// of it, its themes with status and speaker, and its headline. A width of 0
// does not bound it.
func recordLine(a *article.Article, at time.Time, width int, colour bool) string {
	paint := func(code, s string) string {
		if !colour || s == "" {
			return s
		}
		return code + s + colourReset
	}
	action := string(a.Editorial.Action)
	if a.Tracking != nil {
		action = string(a.Tracking.Action)
	}
	if a.Hold {
		action = "embargoed"
	}
	headline := a.Headline
	if headline == "" {
		first, _, _ := strings.Cut(a.Text, "\n")
		headline = clip(first, longestTitle)
	}
	themes := themesOf(a)
	head := fmt.Sprintf("%s  %-10s %-9s ", at.Local().Format("15:04:05"), clip(a.Source.Provider, 10), clip(action, 9))
	tail := ""
	if themes != "" {
		tail = "  [" + themes + "]"
	}
	title := plain(headline)
	if width > 0 {
		title = clip(title, max(24, width-len(head)-len([]rune(tail))))
	}
	code := colourQuiet
	if themes != "" {
		code = colourAlarm
	}
	return paint(colourDim, head) + paint(colourBold, title) + paint(code, tail)
}

// themesOf lists the live themes, each once, with status and speaker.
func themesOf(a *article.Article) string {
	var out []string
	seen := map[string]bool{}
	for i := range a.Detections {
		d := &a.Detections[i]
		if !d.Live() || seen[d.Theme] {
			continue
		}
		seen[d.Theme] = true
		_, name, _ := strings.Cut(d.Theme, ".")
		s := name + " " + string(d.Status)
		if d.SaidBy != nil && d.SaidBy.Text != "" {
			s += " by " + clip(plain(d.SaidBy.Text), 24)
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// clip bounds a text to n characters.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// plain gives a text of the wire without what would steer a terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.In(r, unicode.Cf):
			return -1
		}
		return r
	}, s)
}
