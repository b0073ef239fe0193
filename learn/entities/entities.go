// Package entities trains and scores the model that finds names.
package entities

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/wirewatch/wirewatch/learn/corpus"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag"
	"github.com/wirewatch/wirewatch/stages/tag/ner"
)

// Options say how to train.
type Options struct {
	Epochs  int     // times every chain is looked at
	Least   float32 // weights nearer to zero are left out of the model
	Drop    float64 // share of documents whose rules are hidden, so that the model learns to do without
	Seed    uint64
	Margin  float32 // by how much right labels must beat wrong ones
	Version string
	Log     func(format string, args ...any)
}

// DefaultOptions are those the model in the binary is trained with.
func DefaultOptions() Options {
	return Options{Epochs: 12, Least: 1.5, Drop: 0.15, Seed: 1, Margin: 40, Version: "1", Log: func(string, ...any) {}}
}

// Train learns from documents; dev is only measured.
func Train(t *tag.Tagger, train, dev []corpus.Document, o Options) (ner.Weights, error) {
	trainer := ner.NewTrainer()
	trainer.Margin = o.Margin
	random := rand.New(rand.NewPCG(o.Seed, 7))
	var chains []ner.Chain
	lost := 0
	for i := range train {
		words, toks := t.Words(article.Article{Text: train[i].Text})
		if random.Float64() < o.Drop {
			hide(words)
		}
		c, missed := ner.Chains(words, Allowed(&train[i], toks))
		chains, lost = append(chains, c...), lost+missed
	}
	o.Log("%d documents, %d chains, %d words of names out of reach", len(train), len(chains), lost)
	for epoch := range o.Epochs {
		random.Shuffle(len(chains), func(i, j int) { chains[i], chains[j] = chains[j], chains[i] })
		wrong := 0
		for i := range chains {
			if !trainer.Learn(&chains[i]) {
				wrong++
			}
		}
		o.Log("epoch %d: %d of %d chains wrong", epoch+1, wrong, len(chains))
		if len(dev) == 0 || epoch%3 != 2 && epoch != o.Epochs-1 {
			continue
		}
		m, err := ner.New(o.Version, trainer.Weights(), o.Least)
		if err != nil {
			return ner.Weights{}, fmt.Errorf("try the model: %w", err)
		}
		o.Log("%s", Score(t, m, dev))
	}
	weights := trainer.Weights()
	weights.Sorts = sorts(t, train, o, random)
	return weights, nil
}

// sorts learns the sorts of organisations from the documents that label them.
func sorts(t *tag.Tagger, train []corpus.Document, o Options, random *rand.Rand) ner.SortWeights {
	var examples []ner.SortExample
	for i := range train {
		examples = append(examples, sortExamples(t, &train[i])...)
	}
	random.Shuffle(len(examples), func(i, j int) { examples[i], examples[j] = examples[j], examples[i] })
	o.Log("%d organisations with their sort", len(examples))
	return ner.TrainSorts(examples, o.Epochs, o.Margin)
}

func sortExamples(t *tag.Tagger, d *corpus.Document) []ner.SortExample {
	if d.Coarse {
		return nil
	}
	words, toks := t.Words(article.Article{Text: d.Text})
	var out []ner.SortExample
	for _, e := range d.Entities {
		first, last := cover(toks, e.Span)
		if sort := ner.SortOf(e.Subtype); e.Type == "ORG" && sort >= 0 && first <= last {
			out = append(out, ner.NewSortExample(words, first, last, sort))
		}
	}
	return out
}

// cover gives the tokens that lie under a span; none where last is before first.
func cover(toks []article.Token, s article.Span) (first, last int) {
	first, _ = slices.BinarySearchFunc(toks, s.Start, func(t article.Token, at int) int {
		if t.End <= at {
			return -1
		}
		return 1
	})
	for last = first - 1; last+1 < len(toks) && toks[last+1].Start < s.End; last++ {
	}
	return first, last
}

// hide takes away what the rules say.
func hide(words []ner.Word) {
	for i := range words {
		words[i].Rule, words[i].Found = ner.Outside, 0
		words[i].Doc &= ner.SmallElsewhere | ner.CapitalElsewhere | ner.Frequent
	}
}

// labelsOf gives the labels of kinds, by the part of a name.
func labelsOf(kinds ...string) (set [4]uint64) {
	for _, k := range kinds {
		for part := range 4 {
			set[part] |= 1 << ner.LabelOf(ner.KindOf(k), part)
		}
	}
	return set
}

// coarse gives the kinds that a label of other data stands for; nil is a kind
// that the model has itself.
func coarse(kind string) []string {
	switch kind {
	case "PER":
		return []string{"PERSON"}
	case "LOC*":
		return []string{"GPE", "LOC", "FAC"}
	case "ORG":
		return []string{"ORG"}
	case "MISC":
		return []string{"NORP", "EVENT", "WEAPON", "PLATFORM"}
	}
	return []string{kind}
}

// Allowed gives, for each token, the labels that a document's names allow.
func Allowed(d *corpus.Document, toks []article.Token) []uint64 {
	out := make([]uint64, len(toks))
	other := uint64(1)
	if d.Coarse { // the finer kinds are not labelled there
		for _, set := range labelsOf("NORP", "EVENT", "WEAPON", "PLATFORM") {
			other |= set
		}
	}
	for i := range out {
		out[i] = other
	}
	next := 0
	for _, e := range d.Entities {
		if e.Depth > 0 {
			continue
		}
		for next < len(toks) && toks[next].End <= e.Start {
			next++
		}
		last := next
		for last < len(toks) && toks[last].Start < e.End {
			last++
		}
		kind := e.Type
		if kind == "LOC" && d.Coarse {
			kind = "LOC*"
		}
		mark(out[next:last], labelsOf(coarse(kind)...), kind == "MISC")
	}
	return out
}

// mark sets the labels of a name's tokens.
func mark(tokens []uint64, set [4]uint64, unsure bool) {
	none := uint64(0)
	if unsure {
		none = 1
	}
	for i := range tokens {
		part := ner.Inside
		switch {
		case len(tokens) == 1:
			part = ner.Unit
		case i == 0:
			part = ner.Begin
		case i == len(tokens)-1:
			part = ner.Last
		}
		tokens[i] = set[part] | none
	}
}
