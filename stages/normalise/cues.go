package normalise

import "github.com/wirewatch/wirewatch/pipeline/article"

// cue is how the desk asks for an action.
type cue struct {
	says   string // in lower case
	action article.Action
}

// The cues, each list longest first where one opens another. A headline shows
// a label ("CORRECTED-", "UPDATE 1:"), a note opens a clause with a verb
// ("CORRECTS spelling"), and some phrases mean one thing wherever the desk
// writes them.
var (
	labels = []cue{
		{"mandatory kill", article.Kill}, {"bulletin kill", article.Kill}, {"urgent kill", article.Kill}, {"kill notice", article.Kill},
		{"kill advisory", article.Kill}, {"story killed", article.Kill}, {"killed", article.Kill}, {"kill", article.Kill},
		{"withdrawal", article.Kill}, {"withdrawn", article.Kill}, {"elimination", article.Kill}, {"annulation", article.Kill},
		{"annule et remplace", article.Correction}, {"mandatory withhold", article.Withhold}, {"withhold", article.Withhold},
		{"mandatory correction", article.Correction}, {"corrections", article.Correction}, {"correction", article.Correction},
		{"corrected", article.Correction}, {"corrective", article.Correction}, {"corrects", article.Correction}, {"berichtigung", article.Correction},
		{"korrektur", article.Correction}, {"rectificatif", article.Correction}, {"corrección", article.Correction}, {"rettelse", article.Correction},
		{"rättelse", article.Correction}, {"correctie", article.Correction}, {"rettet", article.Correction}, {"rectificación", article.Correction},
		{"refile", article.Refile}, {"refiling", article.Refile}, {"repeat", article.Refile}, {"resend", article.Refile}, {"rpt", article.Refile}, {"wdh", article.Refile},
		{"update", article.Update}, {"updated", article.Update}, {"updates", article.Update}, {"wrapup", article.Update}, {"lead", article.Update},
		{"roundup", article.Update}, {"recasts", article.Update}, {"adds", article.Update}, {"writethru", article.Update}, {"aktualisierung", article.Update}, {"ampliación", article.Update},
		{"media advisory", article.Advisory}, {"advisory", article.Advisory}, {"editors' note", article.Advisory}, {"note to editors", article.Advisory},
	}
	verbs = []cue{
		{"mandatory kill", article.Kill}, {"kill ", article.Kill}, {"please kill", article.Kill}, {"withdraw", article.Kill}, {"please withdraw", article.Kill},
		{"disregard", article.Kill}, {"please disregard", article.Kill}, {"eliminate", article.Kill}, {"bulletin kill", article.Kill},
		{"mandatory withhold", article.Withhold}, {"withhold", article.Withhold}, {"please withhold", article.Withhold}, {"hold ", article.Withhold},
		{"mandatory correction", article.Correction}, {"corrects", article.Correction}, {"correcting", article.Correction}, {"correction", article.Correction},
		{"corrected", article.Correction}, {"berichtigt", article.Correction}, {"berichtigung", article.Correction}, {"korrigiert", article.Correction},
		{"corrige", article.Correction}, {"fixes", article.Correction}, {"retter", article.Correction}, {"rättar", article.Correction},
		{"refile", article.Refile}, {"resend", article.Refile}, {"repeat", article.Refile}, {"wiederholung", article.Refile},
		{"update", article.Update}, {"add", article.Update}, {"recast", article.Update}, {"rewrite", article.Update}, {"n i e u w bericht", article.Update}, {"nieuw bericht", article.Update}, {"incorporates", article.Update},
		{"leads with", article.Update}, {"neu:", article.Update}, {"aktualisiert", article.Update}, {"ergänzt", article.Update}, {"ajoute", article.Update}, {"actualise", article.Update}, {"actualiza", article.Update}, {"amplía", article.Update},
		{"advisory", article.Advisory}, {"media advisory", article.Advisory},
	}
	phrases = []cue{
		{"mandatory kill", article.Kill}, {"bulletin kill", article.Kill}, {"urgent kill", article.Kill}, {"kill kill", article.Kill},
		{"kill notice", article.Kill}, {"kill advisory", article.Kill}, {"story killed", article.Kill}, {"story is killed", article.Kill},
		{"story is withdrawn", article.Kill}, {"story withdrawn", article.Kill}, {"has been withdrawn", article.Kill}, {"has been killed", article.Kill},
		{"is being withdrawn", article.Kill}, {"is withdrawn", article.Kill}, {"please disregard", article.Kill}, {"please kill", article.Kill},
		{"meldung zurückgezogen", article.Kill}, {"wird zurückgezogen", article.Kill}, {"est annulée", article.Kill}, {"dépêche annulée", article.Kill},
		{"queda anulada", article.Kill}, {"mandatory withhold", article.Withhold}, {"please withhold", article.Withhold}, {"mandatory correction", article.Correction},
	}
)

// takes are the words of a take key, anywhere in it.
var takes = []cue{
	{"kill", article.Kill}, {"withdraw", article.Kill}, {"elimination", article.Kill}, {"annulation", article.Kill}, {"zurückgezogen", article.Kill}, {"withhold", article.Withhold},
	{"correct", article.Correction}, {"berichtig", article.Correction}, {"korrektur", article.Correction}, {"rectif", article.Correction},
	{"repeat", article.Refile}, {"refile", article.Refile}, {"wdh", article.Refile}, {"wiederholung", article.Refile},
	{"writethru", article.Update}, {"lead", article.Update}, {"update", article.Update}, {"zusammenfassung", article.Update}, {"neu:", article.Update},
	{"1st ld", article.Update}, {"nd ld", article.Update}, {"rd ld", article.Update}, {"th ld", article.Update}, {"1st add", article.Update}, {"nd add", article.Update},
	{"take", article.Update}, {"insert", article.Update}, {"sub", article.Update}, {"add ", article.Update}, {"advisory", article.Advisory},
}

// signals are the codes of signals and statuses, without their scheme.
var signals = map[string]article.Action{
	"kill": article.Kill, "killed": article.Kill, "cancel": article.Kill, "canceled": article.Kill, "cancelled": article.Kill,
	"withdrawn": article.Kill, "withdraw": article.Kill, "retraction": article.Kill, "retract": article.Kill, "delete": article.Kill, "deleted": article.Kill,
	"withhold": article.Withhold, "withheld": article.Withhold, "correction": article.Correction, "corrected": article.Correction, "corrective": article.Correction,
	"update": article.Update, "updated": article.Update, "writethru": article.Update, "lead": article.Update, "add": article.Update, "refile": article.Refile, "repeat": article.Refile,
	"resend": article.Refile, "advisory": article.Advisory, "rectify": article.Correction, "rewrite": article.Update, "replace": article.Update,
}

// statuses are the words for the status of an item that is not usable.
var statuses = map[string]article.Action{
	"canceled": article.Kill, "cancelled": article.Kill, "deleted": article.Kill, "kill": article.Kill, "killed": article.Kill, "removed": article.Kill,
	"withdrawn": article.Kill, "withheld": article.Withhold, "withhold": article.Withhold, "embargoed": article.Withhold, "hold": article.Withhold,
}
