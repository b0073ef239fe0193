package ner

// The features of a word are numbers: a hash of what the feature is and of the
// words it looks at. Nothing else makes them.

const (
	prime1 = 0x9E3779B97F4A7C15
	prime2 = 0xC2B2AE3D27D4EB4F
)

// mix joins two numbers to one that looks random.
func mix(a, b uint64) uint64 {
	a ^= b * prime1
	a = (a ^ a>>29) * prime2
	return a ^ a>>32
}

// hashOf is a hash of the folded bytes of a word.
func hashOf(s string) uint64 {
	return hashOn(14695981039346656037, s)
}

// hashOn goes on with a hash.
func hashOn(h uint64, s string) uint64 {
	for i := range len(s) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

// shapeOf is the flags that say how a word is written, with its length.
func shapeOf(w *Word) uint64 {
	return uint64(w.Flags&ofWord)<<8 | uint64(min(len(w.Text), 12))
}

// extract appends the features of word i to dst: all of them, as a trainer
// needs them.
func (d *decoder) extract(dst []uint64, i int) []uint64 {
	dst = ownFeatures(dst, &d.around(i).sight)
	dst = beforeFeatures(dst, &d.around(i-1).sight)
	dst = afterFeatures(dst, &d.around(i+1).sight)
	return d.together(dst, i)
}

// ownFeatures appends the features that a word has wherever it stands.
func ownFeatures(dst []uint64, s *sight) []uint64 {
	dst = append(dst, mix(1, s.word))
	for k := range s.n {
		dst = append(dst, mix(14, s.affixes[k]))
	}
	for k, g := range s.groups {
		dst = append(dst, mix(36+uint64(k), uint64(g)<<8|s.shape>>8&0xff))
	}
	return dst
}

// beforeFeatures appends the features that a word lends to the one after it.
func beforeFeatures(dst []uint64, s *sight) []uint64 {
	dst = append(dst, mix(3, s.word))
	for k, g := range s.groups {
		dst = append(dst, mix(39+uint64(k), uint64(g)))
	}
	return dst
}

// afterFeatures appends the features that a word lends to the one before it.
func afterFeatures(dst []uint64, s *sight) []uint64 {
	dst = append(dst, mix(4, s.word))
	for k, g := range s.groups {
		dst = append(dst, mix(42+uint64(k), uint64(g)))
	}
	return dst
}

// together appends the features of word i that several words make, or the rest
// of the text.
func (d *decoder) together(dst []uint64, i int) []uint64 {
	w := &d.words[i]
	c, p, n := &d.around(i).sight, &d.around(i-1).sight, &d.around(i+1).sight
	add := func(template uint64, v uint64) { dst = append(dst, mix(template, v)) }
	state := uint64(w.Flags & (Opens | Titled | Caps | Title))
	add(2, c.shape<<16|state)
	add(5, d.around(i-2).word)
	add(6, d.around(i+2).word)
	add(7, mix(c.word, p.word))
	add(8, mix(c.word, n.word))
	add(9, mix(p.word, n.word))
	add(10, c.shape<<32|p.shape<<16|n.shape)
	add(11, c.shape<<16|n.shape)
	add(12, mix(p.word, c.shape))
	add(13, mix(n.word, c.shape))
	pw, nw := d.at(i-1), d.at(i+1)
	rule := uint64(w.Rule)<<8 | uint64(w.Found)
	add(17, rule)
	add(18, rule<<32|uint64(pw.Rule)<<16|uint64(nw.Rule))
	add(19, rule<<16|c.shape)
	add(20, mix(rule, c.word))
	add(21, mix(rule, n.word))
	add(22, mix(rule, p.word))
	add(23, uint64(w.Class))
	add(24, uint64(pw.Class))
	add(25, uint64(nw.Class))
	add(28, uint64(w.Doc)<<16|uint64(w.Flags&(Upper|Shout|Opens|Lower)))
	add(29, uint64(w.Doc)<<16|rule)
	add(30, uint64(pw.Doc)<<8|uint64(nw.Doc))
	add(31, uint64(d.at(i+2).Class)<<32|uint64(nw.Class))
	add(32, mix(uint64(pw.Flags&Title), mix(c.shape, n.shape)))
	add(33, uint64(w.Flags))
	add(34, uint64(d.at(i-2).Class)<<32|uint64(pw.Class))
	add(35, mix(uint64(w.Class), uint64(pw.Flags&(Title|Mark|Upper|Lower)))<<4|uint64(nw.Flags&(Upper|Lower|Mark)))
	g, pg, ng := c.groups[1], p.groups[1], n.groups[1]
	add(47, uint64(pg)<<32|uint64(g)<<16|c.shape>>8&0xff)
	add(48, uint64(g)<<32|uint64(ng)<<16|c.shape>>8&0xff)
	add(49, uint64(pg)<<32|uint64(ng)<<16|c.shape>>8&0xff)
	place := d.place(i)
	add(50, uint64(place)<<16|uint64(w.Rule))
	add(51, uint64(d.place(i-1))<<16|uint64(place)<<8|uint64(d.place(i+1)))
	add(52, uint64(place)<<32|uint64(pg))
	return dst
}

var nowhere = Word{Flags: Start}

func (d *decoder) at(i int) *Word {
	if i < 0 || i >= len(d.words) {
		return &nowhere
	}
	return &d.words[i]
}

// around gives word i as such; one of its own kind stands outside the text.
func (d *decoder) around(i int) *seen {
	if i < 0 || i >= len(d.words) {
		return outside
	}
	return d.seen[i]
}

// place gives how many words the name of a place has that word i is in.
func (d *decoder) place(i int) uint8 {
	if i < 0 || i >= len(d.words) {
		return 0
	}
	return d.places[i]
}
