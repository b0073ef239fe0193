package article

// AlertState is where an alert is in its life.
type AlertState string

// The states of an alert.
const (
	Open      AlertState = "open"
	Updated   AlertState = "updated"
	Corrected AlertState = "corrected"
	Merged    AlertState = "merged"
	Retracted AlertState = "retracted"
	Expired   AlertState = "expired"
)

// Alert is what people are woken for: one rule and one storyline, from its
// first sighting to its end. ID stays; Seq grows by one with each change.
type Alert struct {
	ID        string       `json:"id"`
	Seq       int          `json:"seq"`
	State     AlertState   `json:"state"`
	Rule      AlertRule    `json:"rule"`
	Story     AlertStory   `json:"story"`
	Theme     string       `json:"theme"`
	Severity  int          `json:"severity"`
	Certainty Certainty    `json:"certainty"`
	Headline  string       `json:"headline"`
	Place     *GeoFeature  `json:"place,omitempty"`
	Who       []Named      `json:"who,omitempty"`
	SaidBy    []Named      `json:"saidBy,omitempty"`
	Evidence  []AlertQuote `json:"evidence"`
	Numbers   []Figure     `json:"numbers,omitempty"`
	Changed   []Change     `json:"changed,omitempty"`
	Reason    string       `json:"reason,omitempty"` // why this state
	Times     AlertTimes   `json:"times"`
	Records   []string     `json:"records"` // uri#version of every item it stands on
}

// AlertRule names the rule that raised an alert.
type AlertRule struct {
	ID      string   `json:"id"`
	Version string   `json:"version"`
	Clauses []string `json:"clauses,omitempty"`
}

// AlertStory is the storyline an alert is about.
type AlertStory struct {
	ID       string   `json:"id"`
	Revision int      `json:"revision"`
	Sources  []string `json:"sources,omitempty"`
}

// Certainty says how sure the alert is.
type Certainty struct {
	Status    Status `json:"status"`
	Sources   int    `json:"sources"`
	Admiralty string `json:"admiralty,omitempty"`
}

// GeoFeature is a GeoJSON feature.
type GeoFeature struct {
	Type       string        `json:"type"` // "Feature"
	Geometry   *GeoPoint     `json:"geometry"`
	Properties GeoProperties `json:"properties"`
}

// GeoPoint is a GeoJSON point: longitude, latitude.
type GeoPoint struct {
	Type        string     `json:"type"` // "Point"
	Coordinates [2]float64 `json:"coordinates"`
}

// GeoProperties name the place.
type GeoProperties struct {
	Name    string `json:"name"`
	ID      string `json:"id,omitempty"`
	Country string `json:"country,omitempty"`
}

// Named is a person, group or other source, linked where that is known.
type Named struct {
	Name string `json:"name"`
	ID   string `json:"id,omitempty"`
}

// AlertQuote is a sentence that proves the alert; offsets count code points.
type AlertQuote struct {
	URI     string `json:"uri"`
	Version string `json:"version"`
	Field   string `json:"field,omitempty"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Text    string `json:"text"`
}

// Figure is a number an alert gives.
type Figure struct {
	Kind  string  `json:"kind,omitempty"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit,omitempty"`
	Text  string  `json:"text"`
}

// AlertTimes are the moments of an alert's life, RFC 3339; "" is unknown.
type AlertTimes struct {
	Event     string `json:"event,omitempty"`
	Published string `json:"published,omitempty"`
	Received  string `json:"received,omitempty"`
	Detected  string `json:"detected,omitempty"`
	Raised    string `json:"raised,omitempty"`
	Expires   string `json:"expires,omitempty"`
}
