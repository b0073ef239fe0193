package track

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// maxUnderSlug bounds how many items are remembered under one slugline.
const maxUnderSlug = 8

// slugKeys are the keys an item is found by without its uri: the slugline and
// the headline, each with the provider.
func slugKeys(a *article.Article) []string {
	var keys []string
	if s := normalised(a.Slugline); s != "" {
		keys = append(keys, "slug/"+hash("s", a.Source.Provider, s))
	}
	if h := bareHeadline(a.Headline); h != "" {
		keys = append(keys, "slug/"+hash("h", a.Source.Provider, h))
	}
	return keys
}

// match finds the item that a correction or kill under another uri means: the
// one item of the same provider with its headline, or the only one with its
// slugline. Where several fit none is taken: the wrong story must not be
// killed.
func (s state) match(a *article.Article) (item, bool, error) {
	keys := slugKeys(a)
	for i := len(keys) - 1; i >= 0; i-- { // the headline says more
		var uris []string
		if err := s.get(keys[i], &uris); err != nil {
			return item{}, false, err
		}
		if len(uris) != 1 || uris[0] == a.URI {
			continue
		}
		it, err := s.item(uris[0])
		if err != nil || it.known() {
			return it, err == nil, err
		}
	}
	return item{}, false, nil
}

// bareHeadline is a headline without the desk's flags before it: "KILL:",
// "CORRECTED-", "UPDATE 2-".
func bareHeadline(headline string) string {
	for {
		flag, rest, ok := cutFlag(headline)
		if !ok || !isFlag(flag) {
			return normalised(headline)
		}
		headline = rest
	}
}

func cutFlag(headline string) (flag, rest string, ok bool) {
	i := strings.IndexAny(headline, ":-–—")
	if i < 0 {
		return "", "", false
	}
	return headline[:i], strings.TrimLeft(headline[i:], ":-–— "), true
}

func isFlag(s string) bool {
	s = strings.ToLower(strings.TrimSpace(strings.TrimRight(strings.TrimSpace(s), "0123456789")))
	switch s {
	case "kill", "story kill", "withhold", "withdrawn", "story withdrawn", "retracted", "mandatory kill",
		"correction", "corrected", "correct", "correction to", "refile", "update", "writethru", "eds", "advisory":
		return true
	}
	return false
}
