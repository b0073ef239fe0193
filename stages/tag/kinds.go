package tag

// orgKinds gives the subtype that a word in an organisation's name tells of.
// It is never written to.
var orgKinds = map[string]string{
	"ministry": "government", "department": "government", "parliament": "government", "senate": "government", "cabinet": "government",
	"assembly": "government", "congress": "government", "duma": "government", "embassy": "government", "directorate": "government", "administration": "government",
	"army": "military", "navy": "military", "brigade": "military", "battalion": "military", "regiment": "military", "division": "military", "corps": "military",
	"police": "police", "gendarmerie": "police", "constabulary": "police",
	"party": "party", "court": "court", "tribunal": "court",
	"bank": "company", "inc": "company", "ltd": "company", "corp": "company", "corporation": "company", "company": "company", "airlines": "company", "airways": "company",
	"holdings": "company", "industries": "company", "motors": "company", "systems": "company", "technologies": "company", "plc": "company", "llc": "company",
	"news": "media", "times": "media", "post": "media", "gazette": "media", "tribune": "media", "herald": "media", "radio": "media", "television": "media", "tv": "media", "channel": "media", "press": "media",
	"church": "religious", "mosque": "religious", "diocese": "religious", "monastery": "religious", "synod": "religious",
	"fc": "sports", "united": "sports", "rovers": "sports", "athletic": "sports",
	"foundation": "ngo", "observatory": "ngo", "charity": "ngo", "watch": "ngo",
}
