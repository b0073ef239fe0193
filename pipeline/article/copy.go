package article

import "time"

// Copy is raw wire copy: one transmission as received, which may hold several
// items.
type Copy struct {
	Bytes       []byte
	Source      string // name of the feed; the provider where the copy does not say
	ContentType string // as declared by the sender; may be empty
	Format      string // name of a format; "" or "auto" to detect it
	Name        string // file or address it came from
	Lane        string // live or backfill
	Received    time.Time

	// Where it stands on the raw topic; Topic is "" where there is no broker.
	Topic     string
	Partition int
	Offset    int64
}

// Source says where an article came from.
type Source struct {
	Provider      string
	Format        string // plain, html, ninjs, nitf, newsml-g2, rss, atom, article, ...
	FormatVersion string
	Profile       string
	RawSHA256     string // of the transmission, lower-case hexadecimal
	Charset       string
	Topic         string // of the raw record; empty where there was no broker
	Partition     int
	Offset        int64
	Received      Timestamp
	Name          string // file or address
	Item          int    // index of the item in its transmission
	Lane          string // live or backfill
}

// Timestamp is an RFC 3339 time with its offset kept as it came; "" is unknown.
type Timestamp string

// Stamp makes a Timestamp of t; the zero time is unknown.
func Stamp(t time.Time) Timestamp {
	if t.IsZero() {
		return ""
	}
	return Timestamp(t.Format(time.RFC3339Nano))
}

// Time returns the moment, and false where it is unknown.
func (t Timestamp) Time() (time.Time, bool) {
	if t == "" {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339Nano, string(t))
	return at, err == nil
}
