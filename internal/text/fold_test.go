package text

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	tests := []struct{ a, b string }{
		{"STRASSE", "straße"},
		{"ẞ", "SS"},
		{"ΣΊΣΥΦΟΣ", "σίσυφος"},
		{"Mu\u0308ller", "MÜLLER"},
		{"ﬁn", "FIN"},
		{"Å", "å"},
		{"ǅ", "ǆ"},
		{"Ꭰ", "ꭰ"},
		{"ＡＢＣ", "abc"},
		{"a\u00a0b", "A b"},
		{"K", "k"},
		{"ᾳ", "ΑΙ"},
		{"ACME", "acme\u200b"},
		{"Ann\u00ada", "\ufeffanna"},
		{"می\u200cخواهم", "میخواهم"},
		{"❤\ufe0f", "❤"},
	}
	for _, test := range tests {
		if Fold(test.a) != Fold(test.b) {
			t.Errorf("Fold(%q) = %q, Fold(%q) = %q", test.a, Fold(test.a), test.b, Fold(test.b))
		}
	}
	for _, test := range []struct{ a, b string }{{"Muller", "Müller"}, {"I", "ı"}, {"o", "ø"}, {"かな", "カナ"}} {
		if Fold(test.a) == Fold(test.b) {
			t.Errorf("Fold(%q) and Fold(%q) are both %q", test.a, test.b, Fold(test.a))
		}
	}
}

// TestFoldsEveryLetter compares the folds of all letters that differ in case by
// the standard library's tables.
func TestFoldsEveryLetter(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if other := unicode.SimpleFold(r); other != r && Fold(string(r)) != Fold(string(other)) {
			t.Errorf("Fold(%U) = %+q, Fold(%U) = %+q", r, Fold(string(r)), other, Fold(string(other)))
		}
	}
}

func TestAlike(t *testing.T) {
	for in, want := range map[string]string{
		"Øø Łł Đđ ẞß Ææ Œœ Þþ ıIİ": "oo ll dd ssss aeae oeoe thth iii", "ǿ ǽ": "o ae", "Žižek": "zizek", "ð ħ ŋ": "ð ħ ŋ",
		"می\u200cخواهم": "میخواهم", "a\u200b\u200d\u2060\u00ad\u200e\u2067\ufe0f\U000e0041b": "ab", "\u0600١": "\u0600١",
		"\u0301": "", "\u3164": "", "q\u0308\u0323\u0301": "q", "\xff": "\ufffd", "\ufff9a\U00013430": "\ufff9a\U00013430",
	} {
		if got := Alike(in); got != want {
			t.Errorf("Alike(%q) = %+q, want %+q", in, got, want)
		}
	}
}

// nasty generates texts of the characters that folding, composing and ordering
// treat in ways of their own, between any others.
func nasty() *rapid.Generator[string] {
	special := []rune("aAeIiıİßẞſøØłŁđĐæÆœŒþÞǅΣσςΐΰᾳͅ'-’.@ \u00a0\u3000\u0301\u0308\u0323\u0327\u0338\u0345\u200b\u200c\u200d\u2060\ufeff\ufe0fＡ１ﬁﷺ가각がｶﾞ\u0bc6\u0bbe\u0dd9\u0dcf①½Å山𠮷🙂٣७\U0001d7d8")
	return rapid.Custom(func(t *rapid.T) string {
		return string(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(special), rapid.Rune()), 0, 40).Draw(t, "runes"))
	})
}

func TestFoldProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkFolds(t, nasty().Draw(t, "text")) })
}

// checkFolds checks what holds of the folds of every text.
func checkFolds(t rapid.TB, s string) {
	fold, alike := Fold(s), Alike(s)
	if again := Fold(fold); again != fold {
		t.Fatalf("Fold(%+q) = %+q, folded again %+q", s, fold, again)
	}
	if again := Alike(alike); again != alike {
		t.Fatalf("Alike(%+q) = %+q, again %+q", s, alike, again)
	}
	// The same but for case is found alike too.
	if got := Alike(fold); got != alike {
		t.Fatalf("Alike(Fold(%+q)) = %+q, Alike of the text %+q", s, got, alike)
	}
	for _, r := range alike {
		if unicode.Is(unicode.Mn, r) || isIgnorable(r) {
			t.Fatalf("Alike(%+q) = %+q keeps %U", s, alike, r)
		}
	}
	if slug := Slug(s); Slug(slug) != slug || strings.Contains(slug, "--") || strings.Trim(slug, "-") != slug {
		t.Fatalf("Slug(%+q) = %+q", s, slug)
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range goldenTexts() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkFolds(t, s)
		SortKey(s)
		if cleaned, fault := CleanLines(s, 1000); fault == nil {
			if again, fault := CleanLines(cleaned, 1000); fault != nil || again != cleaned {
				t.Fatalf("CleanLines(%q) = %q, cleaned again %q, %v", s, cleaned, again, fault)
			}
		}
	})
}

func TestSortKeyOrder(t *testing.T) {
	ordered := []string{
		"", "-", "1", "2", "álvarez", "Álvarez", "anna", "Anna", "Anna Maria", "annabel", "Äpfel", "apfela", "Łukasz", "Øre", "straße", "Strassen", "zebra", "Ωmega", "Анна", "山田",
	}
	for i := 1; i < len(ordered); i++ {
		if bytes.Compare(SortKey(ordered[i-1]), SortKey(ordered[i])) >= 0 {
			t.Errorf("%q does not sort before %q", ordered[i-1], ordered[i])
		}
	}
	if key := SortKey(""); key == nil || len(key) != 0 {
		t.Errorf("SortKey of nothing = %v", key)
	}
	if !bytes.Equal(SortKey("Mu\u0308ller"), SortKey("Müller")) {
		t.Error("composed and decomposed sort differently")
	}
}

// TestSortKeyLength looks at the bounds of a key, and that the order of letters
// is whole within them for names of the longest kinds.
func TestSortKeyLength(t *testing.T) {
	for _, s := range []string{"a", "Ä", "㍿", "ﷺ", "山", "𠮷", "🙂", "ẞ", "\uffff", "Ǖ", "각"} {
		key := SortKey(strings.Repeat(s, 1000))
		if len(key) > maxSortKey || !bytes.Equal(key, SortKey(strings.Repeat(s, maxSortRunes))) {
			t.Errorf("%s: %d bytes", s, len(key))
		}
	}
	for _, s := range []string{"a", "Ä", "山", "🙂", "Я", "각"} {
		name := strings.Repeat(s, 99)
		if bytes.Compare(SortKey(name), SortKey(name+s)) >= 0 {
			t.Errorf("99 times %s does not sort before 100 times", s)
		}
	}
}

func TestSortKeyConcurrently(t *testing.T) {
	want := SortKey("Müller, Ötzi")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				if !bytes.Equal(SortKey("Müller, Ötzi"), want) {
					t.Error("keys differ")
					return
				}
			}
		})
	}
	group.Wait()
}

func BenchmarkFold(b *testing.B)  { bench(b, func(s string) { Fold(s) }) }
func BenchmarkAlike(b *testing.B) { bench(b, func(s string) { Alike(s) }) }
func BenchmarkSortKey(b *testing.B) {
	bench(b, func(s string) { SortKey(s) })
}

func BenchmarkSearchBody(b *testing.B) {
	bench(b, func(s string) { SearchBody(s, "Anna", s+"@example.com", "anna", "Vice President", "ACME Ltd.") })
}

func bench(b *testing.B, f func(string)) {
	for _, s := range []string{"anna schmidt", "Jörg Müller-Łukasz", "山田太郎"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f(s)
			}
		})
	}
}
