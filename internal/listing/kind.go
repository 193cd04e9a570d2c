package listing

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/liaison/liaison/internal/email"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Lookup is how a filter compares.
type Lookup string

// The lookups. Of a text, Contains and StartsWith find other spellings too
// where the list keeps a folded column, and IContains is the same as Contains.
const (
	Exact      Lookup = "exact"
	IExact     Lookup = "iexact"
	In         Lookup = "in"
	Contains   Lookup = "contains"
	IContains  Lookup = "icontains"
	StartsWith Lookup = "startswith"
	Greater    Lookup = "gt"
	AtLeast    Lookup = "gte"
	Less       Lookup = "lt"
	AtMost     Lookup = "lte"
	Range      Lookup = "range"
	IsNull     Lookup = "isnull"
)

// Kind is the type of a filter's values.
type Kind int

// The kinds of filter.
const (
	Text   Kind = iota + 1 // isnull: blank
	Choice                 // of a closed set
	ID                     // of a record
	Date                   // 2006-01-02
	Time                   // RFC 3339, or a date for the whole day in UTC
	Bool                   // Column is a condition
	Int
	Number // a finite one
	Custom
)

// decimal is a number as people and JSON write it, and not as Go does.
var decimal = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

var ordered = []Lookup{Exact, In, Greater, AtLeast, Less, AtMost, Range}

// lookups returns the lookups that make sense for f.
func (f *Filter) lookups() []Lookup {
	if f.Lookups != nil {
		return f.Lookups
	}
	var known []Lookup
	switch f.Kind {
	case Text:
		known = []Lookup{Exact, In, StartsWith, IsNull}
		if f.Folded != "" {
			known = append(known, IExact, Contains, IContains)
		}
		return known
	case Date, Time, Int, Number:
		known = slices.Clone(ordered)
	case Bool:
		known = []Lookup{Exact}
	default:
		known = []Lookup{Exact, In}
	}
	if f.Nullable {
		known = append(known, IsNull)
	}
	return known
}

// defaultLookup is what the bare name means.
func (f *Filter) defaultLookup() Lookup {
	if f.Default == "" {
		return Exact
	}
	return f.Default
}

// read checks one value and returns the form in which it is compared.
func (f *Filter) read(lookup Lookup, value string) (string, *problem.Fault) {
	if lookup == IsNull {
		return readBool(value)
	}
	if f.Nullable && value == "null" && (lookup == Exact || lookup == In) {
		return value, nil
	}
	switch f.Kind {
	case Choice:
		if f.Choices != nil && !slices.Contains(f.Choices, value) {
			return "", &problem.Fault{Code: CodeInvalidChoice, Detail: problem.MustBe("The value", f.Choices, "see the API reference")}
		}
	case ID:
		if value = strings.ToLower(value); !record.ValidID(value) {
			return "", &problem.Fault{Code: CodeInvalidValue, Detail: "The value must be an id (a UUID)."}
		}
	case Date:
		if !record.ValidDate(value) {
			return "", &problem.Fault{Code: CodeInvalidValue, Detail: "The value must be a date in the form YYYY-MM-DD."}
		}
	case Time:
		return readTime(value)
	case Bool:
		return readBool(value)
	case Int:
		if _, err := strconv.ParseInt(value, 10, 64); err != nil {
			return "", &problem.Fault{Code: CodeInvalidValue, Detail: "The value must be a whole number."}
		}
	case Number:
		if n, err := strconv.ParseFloat(value, 64); err != nil || math.IsInf(n, 0) || !decimal.MatchString(value) {
			return "", &problem.Fault{Code: CodeInvalidValue, Detail: "The value must be a number."}
		}
	case Text, Custom:
		if f.Fold != nil && f.Fold(value) == "" {
			return "", &problem.Fault{Code: CodeBlank, Detail: "The value has no letters or digits to search for."}
		}
	}
	if f.Check != nil {
		return f.Check(lookup, value)
	}
	return value, nil
}

// Holds returns the Check of a field that holds what valid accepts, which returns
// the value's normal form: a lookup of a whole value that the field can never hold
// is a mistake, not an empty list.
func Holds(valid func(value string) (string, *problem.Fault)) func(Lookup, string) (string, *problem.Fault) {
	return func(lookup Lookup, value string) (string, *problem.Fault) {
		if !lookup.whole() {
			return value, nil
		}
		return valid(value)
	}
}

// HoldsText is Holds for a text of at most max code points.
func HoldsText(max int) func(Lookup, string) (string, *problem.Fault) {
	return Holds(func(value string) (string, *problem.Fault) { return text.Clean(value, max) })
}

// HoldsName is HoldsText for a name in which runs of white space are kept as one
// blank.
func HoldsName(max int) func(Lookup, string) (string, *problem.Fault) {
	return Holds(func(value string) (string, *problem.Fault) { return text.Clean(text.Squeeze(value), max) })
}

// CheckEmail is the Check of a field that holds an email address. Blanks inside
// were a + that was not escaped, but in a quoted local part. The filter is AsSent.
func CheckEmail(lookup Lookup, value string) (string, *problem.Fault) {
	value = strings.TrimSpace(value)
	if !strings.Contains(value, `"`) {
		value = WithPlus(value)
	}
	return Holds(email.Parse)(lookup, value)
}

// WithPlus returns a value with a + in the place of each blank: what somebody sent
// who did not escape them.
func WithPlus(value string) string { return strings.ReplaceAll(value, " ", "+") }

// whole reports whether the lookup compares with whole values of a text.
func (l Lookup) whole() bool { return l == Exact || l == IExact || l == In }

func readBool(value string) (string, *problem.Fault) {
	if value != "true" && value != "false" {
		return "", &problem.Fault{Code: CodeInvalidValue, Detail: "The value must be true or false."}
	}
	return value, nil
}

// A moment is compared as the span of stored times that it covers: one
// millisecond, a whole day where a date was given, nothing where it lies
// between two milliseconds. It is kept as its two ends, the second exclusive.
const spanSeparator = "/"

// readTime returns the span of a time or a date.
func readTime(value string) (string, *problem.Fault) {
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		return spanEnd(day) + spanSeparator + spanEnd(day.AddDate(0, 0, 1)), nil
	}
	// An offset's + that was not escaped in the URL arrives as a space.
	moment, err := time.Parse(time.RFC3339Nano, strings.Replace(strings.ToUpper(value), " ", "+", 1))
	if err != nil {
		return "", &problem.Fault{Code: CodeInvalidValue, Detail: "The value must be a date (2006-01-02) or a time (2006-01-02T15:04:05Z, RFC 3339)."}
	}
	floor := moment.Truncate(time.Millisecond)
	start, end := floor, floor.Add(time.Millisecond)
	if !floor.Equal(moment) {
		start = end
	}
	return spanEnd(start) + spanSeparator + spanEnd(end), nil
}

// spanEnd returns the form in which times are stored, also for moments outside
// the years 0 to 9999, which only an offset or the day after the last can give.
func spanEnd(t time.Time) string {
	switch year := t.UTC().Year(); {
	case year < 0:
		return "0000"
	case year > 9999:
		return "9999-12-31T24"
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// argument returns a value in the type that the database compares.
func (f *Filter) argument(value string) any {
	switch f.Kind {
	case Int:
		n, _ := strconv.ParseInt(value, 10, 64) // read has seen to it
		return n
	case Number:
		n, _ := strconv.ParseFloat(value, 64) // the same
		return n
	}
	return value
}
