package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/text"
)

func TestTokens(t *testing.T) {
	f := func(s string, want ...string) {
		t.Helper()
		var got []string
		for _, tok := range text.Tokens(s) {
			got = append(got, tok.In(s))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Tokens(%q):\n%s", s, diff)
		}
	}
	f("")
	f("  \n\t")
	f("Fighters in Kabul.", "Fighters", "in", "Kabul", ".")
	f("Russia’s al-Qaeda doesn't", "Russia", "’s", "al-Qaeda", "doesn't")
	f("the states' aid", "the", "states", "'", "aid")
	f("'Stop', she said", "'", "Stop", "'", ",", "she", "said")
	f("2,000 men, 3.5 kg, 155mm on the 9th.", "2,000", "men", ",", "3.5", "kg", ",", "155mm", "on", "the", "9th", ".")
	f("F-16 and T-72", "F-16", "and", "T-72")
	f("“Emomalī” — да", "“", "Emomalī", "”", "—", "да")
	f("U.S.", "U", ".", "S", ".")
	f("$5m", "$", "5m")
	f("e\u0301tat", "e\u0301tat")
}

func FuzzTokens(f *testing.F) {
	f.Add("Russia’s 2,000 men\xff-' \u200f")
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, tok := range text.Tokens(s) {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(s) {
				t.Fatalf("token %v after %d of %q", tok.Span, end, s)
			}
			if utf8.ValidString(s) && !utf8.ValidString(tok.In(s)) {
				t.Fatalf("token %q splits a character of %q", tok.In(s), s)
			}
			if gap := s[end:tok.Start]; strings.ContainsAny(gap, "abcdefghijklmnopqrstuvwxyz0123456789.,") {
				t.Fatalf("%q was passed over in %q", gap, s)
			}
			end = tok.End
		}
	})
}

func TestMatcher(t *testing.T) {
	m, err := text.NewMatcher([]text.Pattern{
		{Words: "Islamic State", ID: 1},
		{Words: "Islamic State Khorasan", ID: 2},
		{Words: "IS", ID: 3, Exact: true},
		{Words: "bomb*", ID: 4},
		{Words: "bombard* of", ID: 5},
		{Words: "state", ID: 6},
		{Words: "Sao Paulo", ID: 7},
		{Words: "don't", ID: 8},
		{Words: "car-bomb*", ID: 9},
		{Words: "rockets", ID: 10}, {Words: "rockets", ID: 11},
	})
	if err != nil {
		t.Fatal(err)
	}
	f := func(s string, want ...text.Match) {
		t.Helper()
		if diff := cmp.Diff(want, m.Find(nil, s, text.Tokens(s))); diff != "" {
			t.Errorf("Find(%q):\n%s", s, diff)
		}
	}
	f("")
	f("nothing here")
	f("the ISLAMIC state khorasan", text.Match{First: 1, Last: 3, ID: 2}, text.Match{First: 1, Last: 2, ID: 1}, text.Match{First: 2, Last: 2, ID: 6})
	f("IS is Is", text.Match{First: 0, Last: 0, ID: 3})
	f("bombs; bombardment of it", text.Match{First: 0, Last: 0, ID: 4}, text.Match{First: 2, Last: 3, ID: 5}, text.Match{First: 2, Last: 2, ID: 4})
	f("in São\nPaulo", text.Match{First: 1, Last: 2, ID: 7})
	f("don’t", text.Match{First: 0, Last: 0, ID: 8})
	f("car-bombing", text.Match{First: 0, Last: 0, ID: 9})
	f("rockets", text.Match{First: 0, Last: 0, ID: 10}, text.Match{First: 0, Last: 0, ID: 11})
	f(strings.Repeat("x", 1<<20))
}

func TestMatcherRefusesAPatternWithoutWords(t *testing.T) {
	if _, err := text.NewMatcher([]text.Pattern{{Words: " * ", ID: 1}}); err != nil {
		return
	}
	t.Error("no error")
}

func TestTokensOfAreMadeOnce(t *testing.T) {
	a := article.Article{Text: "one two"}
	first := text.TokensOf(&a)
	if second := text.TokensOf(&a); &first[0] != &second[0] {
		t.Error("made twice")
	}
}

func BenchmarkTokens(b *testing.B) {
	s := strings.Repeat("Russian President Vladimir Putin said on Tuesday that up to 2,000 fighters had gathered. ", 35)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		text.Tokens(s)
	}
}

func BenchmarkMatcher(b *testing.B) {
	s := strings.Repeat("Russian President Vladimir Putin said on Tuesday that up to 2,000 fighters had gathered. ", 35)
	var ps []text.Pattern
	for i := range 10_000 {
		ps = append(ps, text.Pattern{Words: "name" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + " said" + string(rune('a'+i%13)), ID: int32(i)})
	}
	ps = append(ps, text.Pattern{Words: "Vladimir Putin", ID: -1}, text.Pattern{Words: "fight*", ID: -2})
	m, err := text.NewMatcher(ps)
	if err != nil {
		b.Fatal(err)
	}
	tokens := text.Tokens(s)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		m.Find(nil, s, tokens)
	}
}
