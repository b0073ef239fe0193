package article

// Tracking says how an item stands to what came before it.
type Tracking struct {
	Action     Action  // new, update, duplicate, correction, kill, withhold or release
	Of         string  // uri of the earlier item, or uri#version
	Similarity float64 // 0 is not measured
	Via        string  // uri, text or slug
	Supersedes []string
	Changed    []Change
}

// Change is a fact that differs from the version before.
type Change struct {
	Field string `json:"field"`
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
}

// Story is the storyline an item belongs to.
type Story struct {
	ID        string
	Revision  int // grows with every change
	FirstSeen Timestamp
	Members   int
	Sources   int // independent ones
}
