package tag

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag/ner"
	"github.com/wirewatch/wirewatch/stages/text"
)

// split takes words apart that a hyphen joins and that hold names:
// "Hamas-led", "anti-NATO", "Egypt-Gaza". A name that has the hyphen itself,
// such as Guinea-Bissau, stays whole.
func (x *index) split(s string, toks []article.Token) []article.Token {
	var out []article.Token
	for i, t := range toks {
		at := -1
		if w := t.In(s); t.Kind == article.Word && len(w) <= maxWord && strings.IndexByte(w, '-') > 0 {
			at = x.seam(w)
		}
		switch {
		case at < 0 && out != nil:
			out = append(out, t)
		case at >= 0:
			if out == nil {
				out = append(make([]article.Token, 0, len(toks)+8), toks[:i]...)
			}
			hyphen := t.Start + at
			out = append(out,
				article.Token{Span: article.Span{Start: t.Start, End: hyphen}, Kind: article.Word},
				article.Token{Span: article.Span{Start: hyphen, End: hyphen + 1}, Kind: article.Punct},
				article.Token{Span: article.Span{Start: hyphen + 1, End: t.End}, Kind: article.Word})
		}
	}
	if out == nil {
		return toks
	}
	return out
}

// fronts are words that are joined to names by a hyphen and are no part of them.
var fronts = map[string]bool{
	"anti": true, "pro": true, "non": true, "ex": true, "post": true, "pre": true, "mid": true, "then": true, "all": true,
	"Anti": true, "Pro": true, "Non": true, "Ex": true, "Post": true, "Pre": true, "D": true, "R": true,
}

// seam gives the byte of the hyphen at which a word is taken apart; -1 is none.
func (x *index) seam(w string) int {
	if first := strings.IndexByte(w, '-'); fronts[w[:first]] && first+1 < len(w) && w[first+1] >= 'A' && w[first+1] <= 'Z' {
		return first
	}
	last := strings.LastIndexByte(w, '-')
	if last+1 >= len(w) || w[0] < 'A' || w[0] > 'Z' && w[0] < 0x80 {
		if ner.Tail(w[last+1:]) && arabicArticle(w) && strings.Count(w, "-") > 1 {
			return last // al-Qaeda-linked
		}
		return -1
	}
	if ner.Tail(w[last+1:]) {
		return last
	}
	if x.single[text.Fold(w[:last])] && x.single[text.Fold(w[last+1:])] && !x.single[text.Fold(w)] && w[last+1] >= 'A' && w[last+1] <= 'Z' {
		return last
	}
	return -1
}
