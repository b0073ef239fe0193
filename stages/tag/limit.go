package tag

import "github.com/wirewatch/wirewatch/pipeline/article"

// freeBytes is what the mentions of any article may take, however short it is.
const freeBytes = 2048

// limit keeps what the mentions add to a record within a number of bytes for
// each byte of text. First mentions that repeat another one's words lose their
// link and role, which stand at the first of them. Then
// repeated mentions are left out, and then others. It begins at the end of the
// text, and gives how many were left out.
func limit(a *article.Article, perByte float64) int {
	most := freeBytes + int(perByte*float64(len(a.Text)+len(a.Headline)))
	sizes, sum := sizesOf(a)
	if sum > most {
		lighten(a, sum-most)
		sizes, sum = sizesOf(a)
	}
	before := len(a.Mentions)
	for _, repeated := range []bool{true, false} {
		if sum <= most {
			break
		}
		sizes, sum = leaveOut(a, sizes, sum, most, repeated)
	}
	return before - len(a.Mentions)
}

// lighten takes from mentions what the first one in the same words says, until
// so many bytes are saved.
func lighten(a *article.Article, bytes int) {
	first := firstOf(a, wordsOf)
	for i := len(a.Mentions) - 1; i >= 0 && bytes > 0; i-- {
		m := &a.Mentions[i]
		if first[wordsOf(a, m)] == i || m.Cut {
			continue
		}
		before := sizeOf(m, m.In(a.In(m.Field)))
		m.Link, m.Role, m.Canonical = nil, nil, m.In(a.In(m.Field))
		bytes -= before - sizeOf(m, m.Canonical)
	}
}

// firstOf gives the first mention of each key.
func firstOf(a *article.Article, key func(*article.Article, *article.Mention) string) map[string]int {
	first := map[string]int{}
	for i := range a.Mentions {
		if k := key(a, &a.Mentions[i]); k != "" {
			if _, ok := first[k]; !ok {
				first[k] = i
			}
		}
	}
	return first
}

func entityOf(_ *article.Article, m *article.Mention) string { return m.Entity }

func wordsOf(a *article.Article, m *article.Mention) string {
	return m.Entity + "\x00" + m.In(a.In(m.Field))
}

// leaveOut takes mentions out, from the last one backwards, until their sum is
// at most most; only those of entities named before, where repeated is set.
func leaveOut(a *article.Article, sizes []int, sum, most int, repeated bool) ([]int, int) {
	first := firstOf(a, entityOf)
	out := make([]bool, len(a.Mentions))
	for i := len(a.Mentions) - 1; i >= 0 && sum > most; i-- {
		m := &a.Mentions[i]
		if repeated && (first[m.Entity] == i || m.Cut) {
			continue
		}
		out[i] = true
		sum -= sizes[i]
	}
	keep := 0
	for i, gone := range out {
		if !gone {
			a.Mentions[keep], sizes[keep] = a.Mentions[i], sizes[i]
			keep++
		}
	}
	a.Mentions = a.Mentions[:keep]
	return sizes[:keep], sum
}

// sizesOf estimates the bytes of each mention's JSON, in which an id's name and
// place stand at the first link to it only, and of a mention that repeats
// another one's words only the id of the link.
func sizesOf(a *article.Article) (sizes []int, sum int) {
	known := map[string]bool{}
	sizes = make([]int, len(a.Mentions))
	for i := range a.Mentions {
		m := &a.Mentions[i]
		printed := m.In(a.In(m.Field))
		n := sizeOf(m, printed)
		if words := wordsOf(a, m); m.Link != nil && known[words] {
			n = 112 + m.Len() + optional(12, string(m.Field), m.Subtype, m.Found) + len(m.Link.ID)
		} else {
			known[words] = true
		}
		if l := m.Link; l != nil && l.ID != "" && !known[l.ID] {
			known[l.ID] = true
			n += optional(12, l.Name, l.Country, l.Admin1)
			if l.Point != nil {
				n += 28
			}
		}
		sizes[i], sum = n, sum+n
	}
	return sizes, sum
}

// sizeOf estimates what a mention takes without that; what is the same as the
// printed words is not written again.
func sizeOf(m *article.Mention, printed string) int {
	n := 72 + m.Len() + optional(12, string(m.Field), m.Subtype, m.Found)
	if m.Score != 0 {
		n += 18
	}
	if m.Canonical != printed {
		n += optional(15, m.Canonical)
	}
	if r := m.Role; r != nil {
		n += 12 + optional(12, r.Text, r.Office, r.Polity)
	}
	if l := m.Link; l != nil {
		n += 35 + len(l.ID) + optional(9, l.Via)
		if l.Alias != printed {
			n += optional(11, l.Alias)
		}
		for _, c := range l.Candidates {
			n += 36 + len(c.ID) + len(c.Name)
		}
	}
	return n
}

// optional gives the bytes of the members that are not empty, each with the
// bytes of its name.
func optional(name int, values ...string) int {
	n := 0
	for _, v := range values {
		if v != "" {
			n += name + len(v)
		}
	}
	return n
}
