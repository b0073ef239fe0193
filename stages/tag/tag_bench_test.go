package tag_test

import (
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/tag"
	"github.com/wirewatch/wirewatch/stages/text"
)

// summit is wire copy of about 1 KB, with the names, offices and misspellings
// of its kind.
const summit = `The leaders of five countries met in Dushanbe on Tuesday to discuss the border with Afghanistan, where officials say fighters of the Islamic State and of Jamaat Ansarullah have gathered since the spring.

"We count about 900 of them in Badakhshan province alone," said Rustam Nazarzoda, a spokesman for the Tajik interior ministry. "They come with refugees and with narcotics, and they do not come to rest."

Tajikistan President Emomali Rakhmon, who opened the meeting, asked for a joint force under the Commonwealth of Independent States (CIS). Russian Foreign Minister Sergei Lavrov told reporters that Moscow would send helicopters, while the Kazakh president warned against haste. Gen. Viktor Samoylenko of the Collective Security Treaty Organization said that exercises would begin near the Panj River in October.

Nazarzoda later denied that any village had been lost. Residents of Ishkashim, reached by telephone, said that two people were killed and that the bazaar was closed.

`

func BenchmarkProcess(b *testing.B) {
	t, err := tag.New(tag.DefaultConfig())
	if err != nil {
		b.Fatal(err)
	}
	a := article.Article{URI: "bench", Headline: "Five leaders meet over the Afghan border", Text: strings.Repeat(summit, 3)[:3*len(summit)-2], VersionCreated: "2023-09-12T10:00:00Z"}
	tokens := len(text.Tokens(a.Text))
	b.SetBytes(int64(len(a.Text)))
	b.ReportAllocs()
	for b.Loop() {
		a.Tokens = nil
		if _, err := t.Process(b.Context(), a); err != nil {
			b.Fatal(err)
		}
	}
	seconds := b.Elapsed().Seconds()
	b.ReportMetric(float64(b.N)/seconds, "articles/s")
	b.ReportMetric(float64(b.N*tokens)/seconds, "tokens/s")
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := tag.New(tag.DefaultConfig()); err != nil {
			b.Fatal(err)
		}
	}
}
