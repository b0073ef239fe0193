package record

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Decode reads a record. The article keeps data, so the caller must not change
// it. An error is the record's fault: it is too large or too deep, not valid
// UTF-8, not JSON, has a key twice, lacks a required member, is of a later
// major version, or has a span outside its text.
func Decode(data []byte) (article.Article, error) { return decode(data, false) }

// DecodeItem reads a record, or a ninjs item that no stage has seen: one
// without a wirewatch object, of which Encode then makes a record.
func DecodeItem(data []byte) (article.Article, error) { return decode(data, true) }

func decode(data []byte, item bool) (article.Article, error) {
	if len(data) > MaxSize {
		return article.Article{}, article.NewFault("too-large", "read record: %d bytes, at most %d are read", len(data), MaxSize)
	}
	top, err := members(data)
	if err != nil {
		return article.Article{}, err
	}
	d := decoder{data: data}
	for _, m := range top {
		d.ninjs(m)
	}
	ww, ok := find(top, "wirewatch")
	if !ok && item && d.err == nil && d.a.URI != "" {
		return d.a, nil
	}
	if !ok {
		return article.Article{}, bad("read record %q: no wirewatch object", d.a.URI)
	}
	if data[ww.valueStart] != '{' {
		return article.Article{}, bad("read record %q: wirewatch is no object", d.a.URI)
	}
	own, _, err := membersWithin(data, ww.valueStart)
	if err != nil {
		return article.Article{}, err
	}
	d.text, d.headline = newCodepoints(d.a.Text), newCodepoints(d.a.Headline)
	for _, m := range own {
		d.wirewatch(m)
	}
	if d.err == nil {
		d.err = d.required(own)
	}
	if d.err != nil {
		return article.Article{}, d.err
	}
	received(&d.a, data, ww.valueStart)
	return d.a, nil
}

// decoder fills an article from the members of a record. The first error stays.
type decoder struct {
	data           []byte
	a              article.Article
	text, headline codepoints
	err            error
}

func (d *decoder) required(own []member) error {
	if d.a.URI == "" {
		return bad("read record: no uri")
	}
	v, ok := find(own, "schemaVersion")
	if !ok {
		return bad("read record %q: no schemaVersion", d.a.URI)
	}
	var version string
	if err := json.Unmarshal(d.data[v.valueStart:v.valueEnd], &version); err != nil || !strings.HasPrefix(version, "1.") {
		return article.NewFault("schema-version", "read record %q: schema version %s, this reads 1.x", d.a.URI, d.data[v.valueStart:v.valueEnd])
	}
	return nil
}

// into decodes the value of m; a value of the wrong type is an error.
func (d *decoder) into(m member, value any) {
	if d.err != nil {
		return
	}
	raw := d.data[m.valueStart:m.valueEnd]
	if s, ok := value.(*string); ok {
		if text, plain := unquote(raw); plain {
			*s = text
			return
		}
	}
	if err := json.Unmarshal(raw, value); err != nil {
		d.err = bad("read record %q: %s: %w", d.a.URI, m.name, err)
	}
}

// stamp decodes a time.
func (d *decoder) stamp(m member, t *article.Timestamp) { d.into(m, (*string)(t)) }

// ninjs takes a member of ninjs.
func (d *decoder) ninjs(m member) {
	a := &d.a
	switch m.name {
	case "uri":
		d.into(m, &a.URI)
	case "type":
		d.into(m, &a.Type)
	case "version":
		d.into(m, &a.Version)
	case "firstCreated":
		d.stamp(m, &a.FirstCreated)
	case "versionCreated":
		d.stamp(m, &a.VersionCreated)
	case "contentCreated":
		d.stamp(m, &a.ContentCreated)
	case "embargoedUntil":
		d.stamp(m, &a.EmbargoedUntil)
	case "pubStatus":
		d.into(m, &a.PubStatus)
	case "urgency":
		d.into(m, &a.Urgency)
	case "language":
		d.into(m, &a.Language)
	case "copyrightHolder":
		d.into(m, &a.CopyrightOwner)
	case "copyrightNotice":
		d.into(m, &a.CopyrightNote)
	case "usageTerms":
		d.into(m, &a.UsageTerms)
	case "edNote":
		d.into(m, &a.EdNote)
	case "by":
		d.into(m, &a.By)
	case "slugline":
		d.into(m, &a.Slugline)
	case "located":
		d.into(m, &a.Located)
	case "headlines", "bodies", "descriptions":
		d.texts(m)
	case "people":
		d.concepts(m, &a.People)
	case "organisations":
		d.concepts(m, &a.Organisations)
	case "places":
		d.concepts(m, &a.Places)
	case "subjects":
		d.concepts(m, &a.Subjects)
	case "infoSources":
		d.concepts(m, &a.InfoSources)
	case "altIds":
		d.into(m, &a.AltIDs)
	case "associations":
		d.media(m)
	}
}

// texts takes the headlines, the bodies or the descriptions.
func (d *decoder) texts(m member) {
	i := 0
	d.each(m, func(fields []member) {
		var role, value string
		for _, f := range fields {
			switch f.name {
			case "role":
				d.into(f, &role)
			case "value":
				d.into(f, &value)
			}
		}
		switch {
		case m.name == "descriptions":
			if role == "summary" {
				d.a.Summary = value
			}
		case i == 0 && m.name == "bodies":
			d.a.Text = value
		case i == 0:
			d.a.Headline = value
		case role == "sub" && m.name == "headlines":
			d.a.Subheadline = value
		}
		i++
	})
}

