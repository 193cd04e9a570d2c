package restapi

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// maxItems bounds the items of a list, and the keys of an object of values, as
// they are read; what a record takes may be less, and is its own to say.
const maxItems = 1_000

// maxSuggested bounds the unknown fields for which a near name is looked for; a
// hostile body has a hundred thousand.
const maxSuggested = 50

// acceptsJSON refuses a request whose Accept header leaves no room for JSON.
func acceptsJSON(r *http.Request) error {
	headers := r.Header.Values("Accept")
	if strings.TrimSpace(strings.Join(headers, "")) == "" {
		return nil
	}
	for _, header := range headers {
		for item := range strings.SplitSeq(header, ",") {
			media, params, err := mime.ParseMediaType(strings.TrimSpace(item))
			if err != nil || params["q"] == "0" {
				continue
			}
			switch media {
			case "*/*", "application/*", "application/json", "application/problem+json":
				return nil
			}
		}
	}
	return problem.New(problem.NotAcceptable, "The response is only available as application/json; the Accept header must allow it.")
}

// readBody reads a body of JSON whole, as strictly as RFC 7493 has it: UTF-8,
// no lone surrogates, no name twice.
func (r *request) readBody() ([]byte, error) {
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	json := media == "application/json" || (media == "application/merge-patch+json" && r.Method == http.MethodPatch)
	if err != nil || !json || (charset != "" && charset != "utf-8") {
		return nil, problem.New(problem.UnsupportedMedia, "The body must be application/json in UTF-8.")
	}
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, problem.New(problem.TooLarge, "The body must have at most "+strconv.FormatInt(tooLarge.Limit, 10)+" bytes.")
	case err != nil:
		return nil, problem.New(problem.BadInput, "The body could not be read completely; send it again.")
	}
	return body, nil
}

// object reads the fields of a JSON object into values, and notes what is
// wrong with them at their pointers.
type object struct {
	at     string // pointer to the object
	fields map[string]jsontext.Value
	seen   map[string]bool
	faults *problem.Fields
}

// readObject reads a body that must be an object.
func readObject(body []byte, faults *problem.Fields) (*object, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(body))
	value, err := dec.ReadValue()
	if err == nil {
		value = value.Clone()
		if _, more := dec.ReadToken(); errors.Is(more, io.EOF) {
			return asObject(value, "", faults)
		}
		err = errors.New("more than one value")
	}
	return nil, syntaxProblem(err)
}

// syntaxProblem says where a body is not JSON, without repeating it.
func syntaxProblem(err error) error {
	var faults problem.Fields
	var at *jsontext.SyntacticError
	pointer := ""
	if errors.As(err, &at) {
		pointer = string(at.JSONPointer)
	}
	if len(pointer) > 256 {
		pointer = ""
	}
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		faults.Add(pointer, "duplicate_field", "The field is given twice in its object.")
	case at != nil:
		faults.Add(pointer, "invalid_json", "The body is not valid JSON in UTF-8, at byte "+
			strconv.FormatInt(at.ByteOffset, 10)+".")
	default:
		faults.Add(pointer, "invalid_json", "The body must be one JSON object.")
	}
	return faults.Err()
}

func asObject(value jsontext.Value, at string, faults *problem.Fields) (*object, error) {
	if value.Kind() != '{' {
		faults.Add(at, "invalid_type", "The value must be a JSON object.")
		if at == "" {
			return nil, faults.Err()
		}
		return &object{at: at, faults: faults, seen: map[string]bool{}}, nil
	}
	fields, err := record.Fields(value)
	if err != nil {
		return nil, syntaxProblem(err)
	}
	return &object{at: at, fields: fields, faults: faults, seen: map[string]bool{}}, nil
}

func (o *object) pointer(name string) string { return o.at + problem.Pointer(name) }

// take returns a field's value, nil if it was left out.
func (o *object) take(name string) jsontext.Value {
	o.seen[name] = true
	return o.fields[name]
}

// wrong notes that a field has a value of the wrong type.
func (o *object) wrong(name, needed string) {
	o.faults.Add(o.pointer(name), "invalid_type", "The value must be "+needed+".")
}

// text reads a text; null clears it.
func (o *object) text(name string, dest *record.Opt[string]) {
	switch value := o.take(name); value.Kind() {
	case jsontext.KindInvalid:
	case 'n':
		*dest = record.Some("")
	case '"':
		*dest = record.Some(record.TextOf(value))
	default:
		o.wrong(name, "a string")
	}
}

