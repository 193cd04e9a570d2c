package customfield

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

func some[T any](v T) record.Opt[T] { return record.Some(v) }

func bound(s string) record.Opt[jsontext.Value] { return some(jsontext.Value(s)) }

// define returns a new definition, and its faults as POINTER CODE.
func define(p Patch) (*Field, string) {
	if !p.RecordKind.Given {
		p.RecordKind = some("contact")
	}
	if !p.Key.Given {
		p.Key = some("k")
	}
	f := &Field{}
	var faults problem.Fields
	f.Change(&p, &faults)
	return f, said(faults)
}

func said(faults problem.Fields) string {
	all := make([]string, len(faults))
	for i, f := range faults {
		all[i] = f.Pointer + " " + f.Code
	}
	return strings.Join(all, "; ")
}

// definitions are one of each sort that values are tried on.
func definitions(t *testing.T) map[string]*Field {
	t.Helper()
	sizes := some([]string{"S", "M", "L"})
	all := map[string]*Field{}
	for name, p := range map[string]Patch{
		"text":       {Type: some("text")},
		"short":      {Type: some("text"), Minimum: bound("2"), Maximum: bound("4")},
		"filtered":   {Type: some("text"), Filterable: some(true)},
		"code":       {Type: some("text"), Pattern: some("[A-Z]{2}|x")},
		"integer":    {Type: some("integer")},
		"few":        {Type: some("integer"), Minimum: bound("-1"), Maximum: bound("3")},
		"number":     {Type: some("number"), Maximum: bound("1.5")},
		"boolean":    {Type: some("boolean")},
		"date":       {Type: some("date"), Minimum: bound(`"2020-01-01"`)},
		"datetime":   {Type: some("datetime"), Maximum: bound(`"2030-01-01T00:00:00+01:00"`)},
		"choice":     {Type: some("choice"), Choices: sizes},
		"choices":    {Type: some("choices"), Choices: sizes},
		"one or two": {Type: some("choices"), Choices: sizes, Minimum: bound("1"), Maximum: bound("2")},
		"url":        {Type: some("url")},
		"email":      {Type: some("email"), Pattern: some(`.*@example\.com`)},
		"needed":     {Type: some("text"), Required: some(true)},
		"defaulted":  {Type: some("integer"), Required: some(true), Default: bound("7.0")},
	} {
		f, faults := define(p)
		if faults != "" {
			t.Fatalf("%s: %s", name, faults)
		}
		all[name] = f
	}
	return all
}

type normalForm struct{ field, value, want string }

// normalTexts are of texts: what a value becomes, or the code of its fault.
func normalTexts() []normalForm {
	return []normalForm{
		{"text", `" a\r\nb "`, `"a\nb"`},
		{"text", `""`, `""`},
		{"text", `7`, CodeInvalidType},
		{"text", `"a\u0001"`, text.CodeInvalidText},
		{"text", `"` + strings.Repeat("é", 10_000) + `"`, `"` + strings.Repeat("é", 10_000) + `"`},
		{"text", `"` + strings.Repeat("é", 10_001) + `"`, text.CodeTooLong},
		{"short", `"a"`, CodeTooShort},
		{"short", `"日本"`, `"日本"`},
		{"short", `"abcde"`, text.CodeTooLong},
		{"filtered", `"` + strings.Repeat("é", 256) + `"`, text.CodeTooLong},
		{"code", `"DE"`, `"DE"`},
		{"code", `"x"`, `"x"`},
		{"code", `"DEx"`, CodePattern},
		{"code", `"xx"`, CodePattern},
	}
}

