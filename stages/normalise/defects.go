package normalise

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/text"
)

// sentences splits the part of the text that is analysed.
func (f *finisher) sentences(a *article.Article) {
	head, cut := text.Analysable(a.Text)
	if cut {
		a.WarnAt("text-too-long", fmt.Sprintf("only the first %d code points are analysed", text.MaxCodePoints), article.Span{Start: len(head), End: len(a.Text)})
	}
	a.Sentences = text.Sentences(head)
	for i, s := range a.Sentences {
		last := i == len(a.Sentences)-1
		if !s.Cut || cut && last {
			continue
		}
		words := []rune(s.In(head))
		a.WarnAt("sentence-cut", "… "+string(words[max(0, len(words)-40):]), s.Span)
		if last && !strings.HasSuffix(s.In(head), ".") {
			f.cutBody(a, "the body ends within a sentence", s.Span)
		}
	}
}

// cutBody marks a body that breaks off, unless the parser has said so.
func (f *finisher) cutBody(a *article.Article, why string, s article.Span) {
	i := slices.IndexFunc(a.Warnings, func(w article.Warning) bool { return w.Code == "body-cut" })
	if i >= 0 {
		a.Warnings[i].Span = s
		return
	}
	a.WarnAt("body-cut", why, s)
}

// defects tells of what is wrong with the copy as it came.
func (f *finisher) defects(a *article.Article) {
	f.replaced(a)
	if f.text.Guessed {
		a.Warn("charset-guessed", f.text.Name)
	}
	if f.text.Repaired > 0 {
		a.Warn("mojibake-repaired", fmt.Sprintf("%d characters had been decoded twice", f.text.Repaired))
	}
	if a.Text == "" && a.Type == "text" {
		a.Warn("missing-body", "")
	}
	paragraphs := paragraphSpans(a.Text)
	doubled(a, paragraphs)
	mixed(a, paragraphs)
	ellipsis(a, f)
}

// replaced marks the characters that could not be read.
func (f *finisher) replaced(a *article.Article) {
	n := max(f.text.Replaced, strings.Count(a.Text, "\uFFFD"))
	if n == 0 {
		return
	}
	var span article.Span
	if i := strings.Index(a.Text, "\uFFFD"); i >= 0 {
		span = article.Span{Start: i, End: strings.LastIndex(a.Text, "\uFFFD") + len("\uFFFD")}
	}
	a.WarnAt("replaced-characters", fmt.Sprintf("%d characters could not be read", n), span)
}

// paragraphSpans gives the paragraphs of a text.
func paragraphSpans(s string) []article.Span {
	var out []article.Span
	for at := 0; at < len(s); {
		end := strings.Index(s[at:], "\n\n")
		if end < 0 {
			return append(out, article.Span{Start: at, End: len(s)})
		}
		out = append(out, article.Span{Start: at, End: at + end})
		at += end + 2
	}
	return out
}

// minDoubled is the length in bytes of a paragraph that nobody repeats on
// purpose.
const minDoubled = 40

// doubled marks paragraphs that were there before.
func doubled(a *article.Article, paragraphs []article.Span) {
	seen := make(map[string]bool, len(paragraphs))
	for _, p := range paragraphs {
		words := p.In(a.Text)
		if len(words) < minDoubled {
			continue
		}
		if seen[words] {
			a.WarnAt("doubled-paragraph", "", p)
		}
		seen[words] = true
	}
}

// minMixed is the length in bytes of a paragraph whose language can be told.
const minMixed = 160

// mixedSample is how many paragraphs of a text are asked.
const mixedSample = 4

// mixed marks the first paragraph in another language than the article's.
func mixed(a *article.Article, paragraphs []article.Span) {
	if len(paragraphs) < 2 || len(a.Text) > 64<<10 {
		return
	}
	main, _, _ := strings.Cut(a.Language, "-")
	// A part in another language is more than one paragraph: a few are asked.
	step := max(1, len(paragraphs)/mixedSample)
	for i := len(paragraphs) - 1; i > 0; i -= step {
		p := paragraphs[i]
		if p.Len() < minMixed {
			continue
		}
		found, sure := readsAs(p.In(a.Text))
		if sure && main != "und" && found != main && !related(found, main) && !slices.ContainsFunc(a.Warnings, func(w article.Warning) bool { return w.Code == "language-mismatch" }) {
			a.WarnAt("mixed-languages", main+" and "+found, p)
			return
		}
	}
}

// related reports whether two languages are too close to be told apart by
// their small words.
func related(x, y string) bool {
	group := func(l string) int {
		switch l {
		case "nb", "nn", "no", "da", "sv":
			return 1
		case "es", "pt", "gl", "ca", "it":
			return 2
		case "de", "nl", "af":
			return 3
		case "ru", "uk", "be", "bg", "sr", "mk":
			return 4
		}
		return 0
	}
	return x == y || group(x) > 0 && group(x) == group(y)
}

// ellipsis marks a teaser: a body whose last words are "..." or "[…]".
func ellipsis(a *article.Article, f *finisher) {
	tail := strings.TrimRight(a.Text, " ")
	for _, mark := range [...]string{"[…]", "[...]", "(...)", "(…)"} {
		if strings.HasSuffix(tail, mark) {
			f.cutBody(a, "the body ends with "+mark, article.Span{Start: len(tail) - len(mark), End: len(tail)})
			return
		}
	}
	if n := len(tail); strings.HasSuffix(tail, "...") && n > 3 || strings.HasSuffix(tail, "…") {
		_, size := utf8.DecodeLastRuneInString(tail)
		f.cutBody(a, "the body ends with an ellipsis", article.Span{Start: n - size, End: n})
	}
}
