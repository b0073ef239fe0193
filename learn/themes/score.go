package themes

import (
	"fmt"
	"slices"
	"strings"
)

// Scores compares the labels of rows with those they should have.
type Scores struct {
	Rows     int
	Labels   []string
	perLabel []count
	example  float64 // sum over rows that have, or are given, a label
	spoken   int     // how many those are
	exact    int
}

type count struct{ right, found, there int }

func (c count) f1() float64 {
	if c.right == 0 {
		return 0
	}
	return 2 * float64(c.right) / float64(c.found+c.there)
}

// Score compares; want and got are by row.
func Score(labels []string, want, got [][]string) Scores {
	s := Scores{Rows: len(want), Labels: labels, perLabel: make([]count, len(labels))}
	for i := range want {
		both := 0
		for l, name := range labels {
			there, found := slices.Contains(want[i], name), slices.Contains(got[i], name)
			c := &s.perLabel[l]
			if there {
				c.there++
			}
			if found {
				c.found++
			}
			if there && found {
				c.right++
				both++
			}
		}
		if n := len(want[i]) + len(got[i]); n > 0 {
			s.spoken++
			s.example += 2 * float64(both) / float64(n)
			if 2*both == n {
				s.exact++
			}
		} else {
			s.exact++
		}
	}
	return s
}

// Example is the mean F1 over rows that have or are given a label, 0 to 1
// (Godbole and Sarawagi, 2004).
func (s Scores) Example() float64 { return s.example / float64(max(s.spoken, 1)) }

// Micro is F1 over all labels of all rows.
func (s Scores) Micro() float64 {
	var all count
	for _, c := range s.perLabel {
		all.right, all.found, all.there = all.right+c.right, all.found+c.found, all.there+c.there
	}
	return all.f1()
}

// Macro is the mean F1 of the labels.
func (s Scores) Macro() float64 {
	sum := 0.0
	for _, c := range s.perLabel {
		sum += c.f1()
	}
	return sum / float64(max(len(s.perLabel), 1))
}

// Weighted is the mean F1 of the labels, each as often as it is there.
func (s Scores) Weighted() float64 {
	sum, there := 0.0, 0
	for _, c := range s.perLabel {
		sum += c.f1() * float64(c.there)
		there += c.there
	}
	return sum / float64(max(there, 1))
}

// String is a line for the whole and one for each label.
func (s Scores) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows  example F1 %.3f  micro F1 %.3f  macro F1 %.3f  weighted F1 %.3f  exact %.3f",
		s.Rows, s.Example(), s.Micro(), s.Macro(), s.Weighted(), float64(s.exact)/float64(max(s.Rows, 1)))
	for l, c := range s.perLabel {
		fmt.Fprintf(&b, "\n  %-40s F1 %.3f  precision %.3f  recall %.3f  of %d", s.Labels[l], c.f1(),
			float64(c.right)/float64(max(c.found, 1)), float64(c.right)/float64(max(c.there, 1)), c.there)
	}
	return b.String()
}
