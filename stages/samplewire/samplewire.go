// Package samplewire is a day of invented wire copy that ships with the
// binary: what `wirewatch demo` feeds, and what tests of the whole chain check
// it by. Its agencies, towns and most of its people do not exist; the files
// under wire are sent in the order of their names, some of them broken on
// purpose.
package samplewire

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

//go:embed wire
var wire embed.FS

//go:embed expected.json
var expected []byte

// Item is one transmission as a feed receives it.
type Item struct {
	Name        string // of the file: 01-cis-summit.txt
	Source      string // of the feed: its agency
	ContentType string // as the sender declares it; "" where it does not
	Bytes       []byte
}

// Items gives the transmissions in the order they are sent. Two calls share no
// bytes.
func Items() []Item {
	var items []Item
	for _, want := range Expected() {
		items = append(items, Item{
			Name:        want.Name,
			Source:      want.Source,
			ContentType: want.ContentType,
			Bytes:       read(want.Name),
		})
	}
	return items
}

// Transmission says what is to become of one Item.
type Transmission struct {
	Name        string    `json:"name"`
	Source      string    `json:"source"`
	ContentType string    `json:"contentType,omitempty"`
	Format      string    `json:"format,omitempty"` // "" where the bytes have none that can be read
	Articles    []Outcome `json:"articles"`         // one for each item in it, in order
}

// Outcome says what is to become of one article of a transmission.
type Outcome struct {
	URI     string `json:"uri,omitempty"` // "" where nothing can be read
	Version string `json:"version,omitempty"`
	Action  string `json:"action,omitempty"` // editorial, as the copy asks

	Outcome string `json:"outcome"`          // done, dead or dropped
	Reason  string `json:"reason,omitempty"` // why it is dead or dropped

	// Tracking is what track makes of it, given all that came before.
	Tracking string `json:"tracking,omitempty"`
	Of       string `json:"of,omitempty"`   // uri of the earlier item
	Hold     bool   `json:"hold,omitempty"` // embargoed

	Live    []string `json:"live,omitempty"`    // themes that must be live
	NotLive []string `json:"notLive,omitempty"` // themes that must not be
	Quiet   bool     `json:"quiet,omitempty"`   // no theme at all may be live
	Has     []string `json:"has,omitempty"`     // words the text keeps
	Lacks   []string `json:"lacks,omitempty"`   // words its record has nowhere, furniture apart
	Secret  []string `json:"secret,omitempty"`  // words that appear in no record at all
	Notes   string   `json:"notes,omitempty"`
}

// Expected gives what is to become of each item, in the order of Items.
func Expected() []Transmission {
	var all []Transmission
	if err := json.Unmarshal(expected, &all); err != nil {
		panic(fmt.Sprintf("samplewire: read expected.json: %v", err))
	}
	for i := range all {
		for j := range all[i].Articles {
			a := &all[i].Articles[j]
			if a.URI == "derived" {
				a.URI = derived(all[i].Source, read(all[i].Name))
			}
			if earlier, ok := strings.CutPrefix(a.Of, "derived:"); ok {
				a.Of = uriOf(all, earlier)
			}
		}
	}
	return all
}

// uriOf gives the uri of the first article of a transmission.
func uriOf(all []Transmission, name string) string {
	i := slices.IndexFunc(all, func(t Transmission) bool { return t.Name == name })
	if i < 0 {
		panic("samplewire: expected.json names no " + name)
	}
	return all[i].Articles[0].URI
}

// derived is the uri of copy that brings none.
func derived(source string, copy []byte) string {
	sum := sha256.Sum256(copy)
	return "urn:wirewatch:" + source + ":" + hex.EncodeToString(sum[:])[:16]
}

func read(name string) []byte {
	bytes, err := wire.ReadFile(path.Join("wire", name))
	if err != nil {
		panic(fmt.Sprintf("samplewire: %v", err))
	}
	return bytes
}
