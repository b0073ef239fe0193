package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// MaxMessage is the largest output a topic takes, in bytes, with some room for
// its headers; a larger one is a dead letter of the stage that made it.
const MaxMessage = 16<<20 - 64<<10

// Worker puts messages through the steps of a Spec. With no stateful step it is
// safe for concurrent use.
type Worker struct {
	spec   Spec
	stores map[storeKey]*MemoryStore
	took   func(stage string, d time.Duration) // notes the time a stage took
}

type storeKey struct {
	step      int
	partition int // 0 where the state is global
}

// NewWorker returns a Worker for a Spec; a mistake in its wiring is an error.
func NewWorker(spec Spec) (*Worker, error) {
	if err := spec.validate(); err != nil {
		return nil, err
	}
	return &Worker{spec: spec, stores: map[storeKey]*MemoryStore{}, took: func(string, time.Duration) {}}, nil
}

// key names the store of step i for an input partition.
func (s *Step) key(i, partition int) storeKey {
	if s.Global {
		partition = 0
	}
	return storeKey{i, partition}
}

func (k storeKey) compare(o storeKey) int {
	return cmp.Or(cmp.Compare(k.step, o.step), cmp.Compare(k.partition, o.partition))
}

// Result is what became of one message, or of a tick.
type Result struct {
	Out      []Message      // for topics, in order
	Failures []Failure      // each becomes a dead letter
	Done     int            // items that went all the way
	Dropped  map[string]int // items that ended without a result, by reason

	interrupted error // the context ended during the work: there is no outcome yet
}

// Failure is an item that a stage could not process.
type Failure struct {
	Stage  string
	Item   int    // index in its transmission; -1 where the whole input failed
	Reason string // code
	Err    error
	Part   []byte // the item's bytes; nil where the input's own stand for it
}

// Handle puts one message through all steps. It never fails: what goes wrong
// is in the Result.
func (w *Worker) Handle(ctx context.Context, m Message) Result {
	v, err := w.decode(m)
	if err != nil {
		var r Result
		r.fail(w.spec.Steps[0].Name, -1, err)
		return r
	}
	r := w.Do(ctx, m.Partition, v)
	w.stamp(&r, m)
	return r
}

// Do puts a value, as the Spec's Decode gives it, through all steps.
func (w *Worker) Do(ctx context.Context, partition int, v any) Result {
	var r Result
	w.advance(ctx, 0, partition, []any{v}, &r)
	return r
}

// Tick tells the stateful steps the time.
func (w *Worker) Tick(ctx context.Context, now time.Time) Result {
	var r Result
	for _, key := range slices.SortedFunc(maps.Keys(w.stores), storeKey.compare) {
		step, store := w.spec.Steps[key.step], w.stores[key]
		mark := store.mark()
		out, err := guard(func() ([]any, error) { return step.tick(ctx, store, now) })
		if err != nil {
			store.undo(mark)
			r.fail(step.Name, -1, err)
			continue
		}
		w.leave(ctx, key.step, key.partition, nil, out, &r)
	}
	r.Done = 0 // a tick has no inputs
	return r
}

func (w *Worker) decode(m Message) (v any, err error) {
	out, err := guard(func() ([]any, error) {
		v, err := w.spec.Decode(m)
		return []any{v}, err
	})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// advance puts values into step i.
func (w *Worker) advance(ctx context.Context, i, partition int, values []any, r *Result) {
	if i == len(w.spec.Steps) {
		r.Done += len(values)
		return
	}
	step := w.spec.Steps[i]
	for _, v := range values {
		out, err := w.call(ctx, i, partition, v)
		if err != nil && ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			r.interrupted = err
			return
		}
		if r.failAll(step.Name, err, step.Branch) {
			continue
		}
		if len(out) == 0 && err == nil && !step.Branch {
			r.drop("skipped")
			continue
		}
		w.leave(ctx, i, partition, v, out, r)
	}
}

// call calls step i. A stateful step that fails leaves its store as it was.
func (w *Worker) call(ctx context.Context, i, partition int, v any) ([]any, error) {
	step, store := w.spec.Steps[i], w.store(i, partition)
	start := time.Now()
	defer func() { w.took(step.Name, time.Since(start)) }()
	if store == nil {
		return guard(func() ([]any, error) { return step.do(ctx, nil, v) })
	}
	mark := store.mark()
	out, err := guard(func() ([]any, error) { return step.do(ctx, store, v) })
	if err != nil && !dropping(err) {
		store.undo(mark)
	}
	return out, err
}

