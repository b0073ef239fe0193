package ner

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// What the model knows of words beside its weights: which words are used alike,
// and which names some place in the world has. data/README.md says where both
// are from and how they are made.

//go:embed data/clusters.tsv
var clusterTable string

//go:embed data/places.bin
var placeHashes []byte

// clusters are the numbers of the groups of words that a word is in, of three
// sizes, the coarse one first.
type clusters [3]uint16

type lexicon struct {
	groups map[string]clusters
	places map[uint32]struct{}
}

// lex reads the tables when they are first needed, once.
var lex = sync.OnceValue(func() *lexicon {
	l := &lexicon{groups: make(map[string]clusters, 24_000), places: make(map[uint32]struct{}, len(placeHashes)/4)}
	for line := range strings.Lines(clusterTable) {
		fields := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(fields) != 4 {
			panic(fmt.Sprintf("ner: clusters.tsv: line %q", line)) // a mistake in the binary
		}
		var c clusters
		for i, f := range fields[1:] {
			n, err := strconv.Atoi(f)
			if err != nil {
				panic(fmt.Sprintf("ner: clusters.tsv: line %q", line))
			}
			c[i] = uint16(n + 1)
		}
		l.groups[fields[0]] = c
	}
	for i := 0; i+4 <= len(placeHashes); i += 4 {
		l.places[binary.LittleEndian.Uint32(placeHashes[i:])] = struct{}{}
	}
	return l
})

// cluster gives the groups of a word; zero where it is in none.
func (l *lexicon) cluster(word string, fold []byte) clusters {
	if len(word) < 2 || len(word) > cap(fold) {
		return clusters{}
	}
	fold = fold[:0]
	for i := range len(word) {
		c := word[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		fold = append(fold, c)
	}
	return l.groups[string(fold)]
}

// maxPlace is how many words the names of places have that are looked up.
const maxPlace = 3

// markPlaces notes on the words which of them are the name of some place.
func (d *decoder) markPlaces() {
	for i := range d.words {
		if d.words[i].Flags&Upper == 0 {
			continue
		}
		h := uint64(14695981039346656037)
		for n := range maxPlace {
			if i+n >= len(d.words) || d.words[i+n].Flags&(Upper|Lower) == 0 || n > 0 && d.words[i+n].Flags&Start != 0 {
				break
			}
			if n > 0 {
				h = (h ^ ' ') * 1099511628211
			}
			h = hashOn(h, d.words[i+n].Text)
			if _, ok := d.lex.places[uint32(h>>32)]; ok {
				for k := i; k <= i+n; k++ {
					d.places[k] = max(d.places[k], uint8(n+1))
				}
			}
		}
	}
}
