package restapi

import (
	"net/http"
	"slices"
	"strings"
)

// The values of the preference return (RFC 7240, section 4.2).
const (
	returnMinimal        = "return=minimal"
	returnRepresentation = "return=representation"
)

// writes reports whether a route answers with the record that it writes.
func (r *route) writes() bool {
	if r.doc.action == tagAction {
		return r.method == http.MethodPut
	}
	return slices.Contains([]action{createAction, updateAction, upsertAction, mergeAction, moveAction, undoAction}, r.doc.action)
}

// takesFields reports whether fields= says what a write answers with.
func (r *route) takesFields() bool { return r.writes() || r.doc.action == batchAction }

// preference is the preference return of the request, "" without one and where it
// cannot be followed: a key that was just made is shown this once. Other preferences
// are not for us, and the first of several counts (RFC 7240, section 2).
func (r *request) preference() string {
	for _, given := range splitOutsideQuotes(strings.Join(r.Header.Values("Prefer"), ","), ',') {
		name, value, _ := strings.Cut(splitOutsideQuotes(given, ';')[0], "=")
		if !strings.EqualFold(strings.TrimSpace(name), "return") {
			continue
		}
		switch value = strings.ToLower(strings.Trim(strings.TrimSpace(value), `"`)); {
		case value == "minimal" && !r.route.doc.once:
			return returnMinimal
		case value == "representation":
			return returnRepresentation
		}
		return ""
	}
	return ""
}

func splitOutsideQuotes(s string, at rune) []string {
	quoted := false
	var parts []string
	start := 0
	for i, c := range s {
		switch c {
		case '"':
			quoted = !quoted
		case at:
			if !quoted {
				parts, start = append(parts, s[start:i]), i+1
			}
		}
	}
	return append(parts, s[start:])
}

// shape gives the answer to a write the form that the request asks for: without the
// record, or with the fields of it that are asked for alone. An answer that was kept
// has it already, and to shape another one twice changes nothing.
func (r *request) shape(resp *response) error {
	if resp.replayed || resp.body == nil {
		return nil
	}
	if resp.applied = r.preference(); resp.applied == returnMinimal {
		resp.body = nil
		if resp.status == http.StatusOK {
			resp.status = http.StatusNoContent
		}
		return nil
	}
	body, err := project(resp.body, r.fields)
	resp.body = body
	return err
}
