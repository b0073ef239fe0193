package detect_test

import (
	"strings"
	"testing"

	"github.com/wirewatch/wirewatch/pipeline/article"
	"github.com/wirewatch/wirewatch/stages/detect"
	"github.com/wirewatch/wirewatch/stages/samplewire"
	"github.com/wirewatch/wirewatch/stages/tag"
	"github.com/wirewatch/wirewatch/stages/text"
)

// BenchmarkProcess detects in a tagged article of 3 KB, on the fast tier and on
// the deep one.
func BenchmarkProcess(b *testing.B) {
	var copied strings.Builder
	for _, i := range []int{1, 19, 15} {
		copied.Write(samplewire.Items()[i].Bytes)
		copied.WriteString("\n\n")
	}
	t, err := tag.New(tag.DefaultConfig())
	if err != nil {
		b.Fatal(err)
	}
	tagged, err := t.Process(b.Context(), article.Article{URI: "bench", Language: "en", Text: copied.String()[:3000], Sentences: text.Sentences(copied.String()[:3000]), VersionCreated: "2023-09-12T10:00:00Z"})
	if err != nil {
		b.Fatal(err)
	}
	for _, tier := range []detect.Tier{detect.Fast, detect.Deep} {
		b.Run(string(tier), func(b *testing.B) {
			config := detect.DefaultConfig()
			config.Tier = tier
			d, err := detect.New(config)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Process(b.Context(), tagged[0]); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
		})
	}
}