// normalForms are of all types.
func normalForms() []normalForm {
	return append(normalTexts(), []normalForm{
		{"integer", `5`, `5`},
		{"integer", `5.0`, `5`},
		{"integer", `-0.0`, `0`},
		{"integer", `1.5e1`, `15`},
		{"integer", `1500e-2`, `15`},
		{"integer", `0e99999999999999999999`, `0`},
		{"integer", `5.5`, CodeInvalidType},
		{"integer", `1e-999999999999`, CodeInvalidType},
		{"integer", `1e-400`, CodeInvalidType},
		{"integer", `9007199254740991`, `9007199254740991`},
		{"integer", `9007199254740990.4`, CodeInvalidType},
		{"integer", `-9007199254740992`, CodeOutOfRange},
		{"integer", `9007199254740993`, CodeOutOfRange},
		{"integer", `1e400`, CodeOutOfRange},
		{"integer", `"5"`, CodeInvalidType},
		{"integer", `true`, CodeInvalidType},
		{"few", `-1`, `-1`},
		{"few", `4`, CodeOutOfRange},
		{"few", `-2`, CodeOutOfRange},
		{"number", `0.10`, `0.1`},
		{"number", `1e-7`, `1e-7`},
		{"number", `-1e21`, `-1e+21`},
		{"number", `-1e20`, `-100000000000000000000`},
		{"number", `-0`, `0`},
		{"number", `1.6`, CodeOutOfRange},
		{"number", `1e999`, CodeOutOfRange},
		{"boolean", `false`, `false`},
		{"boolean", `0`, CodeInvalidType},
		{"date", `" 2024-02-29 "`, `"2024-02-29"`},
		{"date", `"2023-02-29"`, CodeInvalidDate},
		{"date", `"2019-12-31"`, CodeOutOfRange},
		{"date", `""`, CodeInvalidDate},
		{"datetime", `"2024-02-29T12:00:00.123456+02:00"`, `"2024-02-29T10:00:00.123Z"`},
		{"datetime", `"2024-02-29t12:00:00z"`, `"2024-02-29T12:00:00.000Z"`},
		{"datetime", `"2029-12-31T23:00:00.001Z"`, CodeOutOfRange},
		{"datetime", `"2024-02-29"`, CodeInvalidDateTime},
		{"datetime", `"2024-02-29T1:00:00Z"`, CodeInvalidDateTime},
		{"datetime", `"0000-12-31T23:00:00Z"`, CodeInvalidDateTime},
		{"datetime", `"9999-12-31T23:00:00-05:00"`, CodeInvalidDateTime},
		{"choice", `"M"`, `"M"`},
		{"choice", `"m"`, CodeUnknownValue},
		{"choice", `["M"]`, CodeInvalidType},
		{"choices", `["L","S","L"]`, `["L","S"]`},
		{"choices", `[]`, `[]`},
		{"choices", `["X"]`, CodeUnknownValue},
		{"choices", `[1]`, CodeInvalidType},
		{"choices", `["S",1]`, CodeInvalidType},
		{"choices", `"S"`, CodeInvalidType},
		{"one or two", `[]`, CodeTooShort},
		{"one or two", `["S","M","L"]`, text.CodeTooLong},
		{"url", `" https://example.com/ü?q "`, `"https://example.com/ü?q"`},
		{"url", `"HTTP://example.com"`, `"HTTP://example.com"`},
		{"url", `"example.com"`, CodeInvalidURL},
		{"url", `"https:///path"`, CodeInvalidURL},
		{"url", `"https://a b"`, CodeInvalidURL},
		{"url", `"ftp://example.com"`, CodeInvalidURL},
		{"url", `"https://example.com/` + strings.Repeat("x", 500) + `"`, text.CodeTooLong},
		{"email", `"ada@example.com"`, `"ada@example.com"`},
		{"email", `"ada@example.org"`, CodePattern},
		{"email", `"ada"`, "invalid_email"},
	}...)
}

func TestNormalForms(t *testing.T) {
	fields := definitions(t)
	for _, c := range normalForms() {
		got, fault := fields[c.field].normal(jsontext.Value(c.value))
		result := string(got)
		if fault != nil {
			result = fault.Code
		}
		if result != c.want {
			t.Errorf("%s %.60s: got %.60s, want %.60s", c.field, c.value, result, c.want)
		}
		if fault != nil {
			continue
		}
		if again, fault := fields[c.field].normal(got); fault != nil || string(again) != string(got) {
			t.Errorf("%s %.60s: the normal form %.60s is none: %.60s, %v", c.field, c.value, got, again, fault)
		}
	}
}

