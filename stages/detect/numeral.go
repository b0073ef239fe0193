package detect

import (
	"strconv"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// numerals are what number words are worth; a plural stands for the least that
// it can be, two dozen or two hundred.
var numerals = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
	"forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9,
	"dozen": 12, "dozens": 24, "tens": 20, "hundreds": 200, "thousands": 2000, "millions": 2e6, "scores": 40,
}

// largest is the largest number that is read; beyond it nothing is counted.
const largest = 1e15

// numberAt reads digits and number words: "2,000", "two thousand", "1.2
// million", "two dozen", "a hundred", "two and a half". It gives the token
// after them, i where there is no number.
func (v *view) numberAt(i, end int) (value float64, last int) {
	current, j := v.leading(i, end)
	if j == i {
		return 0, i
	}
	words, total := v.toks[i].Kind == article.Word, 0.0
	for j < end {
		n, next := v.numeral(j), j+1
		if n == 0 {
			n, next = v.joined(j, end, total+current)
		}
		switch {
		case n == 0 || total+current > largest:
			return v.withHalf(total+current, i, j, end)
		case v.multiplies(next - 1):
			current *= v.times(next - 1)
			if n >= 1000 {
				total, current = total+current, 0
			}
		case words && n < 100 && (current == 0 && total > 0 || current >= 100 || current >= 20 && n < 10):
			current += n
		default:
			return v.withHalf(total+current, i, j, end)
		}
		j = next
	}
	return v.withHalf(total+current, i, j, end)
}

// leading reads what a number begins with: digits, a number word, "a" before a
// hundred or a tonne, "half a".
func (v *view) leading(i, end int) (float64, int) {
	if v.toks[i].Kind == article.Number {
		n, unit := digits(v.word(i))
		if n == 0 || unit != "" && gluedUnit(unit) == "" && (scaleOf(unit) == 1 || !v.priced(i)) {
			return 0, i
		}
		return n * scaleOf(unit), i + 1
	}
	if n := v.numeral(i); n > 0 {
		return n, i + 1
	}
	if i+1 >= end || v.toks[i].Len() > len("half") {
		return 0, i
	}
	switch v.lower(i) {
	case "a", "an":
		if v.multiplies(i+1) || massUnit(v.lower(i+1)) {
			return 1, i + 1
		}
	case "half":
		if i+2 < end && v.lower(i+1) == "a" && (v.multiplies(i+2) || massUnit(v.lower(i+2))) {
			return 0.5, i + 2
		}
	}
	return 0, i
}

// digits reads the digits of a token and what is written on to them: "500kg".
func digits(w string) (value float64, unit string) {
	at := strings.IndexFunc(w, func(r rune) bool { return r != ',' && r != '.' && (r < '0' || r > '9') })
	if at >= 0 {
		w, unit = w[:at], strings.ToLower(w[at:])
	}
	value, err := strconv.ParseFloat(strings.ReplaceAll(w, ",", ""), 64)
	if err != nil || value > largest {
		return 0, ""
	}
	return value, unit
}

// gluedUnit gives the unit that letters right behind digits stand for.
func gluedUnit(letters string) string {
	switch letters {
	case "kg", "km":
		return letters
	}
	return ""
}

// scaleOf is what "m" and "bn" behind a price multiply it by.
func scaleOf(letters string) float64 {
	switch letters {
	case "k":
		return 1e3
	case "m", "mn":
		return 1e6
	case "b", "bn":
		return 1e9
	}
	return 1
}

// priced reports whether the sign of a currency stands before a number.
func (v *view) priced(i int) bool { return i > 0 && currency(v.word(i-1)) != "" }

func currency(sign string) string {
	switch sign {
	case "$":
		return "dollars"
	case "€":
		return "euros"
	case "£":
		return "pounds"
	}
	return ""
}

// numeral reads one number word, "twenty" or "twenty-five"; 0 is none.
func (v *view) numeral(i int) float64 {
	if v.bits[i].has(gNumeral) {
		return numerals[v.lower(i)]
	}
	tens, ones, ok := strings.Cut(v.word(i), "-")
	if !ok {
		return 0
	}
	high, low := numerals[strings.ToLower(tens)], numerals[strings.ToLower(ones)]
	if high < 20 || high > 90 || low < 1 || low > 9 {
		return 0
	}
	return high + low
}

// joined reads a number word behind "and" or "of", and "score": "a hundred and
// ten", "tens of thousands", "three score".
func (v *view) joined(j, end int, before float64) (float64, int) {
	switch w := v.word(j); {
	case w == "score":
		return 20, j + 1
	case j+1 >= end:
	case w == "and" && before >= 100:
		if n := v.numeral(j + 1); n > 0 && n < 100 && v.lower(j+1) != "dozen" && (j+2 >= end || !v.multiplies(j+2)) {
			return n, j + 2
		}
	case w == "of" && strings.HasSuffix(v.word(j-1), "s"):
		if next := v.word(j + 1); next == "thousands" || next == "millions" {
			return v.numeral(j + 1), j + 2
		}
	}
	return 0, j + 1
}

// multiplies reports whether a number word multiplies the one before it.
func (v *view) multiplies(i int) bool { return v.times(i) > 1 }

// times is what a number word multiplies by.
func (v *view) times(i int) float64 {
	switch v.lower(i) {
	case "dozen":
		return 12
	case "score":
		return 20
	case "hundred":
		return 100
	case "thousand", "thousands":
		return 1e3
	case "million", "millions":
		return 1e6
	case "billion":
		return 1e9
	}
	return 1
}

// withHalf adds "and a half" to a number that ends at token j; a number too
// large is none.
func (v *view) withHalf(value float64, i, j, end int) (float64, int) {
	if value > largest {
		return 0, i
	}
	if v.half(j, end) {
		return value + 0.5, j + 3
	}
	return value, j
}

// half reports whether "and a half" stands at a token.
func (v *view) half(j, end int) bool {
	return j+2 < end && v.word(j) == "and" && v.word(j+1) == "a" && v.word(j+2) == "half"
}

// massUnit tells the units that "a" counts one of.
func massUnit(w string) bool {
	switch w {
	case "tonne", "ton", "kilo", "kilogram", "kg":
		return true
	}
	return false
}
