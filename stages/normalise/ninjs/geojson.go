package ninjs

import (
	"encoding/json"
	"fmt"

	"github.com/wirewatch/wirewatch/stages/normalise/strictjson"
)

// nesting is how deep the positions of a geometry are nested.
var nesting = map[string]int{"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}

// geo checks an object against RFC 7946.
func geo(v any) error {
	o, ok := v.(strictjson.Object)
	if !ok {
		return fmt.Errorf("is no GeoJSON object")
	}
	kind := o.Text("type")
	if depth, ok := nesting[kind]; ok {
		return positions(o["coordinates"], depth)
	}
	switch kind {
	case "GeometryCollection", "FeatureCollection":
		name := "geometries"
		if kind == "FeatureCollection" {
			name = "features"
		}
		list, ok := o[name].([]any)
		if !ok {
			return fmt.Errorf("a %s without %s", kind, name)
		}
		for _, e := range list {
			if err := geo(e); err != nil {
				return err
			}
		}
		return nil
	case "Feature":
		g, ok := o["geometry"]
		if !ok {
			return fmt.Errorf("a Feature without geometry")
		}
		if _, ok := o["properties"]; !ok {
			return fmt.Errorf("a Feature without properties")
		}
		if g == nil {
			return nil
		}
		return geo(g)
	}
	return fmt.Errorf("has the type %q, which GeoJSON does not know", kind)
}

func positions(v any, depth int) error {
	list, ok := v.([]any)
	if !ok {
		return fmt.Errorf("has coordinates that are no array")
	}
	if depth > 0 {
		for _, e := range list {
			if err := positions(e, depth-1); err != nil {
				return err
			}
		}
		return nil
	}
	if len(list) < 2 {
		return fmt.Errorf("has a position of %d numbers", len(list))
	}
	for _, e := range list {
		if _, ok := e.(json.Number); !ok {
			return fmt.Errorf("has a position that is not of numbers")
		}
	}
	return nil
}
