package htmlpage

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/wirewatch/wirewatch/stages/normalise/draft"
)

// minStated is the length in bytes of a stated body worth looking at.
const minStated = 250

// minArticle is the length in bytes below which a text may be a notice or a
// teaser that readability took for the article.
const minArticle = 1000

// mainText finds the text of the article. Two ways are taken, readability's
// and one by the names and links of the blocks; they check each other, and the
// body that the page states in its JSON-LD decides where there is one.
func mainText(raw []byte, d *draft.Draft, p *page, stated string) string {
	first := readable(raw, p)
	if p.body == nil {
		return first
	}
	all := blocks(p.body)
	first = without(first, d, all)
	second := container(all)
	if len(stated) >= minStated {
		return byStatement(stated, first, second, all)
	}
	switch {
	case first == "":
		return second
	case second == "":
		return first
	case len(second)*10 > len(first)*15 && contained(first, second) > 0.6:
		return second // readability left half of it out
	case len(second) > 2*len(first) && len(first) < minArticle:
		return second // or found something else
	}
	return first
}

// byStatement takes the found text that fits the stated body, with its
// paragraphs, or the stated one.
func byStatement(stated, first, second string, all []block) string {
	best, text := 0.0, ""
	for _, s := range [...]string{first, second} {
		if f := agreement(s, stated); f > best {
			best, text = f, s
		}
	}
	if best >= 0.9 {
		return text
	}
	var page strings.Builder
	for _, b := range all {
		page.WriteString(b.text)
		page.WriteByte(' ')
	}
	if contained(stated, page.String()) >= 0.7 {
		if strings.Contains(stated, "\n") {
			return stated
		}
		return paragraphed(stated, all)
	}
	if text == "" || len(stated) > 2*len(text) {
		return stated // the page shows less than it states
	}
	return text
}

// paragraphed divides a stated body where the page has its paragraphs.
func paragraphed(stated string, all []block) string {
	var out []string
	for _, b := range all {
		if len(b.text) > 30 && strings.Contains(stated, b.text) {
			out = append(out, b.text)
		}
	}
	if text := strings.Join(out, "\n\n"); len(text)*10 >= len(stated)*8 {
		return text
	}
	return stated
}

// without takes out of a text the paragraphs that stand in what is no part of
// an article, or are nothing but links.
func without(text string, d *draft.Draft, all []block) string {
	bad := map[string]bool{}
	for _, b := range all {
		if b.junk || b.links*10 > len(b.text)*8 && len(b.text) < 200 {
			bad[b.text] = true
		}
	}
	for _, b := range all {
		if !b.junk && b.links*2 < len(b.text) {
			delete(bad, b.text)
		}
	}
	var out []string
	for para := range strings.SplitSeq(text, "\n\n") {
		if bad[strings.Join(strings.Fields(para), " ")] {
			d.Furnish("page", para)
			continue
		}
		out = append(out, para)
	}
	return strings.Join(out, "\n\n")
}

// container gives the text of the element whose paragraphs hold the most.
func container(all []block) string {
	score := map[*html.Node]float64{}
	for _, b := range all {
		if b.junk || len(b.text) < 25 {
			continue
		}
		value := float64(len(b.text)-2*b.links) + 25*float64(strings.Count(b.text, ","))
		if b.in.Data != "p" {
			value /= 2
		}
		share := 1.0
		for n, up := b.in.Parent, 0; n != nil && up < 4; n, up = n.Parent, up+1 {
			score[n] += value * share * bonus(n)
			share *= 0.6
		}
	}
	var best *html.Node
	for _, b := range all { // in the order of the page, so that ties are decided alike
		for n, up := b.in.Parent, 0; n != nil && up < 4; n, up = n.Parent, up+1 {
			if best == nil || score[n] > score[best] {
				best = n
			}
		}
	}
	if best == nil {
		return ""
	}
	var out []string
	for _, b := range all {
		if b.junk || !below(b.in, best) || b.links*2 > len(b.text) {
			continue
		}
		out = append(out, b.text)
	}
	return strings.Join(out, "\n\n")
}

// bonus favours what is named as the body of an article.
func bonus(n *html.Node) float64 {
	name := strings.ToLower(attr(n, "class") + " " + attr(n, "id") + " " + attr(n, "itemprop"))
	switch {
	case strings.Contains(name, "articlebody"), strings.Contains(name, "article-body"), strings.Contains(name, "article__body"), strings.Contains(name, "story-body"),
		strings.Contains(name, "entry-content"), strings.Contains(name, "post-content"), strings.Contains(name, "article-content"), strings.Contains(name, "storybody"):
		return 1.6
	case n.Data == "article", n.Data == "main":
		return 1.2
	case n.Data == "body":
		return 0.6
	}
	return 1
}

func below(n, top *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == top {
			return true
		}
	}
	return false
}

// fours gives the runs of four words of a text.
func fours(s string) map[[4]string]bool {
	w := strings.Fields(strings.ToLower(s))
	out := make(map[[4]string]bool, len(w))
	for i := 0; i+4 <= len(w); i++ {
		out[[4]string{w[i], w[i+1], w[i+2], w[i+3]}] = true
	}
	return out
}

// contained gives the share of x that is in y.
func contained(x, y string) float64 {
	a, b := fours(x), fours(y)
	if len(a) == 0 {
		return 0
	}
	n := 0
	for k := range a {
		if b[k] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// agreement is the F1 of two texts.
func agreement(x, y string) float64 {
	p, r := contained(x, y), contained(y, x)
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}
