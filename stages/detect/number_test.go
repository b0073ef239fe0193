package detect_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

func TestQuantitiesSayWhatTheyCount(t *testing.T) {
	d := detector(t, true)
	f := func(text string, want ...string) {
		t.Helper()
		out := process(t, d, article.Article{Text: text})
		all := slices.Concat(out.Detections, out.Considered)
		if len(all) == 0 {
			t.Fatalf("nothing detected in %q", text)
		}
		var got []string
		for _, n := range all[0].Numbers {
			value := fmt.Sprint(n.Value)
			if n.High > 0 {
				value = fmt.Sprintf("%v-%v", n.Low, n.High)
			}
			got = append(got, strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s", n.Hedge, value, n.Unit, n.Kind)), " ")+": "+out.Quote(n.Span))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want)
		}
	}
	f("A car bomb exploded near the base, killing two dozen soldiers.", "24 persons killed: two dozen soldiers")
	f("Ethnic clashes between the two communities left three people dead.", "2 communities: two communities", "3 persons killed: three people")
	f("At least 60 people, including 12 children, were killed in a suicide bombing.",
		"at least 60 persons killed: At least 60 people", "12 persons killed: 12 children")
	f("A car bomb killed a 45-year-old man in the market.")
	f("Gunmen kidnapped 18 aid workers near the border at 3 a.m. on 4 May.", "18 persons kidnapped: 18 aid workers")
	f("Gunmen kidnapped a priest on 12 JUL 89.")
	f("The mayor was shot dead by two gunmen outside his house.", "2 persons members: two gunmen")
	f("Between 300 and 400 rebels ambushed an army convoy.", "300-400 persons members: Between 300 and 400 rebels")
	f("Up to a hundred fighters attacked the army base, officials said.", "up to 100 persons members: Up to a hundred fighters")
	f("Customs officers seized a tonne and a half of cocaine in the port.", "1.5 tonne: a tonne and a half")
	f("Customs officers seized cocaine worth $50 million in the port.", "5e+07 dollars: $50 million")
	f("The death toll rose to 118 from 95 after a car bomb exploded in the market.", "118 persons killed: 118")
	f("The army deployed two more battalions to the border.", "2 battalions: two more battalions")
	f("China sent 28 warplanes and 36 Chinese aircraft towards the border.", "28 warplanes: 28 warplanes", "36 aircraft: 36 Chinese aircraft")
	f("Experts defused a 500-kg World War Two bomb near the station.", "500 kg: 500-kg")
	f("A car bomb killed seven people and wounded three dozen in the market.", "7 persons killed: seven people", "36 persons wounded: three dozen")
}
