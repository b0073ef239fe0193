package detect

// topics are what an article as a whole is about, where that is not news of
// security: a match report, a film review.
type topics struct {
	sport    bool
	fiction  bool
	exercise bool
}

// readContext counts the topic words of a text. One word in a clause is judged
// there; many of them make the whole article one of its kind.
func (v *view) readContext() {
	sport, fiction, exercise, grave := 0, 0, 0, 0
	for i := range v.bits {
		b := v.bits[i]
		if b&set(gSport, gSportHint) != 0 {
			sport++
		}
		if b&set(gFiction, gFictionHint) != 0 {
			fiction++
		}
		if b.has(gExercise) {
			exercise++
		}
		if b&set(gKilled, gWounded, gArrested) != 0 {
			grave++
		}
	}
	dense := func(n int) bool { return n >= 4 && n > 2*grave && n*60 >= len(v.bits) }
	v.context = topics{sport: dense(sport), fiction: dense(fiction), exercise: exercise >= 2 && exercise > grave}
}
