package client

import (
	"net/http"
	"net/url"
)

// RequestOption changes one request.
type RequestOption func(*exchange)

// Query sets a parameter that has no field or option of its own, such as the
// filter custom_fields.KEY. Several values mean that one of them must match.
func Query(name string, values ...string) RequestOption {
	return func(e *exchange) { e.query.Set(name, joined(values)) }
}

// Answer keeps the headers of the answer, also of one that is an error: ETag,
// Location, Idempotent-Replayed, Retry-After, X-Request-ID.
func Answer(into *http.Header) RequestOption {
	return func(e *exchange) { e.answer = into }
}

// header sets a header.
func header(name, value string) RequestOption {
	return func(e *exchange) { e.request.Header.Set(name, value) }
}

// onlyQuery takes back what other options did to the query: a link to the next
// page has it all.
func onlyQuery(query url.Values) RequestOption {
	return func(e *exchange) { e.query = query }
}
