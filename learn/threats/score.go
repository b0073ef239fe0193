package threats

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/wirewatch/wirewatch/learn/corpus"
	"github.com/wirewatch/wirewatch/learn/reading"
	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/tag"
)

// Scores compares detections with those that texts should have.
type Scores struct {
	Texts  int
	Themes Counts            // live themes
	ByName map[string]Counts // the same, by theme
	Clean  Share             // texts without a live theme in which none is found
	Trap   Share             // what only sounds like a theme and is raised as live
	Status Share             // the sense, where the theme is found
	Sense  map[article.Status]Share
	Source Share // who says it, where the theme is found
}

// Counts are right finds, all finds and all that are there.
type Counts struct{ Right, Found, There int }

// F1 is the harmonic mean of precision and recall, 0 to 1.
func (c Counts) F1() float64 { return 2 * float64(c.Right) / float64(max(1, c.Found+c.There)) }

func (c Counts) precision() float64 { return float64(c.Right) / float64(max(1, c.Found)) }
func (c Counts) recall() float64    { return float64(c.Right) / float64(max(1, c.There)) }

// Share is a part of a whole.
type Share struct{ Part, Whole int }

// Rate is the part of the whole, 0 to 1.
func (s Share) Rate() float64 { return float64(s.Part) / float64(max(1, s.Whole)) }

func (s *Share) add(yes bool) {
	s.Whole++
	if yes {
		s.Part++
	}
}

// Score puts texts through the tagger and the detector; miss is told of those
// whose themes are not right, nil is none.
func Score(ctx context.Context, t *tag.Tagger, d *detect.Detector, texts []corpus.Threat, miss func(string)) (Scores, error) {
	s := Scores{Texts: len(texts), ByName: map[string]Counts{}, Sense: map[article.Status]Share{}}
	for i := range texts {
		a, err := reading.Detected(ctx, t, d, texts[i].ID, texts[i].Text)
		if err != nil {
			return s, err
		}
		if line := s.compare(&texts[i], a); line != "" && miss != nil {
			miss(line)
		}
	}
	return s, nil
}

// compare counts one text, and says what is not right in it.
func (s *Scores) compare(t *corpus.Threat, a *article.Article) string {
	var live, got []string
	for _, d := range a.Detections {
		if d.Live() && !slices.Contains(live, d.Theme) {
			live = append(live, d.Theme)
			if slices.Contains(t.Labels, d.Theme) || !slices.Contains(t.Optional, d.Theme) {
				got = append(got, d.Theme)
			}
		}
	}
	for _, theme := range got {
		s.count(theme, func(c *Counts) { c.Found++ })
		if slices.Contains(t.Labels, theme) {
			s.count(theme, func(c *Counts) { c.Right++ })
		}
	}
	for _, theme := range t.Labels {
		s.count(theme, func(c *Counts) { c.There++ })
	}
	if len(t.Labels) == 0 {
		s.Clean.add(len(got) == 0)
	}
	for _, c := range t.Shadow {
		if !slices.Contains(t.Optional, c.Theme) && !slices.Contains(t.Labels, c.Theme) {
			s.Trap.add(slices.Contains(live, c.Theme))
		}
	}
	for i := range t.Detections {
		s.claim(&t.Detections[i], a)
	}
	slices.Sort(got)
	want := slices.Sorted(slices.Values(t.Labels))
	if slices.Equal(got, want) {
		return ""
	}
	return fmt.Sprintf("%s (%s): want %v, got %v: %s", t.ID, t.Trap, want, got, t.Text)
}

func (s *Scores) count(theme string, add func(*Counts)) {
	c := s.ByName[theme]
	add(&c)
	s.ByName[theme] = c
	add(&s.Themes)
}

// claim counts sense and speaker of a claim by the first detection of its theme.
func (s *Scores) claim(c *corpus.Claim, a *article.Article) {
	at := slices.IndexFunc(a.Detections, func(d article.Detection) bool { return d.Theme == c.Theme })
	if at < 0 {
		return
	}
	d := &a.Detections[at]
	right := d.Status == c.Status || slices.Contains(alike[c.Status], d.Status)
	s.Status.add(right)
	sense := s.Sense[c.Status]
	sense.add(right)
	s.Sense[c.Status] = sense
	if c.SaidBy != "" {
		got := ""
		if d.SaidBy != nil {
			got = plain(d.SaidBy.Text)
		}
		want := plain(c.SaidBy)
		s.Source.add(got != "" && (strings.Contains(want, got) || strings.Contains(got, want)))
	}
}

// alike are the senses that readers do not always tell apart.
var alike = map[article.Status][]article.Status{
	article.Claimed: {article.ClaimedDenied}, article.MentionOnly: {article.Asserted, article.Concern}, article.Concern: {article.MentionOnly, article.Claimed},
}

func plain(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// String is a line for the whole, then one for each sense and theme.
func (s Scores) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d texts  theme F1 %.3f  precision %.3f  recall %.3f  silent where it should be %.3f of %d  shadows raised %.3f of %d  status %.3f of %d  speaker %.3f of %d",
		s.Texts, s.Themes.F1(), s.Themes.precision(), s.Themes.recall(), s.Clean.Rate(), s.Clean.Whole, s.Trap.Rate(), s.Trap.Whole,
		s.Status.Rate(), s.Status.Whole, s.Source.Rate(), s.Source.Whole)
	for _, st := range []article.Status{article.Asserted, article.Claimed, article.ClaimedDenied, article.Suspected, article.Planned, article.Threatened, article.Concern, article.MentionOnly} {
		fmt.Fprintf(&b, "\n  %-32s right %.3f of %d", st, s.Sense[st].Rate(), s.Sense[st].Whole)
	}
	names := make([]string, 0, len(s.ByName))
	for name := range s.ByName {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		c := s.ByName[name]
		fmt.Fprintf(&b, "\n  %-32s F1 %.3f  precision %.3f  recall %.3f  of %d", name, c.F1(), c.precision(), c.recall(), c.There)
	}
	return b.String()
}
