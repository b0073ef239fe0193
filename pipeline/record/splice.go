package record

import (
	"slices"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// edit is one change to a record: data in place of the bytes from start to end.
type edit struct {
	start, end int
	data       []byte
}

// splice gives the bytes received with the members of the stages since then.
// Everything else stays as it came, byte for byte.
func (e *encoder) splice() ([]byte, error) {
	a := e.a
	steps := a.Steps[min(a.WireSteps, len(a.Steps)):]
	warnings := a.Warnings[min(a.WireWarnings, len(a.Warnings)):]
	if len(steps) == 0 && len(warnings) == 0 {
		return a.Wire, nil
	}
	own, end, err := membersWithin(a.Wire, a.WireOwn) // Decode has checked it
	if err != nil {
		return nil, err
	}
	s := splicer{data: a.Wire, own: own, end: end - 1}
	s.extend("pipeline", e.part(func() { e.steps(steps) }))
	if len(warnings) > 0 {
		s.extend("warnings", e.part(func() { e.warnings(warnings) }))
	}
	added := e.part(func() {
		e.open('{')
		e.stages(steps)
		e.close('}')
	})
	if a.Hold && slices.ContainsFunc(steps, func(s article.Step) bool { return s.Stage == stageTrack }) {
		s.hold()
	}
	return s.result(added)
}

// part gives what write writes, apart from the rest.
func (e *encoder) part(write func()) []byte {
	kept := e.buf
	e.buf = nil
	write()
	part := e.buf
	e.buf = kept
	return part
}

// splicer collects edits to the wirewatch object of a record.
type splicer struct {
	data  []byte
	own   []member // of the wirewatch object
	end   int      // of the object: where its closing brace stands
	edits []edit
	added []byte // members that go before the closing brace
}

// extend adds items to a list, which is made where it is missing.
func (s *splicer) extend(name string, items []byte) {
	m, ok := find(s.own, name)
	if !ok || s.data[m.valueStart] != '[' {
		s.add(slices.Concat([]byte(`"`+name+`":[`), items, []byte("]")))
		return
	}
	at := m.valueEnd - 1
	if !s.emptyBefore(at, '[') {
		items = slices.Concat([]byte(","), items)
	}
	s.edits = append(s.edits, edit{at, at, items})
}

// hold marks the item as embargoed, in the editorial object.
func (s *splicer) hold() {
	m, ok := find(s.own, "editorial")
	if !ok || s.data[m.valueStart] != '{' {
		s.add([]byte(`"editorial":{"hold":true}`))
		return
	}
	inner, end, err := membersWithin(s.data, m.valueStart)
	if err != nil {
		return // members has checked these bytes
	}
	if old, ok := find(inner, "hold"); ok {
		s.edits = append(s.edits, edit{old.valueStart, old.valueEnd, []byte("true")})
		return
	}
	data := []byte(`"hold":true`)
	if len(inner) > 0 {
		data = append([]byte(","), data...)
	}
	s.edits = append(s.edits, edit{end - 1, end - 1, data})
}

// put adds the members of an object, in place of members of those names.
func (s *splicer) put(object []byte) error {
	ms, err := members(object)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if old, ok := find(s.own, m.name); ok {
			s.edits = append(s.edits, edit{old.valueStart, old.valueEnd, object[m.valueStart:m.valueEnd]})
			continue
		}
		s.add(object[m.start:m.valueEnd])
	}
	return nil
}

func (s *splicer) add(member []byte) {
	s.added = append(s.added, ',')
	s.added = append(s.added, member...)
}

// emptyBefore reports whether nothing but space stands between the opening
// bracket and the closing one at position at.
func (s *splicer) emptyBefore(at int, opening byte) bool {
	for i := at - 1; i >= 0; i-- {
		switch s.data[i] {
		case ' ', '\n', '\r', '\t':
		default:
			return s.data[i] == opening
		}
	}
	return false
}

// result gives the record with the edits made and the members of the object
// added.
func (s *splicer) result(object []byte) ([]byte, error) {
	if err := s.put(object); err != nil {
		return nil, err
	}
	if len(s.added) > 0 && s.emptyBefore(s.end, '{') {
		s.added = s.added[1:]
	}
	s.edits = append(s.edits, edit{s.end, s.end, s.added})
	slices.SortStableFunc(s.edits, func(x, y edit) int { return x.start - y.start })
	size := len(s.data)
	for _, d := range s.edits {
		size += len(d.data)
	}
	out := make([]byte, 0, size)
	at := 0
	for _, d := range s.edits {
		out = append(out, s.data[at:d.start]...)
		out = append(out, d.data...)
		at = d.end
	}
	return append(out, s.data[at:]...), nil
}

// received notes that wire is the record of a, with its own object at an
// offset: what Encode splices into from now on.
func received(a *article.Article, wire []byte, own int) {
	a.WireOwn = own
	a.Wire, a.WireSteps, a.WireWarnings = wire, len(a.Steps), len(a.Warnings)
}
