package text

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestClean(t *testing.T) {
	tests := []struct {
		name, in, want, code string
	}{
		{"empty", "", "", ""},
		{"blank", " \t\r\n\u00a0\u3000\u2003\u0085", "", ""},
		{"trimmed", "\n An  Ma\u00a0", "An  Ma", ""},
		{"zero width is not white space", "\u200bAnna\ufeff", "\u200bAnna\ufeff", ""},
		{"noncharacter", "a\uffffb", "", CodeInvalidText},
		{"noncharacter of the last plane", "a\U0010fffe", "", CodeInvalidText},
		{"noncharacter of Arabic", "\ufdd0", "", CodeInvalidText},
		{"beside noncharacters", "\ufdcf\ufdf0\ufffd", "\ufdcf\ufdf0\ufffd", ""},
		{"private use", "\ue000\U0010fffd", "\ue000\U0010fffd", ""},
		{"unassigned", "\u0378", "\u0378", ""},
		{"direction override", "a\u202eb\u202c", "a\u202eb\u202c", ""},
		{"line separator", "a\u2028b", "a\u2028b", ""},
		{"family", "👨‍👩‍👧‍👦 Li", "👨‍👩‍👧‍👦 Li", ""},
		{"not normalised", "e\u0301 ﬁ Å", "e\u0301 ﬁ Å", ""},
		{"marks", "H" + strings.Repeat("\u0335", 9), "H" + strings.Repeat("\u0335", 9), ""},
		{"ten", "ÄÖÜäöüß𝔘🙂x", "ÄÖÜäöüß𝔘🙂x", ""},
		{"ten with ends", "  ÄÖÜäöüß𝔘🙂x  ", "ÄÖÜäöüß𝔘🙂x", ""},
		{"eleven", "ÄÖÜäöüß𝔘🙂xy", "", CodeTooLong},
		{"NUL", "a\x00b", "", CodeInvalidText},
		{"NUL at the end", "a\x00", "", CodeInvalidText},
		{"bell", "a\ab", "", CodeInvalidText},
		{"delete", "a\x7fb", "", CodeInvalidText},
		{"C1", "a\u009fb", "", CodeInvalidText},
		{"next line", "a\u0085b", "", CodeInvalidText},
		{"line feed", "a\nb", "", CodeInvalidText},
		{"carriage return", "a\rb", "", CodeInvalidText},
		{"tab", "a\tb", "", CodeInvalidText},
		{"half a character", "a\xc3", "", CodeInvalidText},
		{"surrogate", "a\xed\xa0\x80", "", CodeInvalidText},
		{"overlong NUL", "a\xc0\x80", "", CodeInvalidText},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, fault := Clean(test.in, 10)
			code := ""
			if fault != nil {
				code = fault.Code
			}
			if diff := cmp.Diff([]string{test.want, test.code}, []string{got, code}); diff != "" {
				t.Errorf("Clean (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCleanLines(t *testing.T) {
	tests := []struct {
		name, in, want, code string
	}{
		{"lines", "\r\na\r\nb\rc\n\td\n", "a\nb\nc\n\td", ""},
		{"counted after line ends", strings.Repeat("a\r\n", 5) + "b", "a\na\na\na\na\nb", ""},
		{"vertical tab", "a\vb", "", CodeInvalidText},
		{"escape", "a\x1bb", "", CodeInvalidText},
		{"too long", strings.Repeat("ä", 13), "", CodeTooLong},
		{"invalid", "a\r\xff", "", CodeInvalidText},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, fault := CleanLines(test.in, 12)
			code := ""
			if fault != nil {
				code = fault.Code
			}
			if got != test.want || code != test.code {
				t.Errorf("CleanLines = %q, %q; want %q, %q", got, code, test.want, test.code)
			}
		})
	}
}

func TestFaultsDoNotRepeatTheText(t *testing.T) {
	for _, in := range []string{"secret\nx", "secret\tx", "secret\rx", "secret\x00", "secret\xff", "secret" + strings.Repeat("x", 99)} {
		_, fault := Clean(in, 50)
		if fault == nil || strings.Contains(fault.Error(), "secret") || !strings.HasSuffix(fault.Detail, ".") {
			t.Errorf("Clean(%q) fault = %v", in, fault)
		}
	}
}

func TestSqueeze(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "  ": "", "a": "a", " very \t important\u00a0\n client ": "very important client",
	} {
		if got := Squeeze(in); got != want {
			t.Errorf("Squeeze(%q) = %q, want %q", in, got, want)
		}
	}
}
