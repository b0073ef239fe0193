package track

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// story is what is remembered of a storyline: the items that share a text or
// replace one another. Finding that different texts tell the same story is not
// done here.
type story struct {
	ID        string            `json:"id"`
	Revision  int               `json:"r"`
	FirstSeen article.Timestamp `json:"f,omitempty"`
	Members   int               `json:"m"`
	Gone      int               `json:"g,omitempty"` // members forgotten
}

// story gives the storyline of an id, or for "" a new one with a as its first
// member.
func (s state) story(id string, a *article.Article, now time.Time) (story, error) {
	if id != "" {
		st := story{ID: id}
		return st, s.get("story/"+id, &st)
	}
	return story{ID: storyID(a, now), FirstSeen: firstSeen(a)}, nil
}

func (s state) putStory(st story) { s.put("story/"+st.ID, st) }

// article gives the story as a record shows it. All members carry one text or
// its corrections, so they count as one independent source.
func (st *story) article() *article.Story {
	return &article.Story{ID: st.ID, Revision: st.Revision, FirstSeen: st.FirstSeen, Members: st.Members, Sources: 1}
}

// storyID is the day and a hash of the first member's uri.
func storyID(a *article.Article, now time.Time) string {
	day := "00000000"
	if at, ok := a.VersionCreated.Time(); ok {
		day = at.UTC().Format("20060102")
	} else if !now.IsZero() {
		day = now.UTC().Format("20060102")
	}
	sum := sha256.Sum256([]byte(a.URI))
	return "story:" + day + "-" + hex.EncodeToString(sum[:5])
}

func firstSeen(a *article.Article) article.Timestamp {
	if a.Source.Received != "" {
		return a.Source.Received
	}
	return a.VersionCreated
}
