package tag_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// check fails where mentions break what every reader of them relies on.
func check(t testing.TB, a *article.Article) {
	t.Helper()
	end := map[article.Field]int{}
	for _, m := range a.Mentions {
		in := a.In(m.Field)
		words := m.In(in)
		if words == "" || strings.TrimSpace(words) != words || m.Entity == "" || m.Type == "" {
			t.Fatalf("mention %+v of %q", m, words)
		}
		if utf8.ValidString(in) && !utf8.ValidString(words) {
			t.Fatalf("%q splits a character", words)
		}
		if m.Score <= 0 || m.Score > 1 || m.Len() > 1000 {
			t.Fatalf("score %v, %d bytes", m.Score, m.Len())
		}
		if m.Found != "coreference" {
			if m.Start < end[m.Field] {
				t.Fatalf("%q overlaps the name before it", words)
			}
			end[m.Field] = m.End
		}
		checkLink(t, m)
	}
}

func checkLink(t testing.TB, m article.Mention) {
	t.Helper()
	if m.Cut && m.Link != nil && m.Link.ID != "" {
		t.Fatalf("a cut name is completed: %+v", m)
	}
	if m.Link == nil {
		return
	}
	if m.Link.ID == "" && len(m.Link.Candidates) == 0 || m.Link.ID != "" && (m.Link.Via == "" || m.Link.Score <= 0 || m.Link.Score > 1) {
		t.Fatalf("link %+v", m.Link)
	}
}

func FuzzProcess(f *testing.F) {
	f.Add("Five leaders meet", summit, "2023-09-12T10:00:00Z")
	f.Add("", "He named the Islamic State, the Islamic Movement of Uzbekistan, the Jamaat Ansarullah, the Uzbe.", "")
	f.Add("PUTIN SAYS", "Lt. Gen. Sir J. A. bin Zarqan (LGSZ), 42, the Uzbek head of state's envoy to Moscow, Idaho", "2021")
	f.Add("\u202e", "Al-\u0301\u0301 President \xff\xfe of of of, the President of the", "x")
	f.Fuzz(func(t *testing.T, head, body, created string) {
		in := article.Article{Headline: head, Text: body, VersionCreated: article.Timestamp(created)}
		out := process(t, in)
		check(t, &out)
	})
}

func TestBadInputIsQuick(t *testing.T) {
	f := func(name, body string) {
		t.Helper()
		begin := time.Now()
		out := process(t, article.Article{Text: body, Headline: body})
		if spent := time.Since(begin); spent > 20*time.Second {
			t.Errorf("%s took %v", name, spent)
		}
		check(t, &out)
	}
	f("no space", strings.Repeat("a", 2<<20))
	f("capitals without space", strings.Repeat("A", 2<<20))
	f("capitals", strings.Repeat("A ", 100_000))
	f("capital words", strings.Repeat("Zarbala ", 100_000))
	f("different names", differentNames(40_000))
	f("combining marks", "A"+strings.Repeat("\u0301", 500_000))
	f("right to left", strings.Repeat("\u202eصباح ", 60_000))
	f("titles", strings.Repeat("President ", 60_000))
	f("offices", strings.Repeat("The Russian president and Tajik President Rahmonn. ", 6_000))
	f("acronyms", strings.Repeat("(ABC) Alpha Beta Corp ", 20_000))
	f("commas", strings.Repeat("the Taliban, the Zarb, ", 20_000))
	f("heads", strings.Repeat("Bank of ", 60_000))
	f("initials", strings.Repeat("J. ", 100_000))
	f("possessives", strings.Repeat("'s ", 100_000))
}

func differentNames(n int) string {
	var out strings.Builder
	for i := range n {
		out.WriteString("Vladim")
		for j := i; j > 0; j /= 5 {
			out.WriteByte("aeiou"[j%5])
		}
		out.WriteString(" Puti")
		out.WriteByte(byte('a' + i%26))
		out.WriteString(" said. ")
	}
	return out.String()
}

func TestMentionsAreLimited(t *testing.T) {
	body := strings.Repeat("Putin, Rajmon. ", 5000)
	out := process(t, article.Article{Text: body})
	check(t, &out)
	if len(out.Mentions) == 0 || len(out.Mentions) > 4000 {
		t.Errorf("%d mentions of a text of %d bytes", len(out.Mentions), len(body))
	}
	if len(out.Warnings) != 1 || out.Warnings[0].Code != "mentions-limited" {
		t.Errorf("warnings %+v", out.Warnings)
	}
	if out.Mentions[0].Link == nil {
		t.Error("the first mention lost its link")
	}
}

func TestLongTextsAreCut(t *testing.T) {
	out := process(t, article.Article{Text: strings.Repeat("Nobody came to see it at all. ", 20_000) + "Kabul fell."})
	if len(out.Warnings) != 1 || out.Warnings[0].Code != "text-cut" || len(out.Mentions) != 0 {
		t.Errorf("warnings %+v, %d mentions", out.Warnings, len(out.Mentions))
	}
}