func TestConversions(t *testing.T) {
	fields := definitions(t)
	for _, c := range []struct{ field, value, want string }{
		{"text", `42`, `"42"`},
		{"text", `true`, `"true"`},
		{"text", `["a","b"]`, `"a, b"`},
		{"text", `{"a":1}`, ""},
		{"text", `[1]`, ""},
		{"short", `"abcde"`, ""},
		{"integer", `"42"`, `42`},
		{"integer", `" 42.0 "`, `42`},
		{"integer", `["42"]`, `42`},
		{"integer", `true`, `1`},
		{"integer", `false`, `0`},
		{"integer", `"4 2"`, ""},
		{"integer", `"42.5"`, ""},
		{"integer", `"many"`, ""},
		{"number", `"0.5"`, `0.5`},
		{"number", `"NaN"`, ""},
		{"boolean", `"Yes"`, `true`},
		{"boolean", `1`, `true`},
		{"boolean", `"off"`, `false`},
		{"boolean", `2`, ""},
		{"boolean", `{}`, ""},
		{"date", `"2024-02-29T23:30:00-01:00"`, `"2024-03-01"`},
		{"date", `"tomorrow"`, ""},
		{"date", `5`, ""},
		{"datetime", `"2024-02-29"`, `"2024-02-29T00:00:00.000Z"`},
		{"datetime", `"soon"`, ""},
		{"choice", `" m "`, `"M"`},
		{"choice", `["m"]`, `"M"`},
		{"choice", `["S","M"]`, ""},
		{"choice", `"XL"`, ""},
		{"choices", `"l"`, `["L"]`},
		{"choices", `["l","s"]`, `["L","S"]`},
		{"choices", `""`, `[]`},
		{"choices", `7`, ""},
		{"choices", `{}`, ""},
		{"url", `["https://example.com"]`, `"https://example.com"`},
		{"email", `5`, ""},
	} {
		got, ok := fields[c.field].Convert(jsontext.Value(c.value))
		if ok != (c.want != "") || ok && string(got) != c.want {
			t.Errorf("%s %s: got %s, %t, want %s", c.field, c.value, got, ok, c.want)
		}
	}
}

// oddValues are values of every sort, some of them one field's and not
// another's.
func oddValues() []jsontext.Value {
	var all []jsontext.Value
	for _, v := range []string{
		`"x"`, `"DE"`, `" S "`, `"m"`, `""`, `"42"`, `"true"`, `"2024-02-29"`, `"2024-02-29T10:00:00Z"`,
		`"https://example.com"`, `"ada@example.com"`, `7`, `-1.0`, `0.25`, `1e300`, `true`, `false`, `[]`, `["S"]`,
		`["l","S"]`, `["x"]`, `[1]`, `{}`, `{"a":[1]}`,
	} {
		all = append(all, jsontext.Value(v))
	}
	return all
}

// TestFitPasses: whatever is stored, what Fit makes of it obeys the definitions,
// but that a required field without a default may lack.
func TestFitPasses(t *testing.T) {
	var list []Field
	for name, f := range definitions(t) {
		f.Key = name
		list = append(list, *f)
	}
	values := oddValues()
	r := rand.New(rand.NewPCG(1, 2))
	for range 5_000 {
		fields := &Fields{Strict: r.IntN(2) == 0, List: list}
		stored := record.Values{}
		for _, f := range append(list, Field{Key: "undefined"}) {
			if r.IntN(3) > 0 {
				stored[f.Key] = values[r.IntN(len(values))]
			}
		}
		before := string(stored.JSON())
		fitted := fields.Fit(stored)
		if string(stored.JSON()) != before {
			t.Fatal("what was stored has changed")
		}
		var faults problem.Fields
		applied := fields.Apply(fitted, some(fitted), false, "/custom_fields", &faults)
		for _, f := range faults {
			if f.Pointer != "/custom_fields/needed" || f.Code != CodeRequired {
				t.Fatalf("%s became %s: %+v", before, fitted.JSON(), f)
			}
		}
		if diff := cmp.Diff(string(fitted.JSON()), string(applied.JSON())); diff != "" {
			t.Fatal(diff)
		}
		if blank(fitted["defaulted"]) {
			t.Fatalf("%s has no default", fitted.JSON())
		}
		if string(fields.Fit(fitted).JSON()) != string(fitted.JSON()) {
			t.Fatalf("%s does not fit", fitted.JSON())
		}
	}
}

