package record

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Encode gives the record of an article: the bytes it was received in with the
// members of the stages it has been through since, or, for an article made in
// this process, the same bytes built from its fields. An error is the
// article's fault: text that is not UTF-8, or spans outside their text.
func Encode(a *article.Article) ([]byte, error) {
	if err := check(a); err != nil {
		return nil, err
	}
	e := encoder{a: a, text: newCodepoints(a.Text), headline: newCodepoints(a.Headline)}
	if a.Wire != nil {
		return e.splice()
	}
	e.buf = make([]byte, 0, 2*len(a.Text)+4096)
	e.whole()
	return e.buf, nil
}

// check refuses what would make a record lie. A span that does not fit its text
// is a bug of a stage; it must not reach a subscriber.
func check(a *article.Article) error {
	if !utf8.ValidString(a.Text) || !utf8.ValidString(a.Headline) {
		return article.NewFault("not-utf8", "encode record of %s: text is not valid UTF-8", a.URI)
	}
	fits := func(f article.Field, s article.Span) bool {
		text := a.In(f)
		return s.Start >= 0 && s.Start <= s.End && s.End <= len(text) &&
			onRune(text, s.Start) && onRune(text, s.End)
	}
	wrong := func(what string, s article.Span) error {
		return article.NewFault("bad-span", "encode record of %s: %s at %d-%d does not fit the text", a.URI, what, s.Start, s.End)
	}
	for _, s := range a.Sentences {
		if !fits(article.MainText, s.Span) {
			return wrong("sentence", s.Span)
		}
	}
	for _, w := range a.Warnings {
		if !fits(article.MainText, w.Span) {
			return wrong("warning", w.Span)
		}
	}
	for _, m := range a.Mentions {
		if !fits(m.Field, m.Span) {
			return wrong("mention", m.Span)
		}
	}
	for _, t := range a.Attributions {
		if !fits(article.MainText, t.Cue) || slices.ContainsFunc(t.Content, func(s article.Span) bool { return !fits(article.MainText, s) }) {
			return wrong("attribution", t.Cue)
		}
	}
	for _, d := range slices.Concat(a.Detections, a.Considered) {
		for _, v := range d.Evidence {
			if !fits(v.Field, v.Span) {
				return wrong("evidence", v.Span)
			}
		}
		for _, q := range d.Numbers {
			if !fits(article.MainText, q.Span) {
				return wrong("quantity", q.Span)
			}
		}
	}
	return nil
}

func onRune(text string, i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }

// encoder writes one article.
type encoder struct {
	builder
	a              *article.Article
	text, headline codepoints
	linked         []string                    // ids of links that have been written
	first          map[string]*article.Mention // linked mentions, by entity and words
}

func (e *encoder) in(f article.Field) *codepoints {
	if f == article.MainHeadline {
		return &e.headline
	}
	return &e.text
}

// whole writes the article from its fields: what normalise writes, with the
// members of later stages where splice would put them.
func (e *encoder) whole() {
	a := e.a
	e.open('{')
	e.ninjs()
	e.object("wirewatch", func() {
		e.builder.text("schemaVersion", SchemaVersion)
		e.source()
		e.key("pipeline")
		e.open('[')
		e.steps(a.Steps)
		e.close(']')
		e.textObject()
		e.dateline()
		e.object("editorial", func() {
			e.builder.text("action", string(a.Editorial.Action))
			e.builder.text("takeKey", a.Editorial.TakeKey)
			e.words("signals", a.Editorial.Signals)
			e.builder.text("corrects", a.Editorial.Corrects)
			e.builder.text("priority", a.Editorial.Priority)
			if a.Editorial.WordCount > 0 {
				e.number("wordCount", a.Editorial.WordCount)
			}
			if e.through(stageTrack) && a.Hold {
				e.flag("hold", true)
			}
		})
		e.words("keywords", a.Keywords)
		e.key("warnings")
		e.open('[')
		e.warnings(a.Warnings)
		e.close(']')
		e.stages(a.Steps)
	})
	e.close('}')
}

// stages writes the members of each stage of steps once.
func (e *encoder) stages(steps []article.Step) {
	for i, s := range steps {
		if slices.ContainsFunc(steps[:i], func(o article.Step) bool { return o.Stage == s.Stage }) {
			continue
		}
		e.stage(s.Stage)
	}
}

// through reports whether the article has been through the stage.
func (e *encoder) through(stage string) bool {
	return slices.ContainsFunc(e.a.Steps, func(s article.Step) bool { return s.Stage == stage })
}

func (e *encoder) steps(steps []article.Step) {
	for _, s := range steps {
		e.open('{')
		e.builder.text("stage", s.Stage)
		e.builder.text("version", s.Version)
		e.builder.text("model", s.Model)
		e.close('}')
	}
}

func (e *encoder) warnings(warnings []article.Warning) {
	for _, w := range warnings {
		e.open('{')
		e.builder.text("code", w.Code)
		e.builder.text("detail", w.Detail)
		if w.Span.Len() > 0 {
			e.number("start", e.text.ofByte(w.Span.Start))
			e.number("end", e.text.ofByte(w.Span.End))
		}
		e.close('}')
	}
}

func (e *encoder) source() {
	s := e.a.Source
	e.object("source", func() {
		e.key("provider")
		e.quote(s.Provider)
		e.key("format")
		e.quote(s.Format)
		e.builder.text("formatVersion", s.FormatVersion)
		e.builder.text("profile", s.Profile)
		e.builder.text("rawSha256", s.RawSHA256)
		e.builder.text("charset", s.Charset)
		if s.Topic != "" {
			e.builder.text("topic", s.Topic)
			e.number("partition", s.Partition)
			e.number("offset", int(s.Offset))
		}
		e.builder.text("received", string(s.Received))
		e.builder.text("name", s.Name)
		e.number("item", s.Item)
	})
	e.builder.text("lane", s.Lane)
}

func (e *encoder) textObject() {
	a := e.a
	e.object("text", func() {
		e.builder.text("field", TextField)
		e.builder.text("unit", "unicode-codepoint")
		e.number("length", e.text.all())
		sum := sha256.Sum256([]byte(a.Text))
		e.builder.text("sha256", hexOf(sum[:]))
		if len(a.Furniture) > 0 {
			list(&e.builder, "removedFurniture", a.Furniture, func(f article.Furniture) {
				e.builder.text("kind", f.Kind)
				e.number("length", f.Length)
				e.builder.text("text", f.Text)
			})
		}
		if len(a.Sentences) > 0 {
			list(&e.builder, "sentences", a.Sentences, func(s article.Sentence) {
				e.number("start", e.text.ofByte(s.Start))
				e.number("end", e.text.ofByte(s.End))
				if s.Cut {
					e.flag("cut", true)
				}
			})
		}
	})
}

func hexOf(sum []byte) string { return hex.EncodeToString(sum) }

func (e *encoder) dateline() {
	d := e.a.Dateline
	if d == (article.Dateline{}) {
		return
	}
	e.object("dateline", func() {
		e.builder.text("text", d.Text)
		e.builder.text("city", d.City)
		e.builder.text("country", d.Country)
		e.builder.text("date", d.Date)
		e.builder.text("source", d.Source)
	})
}
