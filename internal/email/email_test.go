package email

import (
	"fmt"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/text"
)

const long = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

var parseTests = []struct{ in, want, code string }{
	{"anna@example.com", "anna@example.com", ""},
	{" \tAnna.Schmidt+Tag@Example.COM\r\n", "Anna.Schmidt+Tag@Example.COM", ""},
	{"o'brien@example.ie", "o'brien@example.ie", ""},
	{"_@a-b.c--d.de", "_@a-b.c--d.de", ""},
	{"a@1.2.3.com", "a@1.2.3.com", ""},
	{"a@163.com", "a@163.com", ""},
	{`"anna schmidt"@example.com`, `"anna schmidt"@example.com`, ""},
	{`"a@b\"\\"@example.com`, `"a@b\"\\"@example.com`, ""},
	{`""@example.com`, `""@example.com`, ""},
	{`"ä"@example.com`, `"ä"@example.com`, ""},
	{"用户@例え.jp", "用户@例え.jp", ""},
	{"jörg@bücher.de", "jörg@bücher.de", ""},
	{"a@BÜCHER.de", "a@BÜCHER.de", ""},
	{"a@xn--bcher-kva.de", "a@xn--bcher-kva.de", ""},
	{"a@straße.de", "a@straße.de", ""},
	{"δοκιμή@παράδειγμα.δοκιμή", "δοκιμή@παράδειγμα.δοκιμή", ""},
	{"علي@مثال.إختبار", "علي@مثال.إختبار", ""},
	{"संपर्क@उदाहरण.भारत", "संपर्क@उदाहरण.भारत", ""},
	{"क्\u200dष@example.com", "क्\u200dष@example.com", ""},
	{"🙂@example.com", "🙂@example.com", ""},
	{strings.Repeat("a", 64) + "@example.com", strings.Repeat("a", 64) + "@example.com", ""},
	{"a@" + long + ".com", "a@" + long + ".com", ""},

	{"", "", CodeInvalid},
	{"   ", "", CodeInvalid},
	{"anna", "", CodeInvalid},
	{"@example.com", "", CodeInvalid},
	{"anna@", "", CodeInvalid},
	{"anna@localhost", "", CodeInvalid},
	{"anna@example.com.", "", CodeInvalid},
	{"anna@.example.com", "", CodeInvalid},
	{"anna@example..com", "", CodeInvalid},
	{".anna@example.com", "", CodeInvalid},
	{"anna.@example.com", "", CodeInvalid},
	{"an..na@example.com", "", CodeInvalid},
	{"anna@bert@example.com", "", CodeInvalid},
	{"anna schmidt@example.com", "", CodeInvalid},
	{"anna @example.com", "", CodeInvalid},
	{"anna@ example.com", "", CodeInvalid},
	{"anna@exam ple.com", "", CodeInvalid},
	{"Anna <anna@example.com>", "", CodeInvalid},
	{"<anna@example.com>", "", CodeInvalid},
	{"mailto:anna@example.com", "", CodeInvalid},
	{"anna@example.com, bert@example.com", "", CodeInvalid},
	{"anna(home)@example.com", "", CodeInvalid},
	{"anna@(home)example.com", "", CodeInvalid},
	{"anna@[192.0.2.1]", "", CodeInvalid},
	{"anna@[IPv6:2001:db8::1]", "", CodeInvalid},
	{"anna@192.0.2.1", "", CodeInvalid},
	{"anna@ex_ample.com", "", CodeInvalid},
	{"anna@-example.com", "", CodeInvalid},
	{"anna@example-.com", "", CodeInvalid},
	{"anna@exam!ple.com", "", CodeInvalid},
	{"anna@xn--a.com", "", CodeInvalid},
	{"anna@exam\u200bple.com", "", CodeInvalid},
	{"anna@exämple\u00ad.com", "", CodeInvalid},
	{"anna@例え。jp", "", CodeInvalid},
	{"anna@ä\uff0ede.com", "", CodeInvalid},
	{"an\u200bna@example.com", "", CodeInvalid},
	{"an\u00a0na@example.com", "", CodeInvalid},
	{"an\u202ena@example.com", "", CodeInvalid},
	{"an\nna@example.com", "", CodeInvalid},
	{"an\x00na@example.com", "", CodeInvalid},
	{"an\xffna@example.com", "", CodeInvalid},
	{`"anna@example.com`, "", CodeInvalid},
	{`"anna"bert@example.com`, "", CodeInvalid},
	{`"an"na"@example.com`, "", CodeInvalid},
	{`"anna\"@example.com`, "", CodeInvalid},
	{`"an\äna"@example.com`, "", CodeInvalid},
	{"\"an\u200bna\"@example.com", "", CodeInvalid},
	{strings.Repeat("a", 65) + "@example.com", "", CodeTooLong},
	{strings.Repeat("ä", 33) + "@example.com", "", CodeTooLong},
	{"a@a" + long + ".com", "", CodeTooLong},
	{"a@" + strings.Repeat("ü", 60) + ".com", "", CodeTooLong},
	{"a@" + strings.Repeat("bücher.", 20) + "com", "", CodeTooLong},
	{"a@" + strings.Repeat("a.", 130) + "com", "", CodeTooLong},
}