func TestApply(t *testing.T) {
	d := definitions(t)
	fields := &Fields{}
	for _, name := range []string{"few", "needed", "defaulted", "choices"} {
		d[name].Key = name
		fields.List = append(fields.List, *d[name])
	}
	strict := &Fields{Strict: true, List: fields.List}
	for _, c := range []struct {
		name, stored, patch string // patch "" is not given
		fields              *Fields
		isNew               bool
		want, faults        string
	}{
		{"defaults of a new one", `{}`, `{"needed":"x"}`, fields, true, `{"defaulted":7,"needed":"x"}`, ""},
		{"nothing said of a new one", `{}`, "", fields, true, `{"defaulted":7}`, "/c/needed required"},
		{"null for a default", `{}`, `{"needed":"x","defaulted":null}`, fields, true, `{"needed":"x"}`, "/c/defaulted required"},
		{"blank", `{}`, `{"needed":" "}`, fields, true, `{"defaulted":7,"needed":""}`, "/c/needed required"},
		{"unknown keys stay", `{"z":[1]}`, `{"y":{}}`, &Fields{}, false, `{"y":{},"z":[1]}`, ""},
		{"no definitions at all", `{"z":[1]}`, `{"z":null}`, nil, false, `{}`, ""},
		{"another field of an old record", `{"z":1}`, "", fields, false, `{"z":1}`, ""},
		{"a patch must leave what is required", `{"z":1}`, `{"few":1}`, fields, false, `{"defaulted":7,"few":1,"z":1}`, "/c/needed required"},
		{"removing it", `{"needed":"x","defaulted":1}`, `{"needed":null}`, fields, false, `{"defaulted":1}`, "/c/needed required"},
		{"clearing all", `{"needed":"x","defaulted":1}`, `null`, fields, false, `{}`, "/c/needed required; /c/defaulted required"},
		{"what was read is written back", `{"z":1.0,"o":{"a":1,"b":[2]}}`, `{"o":{"b":[2.0],"a":1},"z":1}`, fields, false, `{"o":{"a":1,"b":[2]},"z":1.0}`, ""},
		{"strict, with what was read", `{"z":100}`, `{"z":1e2}`, &Fields{Strict: true}, false, `{"z":100}`, ""},
		{"a key that is being cleared", `{}`, `{"old":1}`, &Fields{Clearing: []string{"old"}}, false, "", "/c/old not_ready"},
		{"several faults", `{}`, `{"few":9,"choices":"S","needed":7,"defaulted":8}`, fields, true, "", "/c/choices invalid_type; /c/few out_of_range; /c/needed invalid_type"},
		{"unfit and not mentioned", `{"few":"2","choices":"l","needed":"x","defaulted":"y"}`, "", fields, false, `{"choices":"l","defaulted":"y","few":"2","needed":"x"}`, ""},
		{"unfit and replaced", `{"few":"no","needed":"x","defaulted":1}`, `{"few":3}`, fields, false, `{"defaulted":1,"few":3,"needed":"x"}`, ""},
		{"strict", `{}`, `{"needed":"x","a/b":1}`, strict, true, "", "/c/a~1b unknown_field"},
		{"strict, but stored so", `{"a/b":1,"needed":"x","defaulted":1}`, `{"a/b":1}`, strict, false, `{"a/b":1,"defaulted":1,"needed":"x"}`, ""},
		{"strict, and stored otherwise", `{"a/b":1,"needed":"x","defaulted":1}`, `{"a/b":2}`, strict, false, "", "/c/a~1b unknown_field"},
		{"strict, removed", `{"a/b":1,"needed":"x","defaulted":1}`, `{"a/b":null}`, strict, false, `{"defaulted":1,"needed":"x"}`, ""},
	} {
		stored, err := record.Fields([]byte(c.stored))
		if err != nil {
			t.Fatal(err)
		}
		var patch record.Opt[record.Values]
		switch c.patch {
		case "":
		case "null":
			patch = some(record.Values(nil))
		default:
			given, err := record.Fields([]byte(c.patch))
			if err != nil {
				t.Fatal(err)
			}
			patch = some(record.Values(given))
		}
		var faults problem.Fields
		got := c.fields.Apply(stored, patch, c.isNew, "/c", &faults)
		if said(faults) != c.faults {
			t.Errorf("%s: got %q, want %q", c.name, said(faults), c.faults)
		}
		if c.want != "" && string(got.JSON()) != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got.JSON(), c.want)
		}
		if string(record.Values(stored).JSON()) != c.stored && c.name != "several faults" {
			if again, _ := record.Fields([]byte(c.stored)); string(record.Values(again).JSON()) != string(record.Values(stored).JSON()) {
				t.Errorf("%s: what was stored is now %s", c.name, record.Values(stored).JSON())
			}
		}
	}
}

