package detect

import "strings"

// english reports whether the rules, which are English, can read a text:
// declared English or undeclared, and not something else by its commonest
// words.
func (v *view) english(language string) bool {
	if !namesEnglish(language) {
		return false
	}
	words, common, foreign, latin := 0, 0, 0, 0
	for i := range v.toks {
		if v.isPunct(i) || v.byteAt(i) <= '9' {
			continue
		}
		words++
		if v.byteAt(i) < 0x80 {
			latin++
		}
		switch b := v.bits[i]; {
		case b.has(gEnglish):
			common++
		case b.has(gForeign) && !v.capital(i):
			foreign++
		}
		if words == 2000 {
			break
		}
	}
	switch {
	case latin*2 < words, foreign > common:
		return false
	case words < 20:
		return true
	}
	return common*100 >= words*8
}

// namesEnglish reports whether a declared language is English in one of the
// ways it is written, or none.
func namesEnglish(language string) bool {
	l, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(language)), "_", "-"), "-")
	switch l {
	case "", "und", "en", "eng", "english":
		return true
	}
	return false
}
