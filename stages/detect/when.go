package detect

import (
	"strconv"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// published is the day an article was filed: its own times before its
// dateline; "" where none is known.
func published(a *article.Article) string {
	for _, t := range []article.Timestamp{a.VersionCreated, a.ContentCreated, a.FirstCreated} {
		if at, ok := t.Time(); ok {
			return at.Format(time.DateOnly)
		}
	}
	if _, err := time.Parse(time.DateOnly, a.Dateline.Date); err == nil {
		return a.Dateline.Date
	}
	return ""
}

func (v *view) yearPublished() int {
	if len(v.published) < 4 {
		return 0
	}
	y, _ := strconv.Atoi(v.published[:4])
	return y
}

// yearAt reads a year, and 0 where the token is none.
func (v *view) yearAt(i int) int {
	w := v.word(i)
	if len(w) != 4 || w[0] < '1' || w[0] > '2' {
		return 0
	}
	y, err := strconv.Atoi(w)
	if err != nil {
		return 0
	}
	return y
}

// moment is a time that the copy names, and its first and last day where they
// are known.
type moment struct {
	words    tokens
	from, to time.Time
}

// calendar is the day the copy was filed, zero where nothing says it, and
// whether what is told lies ahead of it.
type calendar struct {
	filed time.Time
	ahead bool
}

func (c calendar) known() bool { return !c.filed.IsZero() }

// whenIn is the time of what a claim tells: named in its clause, or else in its
// sentence, but not with the verb of saying: in "Police said on Wednesday that
// an attack last Sunday" it is Sunday.
func (v *view) whenIn(c *claim) *article.When {
	s := &v.sents[c.sentence]
	at := calendar{ahead: v.ahead(c.clause)}
	if filed, err := time.Parse(time.DateOnly, v.published); err == nil {
		at.filed = filed
	}
	if m, ok := v.momentIn(c.clause, c.sentence, at); ok {
		return v.when(m)
	}
	all := tokens{s.first, s.last}
	if c.statement == 0 {
		if m, ok := v.momentIn(all, c.sentence, at); ok {
			return v.when(m)
		}
		return nil
	}
	for _, span := range v.statements[c.statement-1].content {
		first, last := v.tokensOf(all, span)
		if m, ok := v.momentIn(tokens{first, last}, c.sentence, at); ok {
			return v.when(m)
		}
	}
	return nil
}

func (v *view) when(m moment) *article.When {
	w := &article.When{Text: v.spanOf(m.words).In(v.text)}
	if !m.from.IsZero() {
		w.From, w.To = m.from.Format(time.DateOnly), m.to.Format(time.DateOnly)
	}
	return w
}

// momentIn gives the first time that a stretch names; "since" makes it run to
// the day the copy was filed.
func (v *view) momentIn(in tokens, sentence int, at calendar) (moment, bool) {
	for i := in.first; i < in.last; i++ {
		m, ok := v.momentAt(i, in, at)
		if !ok || v.ofSaying(m.words.first, sentence) {
			continue
		}
		if before := m.words.first - 1; before >= in.first && v.lower(before) == "since" {
			m.words.first = before
			if m.to = at.filed; m.from.After(m.to) || !at.known() {
				m.from = time.Time{}
			}
		}
		return m, true
	}
	return moment{}, false
}

// ofSaying reports whether a time goes with a verb of saying: it stands right
// behind the verb and outside what is said.
func (v *view) ofSaying(i, sentence int) bool {
	for k := len(v.statements) - 1; k >= 0; k-- {
		st := &v.statements[k]
		if st.sentence < sentence {
			return false
		}
		if st.sentence != sentence || st.cue.empty() || i < st.cue.last || v.within(i, st.content) {
			continue
		}
		from := st.cue.last
		if st.source.first >= from {
			from = st.source.last // ", said the mayor on Friday"
		}
		if i-from <= 4 && !v.marked(from, i) {
			return true
		}
	}
	return false
}

func (v *view) within(i int, spans []article.Span) bool {
	for _, span := range spans {
		if span.Contains(v.toks[i].Span) {
			return true
		}
	}
	return false
}

// marked reports whether a comma or another mark stands in a range.
func (v *view) marked(first, last int) bool {
	for i := first; i < last; i++ {
		if v.isPunct(i) && !v.inner(i) {
			return true
		}
	}
	return false
}

// ahead reports whether a clause tells what is to come.
func (v *view) ahead(clause tokens) bool {
	for i := clause.first; i < clause.last; i++ {
		switch v.word(i) {
		case "will", "shall", "'ll", "’ll", "would":
			return true
		case "be":
			if i > clause.first && v.word(i-1) == "to" {
				return true
			}
		case "plotted", "conspired", "sought", "intended", "aimed", "plot", "due":
			continue
		}
		if v.bits[i].has(gPlan) && !v.capital(i) && v.word(i) != "to" {
			return true
		}
	}
	return false
}
