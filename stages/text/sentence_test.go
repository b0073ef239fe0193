package text_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/text"
)

func TestSentences(t *testing.T) {
	f := func(s string, want ...string) {
		t.Helper()
		var got []string
		for _, x := range text.Sentences(s) {
			got = append(got, x.In(s))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("Sentences(%q): %s", s, d)
		}
	}
	f("")
	f(" \n\n \n")
	f("One.", "One.")
	f("One. Two! Three? Four", "One.", "Two!", "Three?", "Four")
	f("A line\n\nAnother line", "A line", "Another line")
	f("A line\n \t\nAnother line", "A line", "Another line")
	f("A line that\nwraps here. And goes on.", "A line that\nwraps here.", "And goes on.")
	f("Agenda:\n- first thing\n- second thing", "Agenda:", "- first thing", "- second thing")

	// Abbreviations, initials, acronyms.
	f("Gen. Smith met Dr. Lee. They talked.", "Gen. Smith met Dr. Lee.", "They talked.")
	f("George W. Bush spoke. J. R. R. Tolkien wrote.", "George W. Bush spoke.", "J. R. R. Tolkien wrote.")
	f("The U.S. Army left. It was in the U.S. The rest stayed.", "The U.S. Army left.", "It was in the U.S.", "The rest stayed.")
	f("At 5 p.m. Monday they met. It ended at 9 p.m. Nobody spoke.", "At 5 p.m. Monday they met.", "It ended at 9 p.m.", "Nobody spoke.")
	f("Resolution No. 1373 passed. They said no. He left.", "Resolution No. 1373 passed.", "They said no.", "He left.")
	f("Apple Inc. shares fell. He works for Apple Inc. The firm rose.", "Apple Inc. shares fell.", "He works for Apple Inc.", "The firm rose.")
	f("Rebels seized guns, cars, etc. Police came.", "Rebels seized guns, cars, etc.", "Police came.")

	// Numbers.
	f("It rose 3.5 percent to 1.25 million. Then it fell.", "It rose 3.5 percent to 1.25 million.", "Then it fell.")
	f("In 1999. In 2001. Done.", "In 1999.", "In 2001.", "Done.")
	f("1. First. 2. Second.", "1. First.", "2. Second.")
	f("Er traf in der 18. Minute. Am 3. März begann es.", "Er traf in der 18. Minute.", "Am 3. März begann es.")
	f("See www.example.com for more. Write to a.b@example.org. Done.", "See www.example.com for more.", "Write to a.b@example.org.", "Done.")

	// Datelines.
	f("KABUL, Oct. 16 (Reuters) - Fighters fled. Troops followed.", "KABUL, Oct. 16 (Reuters) - Fighters fled.", "Troops followed.")
	f("WASHINGTON, D.C. (AP) — Senators met.", "WASHINGTON, D.C. (AP) — Senators met.")
	f("MOSCOW, October 15 /TASS/. Russian forces left. They did.", "MOSCOW, October 15 /TASS/. Russian forces left.", "They did.")
	f("MOSCOW. Oct 16 (Interfax) - The bank said no.", "MOSCOW. Oct 16 (Interfax) - The bank said no.")

	// Quotations.
	f("“We came. We saw,” he said. She left.", "“We came.", "We saw,” he said.", "She left.")
	f("He said: “We will win.” She left.", "He said: “We will win.”", "She left.")
	f("“Stop!” he said. “Why?” Prime Minister Jane Doe asked.", "“Stop!” he said.", "“Why?” Prime Minister Jane Doe asked.")
	f("„Wir gehen.“ Er ging.", "„Wir gehen.“", "Er ging.")
	f("Il dit: « Nous partons. » Elle reste.", "Il dit: « Nous partons. »", "Elle reste.")
	f("(It was late.) They left.", "(It was late.)", "They left.")
	f("Wait... what? He stopped... Then he ran.", "Wait... what?", "He stopped...", "Then he ran.")

	// Other beginnings and scripts.
	f("They fled. al-Qaida followed. iPhone sales rose.", "They fled.", "al-Qaida followed.", "iPhone sales rose.")
	f("Он приехал. Она уехала в г. Москва. Всё.", "Он приехал.", "Она уехала в г. Москва.", "Всё.")
	f("他来了。她走了。", "他来了。", "她走了。")
	f("هل جاء؟ نعم جاء.", "هل جاء؟", "نعم جاء.")
}

const body = "Russian officials met in the capital on Monday to talk about the border.\n\n"

