package detect

import (
	"math"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// acts are how the reasons of a severity name what is told.
var acts = map[article.Status]string{
	article.Asserted: "reported", article.Claimed: "reported", article.ClaimedDenied: "reported", article.Suspected: "suspected",
	article.Planned: "planned", article.Threatened: "threatened", article.Concern: "feared", article.MentionOnly: "named",
}

// spelled are the names of themes that read ill as the taxonomy has them.
var spelled = map[string]string{
	"conflict.air_artillery_strike": "air or artillery strike", "conflict.mines_ordnance": "mines or ordnance",
	"targeted.kidnap_hostage": "kidnapping or hostage-taking", "targeted.hijack_piracy": "hijacking or piracy",
	"crime.organised": "organised crime", "weapons.cbrn": "chemical, biological or nuclear weapon",
	"weapons.missile_nuclear_test": "missile or nuclear test", "pressure.threat_ultimatum": "threat or ultimatum",
}

// graver are the words of a clause that say how grave a case is, and the reason
// that each is.
var graver = map[string]string{
	"sarin": "weapon: chemical", "chlorine": "weapon: chemical", "novichok": "weapon: chemical", "vx": "weapon: chemical", "chemical": "weapon: chemical",
	"ricin": "weapon: biological", "anthrax": "weapon: biological", "biological": "weapon: biological", "nuclear": "weapon: nuclear",
	"radioactive": "weapon: nuclear", "plutonium": "weapon: nuclear", "uranium": "weapon: nuclear",
	"missile": "weapon: missile", "missiles": "weapon: missile", "rocket": "weapon: missile", "rockets": "weapon: missile",
	"drone": "weapon: drone", "drones": "weapon: drone", "artillery": "weapon: artillery", "mortar": "weapon: artillery", "mortars": "weapon: artillery", "shells": "weapon: artillery",
	"bomb": "weapon: bomb", "bombs": "weapon: bomb", "bomber": "weapon: bomb", "bombers": "weapon: bomb", "bombing": "weapon: bomb", "bombings": "weapon: bomb",
	"explosives": "weapon: bomb", "grenade": "weapon: bomb", "grenades": "weapon: bomb", "landmine": "weapon: bomb",
	"hospital": "target: hospital", "hospitals": "target: hospital", "clinic": "target: hospital", "school": "target: school", "schools": "target: school",
	"university": "target: school", "schoolchildren": "target: school", "embassy": "target: embassy", "embassies": "target: embassy", "consulate": "target: embassy",
	"airport": "target: airport", "airliner": "target: airliner", "mosque": "target: place of worship", "mosques": "target: place of worship", "church": "target: place of worship",
	"churches": "target: place of worship", "synagogue": "target: place of worship", "temple": "target: place of worship", "worshippers": "target: place of worship",
	"market": "target: crowd", "crowd": "target: crowd", "concert": "target: crowd", "wedding": "target: crowd", "funeral": "target: crowd", "parliament": "target: parliament",
	"children": "target: children", "civilians": "target: civilians", "villagers": "target: civilians", "hostages": "target: hostages",
	"president": "target: leader", "minister": "target: leader", "premier": "target: leader", "king": "target: leader", "governor": "target: leader",
	"capital": "place: capital", "border": "place: border", "frontier": "place: border",
}

// hurt are the reasons of casualties that are counted.
var hurt = map[string]string{"wounded": "casualties: wounded", "missing": "casualties: missing", "kidnapped": "casualties: kidnapped"}

// rate sets severity with its reasons, and the score. The reasons begin with
// the act; then come casualties, weapon, target and place. Only what is said to
// happen is graver for them, and the gravest level is for those that killed or
// for weapons of mass destruction, where the entry itself does not give it.
func (v *view) rate(c *claim) {
	d := &c.detection
	if !d.Live() {
		d.Score = 0.5
		return
	}
	d.Score = scoreOf[d.Status]
	if len(c.rule.With) > 0 {
		d.Score = math.Round((d.Score+0.1)*100) / 100
	}
	base := c.rule.Severity
	if base == 0 {
		base = 2
	}
	d.Reasons = append(make([]string, 0, 5), c.act())
	casualties, reason := v.casualties(c)
	if reason != "" {
		d.Reasons = append(d.Reasons, reason)
	}
	circumstances, mass := v.circumstances(c)
	level := base + casualties + circumstances
	if casualties == 0 && !mass {
		level = min(level, max(base, 4))
	}
	switch d.Status {
	case article.MentionOnly, article.Concern:
		level = base - 1
	case article.Threatened, article.Planned:
		level--
	}
	d.Severity = min(max(level, 1), 5)
}

// circumstances adds the reasons of weapon, target and place, and gives how many
// levels they count and whether the weapon is one of mass destruction.
func (v *view) circumstances(c *claim) (levels int, mass bool) {
	var found [len(kindsOfReason)]string
	for i := c.clause.first; i < c.clause.last; i++ {
		why := graver[v.lower(i)]
		if why == "" || !v.counts(c, i, why) {
			continue
		}
		for k, kind := range kindsOfReason {
			if strings.HasPrefix(why, kind) && (found[k] == "" || massWeapon(why)) {
				found[k] = why
			}
		}
	}
	aim := 0
	for k, why := range found {
		switch {
		case why == "":
			continue
		case massWeapon(why):
			levels, mass = 1, true
		case k > 0 && why != "place: border":
			aim = 1
		}
		c.detection.Reasons = append(c.detection.Reasons, why)
	}
	return levels + aim, mass
}

// kindsOfReason are the kinds of what makes a case graver, in their order.
var kindsOfReason = [...]string{"weapon: ", "target: ", "place: "}

// counts reports whether a word makes the case graver: a leader only where he is
// aimed at, a hospital not where the hurt are taken to.
func (v *view) counts(c *claim, i int, why string) bool {
	switch why {
	case "target: leader":
		return strings.HasPrefix(c.rule.Theme, "targeted.")
	case "target: hospital":
		return !v.spoken(tokens{max(c.clause.first, i-2), i}, "to", "in")
	}
	return true
}

func massWeapon(why string) bool {
	return why == "weapon: chemical" || why == "weapon: biological" || why == "weapon: nuclear"
}

// act names what is told: "reported: armed clash".
func (c *claim) act() string {
	status := c.detection.Status
	if c.detection.Detail != "" {
		status = c.detection.Detail
	}
	if th := c.rule.theme; th != nil {
		return th.acts[status]
	}
	return actOf(status, strings.ReplaceAll(c.rule.Theme, "_", " "))
}

func actOf(s article.Status, name string) string { return acts[s] + ": " + name }

// readActs are the acts of a theme by status.
func (th *Theme) readActs() map[article.Status]string {
	name := spelled[th.ID]
	if name == "" {
		name = th.Name
	}
	out := map[article.Status]string{}
	for s := range acts {
		out[s] = actOf(s, name)
	}
	return out
}

// casualties gives how many levels the casualties of a claim count, and the
// reason.
func (v *view) casualties(c *claim) (levels int, reason string) {
	for _, n := range c.detection.Numbers {
		switch {
		case n.Kind == "killed" && n.Value >= 10:
			return 2, "casualties: ten or more killed"
		case n.Kind == "killed":
			levels, reason = 1, "casualties: killed"
		case (n.Kind == "wounded" || n.Kind == "missing" || n.Kind == "kidnapped") && levels == 0:
			levels, reason = 1, hurt[n.Kind]
		}
	}
	if levels > 0 {
		return levels, reason
	}
	switch {
	case v.hasAny(c.clause.first, c.clause.last, set(gKilled)):
		return 1, "casualties: killed"
	case v.hasAny(c.clause.first, c.clause.last, set(gWounded)):
		return 1, "casualties: wounded"
	}
	return 0, ""
}

var scoreOf = map[article.Status]float64{
	article.Asserted: 0.85, article.Claimed: 0.8, article.ClaimedDenied: 0.7, article.Suspected: 0.7, article.Planned: 0.7,
	article.Threatened: 0.75, article.Concern: 0.6, article.MentionOnly: 0.5,
}
