package alert

import (
	"fmt"
	"slices"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// support takes in an article that reports the alert's theme, and gives the
// alert where that opens or changes it. A copy adds a source that shows with
// the next change; it never raises an alert that stands or has ended.
func (r *Alerter) support(s state, c *file, id string, a *article.Article, d *article.Detection) *article.Alert {
	copied, was := action(a) == article.Duplicate, c.Alert
	if copied && ended(was.State) {
		return nil
	}
	c.take(s, id, a, ground{URI: a.URI, Version: a.Version, Provider: a.Source.Provider, Copy: copied, Says: says(a, d)})
	if copied && was.ID != "" {
		return nil
	}
	next := c.compose()
	next.ID, next.Rule, next.Theme = id, r.rule(), d.Theme
	if was.ID == "" || was.State == article.Retracted {
		next.State = article.Open
		if was.ID != "" {
			next.Reason = "reported again by " + a.URI + "#" + a.Version
		}
		return r.issue(c, next, a)
	}
	next.Changed = compare(&was, &next)
	if len(next.Changed) == 0 {
		return nil
	}
	next.State, next.Reason = article.Updated, "changed in "+a.URI+"#"+a.Version
	if action(a) == article.Correction {
		next.State, next.Reason = article.Corrected, "corrected by "+a.URI+"#"+a.Version
	}
	return r.issue(c, next, a)
}

// withdraw takes away what the alert has from the article's item. It is
// retracted when nothing else carries it.
func (r *Alerter) withdraw(s state, c *file, a *article.Article) *article.Alert {
	before := len(c.Grounds)
	c.leave(s, lineage(a))
	was := c.Alert
	if len(c.Grounds) == before || was.State == article.Retracted {
		return nil
	}
	why := "no longer reported by "
	if action(a).Withdraws() {
		why = string(action(a)) + " of "
	}
	why += lineage(a)[len(lineage(a))-1]
	if len(c.Grounds) == 0 {
		next := was
		next.State, next.Reason, next.Changed = article.Retracted, why, nil
		return r.issue(c, next, a)
	}
	next := c.compose()
	next.ID, next.Rule, next.Theme = was.ID, was.Rule, was.Theme
	next.Changed = compare(&was, &next)
	next.State, next.Reason = article.Corrected, fmt.Sprintf("%s; still carried by %s", why, c.Grounds[0].URI)
	return r.issue(c, next, a)
}

// issue numbers and dates the next form of an alert and files it.
func (r *Alerter) issue(c *file, next article.Alert, a *article.Article) *article.Alert {
	now := at(a)
	next.Seq = c.Alert.Seq + 1
	next.Story.ID = storyline(a)
	if c.Alert.ID != "" {
		next.Story.ID = c.Alert.Story.ID
	}
	next.Story.Revision, next.Certainty.Sources = c.Alert.Story.Revision, max(1, c.Alert.Certainty.Sources)
	if a.Story != nil {
		next.Story.Revision, next.Certainty.Sources = a.Story.Revision, max(1, a.Story.Sources)
	}
	next.Times.Raised, next.Times.Expires = c.Alert.Times.Raised, ""
	if next.Times.Raised == "" {
		next.Times.Raised = string(article.Stamp(now))
	}
	if r.config.Expire > 0 && !now.IsZero() && next.State != article.Retracted {
		next.Times.Expires = string(article.Stamp(now.Add(r.config.Expire)))
	}
	c.Alert = next
	return &next
}

// take puts an item in the place of those whose place it takes.
func (c *file) take(s state, id string, a *article.Article, g ground) {
	c.leave(s, lineage(a))
	c.Grounds = append(c.Grounds, g)
	s.link(g.URI, id)
}

// leave takes items away.
func (c *file) leave(s state, uris []string) {
	var kept []ground
	for _, g := range c.Grounds {
		if slices.Contains(uris, g.URI) {
			s.unlink(g.URI, c.Alert.ID)
			continue
		}
		kept = append(kept, g)
	}
	c.Grounds = kept
}

// compose makes the alert's facts from its grounds: those of the latest item
// that is not a copy of another, and the sources and records of all.
func (c *file) compose() article.Alert {
	lead := c.Grounds[0]
	for _, g := range c.Grounds {
		if !g.Copy {
			lead = g
		}
	}
	next := lead.Says
	for _, g := range c.Grounds {
		next.Records = append(next.Records, g.URI+"#"+g.Version)
		if g.Provider != "" && !slices.Contains(next.Story.Sources, g.Provider) {
			next.Story.Sources = append(next.Story.Sources, g.Provider)
		}
	}
	slices.Sort(next.Story.Sources)
	return next
}
