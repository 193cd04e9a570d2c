package client

import (
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

// values are the parameters of a query: a struct whose fields name theirs in
// the tag query, url.Values, or nil. What is zero is left out.
func values(query any) url.Values {
	switch q := query.(type) {
	case nil:
		return url.Values{}
	case url.Values:
		return q
	}
	set := url.Values{}
	fields := reflect.ValueOf(query)
	for i := range fields.NumField() {
		if field := fields.Field(i); !field.IsZero() {
			set.Set(fields.Type().Field(i).Tag.Get("query"), text(field))
		}
	}
	return set
}

// text is a parameter of one of the types that parameters have.
func text(field reflect.Value) string {
	switch v := field.Interface().(type) {
	case []string:
		return joined(v)
	case string:
		return v
	case *bool:
		return strconv.FormatBool(*v)
	default:
		return strconv.FormatInt(field.Int(), 10)
	}
}

// joined is a list of values. One that would be read otherwise, since there is a
// comma or a quote in it, stands in quotes.
func joined(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		if quoted[i] = v; strings.ContainsAny(v, `,"`) || strings.TrimSpace(v) != v {
			quoted[i] = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
		}
	}
	return strings.Join(quoted, ",")
}
