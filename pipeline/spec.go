package pipeline

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Spec is one consumer group at work: what it reads and the stages, one or
// several fused, that each message goes through. Between fused stages an
// article passes as a Go value.
type Spec struct {
	Group  string   // consumer group
	Inputs []string // topics
	Dead   string   // topic of the dead letters
	Lane   string   // header lane of the dead letters
	// Later are more topics to read, after those of Inputs: their messages are
	// taken while Inputs have none, and no more than LaterRate of them a second;
	// 0 sets no bound. LaterLane is the lane of their dead letters.
	Later     []string
	LaterRate float64
	LaterLane string
	// Decode turns a message into what the first step takes.
	Decode func(Message) (any, error)
	Steps  []Step
}

// Step is one stage in a Spec, made by Pure or Keep.
type Step struct {
	Name string
	// Writes says that what comes out goes to a topic, by the step's emit
	// function. Between fused stages it does not.
	Writes bool
	// Branch says that the outputs are for topics only: the next step gets
	// what this step got, and an input without outputs is done, not dropped.
	Branch bool
	// State is the topic a stateful step keeps its store in; empty for others.
	State string
	// Global says that there is one store for all partitions, so that only one
	// member of the group may be active. Otherwise each input partition has its
	// own store, on the same partition of the State topic.
	Global bool

	do   func(context.Context, Store, any) ([]any, error)
	tick func(context.Context, Store, time.Time) ([]any, error)
	emit func(out any, index int) ([]Message, error)
}

// Emit encodes an output of a stage for its topics; index counts the outputs of
// one input.
type Emit[Out any] func(out Out, index int) ([]Message, error)

// Pure makes a step of a stage without state.
func Pure[In, Out any](name string, stage Stage[In, Out], emit Emit[Out]) Step {
	return Step{
		Name: name,
		do: func(ctx context.Context, _ Store, v any) ([]any, error) {
			in, err := as[In](name, v)
			if err != nil {
				return nil, err
			}
			out, err := stage(ctx, in)
			return erase(out), err
		},
		emit: erasedEmit(name, emit),
	}
}

// Keep makes a step of a stateful stage with its state on a topic.
func Keep[In, Out any](name string, stage Stateful[In, Out], state string, global bool, emit Emit[Out]) Step {
	return Step{
		Name: name, State: state, Global: global,
		do: func(ctx context.Context, s Store, v any) ([]any, error) {
			in, err := as[In](name, v)
			if err != nil {
				return nil, err
			}
			out, err := stage.Process(ctx, s, in)
			return erase(out), err
		},
		tick: func(ctx context.Context, s Store, now time.Time) ([]any, error) {
			out, err := stage.Tick(ctx, s, now)
			return erase(out), err
		},
		emit: erasedEmit(name, emit),
	}
}

// as is the one place where a value between fused steps gets its type back; a
// mismatch is a mistake in the Spec.
func as[In any](name string, v any) (In, error) {
	in, ok := v.(In)
	if !ok {
		return in, fmt.Errorf("stage %s takes %T, was given %T", name, in, v)
	}
	return in, nil
}

func erase[T any](out []T) []any {
	values := make([]any, len(out))
	for i, o := range out {
		values[i] = o
	}
	return values
}

func erasedEmit[Out any](name string, emit Emit[Out]) func(any, int) ([]Message, error) {
	if emit == nil {
		return nil
	}
	return func(v any, index int) ([]Message, error) {
		out, err := as[Out](name, v)
		if err != nil {
			return nil, err
		}
		return emit(out, index)
	}
}

// stateful reports whether any step keeps state, and exclusive whether one of
// the stores is global.
func (s *Spec) stateful() (stateful, exclusive bool) {
	for _, step := range s.Steps {
		stateful = stateful || step.State != ""
		exclusive = exclusive || step.Global
	}
	return stateful, exclusive
}

// later reports whether a message is of the topics that come later.
func (s *Spec) later(m *Message) bool { return slices.Contains(s.Later, m.Topic) }

// validate finds mistakes in the wiring before the first message does.
func (s *Spec) validate() error {
	switch {
	case s.Group == "" || len(s.Inputs)+len(s.Later) == 0 || len(s.Steps) == 0:
		return fmt.Errorf("spec %q: needs a group, inputs and steps", s.Group)
	case s.Decode == nil || s.Dead == "":
		return fmt.Errorf("spec %q: needs a decoder and a topic for dead letters", s.Group)
	}
	for _, step := range s.Steps {
		if step.do == nil || step.Writes && step.emit == nil {
			return fmt.Errorf("spec %q: step %q cannot run", s.Group, step.Name)
		}
	}
	return nil
}
