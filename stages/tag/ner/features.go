package ner

import "unicode/utf8"

// The features of a word are numbers: a hash of what the feature is and of the
// words it looks at. Extract is the only place that makes them.

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

// sight is what of a word does not depend on its neighbours; it is made once
// for a word of a text.
type sight struct {
	word    uint64
	shape   uint64
	affixes [6]uint64 // beginnings and ends of two, three and four letters
	n       int       // affixes there are
	groups  clusters
	place   uint8 // how many words the place's name has that the word is in; 0 is none
}

func (l *lexicon) see(w *Word) sight {
	var fold [32]byte
	s := sight{word: hashOf(w.Text), shape: shapeOf(w), groups: l.cluster(w.Text, fold[:])}
	t := w.Text
	if w.Flags&(Upper|Lower) == 0 {
		return s
	}
	for k := 2; k <= 4 && k < len(t); k++ {
		if utf8.RuneStart(t[k]) {
			s.affixes[s.n] = mix(uint64(k), hashOf(t[:k]))
			s.n++
		}
		if utf8.RuneStart(t[len(t)-k]) {
			s.affixes[s.n] = mix(uint64(8+k), hashOf(t[len(t)-k:]))
			s.n++
		}
	}
	return s
}

// shapeOf is the flags that say how a word is written, with its length.
func shapeOf(w *Word) uint64 {
	return uint64(w.Flags&(Upper|Shout|Lower|Number|Mark|MixedCase))<<8 | uint64(min(len(w.Text), 12))
}

// Extract appends the features of word i to dst.
func (d *decoder) extract(dst []uint64, i int) []uint64 {
	w := &d.words[i]
	c, p, n := d.sights[i], d.around(i-1), d.around(i+1)
	pp, nn := d.around(i-2), d.around(i+2)
	add := func(template uint64, v uint64) { dst = append(dst, mix(template, v)) }
	state := uint64(w.Flags & (Opens | Titled | Caps | Title))
	add(1, c.word)
	add(2, c.shape<<16|state)
	add(3, p.word)
	add(4, n.word)
	add(5, pp.word)
	add(6, nn.word)
	add(7, mix(c.word, p.word))
	add(8, mix(c.word, n.word))
	add(9, mix(p.word, n.word))
	add(10, c.shape<<32|p.shape<<16|n.shape)
	add(11, c.shape<<16|n.shape)
	add(12, mix(p.word, c.shape))
	add(13, mix(n.word, c.shape))
	for k := range c.n {
		add(14, c.affixes[k])
	}
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
	g, pg, ng := &c.groups, &p.groups, &n.groups
	for k := range g {
		add(36+uint64(k), uint64(g[k])<<8|c.shape>>8&0xff)
		add(39+uint64(k), uint64(pg[k]))
		add(42+uint64(k), uint64(ng[k]))
	}
	add(47, uint64(pg[1])<<32|uint64(g[1])<<16|c.shape>>8&0xff)
	add(48, uint64(g[1])<<32|uint64(ng[1])<<16|c.shape>>8&0xff)
	add(49, uint64(pg[1])<<32|uint64(ng[1])<<16|c.shape>>8&0xff)
	add(50, uint64(c.place)<<16|uint64(w.Rule))
	add(51, uint64(p.place)<<16|uint64(c.place)<<8|uint64(n.place))
	add(52, uint64(c.place)<<32|uint64(pg[1]))
	return dst
}

var nowhere = Word{Flags: Start}

func (d *decoder) at(i int) *Word {
	if i < 0 || i >= len(d.words) {
		return &nowhere
	}
	return &d.words[i]
}

func (d *decoder) around(i int) *sight {
	if i < 0 || i >= len(d.words) {
		return &sight{word: 1, shape: 1}
	}
	return &d.sights[i]
}
