// Package problem owns the kinds of failure that a caller can do something
// about, and the field errors that say where bad input is wrong. It knows
// neither HTTP nor SQL: the doors turn a Kind into a status.
package problem

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Kind says what sort of failure an Error is.
type Kind int

// The kinds of failure, each with the HTTP status that it is answered with.
const (
	BadInput           Kind = iota + 1 // 400: the input breaks a rule; Fields says where
	Unauthorized                       // 401: no key, or one that is not known
	Forbidden                          // 403: known, but not allowed
	NotFound                           // 404: not there, or of another workspace
	MethodNotAllowed                   // 405
	NotAcceptable                      // 406
	Conflict                           // 409: another record, or a request still running, stands in the way
	PreconditionFailed                 // 412: If-Match or If-None-Match does not hold
	TooLarge                           // 413
	UnsupportedMedia                   // 415
	KeyReused                          // 422: the idempotency key came before with another body
	TooManyRequests                    // 429
	Unavailable                        // 503: overloaded, or no database
	Misdirected                        // 421: for a host that this server does not answer for
)

// Fault says what is wrong with one value, without saying where it stands.
// It never repeats the value.
type Fault struct {
	Code   string // stable, snake_case
	Detail string // one English sentence
}

// Error returns the detail.
func (f *Fault) Error() string { return f.Detail }

// Field is one thing wrong with the input, and where.
type Field struct {
	Pointer   string // JSON pointer (RFC 6901) into the body, or ""
	Parameter string // name of the query parameter or header, or ""
	Code      string // stable, snake_case
	Detail    string // one English sentence that does not repeat the value
	Conflict  string // id of the record that already has a value that must be unique, or ""
}

// Fields collects the errors of one input. The zero value is ready to use.
type Fields []Field

// Add notes an error at a pointer into the body.
func (fs *Fields) Add(pointer, code, detail string) {
	*fs = append(*fs, Field{Pointer: pointer, Code: code, Detail: detail})
}

// Fault notes f at a pointer into the body; a nil f notes nothing.
func (fs *Fields) Fault(pointer string, f *Fault) {
	if f != nil {
		fs.Add(pointer, f.Code, f.Detail)
	}
}

// Parameter notes an error in a query parameter or header.
func (fs *Fields) Parameter(name, code, detail string) {
	*fs = append(*fs, Field{Parameter: name, Code: code, Detail: detail})
}

// Gather notes the errors of a BadInput, so that they are reported with the others,
// and returns any other error.
func (fs *Fields) Gather(err error) error {
	var p *Error
	if !errors.As(err, &p) || p.Kind != BadInput || len(p.Fields) == 0 {
		return err
	}
	*fs = append(*fs, p.Fields...)
	return nil
}

// Look gathers what look finds at a pointer, unless the value there is refused already:
// a value that is no text cannot be looked up.
func (fs *Fields) Look(pointer string, look func() error) error {
	if slices.ContainsFunc(*fs, func(f Field) bool { return f.Pointer == pointer }) {
		return nil
	}
	return fs.Gather(look())
}

// mostFields bounds how many errors one answer names: a hostile body can hold
// a hundred thousand.
const mostFields = 100

// Err returns nil if nothing was noted, else an Error of kind BadInput.
func (fs Fields) Err() error {
	if len(fs) == 0 {
		return nil
	}
	fs = fs.distinct()
	detail := fmt.Sprintf("The input has %d errors; each is in errors.", len(fs))
	switch {
	case len(fs) == 1:
		detail = fs[0].sentence()
	case len(fs) > mostFields:
		detail = fmt.Sprintf("The input has %d errors; the first %d are in errors.", len(fs), mostFields)
	}
	return &Error{Kind: BadInput, Detail: detail, Fields: fs[:min(len(fs), mostFields)]}
}

// sentence says what is wrong and where, in one line: the detail, behind the place
// unless it names the field itself.
func (f *Field) sentence() string {
	place := strings.TrimPrefix(f.Pointer, "/") + f.Parameter
	name := place[strings.LastIndexByte(place, '/')+1:]
	words := strings.FieldsFunc(f.Detail, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	said := " " + strings.ToLower(strings.Join(words, " ")) + " "
	if name == "" || strings.Contains(said, " "+name+" ") || strings.Contains(said, " "+strings.ReplaceAll(name, "_", " ")+" ") {
		return f.Detail
	}
	return place + ": " + f.Detail
}

// distinct leaves out what stands at the place of an earlier error: the first
// says why, the others follow from it.
func (fs Fields) distinct() Fields {
	type place struct{ pointer, parameter string }
	seen := make(map[place]bool, len(fs))
	var first Fields
	for _, f := range fs {
		if at := (place{f.Pointer, f.Parameter}); !seen[at] {
			seen[at] = true
			first = append(first, f)
		}
	}
	return first
}

// Error is a failure that a caller can do something about.
type Error struct {
	Kind       Kind
	Detail     string // one English sentence for a person
	Fields     Fields // for BadInput: each thing wrong
	RetryAfter int    // seconds to wait, for TooManyRequests and Unavailable; 0 for none
	Err        error  // the cause, for the log alone; may be nil
}

// Error returns the detail and, for bad input, the places.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Detail)
	if len(e.Fields) != 1 || e.Fields[0].sentence() != e.Detail {
		for _, f := range e.Fields {
			b.WriteString("; " + f.Pointer + f.Parameter + ": " + f.Detail)
		}
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an Error of a kind.
func New(kind Kind, detail string) *Error { return &Error{Kind: kind, Detail: detail} }

// Is reports whether err is, or wraps, an Error of a kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

// Pointer joins steps to a JSON pointer (RFC 6901): strings are escaped, ints
// are indexes.
func Pointer(steps ...any) string {
	var b strings.Builder
	for _, s := range steps {
		b.WriteByte('/')
		switch s := s.(type) {
		case int:
			b.WriteString(strconv.Itoa(s))
		case string:
			b.WriteString(pointerEscaper.Replace(s))
		}
	}
	return b.String()
}
