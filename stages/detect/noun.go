package detect

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// Words that the reading of noun phrases asks for one at a time.
var (
	// personNouns are people; the many plurals in -ers, -ists and the like are
	// told by their ending.
	personNouns = wordSet(`people person persons man men woman women child children boy boys girl girls baby babies infant infants
		police policeman policemen policewoman officer soldier troop troops crew personnel staff guard guards gunman gunmen fighter bomber attacker
		assailant assailants militant militants rebel rebels insurgent insurgents guerrilla guerrillas terrorist jihadist extremist hostage hostages
		suspect suspects civilian civilians villager resident residents student students pupil pupils schoolgirls schoolboys teacher nurse nurses doctor
		priest priests monk monks nun nuns imam imams bishop pastor pastors cleric clerics journalist reporter cameraman worker aide aides
		official officials diplomat diplomats ambassador envoy envoys agent agents spy spies judge judges prosecutor governor mayor minister
		president premier king general generals commander colonel captain leader lawmaker senator deputy deputies politician candidate candidates
		activist critic critics dissident dissidents opponent opponents lawyer scientist engineer contractor peacekeeper driver passenger tourist
		businessman businesswoman farmer herder trader migrant migrants refugee refugees evacuee evacuees family parents mother father son sons
		daughter daughters brother brothers sister sisters relatives wife husband couple youth youths teenager toddler victim victims casualties
		conscript conscripts recruit recruits reservist marine marines cadet cadets pilot pilots sniper accomplice accomplices mercenary mercenaries
		hacker thug thugs pirate pirates bandit bandits robber citizen citizens national nationals foreigner pilgrim pilgrims inmate inmates
		prisoner detainee detainees employee employees executive executives expatriate expatriates passers-by bystander others tribesman mob crowd`)

	// things are what is attacked, seized or put under pressure.
	things = wordSet(`convoy convoys patrol patrols checkpoint checkpoints base bases camp camps post posts outpost outposts barracks garrison
		station stations school schools hospital hospitals clinic clinics mosque mosques church churches synagogue temple shrine market markets hotel
		hotels restaurant cafe bus buses minibus train trains truck trucks lorry car cars taxi boat boats ship ships vessel vessels tanker tankers
		freighter trawler ferry plane planes airliner jet jets aircraft helicopter helicopters drone drones warplane warplanes warship warships
		submarine town towns village villages city building buildings block house houses home homes embassy consulate airport airfield port bridge
		bridges dam pipeline pipelines plant plants refinery depot depots warehouse factory bank banks company companies firm firms network networks
		website websites computers servers system systems grid cable cables substation substations railway prison jail office offices headquarters
		palace parliament party group groups gang gangs militia militias army navy forces faction factions cell unit units battalion battalions
		brigade brigades tribe tribes community communities families university college stadium mall shop shops store stores farm farms entity
		entities institution institutions vehicle vehicles tank tanks position positions neighbourhood district suburb island islands`)

	// acting are the things that can be behind an event.
	acting = wordSet(`jet jets aircraft helicopter helicopters drone drones warplane warplanes warship warships submarine ship ships vessel vessels
		party group groups gang gangs militia militias army navy forces faction factions cell unit units battalion battalions brigade brigades tribe
		tribes firm firms company companies`)

	// otherNouns end as words for people do and are none.
	otherNouns = wordSet(`helicopters launchers containers carriers bunkers computers servers papers newspapers numbers quarters headquarters tankers
		trawlers freighters letters meters metres kilometers kilometres litres liters shelters towers centers orders borders powers rivers
		sensors reactors tractors transformers craters boosters bulldozers cruisers destroyers chambers choppers bombers detonators trailers
		lighters barriers chapters matters corners layers posters doors floors motors errors factors sectors tremors generators harbors flowers
		weathers waters fingers summers winters routers mirrors ledgers offers answers transfers specimen`)

	// stopWords end a noun phrase before them.
	stopWords = wordSet(`in at to from with on during after before as of for by via when while near into onto over under across along around
		against toward towards outside inside between among amid through throughout within without behind beyond beside above below since until till
		off up down out about per than including despite and or but nor plus not the a an this that these those his her its their our my he she it
		they we who which whom whose where there here today yesterday tonight tomorrow overnight each early late later earlier alone ago away back
		again also so then now still only just even both because if unless although though`)

	// strongVerbs are pasts without -ed, which else look like nouns.
	strongVerbs = wordSet(`took taken came went gone left fell fallen ran broke broken hit set put got made gave given said began begun met fought held
		fled shot struck blew blown sank sunk drove driven threw thrown lost saw seen cut sent led stood sat burst flew flown rose risen found
		became become told brought caught bore won wrote known did does done had has have was were is are be been will would could may might can must
		should shall tore built bought sold swept woke spread laid lay hid kept paid stole stolen swore vow vows say says plan plans want wants`)

	// durations are counted by clocks and calendars.
	durations = wordSet(`year years month months week weeks day days night nights hour hours minute minutes second seconds decade decades century
		centuries time times o'clock fortnight am pm gmt utc`)
)

