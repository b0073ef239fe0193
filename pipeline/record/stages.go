package record

import (
	"slices"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// stage writes the members of the wirewatch object that a stage owns. A stage
// that this version does not know owns none here: its members are in the bytes
// received.
func (e *encoder) stage(name string) {
	switch name {
	case stageTag:
		list(&e.builder, "entities", e.a.Mentions, e.mention)
	case stageDetect:
		list(&e.builder, "attributions", e.a.Attributions, e.attribution)
		list(&e.builder, "threats", e.a.Detections, e.detection)
		if len(e.a.Considered) > 0 {
			list(&e.builder, "considered", e.a.Considered, e.detection)
		}
	case stageTrack:
		e.tracking()
		e.story()
	case stagePublish:
		e.words("routes", e.a.Routes)
		e.builder.text("routing", e.a.Routing)
	}
}

func (e *encoder) mention(m article.Mention) {
	t := e.builder.text
	t("id", m.ID)
	t("type", m.Type)
	t("subtype", m.Subtype)
	t("field", string(m.Field))
	e.span(e.in(m.Field), m.Span)
	printed := m.In(e.a.In(m.Field))
	again := e.again(&m, printed)
	if m.Canonical != printed && !again { // a name that stands in full is not written twice
		t("canonical", m.Canonical)
	}
	e.decimal("confidence", m.Score)
	t("found", m.Found)
	if m.Cut {
		e.flag("cut", true)
	}
	if r := m.Role; r != nil {
		e.object("role", func() {
			t("text", r.Text)
			t("office", r.Office)
			t("polity", r.Polity)
		})
	}
	switch {
	case m.Link == nil:
	case again:
		e.object("link", func() { t("id", m.Link.ID) })
	default:
		e.object("link", func() { e.link(m.Link, printed) })
	}
	t("entity", m.Entity)
}

// again reports whether a linked mention repeats an earlier one: the same
// entity in the same words for the same reason. Of its link only the id is
// written; the rest stands at the first.
func (e *encoder) again(m *article.Mention, printed string) bool {
	if m.Link == nil || m.Link.ID == "" || m.Entity == "" {
		return false
	}
	key := m.Entity + "\x00" + printed
	first, ok := e.first[key]
	if !ok {
		if e.first == nil {
			e.first = map[string]*article.Mention{}
		}
		e.first[key] = m
		return false
	}
	l, f := m.Link, first.Link
	return m.Canonical == first.Canonical && l.ID == f.ID && l.Via == f.Via && l.Score == f.Score && l.Alias == f.Alias && len(l.Candidates)+len(f.Candidates) == 0
}

// link writes a link. What an id stands for is written once, at the first link
// to it, and an alias only where it is not what is printed.
func (e *encoder) link(l *article.Link, printed string) {
	t := e.builder.text
	e.key("id")
	e.quote(l.ID)
	known := l.ID != "" && slices.Contains(e.linked, l.ID)
	if !known {
		e.linked = append(e.linked, l.ID)
		t("name", l.Name)
		t("country", l.Country)
		t("admin1", l.Admin1)
	}
	if l.Point != nil && !known {
		e.key("point")
		e.open('[')
		e.float(l.Point[0])
		e.comma()
		e.float(l.Point[1])
		e.close(']')
	}
	e.decimal("score", l.Score)
	t("via", l.Via)
	if l.Alias != printed {
		t("alias", l.Alias)
	}
	if len(l.Candidates) > 0 {
		list(&e.builder, "candidates", l.Candidates, func(c article.Candidate) {
			t("id", c.ID)
			t("name", c.Name)
			e.decimal("score", c.Score)
		})
	}
}

func (e *encoder) attribution(t article.Attribution) {
	if t.Source != nil {
		e.object("source", func() { e.ref(*t.Source) })
	}
	if t.Cue.Len() > 0 {
		e.object("cue", func() { e.span(&e.text, t.Cue) })
	}
	list(&e.builder, "content", t.Content, func(s article.Span) { e.span(&e.text, s) })
	e.builder.text("kind", t.Kind)
	if t.Denied {
		e.flag("denied", true)
	}
}

// ref writes an entity reference, with the words and their place where they
// are known.
func (e *encoder) ref(r article.Ref) {
	if r.Span.Len() > 0 {
		e.span(&e.text, r.Span)
	} else {
		e.builder.text("text", r.Text)
	}
	e.builder.text("entity", r.Entity)
}

func (e *encoder) refs(name string, refs []article.Ref) {
	if len(refs) > 0 {
		list(&e.builder, name, refs, e.ref)
	}
}

func (e *encoder) detection(d article.Detection) {
	t := e.builder.text
	t("theme", d.Theme)
	e.codes(d.Codes)
	e.flag("live", d.Live())
	t("status", string(d.Status))
	t("statusDetail", string(d.Detail))
	e.key("score")
	e.float(d.Score)
	if d.Severity != 0 {
		e.number("severity", d.Severity)
	}
	e.words("severityReasons", d.Reasons)
	if d.SaidBy != nil {
		e.object("attributedTo", func() { e.ref(*d.SaidBy) })
	}
	if d.DeniedBy != nil {
		e.object("deniedBy", func() { e.ref(*d.DeniedBy) })
	}
	e.refs("actors", d.Actors)
	e.refs("targets", d.Targets)
	e.refs("places", d.Places)
	if w := d.When; w != nil {
		e.object("when", func() {
			t("text", w.Text)
			t("from", w.From)
			t("to", w.To)
		})
	}
	if len(d.Numbers) > 0 {
		list(&e.builder, "quantities", d.Numbers, e.quantity)
	}
	t("position", d.Position)
	t("rule", d.Rule)
	t("model", d.Model)
	t("why", d.Why)
	list(&e.builder, "evidence", d.Evidence, func(v article.Evidence) {
		t("field", string(v.Field))
		e.span(e.in(v.Field), v.Span)
		if v.Rule != d.Rule {
			t("rule", v.Rule)
		}
	})
	if d.Statement > 0 {
		e.number("attribution", d.Statement-1)
	}
}

func (e *encoder) codes(c article.Codes) {
	e.object("codes", func() {
		e.words("medtop", c.Medtop)
		e.words("gdelt", c.GDELT)
		e.words("cameo", c.CAMEO)
		e.words("plover", c.PLOVER)
	})
}

func (e *encoder) quantity(q article.Quantity) {
	e.key("value")
	e.float(q.Value)
	e.decimal("low", q.Low)
	e.decimal("high", q.High)
	e.builder.text("unit", q.Unit)
	e.builder.text("kind", q.Kind)
	e.builder.text("hedge", q.Hedge)
	e.span(&e.text, q.Span)
}

func (e *encoder) tracking() {
	t := e.a.Tracking
	if t == nil {
		return
	}
	e.object("tracking", func() {
		e.builder.text("action", string(t.Action))
		e.builder.text("of", t.Of)
		e.decimal("similarity", t.Similarity)
		e.builder.text("via", t.Via)
		e.words("supersedes", t.Supersedes)
		if len(t.Changed) > 0 {
			list(&e.builder, "changed", t.Changed, func(c article.Change) {
				e.builder.text("field", c.Field)
				e.builder.text("from", c.From)
				e.builder.text("to", c.To)
			})
		}
	})
}

func (e *encoder) story() {
	s := e.a.Story
	if s == nil {
		return
	}
	e.object("story", func() {
		e.builder.text("id", s.ID)
		e.number("revision", s.Revision)
		e.builder.text("firstSeen", string(s.FirstSeen))
		e.number("members", s.Members)
		e.number("independentSources", s.Sources)
	})
}
