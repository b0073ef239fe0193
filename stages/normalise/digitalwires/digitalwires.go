// Package digitalwires reads the JSON of dpa digitalwires: one topicle, a list
// of them, or the entries of a feed.
package digitalwires

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/markup"
	"github.com/wirewatch/wirewatch/stages/normalise/ninjs"
	"github.com/wirewatch/wirewatch/stages/normalise/parts"
	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
)

// Parse reads the items of a document.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	v, err := strictjson.Parse(raw, strictjson.Limits{Depth: lim.Depth, Tokens: lim.Tokens})
	if err != nil {
		return nil, err
	}
	if o, ok := v.(strictjson.Object); ok && o["urn"] == nil {
		for _, name := range [...]string{"entries", "items", "topicles", "entry"} {
			if inner, ok := o[name]; ok {
				v = inner
				break
			}
		}
	}
	return ninjs.List("digitalwires", v, lim, item)
}

func item(o strictjson.Object) draft.Draft {
	var d draft.Draft
	a := &d.Article
	a.URI, a.Version = o.Text("urn", "uri", "entry_id"), o.Text("version")
	if a.URI == "" && o.Text("headline", "article_html") == "" {
		d.Err = article.NewFault("no-content", "read digitalwires: neither urn nor headline nor article")
		return d
	}
	if id := o.Text("entry_id"); id != "" && id != a.URI {
		a.AltIDs = append(a.AltIDs, article.AltID{Role: "entry_id", Value: id})
	}
	a.Headline, a.Subheadline = plain(o.Text("headline")), plain(o.Text("subhead", "subheadline"))
	a.By, a.Language, a.Slugline = plain(o.Text("byline", "by")), o.Text("language"), o.Text("slug", "slugline")
	a.Dateline.Text = plain(o.Text("dateline"))
	a.Editorial.Priority = o.Text("urgency")
	a.Urgency, _ = strconv.Atoi(a.Editorial.Priority)
	a.CopyrightNote, a.CopyrightOwner = o.Text("copyrightnotice"), o.Text("copyrightholder")
	a.UsageTerms = o.Text("usageterms")
	a.Source.Provider = o.Text("provider", "source")
	a.EdNote = plain(o.Text("ednote", "ednote_html"))
	times(a, o)
	a.PubStatus = cmp.Or(a.PubStatus, strings.ToLower(o.Text("pubstatus")))
	a.Editorial.Signals = o.Words("signals")
	if line := o.Text("creditline"); line != "" {
		a.InfoSources = append(a.InfoSources, article.Concept{Name: line, Role: "credit"})
	}
	categories(a, o)
	media(a, o)
	content(&d, o)
	return d
}

// plain gives the text of a line that may hold markup.
func plain(s string) string { return markup.HTML(s).Text }

func times(a *article.Article, o strictjson.Object) {
	clock.Set(a, &a.VersionCreated, "version_created", o.Text("version_created", "updated"))
	clock.Set(a, &a.FirstCreated, "first_created", o.Text("first_created", "created"))
	clock.Set(a, &a.ContentCreated, "content_created", o.Text("content_created"))
	for _, name := range [...]string{"embargoed", "embargoed_until", "embargo"} {
		if s := o.Text(name); s != "" {
			clock.Set(a, &a.EmbargoedUntil, name, s)
			if a.EmbargoedUntil == "" {
				a.PubStatus = "withheld"
			}
		}
	}
}

// categories files the categories by their type.
func categories(a *article.Article, o strictjson.Object) {
	for _, c := range o.List("categories") {
		concept := article.Concept{Name: c.Text("name"), URI: c.Text("qcode", "uri", "urn")}
		concept.Name = cmp.Or(concept.Name, concept.URI)
		kind := strings.ToLower(c.Text("type"))
		kind = kind[strings.LastIndexByte(kind, ':')+1:]
		switch {
		case kind == "keyword":
			a.Keywords = append(a.Keywords, concept.Name)
		case strings.HasPrefix(kind, "geo"), strings.Contains(kind, "place"), kind == "poi":
			a.Places = append(a.Places, concept)
		case strings.Contains(kind, "person"):
			a.People = append(a.People, concept)
		case strings.Contains(kind, "org"):
			a.Organisations = append(a.Organisations, concept)
		case kind == "desk", kind == "genre", kind == "scope", kind == "service", kind == "rubric":
		default:
			a.Subjects = append(a.Subjects, concept)
		}
	}
	a.Keywords = append(append(a.Keywords, o.Words("keyword_names")...), o.Words("keywords")...)
	for _, name := range append(o.Words("place_names"), o.Words("geosubject_names")...) {
		a.Places = append(a.Places, article.Concept{Name: name})
	}
	for _, r := range o.Words("rubric_names") {
		a.Subjects = append(a.Subjects, article.Concept{Name: r})
	}
	if a.Slugline == "" {
		a.Slugline = strings.Join(a.Keywords, "/")
	}
}

func media(a *article.Article, o strictjson.Object) {
	for _, x := range o.List("associations") {
		m := article.Media{URI: x.Text("urn", "uri"), Type: x.Text("type"), Caption: plain(x.Text("caption", "headline"))}
		for _, r := range x.List("renditions") {
			m.Address = cmp.Or(m.Address, r.Text("url", "href"))
		}
		switch m.Type {
		case "image", "":
			m.Type = "picture"
		case "audio", "video", "graphic", "text":
		default:
			m.Type = "component"
		}
		if m.URI = cmp.Or(m.URI, m.Address); m.URI != "" {
			a.Media = append(a.Media, m)
		}
	}
}

// content reads article, teaser and notepad.
func content(d *draft.Draft, o strictjson.Object) {
	list := []parts.Part{{Result: markup.HTML(o.Text("article_html", "article", "body_html"))}}
	if t := o.Text("teaser", "teaser_html"); t != "" {
		list = append(list, parts.Part{Role: parts.Teaser, Result: markup.HTML(t)})
	}
	parts.Fill(d, list)
	if pad, ok := o["notepad"].(strictjson.Object); ok {
		for _, name := range slices.Sorted(maps.Keys(pad)) {
			notepad(d, name, pad.Text(name))
		}
	}
	notepad(d, "notepad_public", o.Text("notepad_public", "notepad_public_html"))
	notepad(d, "notepad_nonpublic", o.Text("notepad_nonpublic", "notepad_nonpublic_html"))
}

func notepad(d *draft.Draft, name, text string) {
	r := markup.HTML(text)
	switch {
	case r.Text == "" && len(r.Hidden) == 0:
	case markup.NonPublic(name) || len(r.Hidden) > 0:
		d.Hide(utf8.RuneCountInString(r.Text))
		d.Hidden = append(d.Hidden, r.Hidden...)
	case strings.Contains(name, "public"):
		d.Furnish("notepad", r.Text)
	}
}
