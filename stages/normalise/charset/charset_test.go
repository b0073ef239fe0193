package charset_test

import (
	"testing"

	"github.com/wirewatch/wirewatch/stages/normalise/charset"
)

func TestReadRepairsWhatWasDecodedTwice(t *testing.T) {
	f := func(in, want string, repaired bool) {
		t.Helper()
		got, err := charset.Read([]byte(in), "")
		if err != nil || string(got.Bytes) != want || (got.Repaired > 0) != repaired {
			t.Errorf("Read(%q) = %q, %d repaired, %v; want %q", in, got.Bytes, got.Repaired, err, want)
		}
	}
	f("The cafÃ© on the quay, â€œopenâ€\u009d", "The café on the quay, “open”", true)
	f("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет", true)
	f("The café “on” the quay – open", "The café “on” the quay – open", false)
	f("SÃO PAULO É NO BRASIL", "SÃO PAULO É NO BRASIL", false)
	f("one Ã© alone", "one Ã© alone", false)
	f("déjà vu, señor Núñez: “é” and Ã© as an example", "déjà vu, señor Núñez: “é” and Ã© as an example", false)
}

func TestReadGoesByWhatIsSaid(t *testing.T) {
	f := func(in, declared, want, name string) {
		t.Helper()
		got, err := charset.Read([]byte(in), declared)
		if err != nil || string(got.Bytes) != want || got.Name != name {
			t.Errorf("Read(%q, %q) = %q in %s, %v", in, declared, got.Bytes, got.Name, err)
		}
	}
	f("caf\xe9", "", "café", "windows-1252")
	f("caf\xe9", "iso-8859-1", "café", "windows-1252")
	f("\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251", "Привет", "windows-1251")
	f(`<?xml version="1.0" encoding="koi8-r"?><a>`+"\xf0\xd2\xc9"+`</a>`, "", `<?xml version="1.0" encoding="koi8-r"?><a>При</a>`, "koi8-r")
	f("\xef\xbb\xbfcafé", "", "café", "utf-8")
	f("\xff\xfeh\x00i\x00", "", "hi", "utf-16le")
}