// each gives the members of each object of a list.
func (d *decoder) each(m member, take func([]member)) {
	if d.err != nil || bytes.Equal(d.data[m.valueStart:m.valueEnd], []byte("null")) {
		return
	}
	objects, err := objectsWithin(d.data, m.valueStart)
	if err != nil {
		d.err = bad("read record %q: %s: %w", d.a.URI, m.name, err)
		return
	}
	for _, fields := range objects {
		take(fields)
	}
}

func (d *decoder) concepts(m member, out *[]article.Concept) {
	d.each(m, func(fields []member) {
		var c article.Concept
		d.strings(fields, map[string]*string{"name": &c.Name, "uri": &c.URI, "rel": &c.Rel, "role": &c.Role})
		*out = append(*out, c)
	})
}

func (d *decoder) steps(m member) {
	d.each(m, func(fields []member) {
		var s article.Step
		d.strings(fields, map[string]*string{"stage": &s.Stage, "version": &s.Version, "model": &s.Model})
		d.a.Steps = append(d.a.Steps, s)
	})
}

func (d *decoder) warnings(m member) {
	d.each(m, func(fields []member) {
		var w article.Warning
		var start, end int
		d.strings(fields, map[string]*string{"code": &w.Code, "detail": &w.Detail})
		for _, f := range fields {
			switch f.name {
			case "start":
				d.into(f, &start)
			case "end":
				d.into(f, &end)
			}
		}
		w.Span = d.span(article.MainText, start, end)
		d.a.Warnings = append(d.a.Warnings, w)
	})
}

// strings takes the fields that are named; others are for later versions.
func (d *decoder) strings(fields []member, into map[string]*string) {
	for _, f := range fields {
		if to := into[f.name]; to != nil {
			d.into(f, to)
		}
	}
}

// wirewatch takes a member of the wirewatch object.
func (d *decoder) wirewatch(m member) {
	a := &d.a
	switch m.name {
	case "source":
		d.source(m)
	case "lane":
		d.into(m, &a.Source.Lane)
	case "pipeline":
		d.steps(m)
	case "text":
		d.textObject(m)
	case "dateline":
		d.into(m, &a.Dateline)
	case "editorial":
		d.editorial(m)
	case "keywords":
		d.into(m, &a.Keywords)
	case "warnings":
		d.warnings(m)
	case "entities":
		d.mentions(m)
	case "attributions":
		d.attributions(m)
	case "threats":
		a.Detections = d.detections(m)
	case "considered":
		a.Considered = d.detections(m)
	case "tracking":
		d.into(m, &a.Tracking)
	case "story":
		d.story(m)
	case "routes":
		d.into(m, &a.Routes)
	case "routing":
		d.into(m, &a.Routing)
	}
}

func (d *decoder) source(m member) {
	if d.err != nil {
		return
	}
	fields, _, err := membersWithin(d.data, m.valueStart)
	if err != nil {
		d.err = bad("read record %q: source: %w", d.a.URI, err)
		return
	}
	s := &d.a.Source
	into := map[string]*string{
		"provider": &s.Provider, "format": &s.Format, "formatVersion": &s.FormatVersion, "profile": &s.Profile, "rawSha256": &s.RawSHA256,
		"charset": &s.Charset, "topic": &s.Topic, "received": (*string)(&s.Received), "name": &s.Name,
	}
	d.strings(fields, into)
	for _, f := range fields {
		switch f.name {
		case "partition":
			d.into(f, &s.Partition)
		case "offset":
			d.into(f, &s.Offset)
		case "item":
			d.into(f, &s.Item)
		}
	}
}

func (d *decoder) editorial(m member) {
	var v struct {
		Action  article.Action
		TakeKey string
		Signals []string
		Hold    bool

		Corrects, Priority string
		WordCount          int
	}
	d.into(m, &v)
	d.a.Editorial = article.Editorial{
		Action: v.Action, TakeKey: v.TakeKey, Signals: v.Signals,
		Corrects: v.Corrects, Priority: v.Priority, WordCount: v.WordCount,
	}
	d.a.Hold = v.Hold
}

func (d *decoder) media(m member) {
	var list []struct {
		URI, Type    string
		Descriptions []struct{ Value string }
		Renditions   []struct{ Href string }
	}
	d.into(m, &list)
	for _, v := range list {
		o := article.Media{URI: v.URI, Type: v.Type}
		if len(v.Descriptions) > 0 {
			o.Caption = v.Descriptions[0].Value
		}
		if len(v.Renditions) > 0 {
			o.Address = v.Renditions[0].Href
		}
		d.a.Media = append(d.a.Media, o)
	}
}

func (d *decoder) textObject(m member) {
	var v struct {
		RemovedFurniture []article.Furniture
		Sentences        []struct {
			Start, End int
			Cut        bool
		}
	}
	d.into(m, &v)
	d.a.Furniture = v.RemovedFurniture
	for _, s := range v.Sentences {
		d.a.Sentences = append(d.a.Sentences, article.Sentence{Span: d.span(article.MainText, s.Start, s.End), Cut: s.Cut})
	}
}

func (d *decoder) story(m member) {
	var v struct {
		ID                 string
		Revision           int
		FirstSeen          article.Timestamp
		Members            int
		IndependentSources int
	}
	d.into(m, &v)
	d.a.Story = &article.Story{ID: v.ID, Revision: v.Revision, FirstSeen: v.FirstSeen, Members: v.Members, Sources: v.IndependentSources}
}

// span turns a span of the record; one outside its text is an error.
func (d *decoder) span(f article.Field, start, end int) article.Span {
	c := &d.text
	if f == article.MainHeadline {
		c = &d.headline
	}
	s, ok := c.span(start, end)
	if !ok && d.err == nil {
		d.err = article.NewFault("bad-span", "read record %q: span %d-%d is outside its text", d.a.URI, start, end)
	}
	return s
}
