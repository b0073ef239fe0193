package detect

// A gram is a class of words that the code itself asks for; which words are
// in it is data (classes.yaml). The set of those that begin at a token is held
// as bits.
type gram uint8

// The classes the code asks for.
const (
	gSay gram = iota // said, told: opens a statement
	gAccording
	gStance // believes, wants, accuses
	gDeny
	gWarn // a say-word that makes what follows a concern
	gThat
	gPronoun
	gOwn // it, they, we: the speaker's own act
	gAuthority
	gOwnAct // seized, arrested, expelled
	gOffice
	gWhen // today, on Monday: between a verb and what is said
	gAux  // has, had, also: between a subject and its verb
	gJoin
	gSubordinate
	gBreak // ends a noun phrase to its left
	gNegation
	gNotFact // hoax, false alarm, ruled out
	gIf
	gCould
	gCondition // should, were: at the start of a sentence
	gPast      // years ago, anniversary, trial of
	gExercise
	gFiction
	gSport
	gBusiness
	gFigure // war of words, price war
	gPolicy
	gPlan
	gSuspect
	gFear
	gAgainst
	gEnglish
	gFurniture
	gHedge
	gNumeral
	gKilled
	gWounded
	gMissing
	gDisplaced
	gArrested
	gMembers
	gWeightUnit
	gWeekday
	gMonth
	gWe
	gComment // declined to comment
	gVerb    // finite verbs that end a subject
	gDeterminer
	gSportHint   // match, squad: sport where several stand together
	gFictionHint // film, theatre: fiction where nothing grave stands beside
	gPastHint    // museum, veterans: history where nothing grave stands beside
	gJudge       // called, slammed: opens a statement that quotes
	gRebut       // rejects, disputes: what another said before
	gAnswer      // replied, insisted
	gToldBefore  // the claim, the report, it
	gUntrue      // lie, baseless: said of what another said
	gStateAct    // seized, arrested: what only authorities do
	gTailSay     // found, reckoned: opens a statement where it stands behind it, or before that
	gAside       // in, at, on: opens a phrase of place or time
	gForeign     // the commonest words of other languages
	gCount
)

// A set of classes fits 64 bits.
const _ = uint(64 - gCount)

// grammar names the classes in the order of their constants.
var grammar = [gCount]string{
	"say", "according", "stance", "deny", "warn", "that", "pronoun", "own", "authority", "own-act", "office",
	"when", "aux", "join", "subordinate", "break", "negation", "not-fact", "if", "could", "condition", "past", "exercise",
	"fiction", "sport", "business", "figure", "policy", "plan", "suspect", "fear", "against", "english", "furniture", "hedge",
	"numeral", "killed", "wounded", "missing", "displaced", "arrested", "members", "weight-unit", "weekday", "month",
	"we", "comment", "verb", "determiner",
	"sport-hint", "fiction-hint", "past-hint", "judge", "rebut", "answer", "told-before", "untrue", "state-act", "tail-say", "aside", "foreign",
}

// grams is a set of classes.
type grams uint64

func (s grams) has(g gram) bool { return s&(1<<g) != 0 }

func set(gs ...gram) grams {
	var s grams
	for _, g := range gs {
		s |= 1 << g
	}
	return s
}
