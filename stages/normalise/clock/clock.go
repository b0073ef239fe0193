// Package clock reads the times that wire copy gives. It never guesses: what
// it cannot read is unknown.
package clock

import (
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// layouts, most frequent first. Those without an offset are read as UTC.
var layouts = [...]string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02T15:04:05.999999999Z07",
	"2006-01-02T15:04:05.999999999",
	"20060102T150405Z0700",
	"20060102T150405Z07:00",
	"20060102T150405",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04Z0700",
	"2006-01-02T15:04",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 Z0700",
	"2006-01-02 15:04:05 -0700",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04",
	"2006-01-02 1504 -0700",
	"20060102T1504Z0700",
	"2006-01-02Z07:00",
	"2006-01-02",
	"20060102",
	time.RFC1123Z,
	"Mon, 2 Jan 2006 15:04:05 -0700",
	"Mon, 2 Jan 2006 15:04:05 MST",
	"2 Jan 2006 15:04:05 -0700",
	"2 Jan 2006 15:04:05 MST",
	"Mon, 2 Jan 2006 15:04 -0700",
	"Mon, 2 Jan 2006 15:04 MST",
	"Mon, 2 Jan 06 15:04:05 -0700",
	"2 Jan 06 15:04:05 -0700",
	"Mon, 2 Jan 06 15:04:05 MST",
}

// zones are the names of zones that mean one offset everywhere in the trade.
var zones = map[string]string{
	"UT": "+0000", "UTC": "+0000", "GMT": "+0000", "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500",
	"MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700", "CET": "+0100", "CEST": "+0200",
}

// longest is the length of the longest text that can be a time.
const longest = 64

// Read reads a time. Its offset is kept; a date, or a time without an offset,
// is taken as UTC.
func Read(s string) (article.Timestamp, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > longest {
		return "", false
	}
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		if offset, ok := zones[s[i+1:]]; ok {
			s = s[:i+1] + offset
		}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 && t.Year() < 10000 {
			return article.Timestamp(t.Format(time.RFC3339Nano)), true
		}
	}
	return "", false
}

// Zone is the zone of a name that means one offset everywhere in the trade.
func Zone(name string) (*time.Location, bool) {
	t, err := time.Parse("-0700", zones[name])
	if err != nil {
		return nil, false
	}
	_, offset := t.Zone()
	return time.FixedZone(name, offset), true
}

// Set reads s into at. A time that cannot be read stays unknown and leaves a
// warning on the article; an empty one is simply not given.
func Set(a *article.Article, at *article.Timestamp, field, s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	t, ok := Read(s)
	if !ok {
		a.Warn("unreadable-date", field+": "+clip(s))
		return
	}
	*at = t
}

func clip(s string) string {
	if len(s) <= longest {
		return strings.ToValidUTF8(s, "")
	}
	return strings.ToValidUTF8(s[:longest], "") + "…"
}
