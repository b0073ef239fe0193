package normalise

import (
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/dateline"
)

// embargo reads the end of an embargo off the note of an item that does not
// say otherwise when it may be used, whatever its status: "Embargoed to 0001
// Tuesday June 03", by the clock of the item's own times, or "until 0800 GMT,
// May 3". What does not fit together, such as a Tuesday that is none, is no
// end: the item keeps its status.
func embargo(a *article.Article) {
	at, ok := a.VersionCreated.Time()
	if a.EmbargoedUntil != "" || !ok || a.EdNote == "" || strings.Contains(strings.ToLower(a.EdNote), "lifted") {
		return
	}
	switch strings.ToLower(a.PubStatus) {
	case "", "usable", "embargoed", "withheld":
	default:
		return
	}
	words := strings.FieldsFunc(bounded(a.EdNote), func(r rune) bool { return strings.ContainsRune(" \n,.()", r) })
	for i, w := range words {
		if w = strings.ToLower(w); !strings.HasPrefix(w, "embargo") || i+2 >= len(words) {
			continue
		}
		if end, ok := endOf(words[i+1:], at); ok {
			a.EmbargoedUntil, a.PubStatus = article.Stamp(end), "usable"
			return
		}
	}
}

// endOf reads "to 0001 Tuesday June 03", in the year that makes it follow at.
func endOf(words []string, at time.Time) (time.Time, bool) {
	switch strings.ToLower(words[0]) {
	case "to", "until", "till":
		words = words[1:]
	}
	hour, err := time.Parse("1504", strings.ReplaceAll(strings.TrimSuffix(strings.ToLower(words[0]), "hrs"), ":", ""))
	if err != nil || len(words) < 3 {
		return time.Time{}, false
	}
	words, zone := words[1:], at.Location()
	if named, ok := clock.Zone(words[0]); ok {
		words, zone = words[1:], named
	}
	if strings.EqualFold(words[0], "on") {
		words = words[1:]
	}
	if len(words) < 2 {
		return time.Time{}, false
	}
	weekday := ""
	if len(words) > 2 && len(words[0]) > 3 && strings.HasSuffix(strings.ToLower(words[0]), "day") {
		weekday, words = words[0], words[1:]
	}
	for _, year := range [...]int{at.Year(), at.Year() + 1} {
		date, ok := dateline.Date(words[0]+" "+words[1], year)
		day, err := time.ParseInLocation(time.DateOnly, date, zone)
		if !ok || err != nil || !strings.EqualFold(weekday, day.Weekday().String()) && weekday != "" {
			continue
		}
		if end := day.Add(time.Duration(hour.Hour())*time.Hour + time.Duration(hour.Minute())*time.Minute); end.After(at) && end.Before(at.AddDate(0, 3, 0)) {
			return end, true
		}
	}
	return time.Time{}, false
}
