package customfield

import (
	"bytes"
	"cmp"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/email"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// The codes of the faults of a value.
const (
	CodeInvalidType     = "invalid_type"
	CodeUnknownValue    = "unknown_value"
	CodeOutOfRange      = "out_of_range"
	CodeTooShort        = "too_short"
	CodePattern         = "pattern"
	CodeRequired        = "required"
	CodeInvalidDate     = "invalid_date"
	CodeInvalidDateTime = "invalid_datetime"
	CodeInvalidURL      = "invalid_url"
	CodeUnknownField    = "unknown_field"
	CodeNotReady        = "not_ready" // stored values are still being brought to the rules
)

const (
	maxText       = 10_000 // code points of a text
	maxFilterable = 255    // of one that can be filtered by
	maxURL        = 500
	maxInteger    = 1<<53 - 1 // what every program reads exactly (RFC 7493, section 2.2)
)

// normal checks a value that is not null and returns the form in which it is
// kept.
func (f *Field) normal(v jsontext.Value) (jsontext.Value, *problem.Fault) {
	switch f.Type {
	case Integer, Number:
		return f.normalNumber(v)
	case Boolean:
		if v.Kind() != 't' && v.Kind() != 'f' {
			return nil, wrongType("true or false")
		}
		return v, nil
	case Choices:
		return f.normalChoices(v)
	}
	if v.Kind() != '"' {
		return nil, wrongType("a text")
	}
	s, fault := f.normalText(record.TextOf(v))
	if fault != nil {
		return nil, fault
	}
	return record.TextValue(s), nil
}

func wrongType(needed string) *problem.Fault {
	return &problem.Fault{Code: CodeInvalidType, Detail: "The value must be " + needed + "."}
}

// normalText checks a value that JSON writes as a text.
func (f *Field) normalText(s string) (string, *problem.Fault) {
	var fault *problem.Fault
	switch f.Type {
	case Date:
		if s = text.Trim(s); !record.ValidDate(s) {
			return "", &problem.Fault{Code: CodeInvalidDate, Detail: cmp.Or(
				text.Unseen("The date", s), "The date must be one of the calendar, written YYYY-MM-DD.")}
		}
		return s, f.between(s)
	case DateTime:
		if s, fault = normalTime(s); fault != nil {
			return "", fault
		}
		return s, f.between(s)
	case Choice:
		if !slices.Contains(f.Choices, s) {
			return "", unknownChoice()
		}
		return s, nil
	case URL:
		s, fault = normalURL(s)
	case Email:
		s, fault = email.Parse(s)
	default:
		s, fault = text.CleanLines(s, f.Longest())
		if fault == nil {
			fault = f.longEnough(utf8.RuneCountInString(s))
		}
	}
	if fault == nil {
		fault = f.matches(s)
	}
	return s, fault
}

func unknownChoice() *problem.Fault {
	return &problem.Fault{Code: CodeUnknownValue, Detail: "The value is none of the field's choices."}
}

// normalTime returns a time of RFC 3339 as all times are written: in UTC, with
// milliseconds.
func normalTime(s string) (string, *problem.Fault) {
	s = strings.ToUpper(text.Trim(s))
	t, err := time.Parse(time.RFC3339, s)
	const hour = len("2006-01-02T15") // Parse takes one digit, and a comma for the point
	year := t.UTC().Year()
	if err != nil || s[hour] != ':' || strings.Contains(s, ",") || year < 1 || year > 9999 {
		return "", &problem.Fault{
			Code: CodeInvalidDateTime, Detail: cmp.Or(
				text.Unseen("The time", s), "The value must be a time of RFC 3339, such as 2026-11-03T09:15:00Z."),
		}
	}
	return database.At(t).String(), nil
}

func normalURL(s string) (string, *problem.Fault) {
	s, fault := text.Clean(text.Trim(s), maxURL)
	if fault != nil {
		return "", fault
	}
	if hidden := text.Unseen("The address", s); hidden != "" {
		return "", &problem.Fault{Code: CodeInvalidURL, Detail: hidden}
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https"}, strings.ToLower(u.Scheme)) || strings.Contains(s, " ") {
		return "", &problem.Fault{Code: CodeInvalidURL, Detail: "The value must be a whole address that begins with http:// or https://."}
	}
	return s, nil
}

// Longest is how many code points a text may have.
func (f *Field) Longest() int {
	most := maxText
	if f.Filterable {
		most = maxFilterable
	}
	if f.Maximum != nil {
		most = min(most, count(f.Maximum))
	}
	return most
}

// count reads a bound that says how many.
func count(bound jsontext.Value) int {
	n, _ := strconv.Atoi(string(bound)) // it was checked when it was laid down
	return n
}

func (f *Field) longEnough(n int) *problem.Fault {
	if f.Minimum == nil || n >= count(f.Minimum) {
		return nil
	}
	return &problem.Fault{Code: CodeTooShort, Detail: "The text is shorter than " + string(f.Minimum) + " characters."}
}

func (f *Field) matches(s string) *problem.Fault {
	if f.pattern == nil || f.pattern.MatchString(s) {
		return nil
	}
	return &problem.Fault{Code: CodePattern, Detail: "The value does not have the form that the field's pattern says."}
}

// between holds a date or a time against the bounds, which have the same form
// and so compare as texts.
func (f *Field) between(s string) *problem.Fault {
	if f.Minimum != nil && s < record.TextOf(f.Minimum) || f.Maximum != nil && s > record.TextOf(f.Maximum) {
		return outOfRange()
	}
	return nil
}

func outOfRange() *problem.Fault {
	return &problem.Fault{Code: CodeOutOfRange, Detail: "The value lies outside the field's minimum and maximum."}
}

func (f *Field) normalNumber(v jsontext.Value) (jsontext.Value, *problem.Fault) {
	if v.Kind() != '0' {
		return nil, wrongType("a number")
	}
	n, fault := number(f.Type, v)
	if fault != nil {
		return nil, fault
	}
	if f.Minimum != nil && n < float(f.Minimum) || f.Maximum != nil && n > float(f.Maximum) {
		return nil, outOfRange()
	}
	return numberValue(n), nil
}

// number reads a number of JSON, a whole one if the type is Integer.
func number(t Type, v jsontext.Value) (float64, *problem.Fault) {
	n, err := strconv.ParseFloat(string(v), 64)
	switch {
	case err != nil:
		return 0, &problem.Fault{Code: CodeOutOfRange, Detail: "The number is too large."}
	case t == Number:
		return n, nil
	case !whole(string(v)):
		return 0, wrongType("a whole number")
	case math.Abs(n) > maxInteger:
		return 0, &problem.Fault{Code: CodeOutOfRange, Detail: "The number must lie between -9007199254740991 and 9007199254740991."}
	}
	return n, nil
}

// whole reports whether a number of JSON has nothing but zeros behind its
// point, however it is written: a float64 could not tell.
func whole(literal string) bool {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(literal, "-")), "e")
	before, after, _ := strings.Cut(mantissa, ".")
	digits := before + after
	shift, err := strconv.Atoi(exponent)
	switch {
	case strings.Trim(digits, "0") == "":
		return true
	case exponent == "":
		shift = 0
	case err != nil: // an exponent of many digits
		return !strings.HasPrefix(exponent, "-")
	}
	point := len(before) + shift
	return point >= len(digits) || point >= 0 && strings.Trim(digits[point:], "0") == ""
}

