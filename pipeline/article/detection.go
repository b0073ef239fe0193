package article

// Detection says that an article reports a theme, where it says so, who says
// so, and in which sense.
type Detection struct {
	Theme     string // id in the taxonomy: terrorism.group_presence
	Codes     Codes
	Status    Status
	Detail    Status   // planned or suspected under a speaker; else empty
	Score     float64  // 0 to 1
	Severity  int      // 1 to 5; 0 is not rated
	Reasons   []string // why the severity is what it is
	SaidBy    *Ref     // who makes the statement
	DeniedBy  *Ref     // who denies this very claim
	Actors    []Ref
	Targets   []Ref
	Places    []Ref
	When      *When
	Numbers   []Quantity
	Position  string     // headline, lead, body or background
	Rule      string     // id of the rule that found it
	Model     string     // or name and version of the model
	Evidence  []Evidence // never empty
	Statement int        // index in Attributions plus one; 0 is none
	Why       string     // what decided the status, where the record explains itself
}

// Live reports whether the theme is said to be going on.
func (d *Detection) Live() bool { return d.Status.Live() }

// Codes are the theme's codes in other vocabularies.
type Codes struct {
	Medtop []string
	GDELT  []string
	CAMEO  []string
	PLOVER []string
}

// Status is the sense in which a theme is reported.
type Status string

// The statuses; those from Negated on are not live.
const (
	Asserted      Status = "asserted"
	Claimed       Status = "claimed"
	ClaimedDenied Status = "claimed_denied"
	Suspected     Status = "suspected"
	Planned       Status = "planned"
	Threatened    Status = "threatened"
	Concern       Status = "concern"
	MentionOnly   Status = "mention"

	Negated      Status = "negated"
	Hypothetical Status = "hypothetical"
	Historical   Status = "historical"
	Exercise     Status = "exercise"
	Fiction      Status = "fiction"
	Sport        Status = "sport"
	Metaphor     Status = "metaphor"
	OtherSense   Status = "other_sense"
	Policy       Status = "policy"
	InFurniture  Status = "furniture"
)

// Live reports whether the status is one of the live ones.
func (s Status) Live() bool {
	switch s {
	case Asserted, Claimed, ClaimedDenied, Suspected, Planned, Threatened, Concern, MentionOnly:
		return true
	}
	return false
}

// Evidence is a span that shows a claim.
type Evidence struct {
	Span
	Field Field
	Rule  string // the entry that fired here
}

// Ref points to an entity of the article, or to words where there is none.
type Ref struct {
	Entity string // Mention.Entity, or ""
	Text   string // as printed
	Span   Span   // of the words in the main text; empty where not known
}

// When is the time of an event, resolved against the dateline.
type When struct {
	Text string
	From string // 2006-01-02 or RFC 3339
	To   string
}

// Quantity is a number the copy gives.
type Quantity struct {
	Span
	Value float64
	Low   float64 // of a range or hedge; 0 is not given
	High  float64
	Unit  string // persons, vehicles, kg, ...
	Kind  string // killed, wounded, fighters, ...
	Hedge string // "up to", "about"
}

// Attribution is one statement: who says what.
type Attribution struct {
	Source  *Ref // nil where the copy names no source
	Cue     Span // "said"; empty where there is none
	Content []Span
	Kind    string // quote, speech or stance
	Denied  bool
}