// choice reads a text of a closed set, or one that is needed: null is an error.
func (o *object) choice(name string, dest *record.Opt[string]) {
	if o.fields[name].Kind() == 'n' {
		o.seen[name] = true
		o.faults.Add(o.pointer(name), "null", "The value must not be null.")
		return
	}
	o.text(name, dest)
}

func (o *object) boolean(name string, dest *record.Opt[bool]) {
	switch value := o.take(name); value.Kind() {
	case jsontext.KindInvalid:
	case 't', 'f':
		*dest = record.Some(value.Kind() == 't')
	case 'n':
		o.faults.Add(o.pointer(name), "null", "The value must not be null.")
	default:
		o.wrong(name, "true or false")
	}
}

// number reads a number or null.
func (o *object) number(name string, dest *record.Opt[*float64]) {
	switch value := o.take(name); value.Kind() {
	case jsontext.KindInvalid:
	case 'n':
		*dest = record.Some[*float64](nil)
	case '0':
		f, err := strconv.ParseFloat(string(value), 64)
		if err != nil {
			o.faults.Add(o.pointer(name), "out_of_range", "The number is too large.")
			return
		}
		*dest = record.Some(&f)
	default:
		o.wrong(name, "a number")
	}
}

// list reads the items of a list; null is the empty list.
func (o *object) list(name string) (items []jsontext.Value, given bool) {
	value := o.take(name)
	switch value.Kind() {
	case jsontext.KindInvalid:
		return nil, false
	case 'n':
		return nil, true
	case '[':
		dec := jsontext.NewDecoder(bytes.NewReader(value))
		_, _ = dec.ReadToken() // the bracket, which was read before
		for dec.PeekKind() != ']' {
			item, err := dec.ReadValue()
			if err != nil {
				break
			}
			if len(items) == maxItems {
				o.tooMany(name)
				return nil, false
			}
			items = append(items, item.Clone())
		}
		return items, true
	}
	o.wrong(name, "a list")
	return nil, false
}

func (o *object) tooMany(name string) {
	o.faults.Add(o.pointer(name), "too_many", "There may be at most "+strconv.Itoa(maxItems)+" of them.")
}

func (o *object) texts(name string, dest *record.Opt[[]string]) {
	items, given := o.list(name)
	if !given {
		return
	}
	values := make([]string, len(items))
	for i, item := range items {
		if item.Kind() != '"' {
			o.faults.Add(o.pointer(name)+problem.Pointer(i), "invalid_type", "The value must be a string.")
			return
		}
		values[i] = record.TextOf(item)
	}
	*dest = record.Some(values)
}

// values reads an object of fields that nobody here knows; null clears it.
func (o *object) values(name string, dest *record.Opt[record.Values]) {
	value := o.take(name)
	switch value.Kind() {
	case jsontext.KindInvalid:
	case 'n':
		*dest = record.Some[record.Values](nil)
	case '{':
		fields, err := record.Fields(value)
		if err != nil {
			o.wrong(name, "an object")
			return
		}
		if len(fields) > maxItems {
			o.tooMany(name)
			return
		}
		for _, key := range slices.Sorted(maps.Keys(fields)) {
			at := o.pointer(name) + problem.Pointer(key)
			o.faults.Fault(at, record.CheckKey(key))
			o.faults.Fault(at, record.CheckValue(fields[key]))
			v := fields[key]
			_ = v.Compact() // it was read before, so it is valid
			fields[key] = v
		}
		*dest = record.Some(record.Values(fields))
	default:
		o.wrong(name, "an object")
	}
}

// readOnly takes the fields that are shown but not written.
func (o *object) readOnly(names ...string) {
	for _, name := range names {
		o.seen[name] = true
	}
}

// require notes the fields that were left out.
func (o *object) require(names ...string) {
	for _, name := range names {
		if _, given := o.fields[name]; !given {
			o.faults.Add(o.pointer(name), "required", "The field is required.")
		}
	}
}

// metaFields are the read-only fields of every record.
var metaFields = []string{"id", "created_at", "updated_at", "created_by", "updated_by", "version"}

// done notes the fields that nobody took.
func (o *object) done() {
	for _, name := range slices.Sorted(maps.Keys(o.fields)) {
		if !o.seen[name] {
			at := o.pointer(name)
			if len(at) > 256 {
				at = o.at
			}
			detail := "Unknown field."
			if len(*o.faults) < maxSuggested {
				detail += problem.DidYouMean(name, slices.Sorted(maps.Keys(o.seen)))
			}
			o.faults.Add(at, "unknown_field", detail)
		}
	}
}
