// Package article is the domain of wirewatch: what a wire article is and what
// the stages find in it. It imports nothing of the project.
//
// Spans are byte offsets while an article is in memory. Package record turns
// them into Unicode code points at the edge of the process.
package article

import "slices"

// Article is one item of wire copy on its way through the stages. Each stage
// fills its own group of fields and changes nothing an earlier stage wrote.
type Article struct {
	// Written by normalise: the item and how it is administered.

	URI            string // the item's id as it came; never empty
	Type           string // ninjs type: "text", "picture", "event", ...
	Version        string // as it came; "1" where the copy has none
	FirstCreated   Timestamp
	ContentCreated Timestamp
	VersionCreated Timestamp
	EmbargoedUntil Timestamp
	PubStatus      string // usable, withheld or canceled
	Urgency        int    // 1 (highest) to 9; 0 is unknown
	Language       string // BCP 47; "und" where unknown
	By             string
	Slugline       string
	Located        string
	EdNote         string // never holds a note that is not for publication
	CopyrightOwner string
	CopyrightNote  string
	UsageTerms     string
	Headline       string // the main headline; empty where the copy has none
	Subheadline    string
	Summary        string // an abstract, teaser or description beside the text
	Text           string // the main body: NFC, "\n" between lines, "\n\n" between paragraphs
	Keywords       []string
	Subjects       []Concept
	People         []Concept
	Organisations  []Concept
	Places         []Concept
	InfoSources    []Concept // credits, such as "With Agencies"
	AltIDs         []AltID
	Media          []Media // pictures and other objects that go with the item

	Source    Source
	Dateline  Dateline
	Editorial Editorial
	Sentences []Sentence  // of Text, in order
	Furniture []Furniture // what was taken out of the copy

	// Written by tag.

	Mentions []Mention

	// Written by detect.

	Attributions []Attribution
	Detections   []Detection
	Considered   []Detection // looked at and rejected; only kept when asked to explain

	// Written by track.

	Tracking *Tracking
	Story    *Story
	Hold     bool // embargoed: on no routed topic before EmbargoedUntil

	// Written by publish.

	Routes  []string
	Routing string // "matched" or "withdrawn"

	// Written by any stage.

	Warnings []Warning
	Steps    []Step // one for each stage the article has been through

	// Tokens caches the words of Text between stages fused in one process. It
	// is never on the wire; package stages/text fills it.
	Tokens []Token

	// Wire is the record as it was received, kept so that members unknown to
	// this version survive; nil for an article made in this process. Only
	// package record looks inside. WireOwn is where its wirewatch object begins;
	// WireSteps and WireWarnings say how many of Steps and Warnings it holds
	// already.
	Wire         []byte
	WireOwn      int
	WireSteps    int
	WireWarnings int
}

// Clone returns a copy of a whose slices may be appended to without changing
// a: what a stage does first when it adds to an article.
func (a Article) Clone() Article {
	a.Warnings = slices.Clip(a.Warnings)
	a.Steps = slices.Clip(a.Steps)
	return a
}

// Warn adds a warning. The code is a constant in lower case with hyphens.
func (a *Article) Warn(code, detail string) {
	a.Warnings = append(a.Warnings, Warning{Code: code, Detail: detail})
}

// WarnAt adds a warning about a span of the main text.
func (a *Article) WarnAt(code, detail string, s Span) {
	a.Warnings = append(a.Warnings, Warning{Code: code, Detail: detail, Span: s})
}

// Field names a text that spans may refer to, as the JSON pointer it has in
// the record.
type Field string

// The texts of an article.
const (
	MainText     Field = "" // the text named by wirewatch.text.field
	MainHeadline Field = "/headlines/0/value"
)

// In returns the text that spans of a field refer to.
func (a *Article) In(f Field) string {
	if f == MainHeadline {
		return a.Headline
	}
	return a.Text
}

// Quote returns the words of the main text under a span.
func (a *Article) Quote(s Span) string { return s.In(a.Text) }

// Span is a half-open range of byte offsets.
type Span struct{ Start, End int }

// In returns the bytes of text under s, and "" where s does not fit.
func (s Span) In(text string) string {
	if s.Start < 0 || s.End > len(text) || s.Start > s.End {
		return ""
	}
	return text[s.Start:s.End]
}

// Contains reports whether o lies within s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps reports whether s and o share a byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Len is the length of s in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Sentence is a sentence of the main text. Cut means that it breaks off in the
// copy received.
type Sentence struct {
	Span
	Cut bool
}

// Token is a word, number or punctuation mark of the main text.
type Token struct {
	Span
	Kind TokenKind
}

// TokenKind is what a token is made of.
type TokenKind uint8

// The kinds of token.
const (
	Word TokenKind = iota
	Number
	Punct
)

// Concept is a named thing the provider attached to the item.
type Concept struct {
	Name string
	URI  string // of a controlled vocabulary, such as a Media Topic
	Rel  string // ninjs "rel"
	Role string
}

// AltID is another identifier of the item.
type AltID struct{ Role, Value string }

// Step says which stage, in which version and with which model, has worked on
// the article.
type Step struct{ Stage, Version, Model string }

// Media is an object that goes with the item: a picture, a video.
type Media struct {
	URI     string
	Type    string // ninjs type: picture, video, audio, graphic, text, ...
	Address string // where its best rendition can be had
	Caption string
}

// Warning tells a reader of something odd about the article that did not stop
// it. Where that is in the main text, Span says where; an empty Span is none.
type Warning struct {
	Code, Detail string
	Span         Span
}

// Furniture is text taken out of the copy because it belongs to the page or
// the desk and not to the article.
type Furniture struct {
	Kind   string // language-switcher, comments, credit, signoff, nonpublic, ...
	Length int    // in code points
	Text   string // empty where Kind is nonpublic
}

// Dateline is where and when the copy says it was filed.
type Dateline struct {
	Text    string // as printed, with the dash
	City    string
	Country string // ISO 3166-1 alpha-2
	Date    string // 2006-01-02, or --01-02 where the year is unknown
	Source  string // "Reuters", "AP"
}

// Editorial is what the desk asks readers to do with the item.
type Editorial struct {
	Action    Action
	TakeKey   string // which take, lead or add of the story it is, as printed
	Signals   []string
	Corrects  string // of a correction: what was wrong, in the desk's words
	Priority  string // as the sender writes it; Urgency has it on one scale
	WordCount int    // as the sender counts; 0 is not said
}

// Action is an editorial action.
type Action string

// The editorial actions.
const (
	New        Action = "new"
	Update     Action = "update"
	Correction Action = "correction"
	Kill       Action = "kill"
	Withhold   Action = "withhold"
	Refile     Action = "refile"
	Advisory   Action = "advisory"
	Duplicate  Action = "duplicate" // only as a tracking action
	Release    Action = "release"   // only as a tracking action
)

// Withdraws reports whether the action takes an item back.
func (a Action) Withdraws() bool { return a == Kill || a == Withhold }