func TestSentencesMarksCut(t *testing.T) {
	f := func(s string, want bool) {
		t.Helper()
		sentences := text.Sentences(s)
		if got := sentences[len(sentences)-1].Cut; got != want {
			t.Errorf("last sentence of %q: cut = %v, want %v", s, got, want)
		}
	}
	list := "He named the Islamic State group, the Islamic Movement of Uzbekistan, the Jamaat Ansarullah"
	f(list+", the Uzbe.", true)
	f(list+", and the Uzbeks.", false)
	f(list+", the Uzbek.", true) // a longer form is in the text
	f(list+", the Taliban.", false)
	f("He visited Belarus, Kazakhstan, Kyrgyzstan, Tajik. Tajikistan was next, Uzbe.", false)
	f("Tajikistan waits. He visited the cities of Belarus, Kazakhstan, Kyrgyzstan, Taji.", true)
	f("He visited Austria, Belgium, France, Germany.", false)
	f("They were flown to Paris, Texas.", false)
	f("The minister spoke to the president of the republic, Sergei Lavrov.", false)
	f("He met the British, the French, the Germans, the Turks.", false)
	f("He met the UK, the Union, the EU, the US.", false)

	f(body+"The ministers agreed that troops would leave the valley before the end of", true)
	f(body+"The ministers agreed. They also said that the troops would", true)
	f(body+"The ministers agreed. They also said that,", true)
	f(body+"The ministers agreed that troops would leave the valley.", false)
	f(body+"Ministers agree on troops", false)                                                           // a short line
	f(body+"Troops To Leave Valley Before The End Of The Month In New Deal", false)                      // a title
	f(body+"- the troops that leave the valley before the end of the month", false)                      // an entry
	f(body+"Source: the ministers of the countries that agreed to leave the valley", false)              // a label
	f(body+"The ministers agreed. Read the report that they wrote at www.example.org/report", false)     // an address
	f("Ministers said that the troops of the two countries would leave the valley by the end", false)    // nothing but a line
	f("The ministers named three of the points:\n\nthe troops that leave and the prisoners that", false) // a list
	f(body+"“The ministers agreed that troops would leave the valley before the end of the month”", false)
}

func TestSentencesSpans(t *testing.T) {
	for _, s := range []string{
		"KABUL, Oct. 16 – „So.“ Ünïcode… 。。 他。她", "a.\u00a0» b", "\xff\xfe.\xff A.", "...", "?!”“ A", "« a. » B",
	} {
		checkSpans(t, s)
	}
}

// checkSpans fails where a sentence stands in the middle of a rune, overlaps,
// or where something that is not white space is left out.
func checkSpans(t *testing.T, s string) {
	t.Helper()
	end := 0
	gap := func(g string) {
		if strings.TrimSpace(g) != "" {
			t.Errorf("%q: left out %q", s, g)
		}
	}
	for _, x := range text.Sentences(s) {
		if x.Start < end || x.End <= x.Start || x.End > len(s) {
			t.Fatalf("%q: sentence %v after %d", s, x.Span, end)
		}
		if valid := utf8.ValidString(s); valid && (!utf8.RuneStart(s[x.Start]) || x.End < len(s) && !utf8.RuneStart(s[x.End])) {
			t.Errorf("%q: sentence %v not on runes", s, x.Span)
		}
		if in := x.In(s); strings.TrimFunc(in, unicode.IsSpace) != in {
			t.Errorf("%q: sentence %q not trimmed", s, in)
		}
		gap(s[end:x.Start])
		end = x.End
	}
	gap(s[end:])
}

func FuzzSentences(f *testing.F) {
	for _, s := range []string{
		"", "One. Two.", "KABUL, Oct. 16 (Reuters) - “No.” He left.", "« Oui. » Non.", "the A, the B, the C, the Uzbe. Uzbek",
		"1. a\n- b\n\nc…", "他来了。她走了。", "\xff.\xff",
	} {
		f.Add(s)
	}
	f.Fuzz(checkSpans)
}

// Two megabytes take some ten milliseconds; a splitter that looks back without
// bound takes hours, which is what the test is for.
func TestSentencesOfOneLongLine(t *testing.T) {
	for _, unit := range []string{"a", "A.", "word ", "The U.S. Army. ", ". ", "“", "the Abcd, ", "the A, the B, the C, the Uzbe. ", "…", "\n", "- \n"} {
		begin := time.Now()
		text.Sentences(strings.Repeat(unit, (2<<20)/len(unit)))
		if spent := time.Since(begin); spent > 20*time.Second {
			t.Errorf("2 MB of %q in %v", unit, spent)
		}
	}
}

func TestAnalysable(t *testing.T) {
	f := func(s string, want int, wantCut bool) {
		t.Helper()
		head, cut := text.Analysable(s)
		if n := utf8.RuneCountInString(head); n != want || cut != wantCut || !strings.HasPrefix(s, head) {
			t.Errorf("Analysable of %d code points: %d, %v; want %d, %v", utf8.RuneCountInString(s), n, cut, want, wantCut)
		}
	}
	f("", 0, false)
	f("é", 1, false)
	f(strings.Repeat("é", text.MaxCodePoints), text.MaxCodePoints, false)
	f(strings.Repeat("é", text.MaxCodePoints+1), text.MaxCodePoints, true)
}

func TestSentencesOf(t *testing.T) {
	a := article.Article{Text: "One. Two."}
	if got := len(text.SentencesOf(&a)); got != 2 {
		t.Errorf("SentencesOf computed %d sentences, want 2", got)
	}
	a.Sentences = []article.Sentence{{Span: article.Span{Start: 0, End: 9}}}
	if d := cmp.Diff(a.Sentences, text.SentencesOf(&a)); d != "" {
		t.Errorf("SentencesOf the article's own: %s", d)
	}
}

func BenchmarkSentences(b *testing.B) {
	s := strings.Repeat(body+"“We came,” Gen. W. Smith of the U.S. Army said. They left at 5 p.m. Monday, in 3.5 hours.\n\n", 20)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		text.Sentences(s)
	}
}
