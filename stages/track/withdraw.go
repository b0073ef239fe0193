package track

import "github.com/wirewatch/wirewatch/pipeline/article"

// withdrawal gives the action by which an article takes its item back, or "".
func withdrawal(a *article.Article) article.Action {
	switch {
	case a.Editorial.Action == article.Kill || a.PubStatus == "canceled":
		return article.Kill
	case a.Editorial.Action == article.Withhold || a.PubStatus == "withheld":
		return article.Withhold
	}
	return ""
}

// withdraw takes an item back: all its versions, those already emitted and
// those to come. A withdrawal under a uri of its own is matched to the item it
// means by slugline and headline.
func (v *visit) withdraw(action article.Action) error {
	a, it := &v.out, &v.item
	tr := article.Tracking{Action: action, Of: a.URI, Via: "uri", Supersedes: it.Emitted}
	target := it
	if it.known() || it.Killed != "" {
		tr.Of = it.latest()
	} else {
		other, ok, err := v.state.match(a)
		if err != nil {
			return err
		}
		if ok {
			target = &other
			tr.Of, tr.Via, tr.Supersedes = other.URI, "slug", other.Emitted
			for _, theme := range other.Themes {
				tr.Changed = append(tr.Changed, article.Change{Field: "threats", From: theme})
			}
		}
	}
	if target.Story != "" {
		story, err := v.state.story(target.Story, a, v.now)
		if err != nil {
			return err
		}
		story.Revision++
		v.state.putStory(story)
		a.Story = story.article()
	}
	a.Tracking = &tr
	if target != it {
		v.state.release(target)
		target.Killed = action
		v.state.keep(target, a.Source.Lane, v.tracker.forgetAt(target, v.now))
	}
	v.state.release(it)
	it.URI, it.Killed = a.URI, action
	if !it.known() {
		it.Order.Version = a.Version
	}
	v.state.keep(it, a.Source.Lane, v.tracker.forgetAt(it, v.now))
	return nil
}
