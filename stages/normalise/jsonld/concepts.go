package jsonld

import (
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
)

// concepts reads keywords, sections, what the article is about and mentions,
// and its pictures.
func concepts(a *article.Article, o strictjson.Object) {
	for _, k := range o.Words("keywords") {
		for word := range strings.SplitSeq(k, ",") {
			a.Keywords = append(a.Keywords, strings.TrimSpace(word))
		}
	}
	for _, k := range o.List("keywords") {
		a.Keywords = append(a.Keywords, k.Text("name"))
	}
	for _, s := range o.Words("articleSection") {
		a.Subjects = append(a.Subjects, article.Concept{Name: s})
	}
	for _, member := range [...]string{"about", "mentions"} {
		for _, c := range o.List(member) {
			file(a, c)
		}
		for _, w := range o.Words(member) {
			a.Subjects = append(a.Subjects, article.Concept{Name: w})
		}
	}
	for _, p := range append(o.List("contentLocation"), o.List("spatialCoverage")...) {
		if n := name(p); n != "" {
			a.Places = append(a.Places, article.Concept{Name: n, URI: p.Text("@id")})
		}
	}
	for _, kind := range [...][2]string{{"image", "picture"}, {"video", "video"}, {"audio", "audio"}} {
		media(a, o[kind[0]], kind[1])
	}
}

func file(a *article.Article, c strictjson.Object) {
	concept := article.Concept{Name: name(c), URI: c.Text("@id", "sameAs", "url")}
	if concept.Name == "" {
		return
	}
	switch {
	case is(c, "Person"):
		a.People = append(a.People, concept)
	case is(c, "Organization", "Corporation", "NGO"):
		a.Organisations = append(a.Organisations, concept)
	case is(c, "Place", "Country", "City", "AdministrativeArea"):
		a.Places = append(a.Places, concept)
	default:
		a.Subjects = append(a.Subjects, concept)
	}
}

func media(a *article.Article, v any, kind string) {
	switch v := v.(type) {
	case string:
		a.Media = append(a.Media, article.Media{URI: v, Address: v, Type: kind})
	case strictjson.Object:
		if url := v.Text("contentUrl", "url", "@id"); url != "" {
			a.Media = append(a.Media, article.Media{URI: url, Address: url, Type: kind, Caption: v.Text("caption")})
		}
	case []any:
		for _, e := range v {
			media(a, e, kind)
		}
	}
}
