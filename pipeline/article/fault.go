package article

import "fmt"

// Fault is an error that is the item's own: the item goes to the dead letters
// with the code as its reason and is never tried again.
type Fault struct {
	Code string // constant, lower case with hyphens: not-text, bad-xml, too-deep, ...
	Err  error
}

// NewFault returns a Fault; the format is that of fmt.Errorf.
func NewFault(code, format string, args ...any) *Fault {
	return &Fault{Code: code, Err: fmt.Errorf(format, args...)}
}

// Error says what was wrong.
func (f *Fault) Error() string { return f.Err.Error() }

// Unwrap returns the error below.
func (f *Fault) Unwrap() error { return f.Err }

// Reason is the code that dead letters carry.
func (f *Fault) Reason() string { return f.Code }

// ItemError is a fault of one item of a transmission; the others go on. A
// stage returns several of them joined by errors.Join, beside its outputs.
type ItemError struct {
	Index int    // of the item in its transmission
	Part  []byte // that item's bytes
	Err   error
}

// Error says which item and what was wrong with it.
func (e *ItemError) Error() string { return fmt.Sprintf("item %d: %v", e.Index, e.Err) }

// Unwrap returns the error below.
func (e *ItemError) Unwrap() error { return e.Err }

// Item returns the item's index and bytes.
func (e *ItemError) Item() (index int, part []byte) { return e.Index, e.Part }

// Skip, returned as a stage's error, ends an input without a result and
// without a dead letter: it is counted as dropped for the reason given.
type Skip struct{ Why string }

// Error gives the reason.
func (s *Skip) Error() string { return "skipped: " + s.Why }

// Dropped is the reason the input is counted under.
func (s *Skip) Dropped() string { return s.Why }
