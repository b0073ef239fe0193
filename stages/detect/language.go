package detect

import "strings"

// english reports whether the rules, which are English, can read a text:
// declared English or undeclared, and not clearly something else by its
// commonest words.
func (v *view) english(language string) bool {
	l := strings.ToLower(language)
	if l != "" && l != "und" && l != "en" && !strings.HasPrefix(l, "en-") {
		return false
	}
	words, common, latin := 0, 0, 0
	for i := range v.toks {
		if v.isPunct(i) || v.byteAt(i) <= '9' {
			continue
		}
		words++
		if v.byteAt(i) < 0x80 {
			latin++
		}
		if v.bits[i].has(gEnglish) {
			common++
		}
		if words == 2000 {
			break
		}
	}
	if words < 8 {
		return words == 0 || latin*2 >= words
	}
	if latin*2 < words {
		return false
	}
	return words < 20 || common*100 >= words*8
}
