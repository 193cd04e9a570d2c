package admin

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// metadataText is how metadata stand in a form, "" for none.
func metadataText(values record.Values) string {
	if len(values) == 0 {
		return ""
	}
	text := jsontext.Value(values.JSON())
	if err := text.Indent(jsontext.WithIndent("  ")); err != nil { // what is stored is JSON
		return string(values.JSON())
	}
	return string(text)
}

// metadata reads the JSON object that was typed. It is the whole of them: a key
// that is kept and does not stand there any more goes.
func (f *form) metadata(kept record.Values, faults *problem.Fields) (given record.Opt[record.Values]) {
	typed := strings.TrimSpace(f.Value("metadata"))
	if !f.values.Has("metadata") || typed == "" && len(kept) == 0 {
		return given
	}
	if typed == "" {
		return record.Some[record.Values](nil)
	}
	values, err := readObject(typed)
	if err != nil {
		faults.Add("/metadata", "invalid_json", unreadable(typed, err))
		return given
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		fault := record.CheckKey(key)
		if fault == nil {
			fault = record.CheckValue(values[key])
		}
		faults.Fault("/metadata", fault)
		v := values[key]
		_ = v.Compact() // it was read before, so it is valid
		values[key] = v
	}
	for key := range kept {
		if _, stays := values[key]; !stays {
			values[key] = jsontext.Value("null")
		}
	}
	return record.Some(values)
}

var errNoObject = errors.New("not an object")

// readObject reads a text that is one JSON object, as strictly as a body of REST.
func readObject(typed string) (record.Values, error) {
	dec := jsontext.NewDecoder(strings.NewReader(typed))
	object, err := dec.ReadValue()
	if err != nil {
		return nil, err
	}
	if object.Kind() != '{' {
		return nil, errNoObject
	}
	object = object.Clone()
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errNoObject
	}
	return record.Fields(object)
}

// unreadable says where JSON cannot be read any more.
func unreadable(typed string, err error) string {
	said := `This must be a JSON object, such as {"region": "north"}.`
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		before := typed[:min(int(syntax.ByteOffset), len(typed))]
		said += " It cannot be read from line " + strconv.Itoa(1+strings.Count(before, "\n")) + " on."
	}
	return said
}