// What copying left at the ends goes; inside, it is named with its place.
func TestPasted(t *testing.T) {
	for _, r := range "\u200b\ufeff\u200e\u00a0\u202a\u202e\u2066\u2069\u00ad\u3164" {
		c := string(r)
		if got, fault := Parse(c + " anna@example.com" + c); got != "anna@example.com" || fault != nil {
			t.Errorf("%U at the ends: %q, %v", r, got, fault)
		}
		for address, place := range map[string]string{"an" + c + "na@example.com": "3", "anna@" + c + "example.com": "6"} {
			_, fault := Parse(address)
			if want := fmt.Sprintf("invisible character %U", r); fault == nil || fault.Code != CodeInvalid ||
				!strings.Contains(fault.Detail, want) || !strings.Contains(fault.Detail, "at place "+place) {
				t.Errorf("%U in %+q: %v", r, address, fault)
			}
		}
	}
	if _, fault := Parse("\ufe0f@example.com"); fault == nil {
		t.Error("nothing visible before the @ is taken")
	}
}

func TestParse(t *testing.T) {
	for _, test := range parseTests {
		t.Run(test.in, func(t *testing.T) {
			got, fault := Parse(test.in)
			code := ""
			if fault != nil {
				code = fault.Code
			}
			if got != test.want || code != test.code {
				t.Errorf("Parse = %q, %q (%v); want %q, %q", got, code, fault, test.want, test.code)
			}
		})
	}
}

func TestKey(t *testing.T) {
	same := [][]string{
		{"Anna@Example.COM", "anna@example.com"},
		{"JÖRG@Bücher.DE", "jörg@BÜCHER.de", "jörg@xn--bcher-kva.de", "jörg@XN--BCHER-KVA.DE", "jo\u0308rg@bu\u0308cher.de"},
		{"STRASSE@example.com", "straße@example.com"},
		{"not an address", "NOT AN ADDRESS"},
		{"A@xn--a.com", "a@XN--A.com"},
	}
	for _, group := range same {
		for _, s := range group[1:] {
			if got, want := Key(s), Key(group[0]); got != want {
				t.Errorf("Key(%q) = %q, Key(%q) = %q", s, got, group[0], want)
			}
		}
	}
	// IDNA 2008 knows ß as a letter of its own, so these are two domains.
	if Key("a@straße.de") == Key("a@strasse.de") {
		t.Error("the domains straße.de and strasse.de have the same key")
	}
	if got, want := Key("Jörg@Bücher.de"), "jörg@xn--bcher-kva.de"; got != want {
		t.Errorf("Key = %q, want %q", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"anna@example.com", `"a b\"c"@example.com`, "用户@例え.jp", "a@xn--bcher-kva.de", "a@b_c.d", "ß@ß.ß", "a@[1.2.3.4]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		Key(s)
		address, fault := Parse(s)
		if fault != nil {
			if address != "" || fault.Code == "" || fault.Detail == "" {
				t.Fatalf("Parse = %q, %+v", address, fault)
			}
			return
		}
		if cleaned, _ := text.Clean(s, maxLength); address != cleaned {
			t.Fatalf("Parse changed the address to %q", address)
		}
		if again, fault := Parse(address); fault != nil || again != address {
			t.Fatalf("%q read again = %q, %v", address, again, fault)
		}
		key := Key(address)
		if Key(key) != key {
			t.Fatalf("Key(%q) = %q, of which the key is %q", address, key, Key(key))
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for _, s := range []string{"anna.schmidt@example.com", "jörg@bücher.de"} {
		b.Run(s, func(b *testing.B) {
			for b.Loop() {
				if _, fault := Parse(s); fault != nil {
					b.Fatal(fault)
				}
				Key(s)
			}
		})
	}
}
