package text

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// ignorable are the code points with Default_Ignorable_Code_Point, as Unicode
// 15.0's DerivedCoreProperties.txt lists them.
var ignorable = []struct{ from, to rune }{
	{0xAD, 0xAD},
	{0x34F, 0x34F},
	{0x61C, 0x61C},
	{0x115F, 0x1160},
	{0x17B4, 0x17B5},
	{0x180B, 0x180F},
	{0x200B, 0x200F},
	{0x202A, 0x202E},
	{0x2060, 0x206F},
	{0x3164, 0x3164},
	{0xFE00, 0xFE0F},
	{0xFEFF, 0xFEFF},
	{0xFFA0, 0xFFA0},
	{0xFFF0, 0xFFF8},
	{0x1BCA0, 0x1BCA3},
	{0x1D173, 0x1D17A},
	{0xE0000, 0xE0FFF},
}

func TestIgnorable(t *testing.T) {
	want := map[rune]bool{}
	for _, span := range ignorable {
		for r := span.from; r <= span.to; r++ {
			want[r] = true
		}
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if isIgnorable(r) != want[r] {
			t.Errorf("isIgnorable(%U) = %v", r, !want[r])
		}
	}
}

// TestNoncharacters counts the 66 of them.
func TestNoncharacters(t *testing.T) {
	count := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if isNoncharacter(r) {
			count++
		}
	}
	if count != 66 || isNoncharacter(0xFFFD) || isNoncharacter(0xFDCF) || isNoncharacter(0xFDF0) {
		t.Errorf("%d noncharacters", count)
	}
}

// casefolded is toNFKC_Casefold(NFD(s)) to the letter: each character mapped by
// itself until it stays, the whole normalised to NFC (Unicode Standard 3.13, R5).
func casefolded(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		b.WriteString(settle(string(r), foldOnce))
	}
	return norm.NFC.String(b.String())
}

// TestFoldIsCasefold compares Fold with the definition, character by character
// and in texts. (The characters themselves were compared with NFKC_CF of
// Unicode's DerivedNormalizationProps.txt; see ADR 24.)
func TestFoldIsCasefold(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if s := string(r); Fold(s) != casefolded(s) {
			t.Errorf("Fold(%U) = %+q, NFKC_Casefold is %+q", r, Fold(s), casefolded(s))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if s := nasty().Draw(t, "text"); Fold(s) != casefolded(s) {
			t.Fatalf("Fold(%+q) = %+q, toNFKC_Casefold is %+q", s, Fold(s), casefolded(s))
		}
	})
}

// invisible are texts of which nothing is visible.
var invisible = []string{
	"\u200b", "\ufeff", "\u2060", "\u00ad", "\u3164", "\u115f", "\u1160", "\u180e", "\ufe0f", "\U000e0100", "\u0301",
	"\uffa0", "\u034f", "\u17b4", "\u200e\u202e", " \u200b ", "\u200b\u0301", "\u00a0\ufeff\u0488", "\u3000\u115f", "\u0903",
}

func TestBlank(t *testing.T) {
	for _, s := range append(invisible, "", " ", "\u2003\t\n") {
		if !IsBlank(s) {
			t.Errorf("%+q is not blank", s)
		}
		if cleaned, fault := Clean(strings.Trim(s, "\t\n\u2003"), 100); cleaned != "" || fault != nil {
			t.Errorf("Clean(%+q) = %+q, %v", s, cleaned, fault)
		}
		if cleaned, fault := CleanLines(s+"\n"+s, 100); cleaned != "" || fault != nil {
			t.Errorf("CleanLines(%+q) = %+q, %v", s, cleaned, fault)
		}
	}
	for _, s := range []string{"a\u0301", "\u200ba", "-", "\u0378", "\ue000", "\ufffd", "❤\ufe0f", "\u0600", "क\u094d\u200d"} {
		if cleaned, fault := Clean(s, 100); IsBlank(s) || cleaned != s || fault != nil {
			t.Errorf("Clean(%+q) = %+q, %v", s, cleaned, fault)
		}
	}
}

func TestTrim(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "\u200b\u00a0a b\ufeff \u202c": "a b", "\u2066x\u200by\u2069": "x\u200by", "\u3164": "", "a\u0301": "a\u0301",
	} {
		if got := Trim(in); got != want {
			t.Errorf("Trim(%+q) = %+q, want %+q", in, got, want)
		}
	}
}

func TestUnseen(t *testing.T) {
	for in, want := range map[string]string{
		"a b": "", "": "",
		"ä\u200bb":      "The date has the invisible character U+200B (zero-width space) at place 2; leave it out.",
		"ab\u2067":      "The date has the invisible character U+2067 (direction mark) at place 3; leave it out.",
		"\U000e0100abc": "The date has the invisible character U+E0100 at place 1; leave it out.",
	} {
		if got := Unseen("The date", in); got != want {
			t.Errorf("Unseen(%+q) = %q, want %q", in, got, want)
		}
	}
}
