package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSearchBody(t *testing.T) {
	tests := []struct {
		name   string
		fields []string
		want   string
	}{
		{"nothing", nil, ""},
		{"blanks", []string{"", " \n\u3000"}, ""},
		{"name", []string{"Anna", "Schmidt"}, "  anna  schmidt  "},
		{"once", []string{"Anna Anna", "ANNA", "Ánna"}, "  anna  "},
		{"hyphen", []string{"Smith-Jones"}, "  smith-jones  jones  smithjones  "},
		{"dashes", []string{"Smith‐Jones Smith–Jones"}, "  smith-jones  jones  smithjones  "},
		{"apostrophes", []string{"O'Brien O’Brien O´Brien O`Brien Oʼbrien"}, "  o'brien  brien  obrien  "},
		{"email", []string{"a.b@c.de"}, "  a.b@c.de  b  c  de  abcde  "},
		{"initials", []string{"J.R.R. Tolkien"}, "  j.r.r.  j.r.r  r  jrr  tolkien  "},
		{"brackets", []string{"(Anna)"}, "  (anna)  anna  "},
		{"plus", []string{"anna+tag"}, "  anna+tag  tag  "},
		{"phone", []string{"+49(151)234/56"}, "  +49(151)234/56  49(151)234/56  151  234  56  4915123456  "},
		{"punctuation alone", []string{"Müller & Söhne"}, "  muller  &  sohne  "},
		{"other digits", []string{"٠١٢ ９८"}, "  012  98  "},
		{"Chinese", []string{"山田 太郎"}, "  山田  太郎  "},
		{"emoji", []string{"🎉 ♥"}, "  🎉  ♥  "},
		{"Thai", []string{"สมชาย"}, "  สมชาย  "},
		{"company", []string{"Yahoo! AT&T"}, "  yahoo!  yahoo  at&t  t  "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, SearchBody(test.fields...)); diff != "" {
				t.Errorf("SearchBody (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSearchWords(t *testing.T) {
	tests := []struct {
		name, query string
		want        []string
	}{
		{"nothing", " ", []string{}},
		{"words", "  Änna  SCHMIDT anna ", []string{"anna", "schmidt"}},
		{"one word", "Smith–Jones O’Brien", []string{"smith-jones", "o'brien"}},
		{"ends", `"anna," (schmidt) co.`, []string{"anna", "schmidt", "co"}},
		{"email", "<a.b+c@d.de>", []string{"a.b+c@d.de"}},
		{"phone", "+49 (0)151/234-56", []string{"49", "015123456"}},
		{"short numbers", "3.5 10-12", []string{"3.5", "10-12"}},
		{"other digits", "٠١٥١٢٣", []string{"015123"}},
		{"punctuation", "& -", []string{"&", "-"}},
		{"Japanese", "山田　太郎", []string{"山田", "太郎"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, SearchWords(test.query)); diff != "" {
				t.Errorf("SearchWords (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSearchWordsLimits(t *testing.T) {
	var query strings.Builder
	for i := range 100 {
		query.WriteString(" " + strings.Repeat("ä", 120) + " w" + strings.Repeat("x", i))
	}
	words := SearchWords(query.String())
	if len(words) != maxSearchWords {
		t.Errorf("%d words", len(words))
	}
	for _, word := range words {
		if utf8.RuneCountInString(word) > maxSearchRunes {
			t.Errorf("a word of %d code points", utf8.RuneCountInString(word))
		}
	}
}

// found is the meaning of a search, which both engines' indexes carry out.
func found(body, query string) bool {
	for _, word := range SearchWords(query) {
		if utf8.RuneCountInString(word) < 3 {
			word = "  " + word
		}
		if !strings.Contains(body, word) {
			return false
		}
	}
	return true
}

func TestFound(t *testing.T) {
	body := SearchBody("Seán", "O’Brien-Łukasz", "j.smith+news@mail.example.com", "Vice President", "山田太郎", "4915123456789", "015123456789", "ACME & Söhne (Berlin)")
	for query, want := range map[string]bool{
		"sean obrien": true, "SEA LUK": true, "o'b": true, "brien": true, "lukasz": true, "jsmith": true, "smith@": true, "mail.example": true, "news": true,
		"vic pre": true, "山": true, "山田": true, "太郎": false, "+49 151": true, "0151/2345": true, "+49-151-23456": true, "berlin": true, "(berlin": true, "&": true,
		"sohne": true, "s": true, "se": true, "ea": false, "an": false, "ean": true, "anna": false, "c": true, "ex": true, "xa": false, "": true,
	} {
		if got := found(body, query); got != want {
			t.Errorf("found(%q) = %v in %q", query, got, body)
		}
	}
}

// TestFoundProperties checks that every chunk of a text, and each of its
// beginnings, is found in the text's body.
func TestFoundProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := nasty().Draw(t, "text")
		checkBody(t, s)
		for chunk := range strings.FieldsSeq(searchable(s)) {
			for i := range chunk {
				if i > 0 && !found(SearchBody(s), chunk[:i]) {
					t.Fatalf("%+q is not found in the body of %+q: %+q", chunk[:i], s, SearchBody(s))
				}
			}
		}
	})
}

func checkBody(t rapid.TB, s string) {
	body := SearchBody(s, "x", s)
	if !found(body, s) {
		t.Fatalf("%+q is not found in its own body %+q", s, body)
	}
	if !strings.HasPrefix(body, "  ") || !strings.HasSuffix(body, "  ") || strings.Contains(body, "   ") {
		t.Fatalf("the body %+q is not of words with two spaces", body)
	}
	seen := map[string]bool{}
	for word := range strings.FieldsSeq(body) {
		if seen[word] {
			t.Fatalf("%+q is twice in %+q", word, body)
		}
		seen[word] = true
	}
}

func FuzzSearch(f *testing.F) {
	for _, s := range goldenTexts() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkBody(t, s) })
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "🎉": "", "VIP": "vip", " Sehr  wichtig! ": "sehr-wichtig", "C++ & C#": "c-c", "Käufer 2026/Q1": "kaufer-2026-q1",
		"重要な顧客": "重要な顧客", "हिन्दी": "हिनदी", "a\u200bb": "ab", "--x--": "x", "Été": "ete", "O’Brien": "o-brien",
	} {
		if got := Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestASCIIDigits(t *testing.T) {
	for in, want := range map[string]string{"a1": "a1", "٠٩": "09", "𝟎𝟗𝟘𝟡𝟿": "09099", "é²": "é²"} {
		if got := ASCIIDigits(in); got != want {
			t.Errorf("ASCIIDigits(%q) = %q, want %q", in, got, want)
		}
	}
}
