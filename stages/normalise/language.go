package normalise

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// stopWords are words that are frequent in one language and rare in the others.
var stopWords = map[string][]string{
	"en": {"the", "and", "of", "to", "that", "was", "with", "said", "for", "has"},
	"fr": {"le", "les", "des", "et", "est", "dans", "une", "du", "pour", "qui"},
	"es": {"el", "los", "las", "y", "una", "con", "por", "del", "según", "en"},
	"de": {"der", "die", "und", "das", "den", "nicht", "mit", "von", "ist", "auf"},
	"pt": {"o", "os", "e", "não", "uma", "do", "da", "em", "com", "um"},
	"it": {"il", "di", "che", "gli", "della", "è", "per", "sono", "nel", "alla"},
	"nl": {"het", "een", "van", "en", "dat", "niet", "zijn", "op", "voor", "de"},
	"nb": {"og", "det", "som", "på", "ikke", "til", "av", "har", "er", "en"},
	"sv": {"och", "att", "det", "som", "på", "är", "av", "inte", "har", "en"},
	"ru": {"и", "в", "на", "что", "не", "с", "по", "его", "это", "для"},
	"uk": {"і", "та", "що", "не", "з", "на", "у", "це", "від", "до"},
	"ar": {"في", "من", "على", "إلى", "أن", "التي", "الذي", "هذا", "مع", "عن"},
	"fa": {"و", "در", "به", "از", "که", "را", "این", "است", "با", "برای"},
	"tr": {"ve", "bir", "bu", "için", "ile", "da", "olarak", "çok", "olan", "de"},
}

// languages in the order in which a tie is decided.
var languages = []string{"en", "fr", "es", "de", "pt", "it", "nl", "nb", "sv", "ru", "uk", "ar", "fa", "tr"}

// meanings gives the languages of each stop word.
var meanings = func() map[string][]int {
	m := map[string][]int{}
	for i, l := range languages {
		for _, w := range stopWords[l] {
			m[w] = append(m[w], i)
		}
	}
	return m
}()

// Words of a text that are looked at, and stop words that make sure of a
// language: fewer where no other language comes near.
const sampleWords, minHits, fewHits = 200, 6, 3

// readsAs gives the language of a text, and whether enough of it was seen to
// contradict someone who says otherwise.
func readsAs(s string) (lang string, sure bool) {
	if l, ok := script(s); ok {
		return l, true
	}
	var hits [32]int
	n := 0
	for w := range words(s[:min(len(s), 16<<10)]) {
		if n++; n > sampleWords {
			break
		}
		ascii, lower := small(w)
		if len(w) > longestStop || ascii && len(w) > longestASCII {
			continue
		}
		if !lower {
			w = strings.ToLower(w)
		}
		for _, l := range meanings[w] {
			hits[l]++
		}
	}
	best, second := 0, -1
	for i := 1; i < len(languages); i++ {
		switch {
		case hits[i] > hits[best]:
			best, second = i, best
		case second < 0 || hits[i] > hits[second]:
			second = i
		}
	}
	clear := hits[best] >= minHits && hits[best]*2 >= hits[second]*3 || hits[best] >= fewHits && hits[best] >= 2*hits[second]
	if !clear {
		return "", false
	}
	return languages[best], hits[best] >= minHits
}

// longestStop and longestASCII are the lengths in bytes of the longest stop
// word, and of the longest that is ASCII.
const longestStop, longestASCII = 16, 6

// words gives the runs of letters in s.
func words(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		from := -1
		for i := 0; i < len(s); {
			c, size := s[i], 1
			letter := c|0x20 >= 'a' && c|0x20 <= 'z'
			if c >= utf8.RuneSelf {
				var r rune
				r, size = utf8.DecodeRuneInString(s[i:])
				letter = unicode.IsLetter(r)
			}
			switch {
			case letter && from < 0:
				from = i
			case !letter && from >= 0:
				if !yield(s[from:i]) {
					return
				}
				from = -1
			}
			i += size
		}
		if from >= 0 {
			yield(s[from:])
		}
	}
}

// small reports whether a word is ASCII, and whether it has no capital, as
// most have not.
func small(w string) (ascii, lower bool) {
	lower = true
	for i := range len(w) {
		switch c := w[i]; {
		case c >= utf8.RuneSelf:
			return false, false
		case c >= 'A' && c <= 'Z':
			lower = false
		}
	}
	return true, lower
}

// script tells languages that have a script of their own, and those whose
// small words are not known here.
func script(s string) (lang string, sure bool) {
	s = s[:min(len(s), 2<<10)]
	if !foreign(s) {
		return "", false
	}
	var count map[string]int
	letters := 0
	for _, r := range s {
		if r < 0x250 {
			if r|0x20 >= 'a' && r|0x20 <= 'z' || r > 0xbf {
				letters++
			}
			continue
		}
		if count == nil {
			count = map[string]int{}
		}
		letters++
		switch {
		case unicode.Is(unicode.Hiragana, r), unicode.Is(unicode.Katakana, r):
			count["ja"]++
		case unicode.Is(unicode.Han, r):
			count["zh"]++
		case unicode.Is(unicode.Hangul, r):
			count["ko"]++
		case unicode.Is(unicode.Greek, r):
			count["el"]++
		case unicode.Is(unicode.Hebrew, r):
			count["he"]++
		case unicode.Is(unicode.Thai, r):
			count["th"]++
		}
	}
	for _, l := range [...]string{"ja", "ko", "zh", "el", "he", "th"} {
		n := count[l]
		if l == "ja" {
			n *= 4 // between the Han characters
		}
		if n >= 8 && n*2 > letters {
			return l, true
		}
	}
	return "", false
}

// foreign reports whether a text has a byte with which no letter of a Latin
// script begins.
func foreign(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0xcd && c != 0xe2 {
			return true
		}
	}
	return false
}

// language checks the declared language against the text. What is declared
// wins; what is neither declared nor clear is what the provider's copy usually
// is in, else und.
func (f *finisher) language(a *article.Article, assumed string) {
	found, sure := readsAs(a.Text)
	declared := strings.ReplaceAll(strings.TrimSpace(a.Language), "_", "-")
	tag, err := language.Parse(declared)
	if declared == "" || declared == "und" || err != nil {
		if declared != "" && err != nil {
			a.Warn("unknown-language", line(declared))
		}
		if a.Language = cmp.Or(found, assumed, "und"); assumed != "" && related(found, assumed) {
			a.Language = assumed
		}
		return
	}
	if a.Language = declared; len(declared) < 4 { // EN, eng
		a.Language = tag.String()
	}
	base, _ := tag.Base()
	if sure && base.String() != found && !(found == "nb" && (base.String() == "no" || base.String() == "nn" || base.String() == "da")) {
		a.Warn("language-mismatch", "declared "+declared+", reads as "+found)
	}
}