// dropping reports whether an error says no more than that there is no result.
func dropping(err error) bool {
	_, ok := err.(interface{ Dropped() string })
	return ok
}

// leave writes what came out of step i and goes on to the next.
func (w *Worker) leave(ctx context.Context, i, partition int, in any, out []any, r *Result) {
	step := w.spec.Steps[i]
	next := out
	if step.Writes {
		next = w.write(step, out, r)
	}
	if step.Branch {
		next = nil
		if in != nil {
			next = []any{in}
		}
	}
	w.advance(ctx, i+1, partition, next, r)
}

// write encodes outputs for their topics and gives those that could be.
func (w *Worker) write(step Step, out []any, r *Result) []any {
	var written []any
	for k, o := range out {
		msgs, err := emitOne(step, o, k)
		if err != nil {
			r.fail(step.Name, k, err)
			continue
		}
		r.Out = append(r.Out, msgs...)
		written = append(written, o)
	}
	return written
}

func emitOne(step Step, out any, index int) (msgs []Message, err error) {
	_, err = guard(func() (_ []any, err error) { msgs, err = step.emit(out, index); return nil, err })
	if err != nil {
		return nil, err
	}
	now := time.Now().UTC().AppendFormat(nil, time.RFC3339Nano)
	for i := range msgs {
		if size := msgs[i].Size(); size > MaxMessage {
			return nil, &reasonError{"too-large", fmt.Errorf("output of %d bytes, a topic takes %d", size, MaxMessage)}
		}
		msgs[i].Headers = append(msgs[i].Headers, Header{"ww-t-" + step.Name, now})
	}
	return msgs, nil
}

// store gives the store of a step for a partition, nil where it keeps none.
func (w *Worker) store(i, partition int) *MemoryStore {
	step := w.spec.Steps[i]
	if step.State == "" {
		return nil
	}
	key := step.key(i, partition)
	if w.stores[key] == nil {
		w.stores[key] = NewMemoryStore()
	}
	return w.stores[key]
}

// stamp gives the outputs of a message the headers that travel with an article.
func (w *Worker) stamp(r *Result, m Message) {
	for _, h := range m.Headers {
		if !strings.HasPrefix(h.Key, "ww-t-") && h.Key != "traceparent" {
			continue
		}
		for k := range r.Out {
			r.Out[k].Headers = append(r.Out[k].Headers, h)
		}
	}
}

// guard turns a panic of a stage into an error.
func guard(call func() ([]any, error)) (out []any, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, &reasonError{"panic", fmt.Errorf("panic: %v\n%s", p, debug.Stack())}
		}
	}()
	return call()
}

// reasonError is an error of the runtime with a code for the dead letter.
type reasonError struct {
	reason string
	err    error
}

func (e *reasonError) Error() string  { return e.err.Error() }
func (e *reasonError) Unwrap() error  { return e.err }
func (e *reasonError) Reason() string { return e.reason }

// failAll counts a stage's error and reports whether the whole input ended
// with it, rather than only items of it. A branch step drops nothing: it has
// had its look, and the input goes on.
func (r *Result) failAll(stage string, err error, branch bool) (ended bool) {
	if err == nil {
		return false
	}
	var dropped interface{ Dropped() string }
	items, rest := split(err)
	for _, e := range items {
		index, _ := e.(interface{ Item() (int, []byte) }).Item()
		r.fail(stage, index, e)
	}
	if rest == nil {
		return false
	}
	if errors.As(rest, &dropped) {
		if branch {
			return false
		}
		r.drop(dropped.Dropped())
		return true
	}
	r.fail(stage, -1, rest)
	return true
}

// split parts an error into those of single items and the rest.
func split(err error) (items []error, rest error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			more, other := split(e)
			items = append(items, more...)
			rest = errors.Join(rest, other)
		}
		return items, rest
	}
	if _, ok := err.(interface{ Item() (int, []byte) }); ok {
		return []error{err}, nil
	}
	return nil, err
}

func (r *Result) fail(stage string, item int, err error) {
	f := Failure{Stage: stage, Item: item, Reason: "stage-error", Err: err}
	var coded interface{ Reason() string }
	if errors.As(err, &coded) {
		f.Reason = coded.Reason()
	}
	if one, ok := err.(interface{ Item() (int, []byte) }); ok {
		_, f.Part = one.Item()
	}
	r.Failures = append(r.Failures, f)
}

func (r *Result) drop(reason string) {
	if r.Dropped == nil {
		r.Dropped = map[string]int{}
	}
	r.Dropped[reason]++
}
