package check

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/record"
)

// object splits a JSON object into its fields.
func object(b []byte) (map[string]jsontext.Value, error) {
	if !jsontext.Value(b).IsValid() || jsontext.Value(b).Kind() != '{' {
		return nil, errNoObject
	}
	return record.Fields(b)
}

// agree reports whether two JSON values are the same, but for fields of objects
// that only one of them has.
func agree(a, b jsontext.Value) bool {
	if bytes.Equal(a, b) {
		return true
	}
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case '{':
		one, errOne := object(a)
		other, errOther := object(b)
		if errOne != nil || errOther != nil {
			return false
		}
		for name, value := range one {
			if second, ok := other[name]; ok && !agree(value, second) {
				return false
			}
		}
		return true
	case '[':
		one, other := elements(a), elements(b)
		if len(one) != len(other) {
			return false
		}
		for i := range one {
			if !agree(one[i], other[i]) {
				return false
			}
		}
		return true
	}
	return false
}

// elements splits a JSON list.
func elements(list jsontext.Value) []jsontext.Value {
	dec := jsontext.NewDecoder(bytes.NewReader(list))
	if _, err := dec.ReadToken(); err != nil {
		return nil
	}
	var all []jsontext.Value
	for dec.PeekKind() != ']' {
		value, err := dec.ReadValue()
		if err != nil {
			return all
		}
		all = append(all, value.Clone())
	}
	return all
}

// versionOf reads the version of a record, which stands at its end, 0 where
// there is none.
func versionOf(rec []byte) int64 {
	const name = `"version":`
	at := bytes.LastIndex(rec, []byte(name))
	if at < 0 {
		return 0
	}
	n, err := strconv.ParseInt(string(bytes.TrimRight(rec[at+len(name):], "}")), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
