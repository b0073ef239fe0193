package ninjs

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
)

// media lists the associated objects, and of an item that is no text its own
// largest rendition.
func media(o strictjson.Object) []article.Media {
	var out []article.Media
	for _, x := range named(o["associations"]) {
		m := article.Media{URI: x.Text("uri"), Type: x.Text("type"), Address: largest(x), Caption: description(x)}
		if m.URI = cmp.Or(m.URI, m.Address); m.URI != "" {
			m.Type = cmp.Or(known(m.Type), "picture")
			out = append(out, m)
		}
	}
	if kind := known(o.Text("type")); kind != "" && kind != "text" {
		if address := largest(o); address != "" {
			out = append(out, article.Media{URI: address, Type: kind, Address: address})
		}
	}
	return out
}

// known gives a type that records know, and "" for any other.
func known(kind string) string {
	switch kind {
	case "text", "audio", "video", "picture", "graphic", "composite", "planning", "component", "event":
		return kind
	}
	return ""
}

// named gives the objects of an array, or of an object in the order of their
// names.
func named(v any) []strictjson.Object {
	switch v := v.(type) {
	case []any:
		return strictjson.Object{"list": v}.List("list")
	case strictjson.Object:
		var out []strictjson.Object
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if o, ok := v[name].(strictjson.Object); ok {
				out = append(out, o)
			}
		}
		return out
	}
	return nil
}

// largest gives the address of the rendition with the most pixels.
func largest(o strictjson.Object) string {
	best, address := -1.0, ""
	for _, r := range named(o["renditions"]) {
		href := r.Text("href")
		if href == "" || strings.Contains(r.Text("name"), "thumb") && address != "" {
			continue
		}
		if size := r.Number("width") * max(1, r.Number("height")); size > best {
			best, address = size, href
		}
	}
	return address
}
