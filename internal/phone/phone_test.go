package phone

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var parseTests = []struct {
	input, region, number, extension, code string
}{
	// International numbers need no region.
	{"+49 30 1234567", "", "+49301234567", "", ""},
	{"+49 (0)30 1234567", "", "+49301234567", "", ""},
	{"+49-30-123.45/67", "US", "+49301234567", "", ""},
	{"(+49) 30 1234567", "", "+49301234567", "", ""},
	{"tel:+49-30-1234567", "", "+49301234567", "", ""},
	{"tel:030-1234567;phone-context=+49", "", "+49301234567", "", ""},
	{"Tel.: +49 30 1234567", "", "+49301234567", "", ""},
	{"＋４９　３０　１２３４５６７", "", "+49301234567", "", ""},
	{"\u202a+49\u00a030\u00a01234567\u202c", "", "+49301234567", "", ""},
	{"+49 30 1234567\u200b", "", "+49301234567", "", ""},
	{"+800 1234 5678", "", "+80012345678", "", ""},
	{"+39 06 698 12345", "", "+390669812345", "", ""},
	{"+44 (0)650 513593", "", "+44650513593", "", ""},
	{"+44 (0)0650 513593", "", "+44650513593", "", ""},
	// National ones do, and the region may be of either case.
	{"030 1234567", "DE", "+49301234567", "", ""},
	{"(030) 123 45 67", "de", "+49301234567", "", ""},
	{"0049 30 1234567", "DE", "+49301234567", "", ""},
	{"011 49 30 1234567", "US", "+49301234567", "", ""},
	{"+0049 30 1234567", "DE", "+49301234567", "", ""},
	{"06 698 12345", "IT", "+390669812345", "", ""},
	{"٠١٢٣٤٥٦٧٨٩٠", "EG", "+201234567890", "", ""},
	{"۰۹۱۲ ۳۴۵ ۶۷۸۹", "IR", "+989123456789", "", ""},
	{"8 916 123-45-67", "RU", "+79161234567", "", ""},
	{"011 15 2345-6789", "AR", "+5491123456789", "", ""},
	{"(212) 555-0100", "US", "+12125550100", "", ""},
	{"030 1234567", "", "", "", CodeNoCountry},
	{"0049 30 1234567", "", "", "", CodeNoCountry},
	{"030 1234567", "XX", "", "", CodeNoCountry},
	{"030 1234567", "ZZ", "", "", CodeNoCountry},
	{"12345", "", "", "", CodeNoCountry},
	// Mexico dials ten digits; what stood before them is gone.
	{"+52 55 1234 5678", "", "+525512345678", "", ""},
	{"+52 1 55 1234 5678", "", "+525512345678", "", ""},
	{"+52 1 55 1234 5678 ext 9", "", "+525512345678", "9", ""},
	{"+52 044 55 1234 5678", "", "+525512345678", "", ""},
	{"0052 1 55 1234 5678", "DE", "+525512345678", "", ""},
	{"1 55 1234 5678", "MX", "+525512345678", "", ""},
	{"55 1234 5678", "MX", "+525512345678", "", ""},
	{"01 55 1234 5678", "MX", "", "", CodeTooLong},
	{"044 55 1234 5678", "MX", "", "", CodeTooLong},
	{"045 55 1234 5678", "MX", "", "", CodeTooLong},
	{"+52 1 123 456 7890", "", "+5211234567890", "", ""},
	// Brazil's numbers of eight digits are landlines, and Argentina's 15 is libphonenumber's.
	{"+55 11 8123 4567", "", "+551181234567", "", ""},
	{"+54 11 15 2345 6789", "", "+5491123456789", "", ""},
	{"+54 11 2345 6789", "", "+541123456789", "", ""},
	// Kosovo has a plan, though ISO 3166 has no code for it.
	{"044 123 456", "XK", "+38344123456", "", ""},
	// Extensions.
	{"+49 30 1234567 ext. 12", "", "+49301234567", "12", ""},
	{"+49 30 1234567 x12", "", "+49301234567", "12", ""},
	{"tel:+49-30-1234567;ext=12", "", "+49301234567", "12", ""},
	{"+1 212 555 0100#٣٤", "", "+12125550100", "34", ""},
	{"+999 1234567 ext 5", "", "+9991234567", "5", ""},
	// Unknown to libphonenumber, but E.164 in form.
	{"+999 123 4567", "", "+9991234567", "", ""},
	{"+999 123 4567", "DE", "+9991234567", "", ""},
	{"+1 555 1234", "", "+15551234", "", ""},
	{"+1 212 555 01234", "", "+121255501234", "", ""},
	{"+999 1234 5678 9012", "", "+999123456789012", "", ""},
	{"+999 123", "", "", "", CodeTooShort},
	{"+999 1234 5678 9012 3", "", "", "", CodeTooLong},
	{"+0 123 456 789", "", "", "", CodeInvalid},
	// Lengths.
	{"1", "DE", "", "", CodeTooShort},
	{"110", "DE", "", "", CodeTooShort},
	{"*555", "NZ", "", "", CodeTooShort},
	{"555-1234", "US", "", "", CodeTooShort},
	{"212 555 01234", "US", "", "", CodeTooLong},
	{"+49 30 1234 5678 9012 345", "", "", "", CodeTooLong},
	{"030 1234 5678 9012 34567", "DE", "", "", CodeTooLong},
	{strings.Repeat("+49 30 ", 50), "", "", "", CodeTooLong},
	{"00", "DE", "", "", CodeTooShort},
	{"0049 1", "DE", "", "", CodeTooShort},
	{"00999 1234567", "DE", "", "", CodeInvalid},
	// Letters.
	{"1-800-FLOWERS", "US", "+18003569377", "", ""},
	{"+1 800 flowers", "", "+18003569377", "", ""},
	{"0800 HOTEL12", "DE", "+498004683512", "", ""},
	{"+49 800 HOTEL12", "", "+498004683512", "", ""},
	{"1-800-FLOWERS", "", "", "", CodeLetters},
	{"+1-800-MICROSOFT", "", "", "", CodeLetters},
	{"030 1234567 home", "DE", "", "", CodeLetters},
	{"030 1234567 M", "DE", "", "", CodeLetters},
	{"555-1234 abc", "US", "", "", CodeLetters},
	{"0151 23456789 (privat)", "DE", "", "", CodeLetters},
	{"+7 916 дом 1234567", "", "", "", CodeLetters},
	{"+49abc", "", "", "", CodeLetters},
	{"12345abc", "DE", "", "", CodeLetters},
	{"call me", "DE", "", "", CodeLetters},
	// Nothing to read.
	{"", "DE", "", "", CodeInvalid},
	{" \t", "", "", "", CodeInvalid},
	{"+", "", "", "", CodeInvalid},
	{"---", "DE", "", "", CodeInvalid},
	{"+49 30 \xff1234567", "", "", "", CodeInvalid},
	{"12 & 3456789", "DE", "", "", CodeInvalid},
}

