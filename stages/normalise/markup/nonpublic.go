package markup

import "strings"

// nonPublic are the names, classes and roles of notes that are not for
// publication, or parts of them.
var nonPublic = [...]string{
	"nonpublic", "non-public", "non_public", "not-public", "notpublic", "not_public", "not-for-pub", "notforpub", "not_for_pub", "nopub",
	"internal", "confidential", "intern-", "nichtoeffentlich", "nichtöffentlich", "nicht-oeffentlich", "privatenote", "private-note",
}

// NonPublic reports whether a class, role or name says that what it marks is
// not for publication.
func NonPublic(name string) bool {
	if name == "" {
		return false
	}
	name = strings.ToLower(name)
	for _, w := range nonPublic {
		if strings.Contains(name, w) {
			return true
		}
	}
	for w := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == ' ' || r == ':' || r == '/' || r == '.' }) {
		if w == "intern" || w == "private" {
			return true
		}
	}
	return false
}
