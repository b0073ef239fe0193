package article

// Mention is one place in a text where an entity is named.
type Mention struct {
	Span              // in the text named by Field
	Field     Field   // MainText or MainHeadline
	ID        string  // of the mention: e1, e2, ...
	Entity    string  // of the entity in this article: E1, E2, ..., shared by its mentions
	Type      string  // PERSON, ORG, GPE, LOC, FAC, NORP, EVENT, WEAPON, PLATFORM, DATE, ...
	Subtype   string  // of an ORG: armed_group, government, military, police, ...
	Canonical string  // the name in full where it is known
	Score     float64 // confidence, 0 to 1
	Found     string  // model, gazetteer, pattern or watchlist; coreference for an office, a pronoun or a place inside a longer name, which may overlap others
	Cut       bool    // the name breaks off in the copy received
	Role      *Role
	Link      *Link
}

// Role is the office a person is named by.
type Role struct {
	Text   string // as printed: "Tajikistan President"
	Office string // president, minister of foreign affairs, ...
	Polity string // id of the country or organisation: country:TJ
}

// Link says which name in the world a mention is.
type Link struct {
	ID         string // group:islamic-state, person:vladimir-putin, country:AF, geonames:1138958
	Name       string
	Country    string      // ISO 3166-1 alpha-2
	Admin1     string      // first-level division
	Point      *[2]float64 // longitude, latitude
	Score      float64
	Via        string      // exact, alias, fuzzy, context, role or coreference
	Alias      string      // the alias that matched
	Candidates []Candidate // other readings; only where the link is unsure
}

// Candidate is a name a mention may stand for.
type Candidate struct {
	ID    string
	Name  string
	Score float64
}
