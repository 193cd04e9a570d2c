package text

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/cases"
	"golang.org/x/text/collate"
	"golang.org/x/text/unicode/norm"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden is what the tables of one Version make of one text.
type golden struct {
	Text, Fold, Alike, SortKey string
}

// TestTables pins what the tables make of texts in many scripts, and their
// version numbers. A difference means that stored keys no longer fit: raise
// Version, add a migration that makes them anew, and only then run with -update.
func TestTables(t *testing.T) {
	type tables struct {
		Version                         int
		Norm, Cases, Collation, Unicode string
		Texts                           []golden
	}
	got := tables{Version: Version, Norm: norm.Version, Cases: cases.UnicodeVersion, Collation: collate.CLDRVersion, Unicode: unicode.Version}
	for _, s := range goldenTexts() {
		got.Texts = append(got.Texts, golden{s, Fold(s), Alike(s), fmt.Sprintf("%x", SortKey(s))})
	}
	path := filepath.Join("testdata", "tables.json")
	if *update {
		data, err := json.MarshalIndent(got, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want tables
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the tables changed (-kept +now): stored keys need a migration and Version a raise\n%s", diff)
	}
}

func goldenTexts() []string {
	return []string{
		"", " ", "Anna", "ANNA", "anna 9-10_x", "O’Brien", "Müller", "Mu\u0308ller", "Straße", "STRASSE", "ẞ",
		"Søren Kierkegård", "Łukasz Żółć", "Đorđević", "Nguyễn Thị Ánh", "Æsir œuvre", "Þórdís Æ.", "Ioánna",
		"İstanbul Diyarbakır", "Ömer Çağrı Iğdır", "Œdipe", "Çelik", "Dvořák", "Özgür ÅSA", "ﬁn", "①Ⅷ²", "ＡＢＣ １２３", "ǅ Ǆ", "ǿ Ǣ",
		"Ελένη Παπαδοπούλου", "ΣΊΣΥΦΟΣ σίσυφος", "ᾳ ᾼ", "Анна Йодль", "ЁЛКА", "Ђорђе Љиљана", "Արամ", "ᲐᲜᲐ ანა", "Ꭰꭰ",
		"מֹשֶׁה כהן", "مُحَمَّد", "علی\u200cرضا", "ﷲ ﻻ", "हिन्दी कुमार", "অনন্যা", "தமிழ் செல்வி", "ಕನ್ನಡ", "สมชาย ใจดี", "ဇော်ဇော်", "ខ្មែរ", "བོད",
		"山田 太郎", "たなか ガ ｶﾞ", "李小龍", "김철수", "김", "𠮷野家", "አበበ", "ᏣᎳᎩ", "🙂 👨\u200d👩\u200d👧", "♥ love", "a\u200bb\u00adc\ufeff", "\u202eabc\u202c", "\u0378 \uffff", "\u0600", "¨´",
		"zażółć gęślą jaźń", "Zebra", "zebra", "Äpfel", "apfel", "Z", "1", "10", "2", "-", "Ω Å K",
	}
}
