package kafka

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAssign(t *testing.T) {
	type given = map[string]map[string][]int
	both := []string{"a", "b"}
	f := func(s strategy, partitions map[string]int, want given, members ...candidate) {
		t.Helper()
		if d := cmp.Diff(want, s.assign(members, partitions)); d != "" {
			t.Error(d)
		}
	}
	one, two := candidate{id: "1", topics: both}, candidate{id: "2", topics: both}
	f(shared, map[string]int{"a": 3, "b": 3}, given{
		"1": {"a": {0, 1}, "b": {0, 1}}, "2": {"a": {2}, "b": {2}},
	}, two, one)
	f(shared, map[string]int{"a": 1}, given{"1": {"a": {0}}, "2": {}}, one, two)
	f(shared, map[string]int{"a": 2, "c": 2}, given{"1": {"a": {0, 1}}}, one) // nobody wants c

	f(exclusive, map[string]int{"a": 2, "b": 1}, given{"1": {"a": {0, 1}, "b": {0}}, "2": {}}, two, one)
	two.active = true
	f(exclusive, map[string]int{"a": 2}, given{"1": {}, "2": {"a": {0, 1}}}, one, two)
	one.instance, two.instance = "host-b", "host-a"
	f(shared, map[string]int{"a": 2}, given{"1": {"a": {1}}, "2": {"a": {0}}}, one, two)
}
