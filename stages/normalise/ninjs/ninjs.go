// Package ninjs reads IPTC ninjs in its three namings: 1.x (body_text, person,
// versioncreated), 2.x (bodies, people, versioncreated) and 3.x (bodies,
// people, versionCreated); one item or an array of them.
package ninjs

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
)

// Parse reads the items of a document. An item that is no news object comes
// back with its error.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	v, err := strictjson.Parse(raw, strictjson.Limits{Depth: lim.Depth, Tokens: lim.Tokens})
	if err != nil {
		return nil, err
	}
	return List("ninjs", v, lim, Item)
}

// List makes drafts of the objects of a document: of an array, of the member
// items, or of the one object.
func List(format string, v any, lim draft.Limits, item func(strictjson.Object) draft.Draft) ([]draft.Draft, error) {
	list, many := v.([]any)
	if o, ok := v.(strictjson.Object); ok && !many {
		for _, name := range [...]string{"items", "item"} {
			if inner, ok := o[name].([]any); ok && o["uri"] == nil && !many {
				list, many = inner, true
			}
		}
	}
	if !many {
		list = []any{v}
	}
	if len(list) == 0 {
		return nil, article.NewFault("no-content", "read %s: a list of nothing", format)
	}
	if len(list) > lim.Items {
		return nil, article.NewFault("too-many-items", "read %s: %d items, at most %d", format, len(list), lim.Items)
	}
	out := make([]draft.Draft, 0, len(list))
	for i, e := range list {
		d := draft.Draft{Err: article.NewFault("no-content", "read %s: not an object", format)}
		if o, ok := e.(strictjson.Object); ok {
			d = item(o)
		}
		d.Index = i
		if many {
			d.Part, _ = json.Marshal(e) // a value that was read can be written
		}
		out = append(out, d)
	}
	return out, nil
}

// Item reads one object.
func Item(o strictjson.Object) draft.Draft {
	var d draft.Draft
	a := &d.Article
	a.URI, a.Type, a.Version = o.Text("uri", "guid"), o.Text("type"), o.Text("version")
	if a.URI == "" && a.Type == "" && o.Text("headline", "title", "body_text", "body_xhtml", "body_html") == "" && o["headlines"] == nil && o["bodies"] == nil {
		d.Err = article.NewFault("no-content", "read ninjs: neither uri nor headline nor body")
		return d
	}
	a.Source.FormatVersion = version(o)
	clock.Set(a, &a.FirstCreated, "firstCreated", o.Text("firstCreated", "firstcreated"))
	clock.Set(a, &a.VersionCreated, "versionCreated", o.Text("versionCreated", "versioncreated"))
	clock.Set(a, &a.ContentCreated, "contentCreated", o.Text("contentCreated", "contentcreated"))
	if e := o.Text("embargoedUntil", "embargoed"); e != "" {
		clock.Set(a, &a.EmbargoedUntil, "embargoedUntil", e)
		if a.EmbargoedUntil == "" { // an embargo that cannot be read holds for good
			a.PubStatus = "withheld"
		}
	}
	if s := o.Text("pubStatus", "pubstatus"); s != "" {
		a.PubStatus = s
	}
	a.Editorial.Priority = o.Text("urgency")
	a.Urgency, _ = strconv.Atoi(a.Editorial.Priority)
	a.Language, a.By, a.Slugline = o.Text("language"), o.Text("by", "byline"), o.Text("slugline")
	a.Located = o.Text("located")
	a.CopyrightOwner, a.CopyrightNote = o.Text("copyrightHolder", "copyrightholder"), o.Text("copyrightNotice", "copyrightnotice")
	a.UsageTerms = o.Text("usageTerms", "usageterms")
	note := markup.HTML(o.Text("edNote", "ednote"))
	a.EdNote, d.Hidden = note.Text, append(d.Hidden, note.Hidden...)
	a.Source.Provider = o.Text("provider", "source")
	a.Keywords = o.Words("keywords")
	a.People, a.Organisations = concepts(o.List("people", "person")), concepts(o.List("organisations", "organisation"))
	a.Places, a.Subjects = concepts(o.List("places", "place")), concepts(o.List("subjects", "subject"))
	a.InfoSources = concepts(o.List("infoSources", "infosources", "infosource"))
	a.AltIDs = altIDs(o)
	a.Media = media(o)
	if w, ok := o["wirewatch"].(strictjson.Object); ok { // our own record fed again
		a.Keywords = append(a.Keywords, w.Words("keywords")...)
	}
	headlines(a, o)
	body(&d, o)
	return d
}

// version tells the generation by its names where the item does not say.
func version(o strictjson.Object) string {
	if std, ok := o["standard"].(strictjson.Object); ok && std.Text("version") != "" {
		return std.Text("version")
	}
	if s := o.Text("$standard"); s != "" {
		return s
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { _, ok := o[n]; return ok })
	}
	switch {
	case has("versionCreated", "pubStatus", "firstCreated", "copyrightNotice"):
		return "3.x"
	case has("body_text", "body_xhtml", "person", "headline", "byline", "place", "subject"):
		return "1.x"
	}
	return "2.x"
}

