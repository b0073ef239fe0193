package tag

import (
	"strconv"
	"strings"
)

// clock reads a time of day: "9:30 a.m.", "10 p.m.", "0430 GMT", "14:30".
func (d *document) clock(v *view, i int) (int, string, string) {
	if !v.is(i, number) || v.toks[i].Len() > 4 {
		return none, "", ""
	}
	hour, err := strconv.Atoi(v.word(i))
	if err != nil {
		return none, "", ""
	}
	minute, last := 0, i
	if v.word(i+1) == ":" && v.toks[i].End == v.toks[i+1].Start && len(v.word(i+2)) == 2 {
		if minute, err = strconv.Atoi(v.word(i + 2)); err != nil {
			return none, "", ""
		}
		last = i + 2
	}
	half, end := v.half(last + 1)
	switch {
	case half != "" && hour >= 1 && hour <= 12:
		hour %= 12
		if half == "p" {
			hour += 12
		}
		last = end
	case last == i && v.toks[i].Len() == 4 && v.word(i+1) == "GMT":
		hour, minute, last = hour/100, hour%100, i+1
	case last == i:
		return none, "", ""
	}
	if hour > 23 || minute > 59 {
		return none, "", ""
	}
	return last, "TIME", two(hour) + ":" + two(minute)
}

// half reads "a.m." or "pm" and gives its letter and last token.
func (v *view) half(i int) (letter string, last int) {
	switch w := v.lowerWord(i); w {
	case "am", "pm":
		return w[:1], i
	case "a", "p":
		if v.word(i+1) == "." && v.lowerWord(i+2) == "m" {
			if v.word(i+3) == "." {
				return w, i + 3
			}
			return w, i + 2
		}
	}
	return "", i
}

var currencySigns = map[string]string{"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₺": "TRY", "₦": "NGN", "₴": "UAH"}

var currencyWords = map[string]string{
	"dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "pounds": "GBP", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY",
	"rubles": "RUB", "roubles": "RUB", "rupees": "INR", "lira": "TRY", "liras": "TRY", "rand": "ZAR", "naira": "NGN", "hryvnia": "UAH",
	"shekels": "ILS", "riyals": "SAR", "dirhams": "AED", "rials": "IRR", "won": "KRW", "francs": "CHF", "pesos": "MXN", "reais": "BRL", "zlotys": "PLN", "kronor": "SEK", "kroner": "NOK",
}

func (v *view) currency(i int) bool { return v.toks[i].Len() <= 3 && currencySigns[v.word(i)] != "" }

// money reads "$1.2 million" and "30 billion roubles".
func (d *document) money(v *view, i int) (int, string, string) {
	if unit := currencySigns[v.word(i)]; unit != "" && v.is(i, mark) {
		sum, last := v.amount(i + 1)
		if last <= i {
			return none, "", ""
		}
		return last, "MONEY", unit + " " + sum
	}
	sum, last := v.amount(i)
	if last < i {
		return none, "", ""
	}
	at := last + 1
	if w := v.word(at); w == "U.S" || w == "US" || w == "Canadian" || w == "Australian" {
		at++
	}
	if unit := currencyWords[v.lowerWord(at)]; unit != "" {
		return at, "MONEY", unit + " " + sum
	}
	return none, "", ""
}

var scales = map[string]float64{"hundred": 1e2, "thousand": 1e3, "million": 1e6, "mln": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}

// amount reads a number written in digits, with the word that scales it.
func (v *view) amount(i int) (string, int) {
	if !v.is(i, number) || v.toks[i].Len() > 20 {
		return "", none
	}
	digits := strings.ReplaceAll(v.word(i), ",", "")
	factor := 1.0
	if head, ok := strings.CutSuffix(digits, "m"); ok {
		digits, factor = head, 1e6
	} else if head, ok := strings.CutSuffix(digits, "bn"); ok {
		digits, factor = head, 1e9
	}
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return "", none
	}
	last := i
	if f, ok := scales[v.lowerWord(i+1)]; ok && v.beside(i) {
		factor, last = f, i+1
	}
	return strconv.FormatFloat(n*factor, 'f', -1, 64), last
}

var units = map[string]string{
	"kg": "kg", "kilogram": "kg", "kilograms": "kg", "kilos": "kg", "kilo": "kg", "tonne": "t", "tonnes": "t", "tons": "t", "ton": "t", "grams": "g",
	"km": "km", "kilometre": "km", "kilometres": "km", "kilometer": "km", "kilometers": "km", "mile": "mi", "miles": "mi", "metres": "m", "meters": "m", "metre": "m", "meter": "m",
	"feet": "ft", "hectares": "ha", "acres": "acre", "litres": "l", "liters": "l", "barrels": "bbl", "percent": "%", "per": "%", "%": "%",
	"megawatts": "MW", "mw": "MW", "kilotons": "kt", "knots": "kn", "degrees": "deg", "rounds": "round", "hours": "h", "minutes": "min", "days": "d", "weeks": "wk", "months": "mo", "years": "a",
}

// quantity reads "180 kg" and "5.4 percent".
func (d *document) quantity(v *view, i int) (int, string, string) {
	n, last := v.amount(i)
	if last < i {
		return none, "", ""
	}
	unit, at := units[v.lowerWord(last+1)], last+1
	if v.word(at) == "per" {
		if v.word(at+1) != "cent" {
			return none, "", ""
		}
		at++
	}
	if unit == "" {
		return none, "", ""
	}
	return at, "QUANTITY", n + " " + unit
}