func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

func (v *view) lower(i int) string {
	if v.low == "" {
		v.low = lowered(v.text)
	}
	return v.toks[i].In(v.low)
}

// lowered is a text with its letters of ASCII in lower case, of the same length.
func lowered(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// isPerson reports whether a word is one for people.
func (v *view) isPerson(i int) bool {
	if v.bits[i].has(gMembers) {
		return true
	}
	w := v.lower(i)
	if personNouns[w] {
		return true
	}
	if len(w) < 5 || otherNouns[w] || things[w] || v.bits[i].has(gWeightUnit) {
		return false
	}
	for _, ending := range [...]string{"ers", "ors", "ists", "ians", "men"} {
		if strings.HasSuffix(w, ending) {
			return true
		}
	}
	return false
}

// knownNoun reports whether a word can be the head of a noun phrase without
// doubt.
func (v *view) knownNoun(i int) bool {
	return v.isPerson(i) || v.bits[i].has(gWeightUnit) || things[v.lower(i)]
}

// maxPhrase is the longest noun phrase that is read, in tokens.
const maxPhrase = 6

// nounPhrase reads a noun phrase without its determiner from its first word: it
// gives its head, -1 where there is none, and the token after it. A phrase ends
// before prepositions, verbs, other numbers and line ends.
func (v *view) nounPhrase(first, limit int) (head, end int) {
	head, end = -1, first
	known := false
	for i := first; i < limit && i-first < maxPhrase; i++ {
		if v.endsPhrase(i) || i > first && v.lineEnds(i) {
			break
		}
		if v.isPunct(i) || v.lower(i) == "'s" || v.lower(i) == "’s" {
			if known {
				break
			}
			continue
		}
		noun, next := v.knownNoun(i), i+1 < limit && !v.endsPhrase(i+1) && v.knownNoun(i+1)
		if known && !noun || i > first && !noun && !next && v.verbal(i) {
			break
		}
		if v.hollow(i) && !noun {
			continue
		}
		head, end, known = i, i+1, noun
		if !noun && !next && v.plural(i) {
			break
		}
	}
	return head, end
}

// endsPhrase reports whether a token cannot stand in a noun phrase.
func (v *view) endsPhrase(i int) bool {
	if v.isPunct(i) {
		return !v.inner(i)
	}
	if v.isNumber(i) || v.bits[i].has(gWeekday) {
		return true
	}
	if v.capital(i) {
		return false
	}
	w := v.word(i)
	return stopWords[w] || strongVerbs[w] || v.bits[i]&set(gVerb, gBreak, gKilled, gWounded, gNegation) != 0 && !personNouns[w]
}

// verbal reports whether a word looks like a verb by its ending.
func (v *view) verbal(i int) bool {
	w := v.word(i)
	return !v.capital(i) && len(w) > 4 && (strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "ing")) || v.adverb(i)
}

// hollow reports whether a word qualifies a noun and is none.
func (v *view) hollow(i int) bool {
	switch v.lower(i) {
	case "more", "other", "further", "additional", "different", "separate", "such", "same", "whole", "entire", "own", "new", "several", "many":
		return true
	}
	return v.verbal(i)
}

// plural reports whether a word in small letters is a plural by its ending.
func (v *view) plural(i int) bool {
	w := v.word(i)
	return len(w) > 3 && !v.capital(i) && w[len(w)-1] == 's' && w[len(w)-2] != 's' && w[len(w)-2] != 'u' && w[len(w)-2] != 'i'
}

// lineEnds reports whether a line ends right before a token.
func (v *view) lineEnds(i int) bool {
	return strings.IndexByte(v.text[v.toks[i-1].End:v.toks[i].Start], '\n') >= 0
}

// isNumber reports whether a token is digits or a number word.
func (v *view) isNumber(i int) bool {
	return v.toks[i].Kind == article.Number || v.numeral(i) > 0
}
