package track

import (
	"slices"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// forgetAt is when an item may be forgotten, in the time of its lane; the zero
// time is never. A held item is remembered for the window after its release.
func (t *Tracker) forgetAt(it *item, now time.Time) time.Time {
	if t.config.Window == 0 || now.IsZero() || it.Until == unknownEnd {
		return time.Time{}
	}
	if it.Killed != "" {
		return now.Add(max(t.config.Window, t.config.KillWindow))
	}
	if until, ok := article.Timestamp(it.Until).Time(); ok && until.After(now) {
		now = until
	}
	return now.Add(t.config.Window)
}

// forget removes the items whose time is over. A lane's time is that of its
// latest article, so that a backfill of old copy is not forgotten while it is
// read, but never beyond now, so that one date in the future empties nothing.
func (s state) forget(now time.Time) error {
	for clock := range s.store.Scan("clock/") {
		lane := strings.TrimPrefix(clock, "clock/")
		horizon := s.clock(clock)
		if now.Before(horizon) {
			horizon = now
		}
		prefix := "old/" + lane + "/"
		for key := range s.store.Scan(prefix) {
			at, uri, _ := strings.Cut(strings.TrimPrefix(key, prefix), "/")
			if at > stamp(horizon) {
				break
			}
			if err := s.drop(key, uri); err != nil {
				return err
			}
		}
	}
	return nil
}

// drop forgets one item and all that points to it.
func (s state) drop(key, uri string) error {
	s.store.Delete(key)
	it, err := s.item(uri)
	if err != nil || it.Old != key {
		return err
	}
	s.release(&it)
	s.store.Delete("ver/" + uri)
	for _, key := range it.Index {
		if strings.HasPrefix(key, "text/") {
			s.store.Delete(key)
			continue
		}
		var uris []string
		if err := s.get(key, &uris); err != nil {
			return err
		}
		uris = slices.DeleteFunc(uris, func(u string) bool { return u == uri })
		if len(uris) == 0 {
			s.store.Delete(key)
			continue
		}
		s.put(key, uris)
	}
	return s.leaveStory(it.Story)
}

// leaveStory forgets a storyline with its last member.
func (s state) leaveStory(id string) error {
	if id == "" {
		return nil
	}
	st := story{ID: id}
	if err := s.get("story/"+id, &st); err != nil {
		return err
	}
	st.Gone++
	if st.Gone >= st.Members {
		s.store.Delete("story/" + id)
		return nil
	}
	s.putStory(st)
	return nil
}