// numberValue writes a number in its shortest form, as JavaScript does
// (RFC 8785, section 3.2.2.3).
func numberValue(n float64) jsontext.Value {
	if n == 0 {
		n = 0 // no negative zero
	}
	if n == math.Trunc(n) && math.Abs(n) < 1e21 {
		return strconv.AppendFloat(nil, n, 'f', -1, 64)
	}
	v := jsontext.Value(strconv.AppendFloat(nil, n, 'g', -1, 64))
	_ = v.Canonicalize() // a number always can be
	return v
}

// float reads a bound of a number.
func float(bound jsontext.Value) float64 {
	n, _ := strconv.ParseFloat(string(bound), 64) // it was checked when it was laid down
	return n
}

func (f *Field) normalChoices(v jsontext.Value) (jsontext.Value, *problem.Fault) {
	given, ok := texts(v)
	if !ok {
		return nil, wrongType("a list of texts")
	}
	for _, s := range given {
		if !slices.Contains(f.Choices, s) {
			return nil, unknownChoice()
		}
	}
	var chosen []string // each once
	for _, s := range given {
		if !slices.Contains(chosen, s) {
			chosen = append(chosen, s)
		}
	}
	switch n := len(chosen); {
	case f.Minimum != nil && n < count(f.Minimum):
		return nil, &problem.Fault{Code: CodeTooShort, Detail: "There are fewer than " + string(f.Minimum) + " of the choices."}
	case f.Maximum != nil && n > count(f.Maximum):
		return nil, &problem.Fault{Code: text.CodeTooLong, Detail: "There are more than " + string(f.Maximum) + " of the choices."}
	}
	return textsValue(chosen), nil
}

// texts reads a list of texts.
func texts(v jsontext.Value) (list []string, ok bool) {
	if v.Kind() != '[' {
		return nil, false
	}
	dec := jsontext.NewDecoder(bytes.NewReader(v))
	_, _ = dec.ReadToken() // the bracket, which was seen
	for dec.PeekKind() == '"' {
		token, err := dec.ReadToken()
		if err != nil {
			return nil, false
		}
		list = append(list, token.String())
	}
	return list, dec.PeekKind() == ']'
}

func textsValue(list []string) jsontext.Value {
	buf := jsontext.Value{'['}
	for i, s := range list {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = append(buf, record.TextValue(s)...)
	}
	return append(buf, ']')
}

// blank reports whether a value in its normal form says nothing.
func blank(v jsontext.Value) bool {
	return v == nil || string(v) == `""` || string(v) == "[]"
}
