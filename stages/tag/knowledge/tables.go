package knowledge

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/wirewatch/wirewatch/stages/text"
)

// table is one file of the knowledge and how its rows are read.
type table struct {
	file  string
	width int
	row   func(*Base, []string) error
}

func tables() []table {
	return []table{
		{"countries.tsv", 5, country},
		{"regions.tsv", 5, region},
		{"places.tsv", 10, place},
		{"groups.tsv", 10, group},
		{"organisations.tsv", 6, organisation},
		{"people.tsv", 5, person},
		{"norp.tsv", 4, people},
		{"weapons.tsv", 5, weapon},
		{"titles.tsv", 3, title},
		{"firstnames.txt", 1, firstName},
	}
}

func list(field string) []string {
	if field == "" {
		return nil
	}
	return strings.Split(field, "|")
}

func country(b *Base, f []string) error {
	i, err := b.add(Entry{ID: "country:" + f[0], Name: f[1], Type: "GPE", Country: f[0]})
	if err != nil {
		return err
	}
	b.name(i, f[1])
	b.name(i, list(f[2])...)
	b.capitals[f[0]] = f[4]
	adjectives := list(f[3])
	if len(adjectives) == 0 {
		return nil
	}
	p, err := b.add(Entry{ID: "people:" + Slug(adjectives[0]) + "-" + strings.ToLower(f[0]), Name: adjectives[0], Type: "NORP", Subtype: "nationality", Country: f[0]})
	if err != nil {
		return err
	}
	b.name(p, plurals(adjectives)...)
	return nil
}

// plurals adds the plural in -s of the names of peoples that have one; a
// trailing ! says that a name has none.
func plurals(names []string) []string {
	var out []string
	for _, n := range names {
		bare, none := strings.CutSuffix(n, "!")
		out = append(out, bare)
		switch {
		case none:
		case n == "", n[0] == '~':
		case strings.HasSuffix(n, "s"), strings.HasSuffix(n, "sh"), strings.HasSuffix(n, "ch"), strings.HasSuffix(n, "ese"), strings.HasSuffix(n, "men"):
		default:
			out = append(out, n+"s")
		}
	}
	return out
}

func region(b *Base, f []string) error {
	i, err := b.add(Entry{ID: "place:" + f[0], Name: f[1], Type: f[2], Country: f[3]})
	if err != nil {
		return err
	}
	b.name(i, f[1])
	b.name(i, list(f[4])...)
	return nil
}

func place(b *Base, f []string) error {
	e := Entry{ID: f[0], Name: f[1], Type: f[2], Country: f[3], Admin1: f[4]}
	if f[5] != "" {
		lon, err := strconv.ParseFloat(f[5], 64)
		if err != nil {
			return fmt.Errorf("read longitude: %w", err)
		}
		lat, err := strconv.ParseFloat(f[6], 64)
		if err != nil {
			return fmt.Errorf("read latitude: %w", err)
		}
		e.Point = &[2]float64{lon, lat}
	}
	population, err := strconv.Atoi(f[7])
	if err != nil {
		return fmt.Errorf("read population: %w", err)
	}
	e.Population = population
	i, err := b.add(e)
	if err != nil {
		return err
	}
	b.name(i, f[9]+f[1])
	for _, n := range list(f[8]) {
		b.name(i, f[9]+n)
	}
	return nil
}

// group reads slug, name, areas, other names, parent, former names, active
// years, listed by, source and subtype.
func group(b *Base, f []string) error {
	e := Entry{
		ID: "group:" + f[0], Name: f[1], Type: "ORG", Subtype: f[9],
		Active: f[6], Listed: list(f[7]), Sources: sources(f[8]),
	}
	if f[4] != "" {
		e.Parent = "group:" + f[4]
	}
	if f[2] != "" {
		e.Areas = strings.Split(f[2], ",")
	}
	if len(e.Areas) == 1 {
		e.Country = e.Areas[0]
	}
	i, err := b.add(e)
	if err != nil {
		return err
	}
	b.name(i, f[1])
	b.name(i, list(f[3])...)
	b.name(i, list(f[5])...)
	return nil
}

// sources reads the names of the files that a row's facts come from.
func sources(field string) []string {
	return slices.DeleteFunc(strings.Split(field, ","), func(s string) bool { return s == "" })
}

func organisation(b *Base, f []string) error {
	i, err := b.add(Entry{ID: "org:" + f[0], Name: f[1], Type: "ORG", Subtype: f[2], Country: f[3], Sources: sources(f[5])})
	if err != nil {
		return err
	}
	b.name(i, f[1])
	b.name(i, list(f[4])...)
	return nil
}

func person(b *Base, f []string) error {
	e := Entry{ID: "person:" + Slug(f[0]), Name: f[0], Type: "PERSON", Country: f[1], Sources: sources(f[4])}
	for o := range strings.SplitSeq(f[2], ";") {
		if o == "" {
			continue
		}
		office, err := readOffice(o)
		if err != nil {
			return err
		}
		e.Offices = append(e.Offices, office)
	}
	i, err := b.add(e)
	if err != nil {
		return err
	}
	b.name(i, f[0])
	b.name(i, list(f[3])...)
	return nil
}

// readOffice reads "prime minister@RU 2008-05..2012-05". The time may be left
// out; "..?" is an office in doubt after the last check.
func readOffice(s string) (Office, error) {
	titlePart, rest, ok := strings.Cut(s, "@")
	if !ok {
		return Office{}, fmt.Errorf("office %q without a polity", s)
	}
	polity, when, _ := strings.Cut(rest, " ")
	if !strings.Contains(polity, ":") {
		polity = "country:" + polity
	}
	o := Office{Title: titlePart, Polity: polity}
	if when == "" {
		return o, nil
	}
	from, to, ok := strings.Cut(when, "..")
	if !ok {
		return Office{}, fmt.Errorf("office %q: time %q, want FROM..TO", s, when)
	}
	o.From, o.To, o.Doubt = from, strings.TrimSuffix(to, "?"), strings.HasSuffix(to, "?")
	return o, nil
}

func people(b *Base, f []string) error {
	i, err := b.add(Entry{ID: "people:" + f[0], Name: strings.TrimSuffix(f[1], "!"), Type: "NORP", Subtype: f[2]})
	if err != nil {
		return err
	}
	b.name(i, plurals(append([]string{f[1]}, list(f[3])...))...)
	return nil
}

func weapon(b *Base, f []string) error {
	i, err := b.add(Entry{ID: strings.ToLower(f[2]) + ":" + f[0], Name: f[1], Type: f[2], Sources: sources(f[4])})
	if err != nil {
		return err
	}
	b.name(i, f[1])
	b.name(i, list(f[3])...)
	return nil
}

func title(b *Base, f []string) error {
	switch f[2] {
	case "office", "weak", "rank", "weakrank", "style", "none":
	default:
		return fmt.Errorf("title %q: unknown kind %q", f[0], f[2])
	}
	b.Titles = append(b.Titles, Title{Text: f[0], Office: f[1], Kind: f[2]})
	return nil
}

func firstName(b *Base, f []string) error {
	b.FirstNames = append(b.FirstNames, f[0])
	return nil
}

// Slug writes a name as ids have it: lower case, without accents, hyphens for
// all that is no letter or digit.
func Slug(name string) string {
	var out strings.Builder
	hyphen := false
	for _, r := range text.Fold(name) {
		if r == '\'' || r == '.' {
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			hyphen = out.Len() > 0
			continue
		}
		if hyphen {
			out.WriteByte('-')
			hyphen = false
		}
		out.WriteRune(r)
	}
	return out.String()
}