func TestTooManyValues(t *testing.T) {
	patch := record.Values{}
	for i := range 1_001 {
		patch[strconv.Itoa(i)] = jsontext.Value("1")
	}
	var faults problem.Fields
	new(Fields).Apply(nil, some(patch), true, "/c", &faults)
	if said(faults) != "/c too_many" {
		t.Errorf("got %s", said(faults))
	}
}

func TestDefinitions(t *testing.T) {
	many := make([]string, 501)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	for _, c := range []struct {
		name string
		p    Patch
		want string
	}{
		{"no type", Patch{}, "/type required"},
		{"unknown type", Patch{Type: some("colour")}, "/type unknown_value"},
		{"no kind", Patch{RecordKind: some(""), Type: some("text")}, "/record_kind required"},
		{"unknown kind", Patch{RecordKind: some("tag"), Type: some("text")}, "/record_kind unknown_value"},
		{"no key", Patch{Key: some(""), Type: some("text")}, "/key required"},
		{"a key in capitals", Patch{Key: some("Shoe"), Type: some("text")}, "/key invalid_key"},
		{"a key with a line end", Patch{Key: some("shoe\n"), Type: some("text"), Label: some("x")}, "/key invalid_key"},
		{"a long key", Patch{Key: some(strings.Repeat("k", 51)), Type: some("text")}, "/key invalid_key"},
		{"a long label", Patch{Label: some(strings.Repeat("k", 101)), Type: some("text")}, "/label too_long"},
		{"long help", Patch{Help: some(strings.Repeat("k", 1001)), Type: some("text")}, "/help too_long"},
		{"minimum above maximum", Patch{Type: some("integer"), Minimum: bound("2"), Maximum: bound("1")}, "/minimum out_of_range"},
		{"late before early", Patch{Type: some("date"), Minimum: bound(`"2026-01-02"`), Maximum: bound(`"2026-01-01"`)}, "/minimum out_of_range"},
		{"half a length", Patch{Type: some("text"), Minimum: bound("0.5")}, "/minimum invalid_type"},
		{"a length in words", Patch{Type: some("text"), Maximum: bound(`"5"`)}, "/maximum invalid_type"},
		{"a negative length", Patch{Type: some("text"), Minimum: bound("-1")}, "/minimum out_of_range"},
		{"a length beyond all", Patch{Type: some("text"), Maximum: bound("10001")}, "/maximum out_of_range"},
		{"more choices than there are", Patch{Type: some("choices"), Choices: some([]string{"a"}), Minimum: bound("2")}, "/minimum out_of_range"},
		{"half an integer", Patch{Type: some("integer"), Maximum: bound("0.5")}, "/maximum invalid_type"},
		{"a date that is none", Patch{Type: some("date"), Minimum: bound(`"2026-02-30"`)}, "/minimum invalid_date"},
		{"a bound of a choice", Patch{Type: some("choice"), Choices: some([]string{"a"}), Minimum: bound("2")}, "/minimum not_allowed"},
		{"a bound of a truth", Patch{Type: some("boolean"), Maximum: bound("2")}, "/maximum not_allowed"},
		{"no choices", Patch{Type: some("choice")}, "/choices required"},
		{"an empty list of choices", Patch{Type: some("choices"), Choices: some([]string{})}, "/choices required"},
		{"choices of a text", Patch{Type: some("text"), Choices: some([]string{"a"})}, "/choices not_allowed"},
		{"too many choices", Patch{Type: some("choice"), Choices: some(many)}, "/choices too_many"},
		{"a choice twice", Patch{Type: some("choice"), Choices: some([]string{"a", "b", "A"})}, "/choices/2 unique"},
		{"blank choices", Patch{Type: some("choice"), Choices: some([]string{"", " "})}, "/choices/0 required; /choices/1 required"},
		{"a long choice", Patch{Type: some("choice"), Choices: some([]string{strings.Repeat("x", 101)})}, "/choices/0 too_long"},
		{"a filterable long text", Patch{Type: some("text"), Filterable: some(true), Maximum: bound("256")}, "/maximum out_of_range"},
		{"a filterable text that must be long", Patch{Type: some("text"), Filterable: some(true), Minimum: bound("256")}, "/minimum out_of_range"},
		{"a pattern that is none", Patch{Type: some("text"), Pattern: some("(")}, "/pattern invalid_pattern"},
		{"out of its group", Patch{Type: some("text"), Pattern: some("a)|(b")}, "/pattern invalid_pattern"},
		{"a pattern that explodes", Patch{Type: some("text"), Pattern: some("(x{1000}){1000}")}, "/pattern invalid_pattern"},
		{"one that is nested", Patch{Type: some("text"), Pattern: some("((x{1,30}){1,30}){1,30}")}, "/pattern invalid_pattern"},
		{"one of many classes", Patch{Type: some("text"), Pattern: some(strings.Repeat(`\pL`, 160))}, "/pattern invalid_pattern"},
		{"a long pattern", Patch{Type: some("text"), Pattern: some(strings.Repeat("x", 501))}, "/pattern too_long"},
		{"a pattern of a number", Patch{Type: some("number"), Pattern: some("x")}, "/pattern not_allowed"},
		{"a default of another type", Patch{Type: some("integer"), Default: bound(`"x"`)}, "/default invalid_type"},
		{"a default out of range", Patch{Type: some("integer"), Default: bound("5"), Maximum: bound("4")}, "/default out_of_range"},
		{"a default that is no choice", Patch{Type: some("choice"), Choices: some([]string{"a"}), Default: bound(`"b"`)}, "/default unknown_value"},
		{"a default against the pattern", Patch{Type: some("text"), Pattern: some("x"), Default: bound(`"y"`)}, "/default pattern"},
		{"a blank default", Patch{Type: some("text"), Required: some(true), Default: bound(`" "`)}, "/default required"},
		{"all at once", Patch{Key: some("K"), Type: some("choice"), Maximum: bound("1"), Pattern: some("(")}, "/key invalid_key; /choices required; /maximum not_allowed; /pattern not_allowed"},
		{"cleared", Patch{Type: some("boolean"), Minimum: bound(""), Default: some(jsontext.Value(nil)), Maximum: some(jsontext.Value(nil))}, "/minimum not_allowed"},
	} {
		if _, got := define(c.p); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLabelIsTheKeyUnlessSaid(t *testing.T) {
	for _, label := range []record.Opt[string]{{}, some(" ")} {
		if f, _ := define(Patch{Key: some("shoe_size"), Type: some("integer"), Label: label}); f.Label != "shoe_size" {
			t.Errorf("got %q", f.Label)
		}
	}
}

func TestKindAndKeyStay(t *testing.T) {
	f, _ := define(Patch{Type: some("integer"), Label: some("Size")})
	for _, c := range []struct {
		p    Patch
		want string
	}{
		{Patch{Key: some("k"), RecordKind: some("contact")}, ""},
		{Patch{Key: some("l")}, "/key immutable"},
		{Patch{RecordKind: some("address")}, "/record_kind immutable"},
	} {
		changed := *f
		var faults problem.Fields
		changed.Change(&c.p, &faults)
		if said(faults) != c.want {
			t.Errorf("got %q, want %q", said(faults), c.want)
		}
	}
}

// TestPatternsTakeTimeInProportion: a test that never ends where patterns that
// backtrack are matched in exponential time.
func TestPatternsTakeTimeInProportion(t *testing.T) {
	for _, pattern := range []string{`(a+)+b`, `(a|a)*b`, `(a{0,30}){0,30}b`, `(x?){500}`} {
		f, faults := define(Patch{Type: some("text"), Pattern: some(pattern)})
		if faults != "" {
			t.Logf("%s: %s", pattern, faults)
			continue
		}
		if fault := f.matches(strings.Repeat("a", 10_000)); fault == nil {
			t.Errorf("%s matched", pattern)
		}
	}
}

func TestAlikeHasAnEnd(t *testing.T) {
	long := strings.Repeat("\uFDFA", 255)
	if got := Alike(long); len(got) > maxAlike || !strings.HasPrefix(text.Alike(long), got) {
		t.Errorf("%d bytes", len(got))
	}
	if got := Alike("Ünder"); got != text.Alike("Ünder") {
		t.Errorf("got %q", got)
	}
}
