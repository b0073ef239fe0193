package record

import (
	"strconv"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// ninjs writes the members of ninjs 3.1.
func (e *encoder) ninjs() {
	a := e.a
	t := e.builder.text
	e.key("uri")
	e.quote(a.URI)
	e.key("type")
	e.quote(or(a.Type, "text"))
	e.key("version")
	e.quote(or(a.Version, "1"))
	t("firstCreated", string(a.FirstCreated))
	t("versionCreated", string(a.VersionCreated))
	t("contentCreated", string(a.ContentCreated))
	t("embargoedUntil", string(a.EmbargoedUntil))
	e.key("pubStatus")
	e.quote(or(a.PubStatus, "usable"))
	if a.Urgency != 0 {
		e.number("urgency", a.Urgency)
	}
	t("language", or(a.Language, "und"))
	t("copyrightHolder", a.CopyrightOwner)
	t("copyrightNotice", a.CopyrightNote)
	t("usageTerms", a.UsageTerms)
	t("edNote", a.EdNote)
	e.object("standard", func() {
		t("name", "ninjs")
		t("version", "3.1")
		t("schema", SchemaURI)
	})
	e.headlines()
	if a.Text != "" {
		e.key("bodies")
		e.open('[')
		e.open('{')
		t("role", "main")
		t("contentType", "text/plain")
		if a.Editorial.WordCount > 0 {
			e.number("wordCount", a.Editorial.WordCount)
		}
		t("value", a.Text)
		e.close('}')
		e.close(']')
	}
	if a.Summary != "" {
		list(&e.builder, "descriptions", []string{a.Summary}, func(s string) {
			t("role", "summary")
			t("contentType", "text/plain")
			t("value", s)
		})
	}
	t("by", a.By)
	t("slugline", a.Slugline)
	t("located", a.Located)
	e.concepts("people", a.People)
	e.concepts("organisations", a.Organisations)
	e.concepts("places", a.Places)
	e.concepts("subjects", a.Subjects)
	e.concepts("infoSources", a.InfoSources)
	if len(a.AltIDs) > 0 {
		list(&e.builder, "altIds", a.AltIDs, func(id article.AltID) {
			t("role", id.Role)
			t("value", id.Value)
		})
	}
	e.media()
}

// media writes what goes with the item, each under a name of its own.
func (e *encoder) media() {
	if len(e.a.Media) == 0 {
		return
	}
	t, n := e.builder.text, 0
	list(&e.builder, "associations", e.a.Media, func(m article.Media) {
		n++
		t("name", "media-"+strconv.Itoa(n))
		t("uri", m.URI)
		t("type", m.Type)
		if m.Caption != "" {
			list(&e.builder, "descriptions", []string{m.Caption}, func(s string) {
				t("contentType", "text/plain")
				t("value", s)
			})
		}
		if m.Address != "" {
			list(&e.builder, "renditions", []string{m.Address}, func(s string) {
				t("name", "main")
				t("href", s)
			})
		}
	})
}

func (e *encoder) headlines() {
	if e.a.Headline == "" {
		return
	}
	e.key("headlines")
	e.open('[')
	e.open('{')
	e.builder.text("role", "main")
	e.builder.text("value", e.a.Headline)
	e.close('}')
	if e.a.Subheadline != "" {
		e.open('{')
		e.builder.text("role", "sub")
		e.builder.text("value", e.a.Subheadline)
		e.close('}')
	}
	e.close(']')
}

func (e *encoder) concepts(name string, concepts []article.Concept) {
	if len(concepts) == 0 {
		return
	}
	list(&e.builder, name, concepts, func(c article.Concept) {
		e.builder.text("name", c.Name)
		e.builder.text("uri", c.URI)
		if name == "infoSources" {
			e.builder.text("role", c.Role)
			return
		}
		e.builder.text("rel", c.Rel)
	})
}

// or gives value, or fallback where value is empty.
func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
