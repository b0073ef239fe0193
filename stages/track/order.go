package track

import (
	"cmp"
	"strings"
	"time"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// order is the place of a version among the versions of its item.
type order struct {
	Version   string            `json:"v"`
	Created   article.Timestamp `json:"c,omitempty"`
	Received  article.Timestamp `json:"r,omitempty"`
	Partition int               `json:"p,omitempty"`
	Offset    int64             `json:"o,omitempty"`
}

func orderOf(a *article.Article) order {
	return order{a.Version, a.VersionCreated, a.Source.Received, a.Source.Partition, a.Source.Offset}
}

// compare is a total order: by version where both are numbers, then by the
// times, an unknown one first, then by the place on the raw topic. A version
// that is no number stands before all that are, so that three versions never
// run in a circle.
func (o order) compare(p order) int {
	return cmp.Or(
		compareVersions(o.Version, p.Version),
		moment(o.Created).Compare(moment(p.Created)),
		moment(o.Received).Compare(moment(p.Received)),
		cmp.Compare(o.Partition, p.Partition),
		cmp.Compare(o.Offset, p.Offset),
	)
}

func moment(t article.Timestamp) time.Time {
	at, _ := t.Time()
	return at
}

// compareVersions compares numbers and dotted numbers of any length; all other
// versions are equal to one another.
func compareVersions(v, w string) int {
	vn, wn := isNumeric(v), isNumeric(w)
	switch {
	case vn && !wn:
		return 1
	case wn && !vn:
		return -1
	case !vn:
		return 0
	}
	for v != "" || w != "" {
		var a, b string
		a, v, _ = strings.Cut(v, ".")
		b, w, _ = strings.Cut(w, ".")
		a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
		if c := cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)); c != 0 {
			return c
		}
	}
	return 0
}

func isNumeric(v string) bool {
	for part := range strings.SplitSeq(v, ".") {
		if part == "" || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return true
}