func TestParse(t *testing.T) {
	for _, test := range parseTests {
		t.Run(test.input+" "+test.region, func(t *testing.T) {
			number, extension, fault := ParseWithExtension(test.input, test.region)
			code := ""
			if fault != nil {
				code = fault.Code
			}
			want, got := []string{test.number, test.extension, test.code}, []string{number, extension, code}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("ParseWithExtension (-want +got):\n%s", diff)
			}
			if alone, _ := Parse(test.input, test.region); alone != number {
				t.Errorf("Parse = %q, ParseWithExtension = %q", alone, number)
			}
		})
	}
}

func TestFaultsDoNotRepeatTheNumber(t *testing.T) {
	for _, input := range []string{"7654321", "+0 7654321", "7654321 abc", "7654321\xff", "+7654321765432176543217"} {
		_, fault := Parse(input, "")
		if fault == nil || strings.Contains(fault.Detail, "7654321") || !strings.HasSuffix(fault.Detail, ".") {
			t.Errorf("Parse(%q) fault = %v", input, fault)
		}
	}
}

func TestDigits(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "abc": "", "+49 (0)30": "49030", "٠١٢٣٤٥٦٧٨٩": "0123456789",
		"𝟘𝟙𝟡": "019", "９८৭": "987", "½²": "",
	} {
		if got := Digits(in); got != want {
			t.Errorf("Digits(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRegion(t *testing.T) {
	for in, want := range map[string]string{
		"+49301234567": "DE", "+12125550100": "US", "+16135550123": "CA", "+79161234567": "RU", "+77012345678": "KZ",
		"+80012345678": "", "+9991234567": "", "": "", "030 1234567": "", "+4412": "",
	} {
		if got := Region(in); got != want {
			t.Errorf("Region(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]bool{
		"DE": true, "de": true, "XK": true, "GB": true, "": false, "XX": false, "ZZ": false, "001": false, "DEU": false, "D": false, "ÄÖ": false, "UK": false,
	} {
		if got := ValidRegion(in); got != want {
			t.Errorf("ValidRegion(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestSearchTerms(t *testing.T) {
	tests := []struct {
		in   string
		want []string
	}{
		{"+4915123456789", []string{"4915123456789", "015123456789"}},
		{"+12125550100", []string{"12125550100"}},
		{"+79161234567", []string{"79161234567", "89161234567"}},
		{"+390669812345", []string{"390669812345"}},
		{"+9991234567", []string{"9991234567"}},
		{"", nil},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, SearchTerms(test.in)); diff != "" {
			t.Errorf("SearchTerms(%q) (-want +got):\n%s", test.in, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"+49 30 1234567", "030 1234567 ext. 12", "1-800-FLOWERS", "tel:030-1;phone-context=+49;isub=1", "+(0)00440", "+999 123 4567"} {
		f.Add(seed, "DE")
		f.Add(seed, "")
	}
	f.Fuzz(func(t *testing.T, input, region string) {
		number, extension, fault := ParseWithExtension(input, region)
		if fault != nil {
			if number != "" || extension != "" || fault.Code == "" || fault.Detail == "" {
				t.Fatalf("ParseWithExtension = %q, %q, %+v", number, extension, fault)
			}
			return
		}
		digits := Digits(number)
		if number != "+"+digits || len(digits) > maxDigits || digits[0] == '0' || extension != Digits(extension) {
			t.Fatalf("not E.164: %q, extension %q", number, extension)
		}
		if again, fault := Parse(number, ""); fault != nil || again != number {
			t.Fatalf("%q read again = %q, %v", number, again, fault)
		}
		if terms := SearchTerms(number); len(terms) == 0 || terms[0] != digits {
			t.Fatalf("SearchTerms(%q) = %q", number, terms)
		}
		Region(number)
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, fault := Parse("0151 23456789", "DE"); fault != nil {
			b.Fatal(fault)
		}
	}
}

// Whoever writes a trunk prefix that is gone is told which digits to leave out,
// and finds the number by it all the same.
func TestDroppedDigits(t *testing.T) {
	for _, prefix := range []string{"01", "044", "045"} {
		_, fault := Parse(prefix+" 55 1234 5678", "MX")
		if want := "leave out the " + prefix + "."; fault == nil || !strings.HasSuffix(fault.Detail, want) {
			t.Errorf("%s: %v does not end in %q", prefix, fault, want)
		}
	}
	for _, written := range []string{"01 55 1234 5678", "(044) 55-1234-5678", "55 1234 5678", "+52 1 55 1234 5678", "+52 55 1234 5678"} {
		number, fault := Find(written, "mx")
		if fault != nil || number != "+525512345678" {
			t.Errorf("Find(%q) = %q, %v", written, number, fault)
		}
	}
	if number, fault := Find("044 55 1234 5678", ""); fault == nil {
		t.Errorf("without a region %q is found", number)
	}
	want := []string{"+525512345678", "+5215512345678"}
	for _, stored := range want {
		if diff := cmp.Diff(want, Spellings(stored)); diff != "" {
			t.Errorf("Spellings(%s) (-want +got):\n%s", stored, diff)
		}
	}
	if diff := cmp.Diff([]string{"+551181234567"}, Spellings("+551181234567")); diff != "" {
		t.Error(diff)
	}
}
