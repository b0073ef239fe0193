// Package normalise turns raw wire copy of any format into clean articles.
package normalise

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"mime"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/charset"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/furniture"
	"github.com/wirewatch/wirewatch/stages/normalise/mail"
	"github.com/wirewatch/wirewatch/stages/normalise/mapping"
	"github.com/wirewatch/wirewatch/stages/normalise/profile"
	"github.com/wirewatch/wirewatch/stages/normalise/topics"
)

// Version of the stage, kept in the steps of the articles it makes.
const Version = "0.1.0"

// Normaliser is the stage. It is safe for concurrent use.
type Normaliser struct {
	config Config
	rules  *furniture.Rules
	topics *topics.Table
	maps   *mapping.Set
	known  *profile.Set
	err    error // what is wrong with the built-in rules and tables
}

// New makes the stage; limits that are 0 take their defaults. What is wrong
// with a mapping or profile is the error of Check, and of every call.
func New(c Config) *Normaliser {
	rules, err := furniture.New()
	table, wrong := topics.New()
	n := &Normaliser{config: c.withDefaults(), rules: rules, topics: table, err: errors.Join(err, wrong)}
	n.maps, err = mapping.New()
	n.known, wrong = profile.New()
	n.err = errors.Join(n.err, err, wrong)
	for _, b := range c.Mappings {
		n.err = errors.Join(n.err, n.maps.Add(b))
	}
	for _, b := range c.Profiles {
		n.err = errors.Join(n.err, n.known.Add(b))
	}
	return n
}

// Check gives what is wrong with the mappings and profiles handed to New.
func (n *Normaliser) Check() error { return n.err }

// Process is the stage: one transmission in, its articles out. An item that
// cannot be read is an article.ItemError beside the others; where nothing can
// be read the error is an article.Fault.
func (n *Normaliser) Process(ctx context.Context, c article.Copy) ([]article.Article, error) {
	if n.err != nil {
		return nil, n.err
	}
	sum := sha256.Sum256(c.Bytes)
	raw, err := n.inflate(c.Bytes)
	if err != nil {
		return nil, err
	}
	text, err := n.read(raw, c)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(text.Bytes)) == 0 {
		return nil, article.NewFault("empty", "read copy: nothing but white space")
	}
	format := c.Format
	if format == "" || format == "auto" {
		format = Detect(text.Bytes)
	}
	if isJSON(format) && (text.Guessed || text.Name == "utf-8" && text.Replaced > 0) {
		return nil, article.NewFault("not-utf8", "read %s: JSON that is not valid UTF-8", format)
	}
	drafts, err := n.parse(format, text.Bytes)
	if err != nil {
		return nil, err
	}
	f := finisher{copy: c, format: format, sha256: hex.EncodeToString(sum[:]), text: text, rules: n.rules, topics: n.topics, known: n.known, several: len(drafts) > 1}
	return f.all(ctx, drafts)
}

// read turns copy into UTF-8; a mail says itself which part is in which
// character set, and stays as it came.
func (n *Normaliser) read(raw []byte, c article.Copy) (charset.Result, error) {
	if c.Format == Mail || (c.Format == "" || c.Format == "auto") && mail.Is(raw) {
		return charset.Result{Bytes: raw, Name: "us-ascii"}, nil
	}
	return charset.Read(raw, declared(c.ContentType))
}

// declared gives the character set of a content type.
func declared(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return params["charset"]
}

// all finishes the drafts, and gathers what is wrong with any.
func (f *finisher) all(ctx context.Context, drafts []draft.Draft) ([]article.Article, error) {
	var out []article.Article
	var errs []error
	for i := range drafts {
		d := &drafts[i]
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("normalise: %w", err)
		}
		err := d.Err
		if err == nil {
			err = f.finish(d)
		}
		switch {
		case err == nil:
			out = append(out, d.Article)
		case !f.several:
			return nil, err
		default:
			errs = append(errs, &article.ItemError{Index: d.Index, Part: d.Part, Err: err})
		}
	}
	if len(drafts) == 0 {
		return nil, article.NewFault("no-content", "read %s: no news item in it", f.format)
	}
	return out, errors.Join(errs...)
}
