package track

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
)

// state is the store with this stage's keys:
//
//	ver/URI              item
//	text/HASH            uri of the first item with that text
//	slug/HASH            uris of the items under a slugline or headline
//	story/ID             storyline
//	timer/TIME/URI       the article held until then, encoded
//	old/LANE/TIME/URI    when an item is forgotten
//	clock/LANE           the latest record time of a lane
type state struct{ store pipeline.Store }

// item is what is remembered of the versions of one uri.
type item struct {
	URI     string         `json:"u,omitempty"`
	Order   order          `json:"o"`           // of the newest version
	Print   string         `json:"p,omitempty"` // fingerprint of the newest version
	Facts   facts          `json:"f"`
	Story   string         `json:"s,omitempty"`
	Emitted []string       `json:"e,omitempty"` // uri#version of all that went on
	Themes  []string       `json:"l,omitempty"` // live in any version that went on, with status
	Killed  article.Action `json:"k,omitempty"` // kill or withhold
	Timer   string         `json:"t,omitempty"` // key of the timer while held
	Until   string         `json:"h,omitempty"` // held until; RFC 3339, or "unknown"
	Old     string         `json:"d,omitempty"` // key under which it is forgotten
	Index   []string       `json:"x,omitempty"` // text and slug keys that name it
}

// known reports whether a version of the item has been seen.
func (it *item) known() bool { return it.Print != "" }

// latest names the newest version.
func (it *item) latest() string { return it.URI + "#" + it.Order.Version }

func (s state) item(uri string) (item, error) {
	var it item
	return it, s.get("ver/"+uri, &it)
}

// keep writes an item, to be forgotten at the time given; the zero time is
// never.
func (s state) keep(it *item, lane string, forget time.Time) {
	if it.Old != "" {
		s.store.Delete(it.Old)
		it.Old = ""
	}
	if !forget.IsZero() {
		it.Old = "old/" + laneName(lane) + "/" + stamp(forget) + "/" + it.URI
		s.store.Put(it.Old, []byte("{}"))
	}
	s.put("ver/"+it.URI, it)
}

// index makes the item findable by its text, slugline and headline.
func (s state) index(it *item, a *article.Article) {
	if h := textHash(a); h != "" {
		key := "text/" + h
		if _, taken := s.store.Get(key); !taken {
			s.put(key, it.URI)
			it.Index = appendNew(it.Index, key)
		}
	}
	for _, key := range slugKeys(a) {
		var uris []string
		if s.get(key, &uris) != nil || slices.Contains(uris, it.URI) {
			continue
		}
		uris = append(uris, it.URI)
		s.put(key, uris[max(0, len(uris)-maxUnderSlug):])
		it.Index = appendNew(it.Index, key)
	}
}

// sameText finds the first item with the same text as a.
func (s state) sameText(a *article.Article) (item, bool, error) {
	h := textHash(a)
	if h == "" {
		return item{}, false, nil
	}
	var uri string
	if err := s.get("text/"+h, &uri); err != nil || uri == "" || uri == a.URI {
		return item{}, false, err
	}
	it, err := s.item(uri)
	return it, it.known() && err == nil, err
}

// advance sets the clock of a lane forward; it never goes back. Steps under a
// minute are left out to spare the state topic.
func (s state) advance(lane string, now time.Time) {
	key := "clock/" + laneName(lane)
	if at := s.clock(key); !now.IsZero() && now.Sub(at) >= time.Minute {
		s.put(key, stamp(now))
	}
}

func (s state) clock(key string) time.Time {
	var at string
	if s.get(key, &at) != nil {
		return time.Time{}
	}
	t, _ := article.Timestamp(at).Time()
	return t
}

func (s state) get(key string, v any) error {
	raw, ok := s.store.Get(key)
	if !ok {
		return nil
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("read state %q: %w", key, err)
	}
	return nil
}

// put writes a value of this package's own types, which always encode.
func (s state) put(key string, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("write state %q: %v", key, err))
	}
	s.store.Put(key, raw)
}

// stamp is a time as it stands in keys: in UTC and of one width, so that byte
// order is time order.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func laneName(lane string) string {
	if lane == "" {
		return "live"
	}
	return strings.ReplaceAll(lane, "/", "-")
}
