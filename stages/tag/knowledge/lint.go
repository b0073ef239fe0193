package knowledge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/stages/text"
)

// Problem is something in the tables that a reader should look at.
type Problem struct {
	Alias string
	IDs   []string // whose alias it is
}

// String says what the problem is.
func (p Problem) String() string {
	return fmt.Sprintf("alias %q stands for %s", p.Alias, strings.Join(p.IDs, ", "))
}

// Lint finds aliases that stand for several things, in the order of the
// aliases. Places that share a name are no clash: the tagger chooses among
// them by the text. Nor is a weak alias, which needs support anyway.
func (b *Base) Lint() []Problem {
	ids := map[string][]string{}
	for _, a := range b.Aliases {
		e := &b.Entries[a.Entry]
		if a.Weak {
			continue
		}
		key := a.Text
		if !a.Exact {
			key = text.Fold(key)
		}
		if !slices.Contains(ids[key], e.ID) {
			ids[key] = append(ids[key], e.ID)
		}
	}
	var out []Problem
	for alias, all := range ids {
		if len(all) > 1 && !b.allPlaces(all) {
			slices.Sort(all)
			out = append(out, Problem{Alias: alias, IDs: all})
		}
	}
	slices.SortFunc(out, func(x, y Problem) int { return strings.Compare(x.Alias, y.Alias) })
	return out
}

func (b *Base) allPlaces(ids []string) bool {
	for _, id := range ids {
		switch b.Entries[b.byID[id]].Type {
		case "GPE", "LOC", "FAC":
		default:
			return false
		}
	}
	return true
}
