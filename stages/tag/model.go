package tag

import (
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/ner"
)

// Words gives the words of an article's text as the model of names sees them,
// with their tokens: what a model is trained on.
func (t *Tagger) Words(a article.Article) ([]ner.Word, []article.Token) {
	d := search(t.index, &a)
	return d.words(d.body), d.body.toks
}

// words describes the tokens of a view for the model: how each is written, what
// the rules say of it, and what the rest of the article does.
func (d *document) words(v *view) []ner.Word {
	out := make([]ner.Word, len(v.toks))
	about := d.told()
	next := 0
	for i := range out {
		w := &out[i]
		w.Text = v.word(i)
		w.Flags = v.flags(i)
		for next < len(v.sentences) && v.sentences[next].Start < v.toks[i].Start {
			next++
		}
		if i == 0 || next < len(v.sentences) && v.sentences[next].Start == v.toks[i].Start {
			w.Flags |= ner.Start | ner.Opens
		}
		w.Class = uint32(v.class[i])
		w.Memo = &v.lex[i].memo
		if v.is(i, upper) {
			w.Doc = about[w.Text]
		}
		if v.smallElsewhere(i) {
			w.Doc |= ner.SmallElsewhere
		}
	}
	for n := range v.spans {
		v.ruled(out, &v.spans[n])
	}
	for _, t := range v.titles {
		for i := t.first; i <= t.last; i++ {
			out[i].Flags |= ner.Title
		}
	}
	return out
}

// flags say how token i is written.
func (v *view) flags(i int) ner.Flags {
	f := ner.Flags(0)
	for _, p := range [...]struct {
		is   shape
		flag ner.Flags
	}{{upper, ner.Upper}, {shout, ner.Shout}, {lower, ner.Lower}, {number, ner.Number}, {mark, ner.Mark}, {opens, ner.Opens}} {
		if v.is(i, p.is) {
			f |= p.flag
		}
	}
	if v.titled {
		f |= ner.Titled
	}
	if v.caps {
		f |= ner.Caps
	}
	if i > 0 && v.toks[i-1].End == v.toks[i].Start {
		f |= ner.Glued
	}
	if f&ner.Shout == 0 && v.lex[i].mixed {
		f |= ner.MixedCase
	}
	return f
}

// mixed reports whether a capital stands inside a word: McCain, T-72, iPhone.
func mixed(w string) bool {
	for i := 1; i < len(w) && i < maxWord; i++ {
		if w[i] >= 'A' && w[i] <= 'Z' {
			return true
		}
	}
	return false
}

// ruled notes on the words of a span what the rules say.
func (v *view) ruled(words []ner.Word, s *span) {
	kind := ner.KindOf(s.kind)
	if s.gone || s.nominal || kind < 0 {
		return
	}
	found := uint8(1)
	switch {
	case s.found == "gazetteer" && s.last > s.first:
		found = 2
	case s.found == "gazetteer":
		found = 3
	case s.score < 0.7:
		found = 4
	}
	for i := s.first; i <= s.last; i++ {
		part := ner.Inside
		switch {
		case s.first == s.last:
			part = ner.Unit
		case i == s.first:
			part = ner.Begin
		case i == s.last:
			part = ner.Last
		}
		words[i].Rule, words[i].Found = ner.LabelOf(kind, part), found
	}
}

// told gives, for each word with a capital, what the article says of it in
// other places.
func (d *document) told() map[string]uint8 {
	if d.about != nil {
		return d.about
	}
	d.about = map[string]uint8{}
	counts := map[string]int{}
	for _, v := range []*view{d.body, d.head} {
		for i := range v.toks {
			if !v.is(i, upper) {
				continue
			}
			w := v.word(i)
			counts[w]++
			if !v.is(i, opens) && !v.titled && !v.caps {
				d.about[w] |= ner.CapitalElsewhere
			}
			if counts[w] == 3 {
				d.about[w] |= ner.Frequent
			}
		}
		for n := range v.spans {
			s := &v.spans[n]
			if s.gone || s.nominal || s.first == s.last && s.found != "gazetteer" {
				continue
			}
			bit := uint8(0)
			switch s.kind {
			case "PERSON":
				bit = ner.PersonElsewhere
			case "ORG":
				bit = ner.OrgElsewhere
			case "GPE", "LOC", "FAC":
				bit = ner.PlaceElsewhere
			}
			for i := s.first; i <= s.last && bit != 0; i++ {
				if v.is(i, upper) {
					d.about[v.word(i)] |= bit
				}
			}
		}
	}
	return d.about
}
