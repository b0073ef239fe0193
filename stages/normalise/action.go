package normalise

import (
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// phrases are what the desk writes to its readers, in capitals; the first that
// fits decides. A word such as KILL alone is a headline's word, too.
var phrases = []struct {
	says   string
	action article.Action
}{
	{"MANDATORY KILL", article.Kill}, {"BULLETIN KILL", article.Kill}, {"URGENT KILL", article.Kill}, {"KILL KILL", article.Kill},
	{"EDS: KILL", article.Kill}, {"EDITORS: KILL", article.Kill}, {"EDS.: KILL", article.Kill}, {"STORY KILLED", article.Kill},
	{"KILL NOTICE", article.Kill}, {"STORY IS KILLED", article.Kill}, {"STORY IS WITHDRAWN", article.Kill}, {"STORY WITHDRAWN", article.Kill},
	{"PLEASE KILL", article.Kill}, {"EDITORS PLEASE DISREGARD", article.Kill}, {"EDS: DISREGARD", article.Kill}, {"KILL:", article.Kill}, {"KILL ADVISORY", article.Kill},
	{"MANDATORY WITHHOLD", article.Withhold}, {"EDS: WITHHOLD", article.Withhold}, {"EDITORS: WITHHOLD", article.Withhold},
	{"WITHHOLD:", article.Withhold}, {"EDS: HOLD", article.Withhold}, {"PLEASE WITHHOLD", article.Withhold},
	{"CORRECTION:", article.Correction}, {"CORRECTED:", article.Correction}, {"CORRECTED-", article.Correction}, {"CORRECTED -", article.Correction},
	{"CORRECTION-", article.Correction}, {"(CORRECTS ", article.Correction}, {"CORRECTS:", article.Correction}, {"EDS: CORRECTS", article.Correction},
	{"CORRECTS ", article.Correction}, {"CORRECTIVE:", article.Correction},
	{"REFILE:", article.Refile}, {"REFILE-", article.Refile}, {"REFILING", article.Refile}, {"(REFILES ", article.Refile}, {"REFILES ", article.Refile},
	{"UPDATE 1", article.Update}, {"UPDATE 2", article.Update}, {"UPDATE 3", article.Update}, {"UPDATE:", article.Update}, {"UPDATES:", article.Update},
	{"UPDATES ", article.Update}, {"(UPDATES ", article.Update}, {"(ADDS ", article.Update}, {"ADDS ", article.Update}, {"EDS: ADDS", article.Update},
	{"EDS: UPDATES", article.Update}, {"RECASTS", article.Update}, {"(RECASTS", article.Update}, {"1ST LEAD", article.Update}, {"2ND LEAD", article.Update},
	{"3RD LEAD", article.Update}, {"ROUNDUP:", article.Update},
	{"ADVISORY:", article.Advisory}, {"ADVISORY -", article.Advisory}, {"MEDIA ADVISORY", article.Advisory}, {"EDITORS' NOTE", article.Advisory}, {"NOTE TO EDITORS", article.Advisory},
}

// signals are the codes of signals and statuses, without their scheme.
var signals = map[string]article.Action{
	"kill": article.Kill, "killed": article.Kill, "cancel": article.Kill, "canceled": article.Kill, "cancelled": article.Kill,
	"withhold": article.Withhold, "withheld": article.Withhold, "correction": article.Correction, "corrected": article.Correction,
	"update": article.Update, "writethru": article.Update, "refile": article.Refile, "advisory": article.Advisory,
}

// rank orders the actions where an item asks for several.
var rank = []article.Action{article.Kill, article.Withhold, article.Correction, article.Refile, article.Update, article.Advisory}

// act finds the editorial action of an article, and its publication status,
// from status, signals, take key, editor's note, headline and furniture.
func act(a *article.Article) {
	found := map[article.Action]bool{a.Editorial.Action: true}
	switch strings.ToLower(a.PubStatus) {
	case "canceled", "cancelled", "deleted", "kill", "killed":
		found[article.Kill] = true
	case "withheld", "withhold", "embargoed":
		found[article.Withhold] = true
	}
	for _, s := range a.Editorial.Signals {
		if action := signals[strings.ToLower(s[strings.LastIndexByte(s, ':')+1:])]; action != "" {
			found[action] = true
		}
	}
	for _, s := range []string{a.Headline, a.EdNote, a.Editorial.TakeKey} {
		found[spoken(s)] = true
	}
	for _, x := range a.Furniture {
		if x.Kind == "note" {
			found[spoken(x.Text)] = true
		}
	}
	first, _, _ := strings.Cut(a.Text, "\n")
	if s := spoken(first); s.Withdraws() {
		found[s] = true
	}
	a.Editorial.Action = article.New
	if i := slices.IndexFunc(rank, func(x article.Action) bool { return found[x] }); i >= 0 {
		a.Editorial.Action = rank[i]
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

// spoken gives the action that a line of the desk asks for. The phrase opens
// the line, but for a kill or withhold, which may stand behind a slug when it
// is in capitals.
func spoken(s string) article.Action {
	if len(s) > 400 {
		s = strings.ToValidUTF8(s[:400], "")
	}
	upper := strings.ToUpper(s)
	for _, p := range phrases {
		opens := strings.HasPrefix(strings.TrimLeft(upper, " *-"), p.says)
		if opens || p.action.Withdraws() && strings.Count(p.says, " ") > 0 && strings.Contains(s, p.says) {
			return p.action
		}
	}
	return ""
}
