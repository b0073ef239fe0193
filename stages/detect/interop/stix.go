package interop

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/wirewatch/wirewatch/stages/detect"
)

// namespace is the project's own, e263b681-32ff-5416-85e8-d9fdc1ce38e2, for
// UUIDs of version 5. STIX keeps another one for cyber observables only.
var namespace = [16]byte{0xe2, 0x63, 0xb6, 0x81, 0x32, 0xff, 0x54, 0x16, 0x85, 0xe8, 0xd9, 0xfd, 0xc1, 0xce, 0x38, 0xe2}

// firstDate is that of the first taxonomy. An object of STIX keeps the time at
// which it was created through all its versions.
const firstDate = "2026-11-25"

// stixBundle is a STIX 2.1 bundle.
type stixBundle struct {
	Type    string       `json:"type"`
	ID      string       `json:"id"`
	Objects []stixObject `json:"objects"`
}

// stixObject is an identity, a grouping or an attack-pattern.
type stixObject struct {
	Type          string          `json:"type"`
	SpecVersion   string          `json:"spec_version"`
	ID            string          `json:"id"`
	CreatedBy     string          `json:"created_by_ref,omitempty"`
	Created       string          `json:"created"`
	Modified      string          `json:"modified"`
	Name          string          `json:"name"`
	Description   string          `json:"description,omitempty"`
	IdentityClass string          `json:"identity_class,omitempty"`
	Context       string          `json:"context,omitempty"`
	Refs          []string        `json:"object_refs,omitempty"`
	References    []stixReference `json:"external_references,omitempty"`
}

type stixReference struct {
	Source      string `json:"source_name"`
	Description string `json:"description,omitempty"`
	URL         string `json:"url,omitempty"`
	ID          string `json:"external_id"`
}

// STIX gives the themes as a STIX 2.1 bundle. A theme is an attack-pattern: of
// the objects that need no extension it is the one meant for entries of an
// outside taxonomy of what adversaries do, which external_references name (that
// fits a theme of consequences, such as displacement, least). A group is a
// grouping of them.
//
// Ids are UUIDs of version 5 of a theme's id, so they stay when its definition
// changes; that of the bundle goes with its content. Objects were created with
// the first taxonomy and modified with this version of it.
func STIX(t *detect.Taxonomy) ([]byte, error) {
	if t.Date == "" {
		return nil, errNoDate
	}
	maker := stixObject{Type: "identity", Name: "wirewatch", Description: "Detects security threats in wire news.", IdentityClass: "system"}
	maker.stamp(t, "wirewatch", "")
	objects := []stixObject{maker}
	for _, group := range t.GroupIDs() {
		grouping := stixObject{
			Type: "grouping", Name: t.Groups[group], Context: "unspecified",
			References: []stixReference{{Source: "wirewatch", ID: group}},
		}
		grouping.stamp(t, group, maker.ID)
		var patterns []stixObject
		for _, th := range inGroup(t, group) {
			pattern := stixObject{Type: "attack-pattern", Name: nameOf(th), Description: th.Definition, References: references(th)}
			pattern.stamp(t, th.ID, maker.ID)
			grouping.Refs = append(grouping.Refs, pattern.ID)
			patterns = append(patterns, pattern)
		}
		if len(patterns) > 0 {
			objects = append(append(objects, grouping), patterns...)
		}
	}
	content, err := encode(objects)
	if err != nil {
		return nil, err
	}
	return encode(stixBundle{Type: "bundle", ID: stixID("bundle", string(content)), Objects: objects})
}

// stamp sets what objects have in common; the maker of the first is none.
func (o *stixObject) stamp(t *detect.Taxonomy, id, maker string) {
	const midnight = "T00:00:00.000Z"
	o.SpecVersion, o.ID, o.CreatedBy = "2.1", stixID(o.Type, id), maker
	o.Created, o.Modified = firstDate+midnight, max(firstDate, t.Date)+midnight
}

// nameOf is a theme's name, or where it has none its id.
func nameOf(th *detect.Theme) string {
	if th.Name == "" {
		return th.ID
	}
	return th.Name
}

// references gives a theme's id in wirewatch's own records and its codes in
// other vocabularies.
func references(th *detect.Theme) []stixReference {
	out := []stixReference{{Source: "wirewatch", ID: th.ID}}
	for _, code := range th.Medtop {
		out = append(out, stixReference{Source: "iptc-mediatopic", URL: mediaTopics + strings.TrimPrefix(code, "medtop:"), ID: code})
	}
	for _, code := range th.IPTCSubject {
		out = append(out, stixReference{Source: "iptc-subjectcode", URL: subjectCodes + strings.TrimPrefix(code, "subj:"), ID: code})
	}
	for _, code := range th.GDELT {
		out = append(out, stixReference{Source: "gdelt-gkg-theme", ID: code})
	}
	for _, code := range th.CAMEO {
		out = append(out, stixReference{Source: "cameo", ID: code})
	}
	if p := th.PLOVER; p != nil && p.Event != "" {
		out = append(out, stixReference{Source: "plover", Description: "event", ID: p.Event})
	}
	if p := th.PLOVER; p != nil && p.Context != "" {
		out = append(out, stixReference{Source: "plover", Description: "context", ID: p.Context})
	}
	return out
}

// stixID gives an object's id: its type and the UUID of version 5 (RFC 4122) of
// type and name. The type is part of both, since STIX wants no UUID twice.
func stixID(kind, name string) string {
	h := sha1.New()
	h.Write(namespace[:])
	h.Write([]byte(kind + " " + name))
	u := h.Sum(nil)[:16]
	u[6] = u[6]&0x0f | 5<<4
	u[8] = u[8]&0x3f | 0x80
	d := hex.EncodeToString(u)
	return fmt.Sprintf("%s--%s-%s-%s-%s-%s", kind, d[:8], d[8:12], d[12:16], d[16:20], d[20:])
}
