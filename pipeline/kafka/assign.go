package kafka

import (
	"cmp"
	"slices"
)

// strategy divides a group's partitions among its members. Its name goes over
// the wire; all members of a group must know it.
type strategy string

const (
	// shared gives each member a run of each topic's partitions, the same run
	// of every topic, so that what belongs together stays together.
	shared strategy = "wirewatch-shared"
	// exclusive gives one member everything. The one that had it keeps it.
	exclusive strategy = "wirewatch-exclusive"
)

// candidate is a member as its group's leader sees it.
type candidate struct {
	id       string
	instance string
	topics   []string
	active   bool // had partitions in the term before
}

// assign gives partitions by member and topic. The same candidates get the
// same partitions, whichever order they stand in.
func (s strategy) assign(members []candidate, partitions map[string]int) map[string]map[string][]int {
	members = slices.SortedFunc(slices.Values(members), func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.instance, b.instance), cmp.Compare(a.id, b.id))
	})
	given := make(map[string]map[string][]int, len(members))
	for _, m := range members {
		given[m.id] = map[string][]int{}
	}
	for topic, n := range partitions {
		takers := slices.DeleteFunc(slices.Clone(members), func(m candidate) bool {
			return !slices.Contains(m.topics, topic)
		})
		if len(takers) == 0 {
			continue
		}
		if s == exclusive {
			takers = takers[max(slices.IndexFunc(takers, func(m candidate) bool { return m.active }), 0):][:1]
		}
		for p := range n {
			id := takers[p*len(takers)/n].id
			given[id][topic] = append(given[id][topic], p)
		}
	}
	return given
}