// altIDs reads the other ids: objects with role and value, or, in 1.x, values
// under their roles.
func altIDs(o strictjson.Object) []article.AltID {
	var out []article.AltID
	if named, ok := o["altids"].(strictjson.Object); ok && named.Text("value") == "" {
		for _, role := range slices.Sorted(maps.Keys(named)) {
			if v := named.Text(role); v != "" {
				out = append(out, article.AltID{Role: role, Value: v})
			}
		}
		return out
	}
	for _, id := range o.List("altIds", "altids") {
		if v := id.Text("value"); v != "" {
			out = append(out, article.AltID{Role: id.Text("role"), Value: v})
		}
	}
	return out
}

func concepts(list []strictjson.Object) []article.Concept {
	var out []article.Concept
	for _, o := range list {
		c := article.Concept{Name: o.Text("name", "fullname", "literal"), URI: o.Text("uri", "href"), Rel: o.Text("rel"), Role: o.Text("role")}
		if code := o.Text("code", "qcode"); c.URI == "" && code != "" {
			c.URI = join(o.Text("scheme"), code)
		}
		if c.Name == "" {
			c.Name = c.URI
		}
		if c.Name != "" {
			out = append(out, c)
		}
	}
	return out
}

// join makes a uri of a scheme, which may be an address or an alias, and a
// code, which may have its scheme in it.
func join(scheme, code string) string {
	switch {
	case scheme == "" || strings.Contains(code, ":"):
		return code
	case strings.HasSuffix(scheme, "/"), strings.HasSuffix(scheme, ":"), strings.HasSuffix(scheme, "#"):
		return scheme + code
	case strings.Contains(scheme, "/"):
		return scheme + "/" + code
	}
	return scheme + ":" + code
}

func headlines(a *article.Article, o strictjson.Object) {
	for _, h := range o.List("headlines") {
		value := markup.HTML(h.Text("value")).Text
		switch role := strings.ToLower(h.Text("role")); {
		case value == "":
		case strings.Contains(role, "sub") && a.Subheadline == "":
			a.Subheadline = value
		case role == "main" || a.Headline == "":
			a.Headline = value
		}
	}
	for _, name := range [...]string{"headline", "headline_main", "title"} {
		if a.Headline == "" {
			a.Headline = markup.HTML(o.Text(name)).Text
		}
	}
}

// body takes the main body: the one with the role main, else the longest, and
// of the same text the marked-up form, which knows its paragraphs.
func body(d *draft.Draft, o strictjson.Object) {
	var best markup.Result
	rank := -1
	take := func(role, kind, value string) {
		r := read(kind, value)
		n := len(r.Text)
		if markup.NonPublic(role) {
			d.Hide(len([]rune(r.Text)))
			return
		}
		if n > 0 && strings.EqualFold(role, "main") {
			n += 1 << 30
		}
		if strings.Contains(r.Text, "\n\n") {
			n += n / 4
		}
		if kind != "text" && !strings.Contains(kind, "plain") {
			n += n / 8 // markup knows what is no text
		}
		if n > rank && r.Text != "" {
			best, rank = r, n
		}
	}
	for _, b := range o.List("bodies") {
		if n, err := strconv.Atoi(b.Text("wordCount", "wordcount")); err == nil && d.Editorial.WordCount == 0 {
			d.Editorial.WordCount = n
		}
		take(b.Text("role"), b.Text("contentType", "contenttype"), b.Text("value"))
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if kind, ok := strings.CutPrefix(name, "body_"); ok {
			take("", kind, o.Text(name))
		}
	}
	if n, err := strconv.Atoi(o.Text("wordcount")); err == nil && d.Editorial.WordCount == 0 {
		d.Editorial.WordCount = n
	}
	d.Text, d.Furniture = best.Text, best.Furniture
	d.Hidden = append(d.Hidden, best.Hidden...)
	d.By = cmp.Or(d.By, best.Byline)
	d.Summary = description(o)
	if d.Text == "" {
		d.Text = d.Summary
	}
}

// description gives what an item without body says of itself.
func description(o strictjson.Object) string {
	text := read("", o.Text("description_text", "description_xhtml", "description_html", "description_caption", "description_summary")).Text
	for _, x := range o.List("descriptions") {
		if r := read(x.Text("contentType", "contenttype"), x.Text("value")).Text; text == "" || x.Text("role") == "main" {
			text = r
		}
	}
	return text
}

func read(kind, value string) markup.Result {
	if strings.Contains(kind, "plain") || kind == "text" || !strings.Contains(value, "</") && !strings.Contains(value, "<br") {
		return markup.Plain(value)
	}
	return markup.HTML(value)
}
