package alert

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/wirewatch/wirewatch/pipeline"
	"github.com/wirewatch/wirewatch/pipeline/article"
)

// state is the store with this stage's keys:
//
//	alert/ID      file
//	uri/URI       ids of the alerts that stand on the item
//	due/TIME/ID   when an alert expires, or is forgotten after its end
type state struct{ store pipeline.Store }

// file is what is remembered of an alert.
type file struct {
	Alert   article.Alert `json:"a"`           // as last emitted
	Grounds []ground      `json:"g,omitempty"` // in the order they came
	Due     string        `json:"d,omitempty"`
}

// ground is an item that an alert stands on.
type ground struct {
	URI      string        `json:"u"`
	Version  string        `json:"v"`
	Provider string        `json:"p,omitempty"`
	Copy     bool          `json:"c,omitempty"` // a duplicate of another ground
	Says     article.Alert `json:"s"`           // the alert's facts as this item gives them
}

func (s state) file(id string) (*file, error) {
	c := &file{}
	return c, s.get("alert/"+id, c)
}

// alertsOf gives the alerts that stand on any of the items, with their themes.
func (s state) alertsOf(uris ...string) (map[string]string, error) {
	out := map[string]string{}
	for _, uri := range uris {
		var ids []string
		if err := s.get("uri/"+uri, &ids); err != nil {
			return nil, err
		}
		for _, id := range ids {
			c, err := s.file(id)
			if err != nil {
				return nil, err
			}
			out[id] = c.Alert.Theme
		}
	}
	return out, nil
}

// link notes that an alert stands on an item.
func (s state) link(uri, id string) {
	var ids []string
	if s.get("uri/"+uri, &ids) == nil && !slices.Contains(ids, id) {
		s.put("uri/"+uri, append(ids, id))
	}
}

// unlink is the opposite of link.
func (s state) unlink(uri, id string) {
	var ids []string
	if s.get("uri/"+uri, &ids) != nil {
		return
	}
	ids = slices.DeleteFunc(ids, func(i string) bool { return i == id })
	if len(ids) == 0 {
		s.store.Delete("uri/" + uri)
		return
	}
	s.put("uri/"+uri, ids)
}

// save writes a file. A change of the alert sets its clock anew: to its expiry,
// or after its end to when it is forgotten.
func (r *Alerter) save(s state, c *file, changed *article.Alert, now time.Time) {
	if c.Alert.ID == "" {
		return
	}
	if changed != nil {
		if c.Due != "" {
			s.store.Delete(c.Due)
			c.Due = ""
		}
		after := r.config.Expire
		if ended(changed.State) {
			after = r.config.Forget
		}
		if after > 0 && !now.IsZero() {
			c.Due = "due/" + stamp(now.Add(after)) + "/" + c.Alert.ID
			s.store.Put(c.Due, []byte("{}"))
		}
	}
	s.put("alert/"+c.Alert.ID, c)
}

// drop forgets an alert.
func (s state) drop(c *file) {
	for _, g := range c.Grounds {
		s.unlink(g.URI, c.Alert.ID)
	}
	s.store.Delete("alert/" + c.Alert.ID)
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

// stamp is a time as it stands in keys, so that byte order is time order.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
