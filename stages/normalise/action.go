package normalise

import (
	"slices"
	"strings"
	"unicode"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// rank orders the actions where an item asks for several.
var rank = []article.Action{article.Kill, article.Withhold, article.Correction, article.Refile, article.Update, article.Advisory}

// act finds the editorial action of an article, and its publication status,
// from status, signals, take key, editor's note, headline and furniture.
func act(a *article.Article) {
	found := map[article.Action]bool{a.Editorial.Action: true, statuses[strings.ToLower(a.PubStatus)]: true}
	for _, s := range a.Editorial.Signals {
		found[signals[strings.ToLower(s[strings.LastIndexAny(s, ":/")+1:])]] = true
	}
	found[inTake(a.Editorial.TakeKey)] = true
	found[inHeadline(a.Headline)] = true
	notes := []string{a.EdNote}
	for _, x := range a.Furniture {
		if x.Kind == "note" {
			notes = append(notes, x.Text)
		}
	}
	if first, _, _ := strings.Cut(a.Text, "\n"); addressed(first) {
		notes = append(notes, first)
	} else if s := inPhrase(first); s.Withdraws() {
		found[s] = true
	}
	for _, n := range notes {
		for _, action := range inNote(n) {
			found[action] = true
		}
	}
	a.Editorial.Action = article.New
	if i := slices.IndexFunc(rank, func(x article.Action) bool { return found[x] }); i >= 0 {
		a.Editorial.Action = rank[i]
	}
	if found[article.Correction] && a.Editorial.Corrects == "" {
		a.Editorial.Corrects = corrects(notes)
	}
	a.PubStatus = status(a.Editorial.Action)
}

func status(action article.Action) string {
	switch action {
	case article.Kill:
		return "canceled"
	case article.Withhold:
		return "withheld"
	}
	return "usable"
}

// longestNote bounds what is looked at of a note or headline, in bytes.
const longestNote = 600

func bounded(s string) string {
	if len(s) <= longestNote {
		return s
	}
	return strings.ToValidUTF8(s[:longestNote], "")
}

// inTake finds the action that a take key names.
func inTake(key string) article.Action {
	key = strings.ToLower(bounded(key)) + " "
	for _, c := range takes {
		if strings.Contains(key, c.says) {
			return c.action
		}
	}
	return ""
}

// inHeadline finds the action that a headline is labelled with: "UPDATE
// 1-...", "CORRECTED: ...", "(LEAD) ...", "... (corrected)". A word such as
// kill without its mark is a headline's word, too.
func inHeadline(h string) article.Action {
	h = strings.TrimLeft(bounded(h), " *-")
	best := article.Action("")
	for { // labels may follow one another: CORRECTED-UPDATE 1-
		label, rest, ok := cutLabel(h)
		if !ok {
			break
		}
		if best == "" || slices.Index(rank, label) < slices.Index(rank, best) {
			best = label
		}
		h = strings.TrimLeft(rest, " *-")
	}
	if best == "" {
		best = inPhrase(h)
	}
	if best == "" && strings.HasSuffix(h, ")") {
		if i := strings.LastIndexByte(h, '('); i >= 0 {
			best = labelOf(strings.Trim(h[i:], "()"), true)
		}
	}
	return best
}

// cutLabel takes a label and its mark off the head of a headline.
func cutLabel(h string) (action article.Action, rest string, ok bool) {
	if strings.HasPrefix(h, "(") {
		if i := strings.IndexByte(h, ')'); i > 0 && i < 40 {
			if action = labelOf(h[1:i], true); action != "" {
				return action, h[i+1:], true
			}
		}
		return "", "", false
	}
	for i := 0; i < len(h) && i < 40; i++ {
		if h[i] != ':' && h[i] != '-' {
			continue
		}
		if action = labelOf(h[:i], h[i] == ':'); action != "" {
			return action, h[i+1:], true
		}
	}
	return "", "", false
}

// labelOf gives the action of a label, "UPDATE 1", "2nd LEAD"; one of a kill
// must be in capitals, as must one that ends in a hyphen.
func labelOf(label string, anyCase bool) article.Action {
	label = strings.TrimSpace(label)
	folded := strings.ToLower(strings.Trim(label, "0123456789 "))
	for _, ordinal := range [...]string{"st ", "nd ", "rd ", "th "} {
		folded = strings.TrimPrefix(folded, ordinal)
	}
	if folded == "ld" {
		return article.Update
	}
	for _, c := range labels {
		if folded != c.says {
			continue
		}
		if (c.action.Withdraws() || !anyCase) && strings.ContainsFunc(strings.TrimLeft(label, "0123456789stndrh"), unicode.IsLower) {
			return ""
		}
		return c.action
	}
	return ""
}

// inPhrase finds a phrase that means one thing, in capitals.
func inPhrase(s string) article.Action {
	s = bounded(s)
	for _, c := range phrases {
		if strings.Contains(s, strings.ToUpper(c.says)) {
			return c.action
		}
	}
	return ""
}

// greetings are how a note turns to its readers.
var greetings = [...]string{"attention editors", "editors' note", "editor's note", "eds. note", "eds note", "note to editors", "editors", "eds.", "eds", "(eds", "attn eds", "attn", "achtung redaktionen", "achtung"}

// addressed reports whether a line turns to the desks.
func addressed(line string) bool {
	rest, ok := ungreeted(line)
	return ok && rest != ""
}

func ungreeted(line string) (rest string, ok bool) {
	line = strings.TrimLeft(line, " *-(")
	folded := strings.ToLower(line[:min(len(line), 40)])
	for _, g := range greetings {
		if strings.HasPrefix(folded, g) && len(line) > len(g) && strings.ContainsRune(":,-. ", rune(line[len(g)])) {
			return strings.TrimLeft(line[len(g):], " :,-."), true
		}
	}
	return line, false
}

// inNote finds the actions that the clauses of a note ask for.
func inNote(note string) []article.Action {
	note = bounded(note)
	if note == "" {
		return nil
	}
	var out []article.Action
	folded := strings.ToLower(note)
	for _, c := range phrases {
		if strings.Contains(folded, c.says) {
			out = append(out, c.action)
		}
	}
	for clause := range clauses(note) {
		if action, _ := verbOf(clause); action != "" {
			out = append(out, action)
		}
	}
	return out
}

// clauses gives the clauses of a note, without greeting and bracket.
func clauses(note string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.SplitSeq(note, "\n") {
			line, _ = ungreeted(line)
			for clause := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(".;:!/(", r) }) {
				if !yield(strings.TrimSpace(clause)) {
					return
				}
			}
		}
	}
}

func verbOf(clause string) (article.Action, string) {
	folded := strings.ToLower(clause) + " "
	for _, c := range verbs {
		if !strings.HasPrefix(folded, c.says) {
			continue
		}
		rest := folded[len(c.says):]
		if c.says == "add" || c.says == "update" || c.says == "recast" || c.says == "rewrite" || c.says == "repeat" || c.says == "refile" || c.says == "resend" {
			rest = strings.TrimPrefix(strings.TrimPrefix(rest, "s"), "d")
			rest = strings.TrimPrefix(rest, "ing")
			if rest == "" || rest[0] != ' ' && rest[0] != ',' {
				continue
			}
		}
		return c.action, c.says
	}
	return "", ""
}

// corrects gives what a note says was wrong.
func corrects(notes []string) string {
	for _, note := range notes {
		note = bounded(note)
		for clause := range clauses(note) {
			action, verb := verbOf(clause)
			if action != article.Correction {
				continue
			}
			i := strings.Index(note, clause)
			rest := strings.Trim(note[i+min(len(verb), len(clause)):], " :-")
			return strings.TrimSuffix(strings.TrimRight(rest, " "), ")")
		}
	}
	return ""
}
