// Package newsml1 reads IPTC NewsML 1.0 to 1.2, in which a news item is a tree
// of components that hold one another, each with lines, metadata and contents
// of its own.
package newsml1

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/normalise/clock"
	"github.com/wirewatch/wirewatch/stages/normalise/draft"
	"github.com/wirewatch/wirewatch/stages/normalise/parts"
	"github.com/wirewatch/wirewatch/stages/normalise/xmltree"
)

// Parse reads the items of a document.
func Parse(raw []byte, lim draft.Limits) ([]draft.Draft, error) {
	root, err := xmltree.Parse(raw, xmltree.Limits{Depth: lim.Depth, Tokens: lim.Tokens, Attributes: lim.Attributes})
	if err != nil {
		return nil, err
	}
	items := root.All("NewsItem")
	if root.Name == "NewsItem" {
		items = []*xmltree.Node{root}
	}
	if len(items) > lim.Items {
		return nil, article.NewFault("too-many-items", "read NewsML 1: %d items, at most %d", len(items), lim.Items)
	}
	var out []draft.Draft
	for i, n := range items {
		if i > 0 && n.Begin < items[i-1].End {
			continue // it stands within the one before
		}
		d := item(n, root.Find("NewsEnvelope"))
		d.Source.FormatVersion = root.Attr("Version")
		d.Index = i
		if len(items) > 1 {
			d.Part = raw[n.Begin:n.End]
		}
		out = append(out, d)
	}
	if out == nil {
		return nil, article.NewFault("no-content", "read NewsML 1: %s holds no NewsItem", root.Name)
	}
	return out, nil
}

// formal gives the name that an element goes by.
func formal(n *xmltree.Node) string {
	return strings.TrimSpace(cmp.Or(n.Attr("FormalName"), n.Words()))
}

func item(n, envelope *xmltree.Node) draft.Draft {
	r := reader{}
	a := &r.d.Article
	identify(a, n.Find("Identification"))
	a.Language = n.Attr("lang")
	manage(a, n.Find("NewsManagement"))
	if a.Editorial.Priority == "" {
		a.Editorial.Priority = formal(envelope.Find("Priority"))
	}
	if a.Urgency == 0 {
		a.Urgency, _ = strconv.Atoi(a.Editorial.Priority)
	}
	if c := n.Find("NewsComponent"); c != nil {
		r.component(c, parts.Body, a.Language)
	}
	parts.Fill(&r.d, r.list)
	if a.VersionCreated == "" {
		clock.Set(a, &a.VersionCreated, "DateAndTime", envelope.Find("DateAndTime").Words())
	}
	if date := n.Find("Identification", "NewsIdentifier", "DateId").Words(); a.VersionCreated == "" && len(date) > 8 {
		clock.Set(a, &a.VersionCreated, "DateId", date)
	}
	a.Source.Provider = cmp.Or(r.provider, n.Find("Identification", "NewsIdentifier", "ProviderId").Words(), formal(envelope.Find("SentFrom", "Party")))
	a.Slugline = cmp.Or(a.Slugline, n.Find("Identification", "NameLabel").Words())
	a.Headline = cmp.Or(a.Headline, formal(n.Find("Identification", "Label", "LabelText")))
	if a.By == "" && strings.Contains(r.creator, " ") { // else initials
		a.By = r.creator
	}
	if a.Type == "" && a.Text == "" && len(a.Media) > 0 {
		a.Type = a.Media[0].Type
		a.Text = r.caption
	}
	return r.d
}

// identify reads who made the item. Its uri is the public identifier without
// the revision, which is the version; as it came it is an alternative id.
func identify(a *article.Article, id *xmltree.Node) {
	n := id.Find("NewsIdentifier")
	a.Version = n.Find("RevisionId").Words()
	public := n.Find("PublicIdentifier").Words()
	if public == "" {
		provider, date, item := n.Find("ProviderId").Words(), n.Find("DateId").Words(), n.Find("NewsItemId").Words()
		if item != "" {
			a.URI = "urn:newsml:" + provider + ":" + strings.ReplaceAll(date, " ", "T") + ":" + item
		}
		return
	}
	a.URI = public
	if item := n.Find("NewsItemId").Words(); strings.Count(public, ":") < 4 && item != "" { // the same for every item
		a.URI = public + ":" + n.Find("DateId").Words() + ":" + item
		a.AltIDs = append(a.AltIDs, article.AltID{Role: "publicIdentifier", Value: public})
	} else if item == "" && strings.Count(public, ":") < 4 {
		a.URI = "" // it names no item
	}
	if i := strings.LastIndexByte(public, ':'); i > 0 && strings.Count(public, ":") >= 5 && strings.TrimRight(public[i+1:], "NUA") == a.Version {
		a.URI = public[:i]
		a.AltIDs = append(a.AltIDs, article.AltID{Role: "publicIdentifier", Value: public})
	}
	if item := n.Find("NewsItemId").Words(); item != "" {
		a.AltIDs = append(a.AltIDs, article.AltID{Role: "newsItemId", Value: item})
	}
}

// manage reads status, times and urgency.
func manage(a *article.Article, m *xmltree.Node) {
	clock.Set(a, &a.FirstCreated, "FirstCreated", m.Find("FirstCreated").Words())
	clock.Set(a, &a.VersionCreated, "ThisRevisionCreated", m.Find("ThisRevisionCreated").Words())
	a.Editorial.Priority = formal(m.Find("Urgency"))
	a.Urgency, _ = strconv.Atoi(a.Editorial.Priority)
	status := strings.ToLower(formal(m.Find("Status")))
	if change := m.Find("StatusWillChange"); change != nil && status == "embargoed" {
		clock.Set(a, &a.EmbargoedUntil, "StatusWillChange", change.Find("DateAndTime").Words())
		if a.EmbargoedUntil != "" {
			status = "usable"
		}
	}
	a.PubStatus = status
	for i := range m.Each("Instruction") {
		a.Editorial.Signals = append(a.Editorial.Signals, formal(i))
	}
	if kind := strings.ToLower(formal(m.Find("NewsItemType"))); kind == "alert" || kind == "advisory" {
		a.Editorial.Signals = append(a.Editorial.Signals, kind)
	}
}
